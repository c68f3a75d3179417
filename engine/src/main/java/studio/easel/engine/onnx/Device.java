package studio.easel.engine.onnx;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.easel.engine.EaselException;

/**
 * What shall run the graphs.
 *
 * @param kind of device
 * @param index which CUDA card, 0 for the first; 0 for the other kinds
 */
public record Device(Kind kind, int index) {
    /** The kinds of device there are. */
    public enum Kind {
        /** CUDA where this build has it and a card answers, otherwise the CPU. */
        AUTO,
        CPU,
        CUDA
    }

    private static final Pattern TEXT = Pattern.compile("(?i)auto|cpu|cuda(?::(\\d{1,2}))?");

    public static Device auto() {
        return new Device(Kind.AUTO, 0);
    }

    public static Device cpu() {
        return new Device(Kind.CPU, 0);
    }

    public static Device cuda(int index) {
        return new Device(Kind.CUDA, index);
    }

    /** Reads {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:1}. */
    public static Device parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new EaselException(
                    "Device is \"%s\", expected auto, cpu, cuda or cuda:N (N counts the cards from 0). Try auto."
                            .formatted(text));
        }
        if (matcher.group(1) != null) {
            return cuda(Integer.parseInt(matcher.group(1)));
        }
        Kind kind = Kind.valueOf(matcher.group().toUpperCase(java.util.Locale.ROOT));
        return new Device(kind, 0);
    }

    @Override
    public String toString() {
        String name = kind.name().toLowerCase(java.util.Locale.ROOT);
        return kind == Kind.CUDA ? name + ":" + index : name;
    }
}
