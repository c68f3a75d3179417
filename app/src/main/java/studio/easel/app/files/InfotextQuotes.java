package studio.easel.app.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;

/** How a value stands among the fields of an {@link Infotext}. */
final class InfotextQuotes {
    private static final ObjectReader JSON_STRING =
            new ObjectMapper()
                    .readerFor(String.class)
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private InfotextQuotes() {}

    /** The value, or where it would break the fields, as a JSON string. */
    static String quote(String value) {
        boolean breaks = value.contains(",") || value.contains(":") || value.contains("\n");
        return breaks ? jsonString(value) : value;
    }

    // Not Jackson's: Python escapes control characters in lower case.
    private static String jsonString(String value) {
        StringBuilder json = new StringBuilder("\"");
        value.chars().forEach(c -> json.append(escaped((char) c)));
        return json.append('"').toString();
    }

    private static String escaped(char c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\f' -> "\\f";
            case '\b' -> "\\b";
            default -> c < ' ' ? "\\u%04x".formatted((int) c) : String.valueOf(c);
        };
    }

    /** Undoes {@link #quote}; what is not a whole JSON string stays as it is. */
    static String unquote(String value) {
        if (!value.startsWith("\"") || !value.endsWith("\"")) {
            return value;
        }
        try {
            return JSON_STRING.readValue(value);
        } catch (JsonProcessingException e) {
            return value;
        }
    }
}
