package studio.easel.app.files;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import studio.easel.engine.ImageSize;
import studio.easel.engine.RequestException;

/** The fields of A1111's text as values. What cannot be used becomes a note, never an error. */
final class A1111Fields {
    private static final int LONGEST_SHOWN = 60;
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,19}");
    private static final Pattern PIXELS = Pattern.compile("[0-9]{1,9}x[0-9]{1,9}");
    private static final Pattern REAL =
            Pattern.compile("[0-9]{1,18}(\\.[0-9]{0,40})?([eE][+-]?[0-9]{1,3})?");

    private final Map<String, String> written;
    private final Map<String, Object> completed;
    private final List<String> notes = new ArrayList<>();

    A1111Fields(Infotext text) {
        this.written = text.fields();
        this.completed = text.completed();
    }

    /** Whether the text itself has the field, rather than A1111's defaults. */
    boolean isWritten(String key) {
        return written.containsKey(key);
    }

    Stream<String> writtenKeys() {
        return written.keySet().stream();
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(completed.get(key)).map(Object::toString);
    }

    Optional<Long> whole(String key, long least, long most) {
        String expected = "a whole number from %d to %d".formatted(least, most);
        return text(key)
                .filter(noting(key, value -> isWhole(value, least, most), expected))
                .map(Long::valueOf);
    }

    private static boolean isWhole(String value, long least, long most) {
        return WHOLE.matcher(value).matches()
                && new BigInteger(value).compareTo(BigInteger.valueOf(least)) >= 0
                && new BigInteger(value).compareTo(BigInteger.valueOf(most)) <= 0;
    }

    Optional<Double> real(String key, double most) {
        return text(key).flatMap(value -> real(key, value, most));
    }

    Optional<Double> real(String key, String written, double most) {
        String expected = "a number from 0 to " + PythonText.of(most);
        return Optional.of(written)
                .filter(noting(key, value -> isReal(value, most), expected))
                .map(Double::valueOf);
    }

    private static boolean isReal(String value, double most) {
        return REAL.matcher(value).matches() && Double.parseDouble(value) <= most;
    }

    /** A size, which A1111 takes apart into two fields. */
    Optional<ImageSize> size(String key) {
        Optional<String> size =
                text(key + "-1").flatMap(w -> text(key + "-2").map(h -> w + "x" + h));
        return size.filter(noting(key, PIXELS.asMatchPredicate(), "like 512x768"))
                .flatMap(text -> usable(key, () -> ImageSize.parse(text)));
    }

    /** What {@code maker} makes, or a note with the sentence it ends with. */
    <T> Optional<T> usable(String key, Supplier<T> maker) {
        try {
            return Optional.of(maker.get());
        } catch (RequestException e) {
            note("The picture's \"%s\" cannot be used. %s".formatted(key, e.getMessage()));
            return Optional.empty();
        }
    }

    private Predicate<String> noting(String key, Predicate<String> fits, String expected) {
        return value -> {
            if (fits.test(value)) {
                return true;
            }
            note(
                    "The picture's \"%s\" is %s, expected %s. It was left out."
                            .formatted(key, shown(value), expected));
            return false;
        };
    }

    void noteUnknown(String what, String name, Stream<String> known) {
        note(
                "The picture's %s, %s, is not available yet. Choose one of %s."
                        .formatted(what, shown(name), String.join(", ", known.toList())));
    }

    void note(String sentence) {
        notes.add(sentence);
    }

    List<String> notes() {
        return notes;
    }

    private static String shown(String value) {
        return '"' + SettingsText.shortened(value, LONGEST_SHOWN) + '"';
    }
}
