package studio.easel.app.files;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import studio.easel.engine.EaselException;

/**
 * The members of a JSON object somebody else wrote, read strictly: nothing is converted, nothing
 * guessed. Every {@link EaselException} goes on a sentence "Easel's record is not readable: ...".
 */
record Members(JsonNode object) {
    static final int LONGEST_NAME = 1000;

    private static final int LONGEST_LIST = 1000;

    /** A text of any length a file may have. */
    String words(String name) {
        return text(name, PngTexts.LONGEST);
    }

    /** A text of at most {@value #LONGEST_NAME} characters. */
    String text(String name) {
        return text(name, LONGEST_NAME);
    }

    private String text(String name, int longest) {
        JsonNode value = object.path(name);
        if (!value.isTextual() || value.textValue().length() > longest) {
            throw unfit(name, "a text of at most %d characters".formatted(longest));
        }
        return value.textValue();
    }

    int whole(String name) {
        JsonNode value = object.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw unfit(name, "a whole number in range");
        }
        return value.intValue();
    }

    long large(String name) {
        JsonNode value = object.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw unfit(name, "a whole number in range");
        }
        return value.longValue();
    }

    double real(String name) {
        JsonNode value = object.path(name);
        if (!value.isNumber()) {
            throw unfit(name, "a number");
        }
        return value.doubleValue();
    }

    boolean flag(String name) {
        JsonNode value = object.path(name);
        if (!value.isBoolean()) {
            throw unfit(name, "true or false");
        }
        return value.booleanValue();
    }

    boolean has(String name) {
        return object.has(name);
    }

    Members object(String name) {
        JsonNode value = object.path(name);
        if (!value.isObject()) {
            throw unfit(name, "an object");
        }
        return new Members(value);
    }

    /** What an object stands for, or nothing where it is left out. */
    <T> Optional<T> optional(String name, Function<Members, T> reader) {
        return has(name) ? Optional.of(reader.apply(object(name))) : Optional.empty();
    }

    /** What the objects of a list stand for; an empty list where it is left out. */
    <T> List<T> list(String name, Function<Members, T> reader) {
        JsonNode value = object.path(name);
        if (value.isMissingNode()) {
            return List.of();
        }
        if (!value.isArray() || value.size() > LONGEST_LIST) {
            throw unfit(name, "a list of at most %d".formatted(LONGEST_LIST));
        }
        return StreamSupport.stream(value.spliterator(), false)
                .map(Members::new)
                .map(reader)
                .toList();
    }

    EaselException unfit(String name, String expected) {
        return new EaselException("its \"%s\" is not %s".formatted(name, expected));
    }
}
