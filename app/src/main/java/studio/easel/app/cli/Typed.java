package studio.easel.app.cli;

import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;

/** Numbers as somebody typed them; the sentence that refuses one names the setting. */
final class Typed {
    private Typed() {}

    static long whole(Field field, String what, String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new RequestException(
                    field,
                    "%s is \"%s\", expected a whole number of at most 18 digits. Write it in digits, for example 20."
                            .formatted(what, text));
        }
    }

    /** A number whose limits the request knows; one beyond all measure is refused as typed. */
    static int few(Field field, String what, String text, int most) {
        long value = whole(field, what, text);
        if (value != (int) value) {
            throw new RequestException(
                    field,
                    "%s is %d, expected 1 to %d. %d is the most."
                            .formatted(what, value, most, most));
        }
        return (int) value;
    }

    static double number(Field field, String what, String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new RequestException(
                    field,
                    "%s is \"%s\", expected a number. Write it with a point, for example 7.5."
                            .formatted(what, text));
        }
    }
}
