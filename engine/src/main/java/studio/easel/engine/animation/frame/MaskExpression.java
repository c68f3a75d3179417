package studio.easel.engine.animation.frame;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import studio.easel.engine.EaselException;
import studio.easel.engine.Mask;
import studio.easel.engine.picture.Fit;

/**
 * A mask made of masks: <code>{video_mask}</code> is one by name, <code>{everywhere}</code> all
 * white, <code>[file.png]</code> one from a file; <code>!a</code> is where a is not, <code>a&amp;b
 * </code> where both are, <code>a|b</code> one of them, <code>a^b</code> just one of them, <code>
 * a\b</code> where a is and b is not. That is also the order in which they bind, the first most;
 * parentheses group. Masks are black and white here: light grey is white.
 *
 * <p>Deforum's <code>&lt;words&gt;</code>, masks found by a network, are understood and refused.
 */
public final class MaskExpression {
    private static final String EVERYWHERE = "everywhere";
    private static final int GREY = 128;

    /** A white or a black, pixel by pixel, under the names of a {@link Sources}. */
    private interface Term {
        boolean[] of(Sources sources);
    }

    private record Sources(
            int width,
            int height,
            Function<String, Optional<Mask>> named,
            Function<String, Optional<Mask>> files) {
        boolean[] fill(Mask mask) {
            byte[] grey = Fit.STRETCH.of(mask, width, height).grey();
            boolean[] white = new boolean[grey.length];
            for (int i = 0; i < white.length; i++) {
                white[i] = (grey[i] & 0xFF) >= GREY;
            }
            return white;
        }
    }

    /** What two operands of an operator become. */
    private interface Operation {
        boolean of(boolean a, boolean b);
    }

    private final Term term;

    private MaskExpression(Term term) {
        this.term = term;
    }

    /**
     * @throws EaselException when it cannot be read; the sentence says where
     */
    public static MaskExpression parse(String text) {
        return new MaskExpression(new Parser(text).whole());
    }

    /**
     * @param width of the mask; those it is made of are resized
     * @param named the masks of the moment by name, for example {@code video_mask}
     * @param files masks by what stands between square brackets
     * @throws EaselException when there is no mask of a name
     */
    public Mask of(
            int width,
            int height,
            Function<String, Optional<Mask>> named,
            Function<String, Optional<Mask>> files) {
        boolean[] white = term.of(new Sources(width, height, named, files));
        byte[] grey = new byte[white.length];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (byte) (white[i] ? 255 : 0);
        }
        return new Mask(width, height, grey);
    }

    /** Recursive descent, one level an operator. */
    private static final class Parser {
        /** From what binds least to what binds most. */
        private static final String OPERATORS = "\\^|&";

        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        Term whole() {
            Term whole = binary(0);
            if (peek() != 0) {
                throw unexpected("an operator or the end");
            }
            return whole;
        }

        private Term binary(int level) {
            if (level == OPERATORS.length()) {
                return operand();
            }
            char operator = OPERATORS.charAt(level);
            Term left = binary(level + 1);
            while (peek() == operator) {
                at++;
                left = joined(left, binary(level + 1), operation(operator));
            }
            return left;
        }

        private static Operation operation(char operator) {
            return switch (operator) {
                case '&' -> (a, b) -> a && b;
                case '|' -> (a, b) -> a || b;
                case '^' -> (a, b) -> a != b;
                default -> (a, b) -> a && !b;
            };
        }

        private static Term joined(Term left, Term right, Operation operation) {
            return sources -> {
                boolean[] a = left.of(sources);
                boolean[] b = right.of(sources);
                for (int i = 0; i < a.length; i++) {
                    a[i] = operation.of(a[i], b[i]);
                }
                return a;
            };
        }

        private Term operand() {
            return switch (peek()) {
                case '!' -> {
                    at++;
                    Term inner = operand();
                    yield joined(inner, inner, (a, b) -> !a);
                }
                case '(' -> {
                    at++;
                    Term inner = binary(0);
                    if (peek() != ')') {
                        throw unexpected("\")\"");
                    }
                    at++;
                    yield inner;
                }
                case '{' -> named(upTo('}'));
                case '[' -> file(upTo(']'));
                case '<' ->
                        throw new EaselException(
                                "The mask \"%s\" asks for a mask found by words, expected {name} or [file.png]: no network for that is at hand. Draw the mask and name its file."
                                        .formatted(text));
                default -> throw unexpected("{name}, [file.png], \"!\" or \"(\"");
            };
        }

        private static Term named(String name) {
            return sources -> {
                if (name.equals(EVERYWHERE)) {
                    boolean[] all = new boolean[sources.width() * sources.height()];
                    Arrays.fill(all, true);
                    return all;
                }
                return sources.fill(
                        sources.named()
                                .apply(name)
                                .orElseThrow(
                                        () ->
                                                new EaselException(
                                                        "There is no mask \"%s\", expected {everywhere} or, in an animation that has one, {video_mask}. Change the mask schedule."
                                                                .formatted(name))));
            };
        }

        private static Term file(String name) {
            return sources ->
                    sources.fill(
                            sources.files()
                                    .apply(name)
                                    .orElseThrow(
                                            () ->
                                                    new EaselException(
                                                            "There is no mask file \"%s\". Put it there, or change the mask schedule."
                                                                    .formatted(name))));
        }

        private String upTo(char end) {
            int close = text.indexOf(end, at);
            if (close < 0) {
                throw new EaselException(
                        "The mask \"%s\" has a \"%s\" without its \"%s\". Close it."
                                .formatted(text, text.charAt(at), end));
            }
            String name = text.substring(at + 1, close).strip();
            at = close + 1;
            return name;
        }

        /** The next character that is no blank, 0 at the end. */
        private char peek() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return at < text.length() ? text.charAt(at) : 0;
        }

        private EaselException unexpected(String expected) {
            String found = peek() == 0 ? "ends" : "has \"" + peek() + "\"";
            return new EaselException(
                    "The mask \"%s\" %s at character %d, expected %s."
                            .formatted(text, found, at + 1, expected));
        }
    }
}
