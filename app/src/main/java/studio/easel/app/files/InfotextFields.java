package studio.easel.app.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds {@code key: value} in the last line of an {@link Infotext}. A key is a word character and
 * then word characters, spaces, hyphens and slashes; a value is a quoted string or anything up to
 * the next comma. What fits neither is skipped.
 *
 * <p>A scanner and not a regular expression: it reads each character a fixed number of times,
 * whatever a hostile text holds.
 */
final class InfotextFields {
    private final String line;
    private int at;

    private InfotextFields(String line) {
        this.line = line;
    }

    /** In order, values as written: quoted, perhaps empty. */
    static List<Map.Entry<String, String>> in(String line) {
        InfotextFields scanner = new InfotextFields(line);
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        while (scanner.at < line.length()) {
            String key = scanner.key();
            if (!key.isEmpty()) {
                fields.add(Map.entry(key, scanner.value()));
            }
        }
        return fields;
    }

    /** The key that ends at the next colon, or nothing where the text before it is none. */
    private String key() {
        int start = at;
        while (at < line.length() && isKeyCharacter(line.codePointAt(at))) {
            at += Character.charCount(line.codePointAt(at));
        }
        int end = at;
        at += at < line.length() ? Character.charCount(line.codePointAt(at)) : 0;
        if (end == line.length() || line.charAt(end) != ':') {
            return "";
        }
        while (start < end && !PythonText.isWord(line.codePointAt(start))) {
            start += Character.charCount(line.codePointAt(start));
        }
        return line.codePointCount(start, end) < 2 ? "" : line.substring(start, end);
    }

    private static boolean isKeyCharacter(int c) {
        return PythonText.isWord(c) || c == ' ' || c == '-' || c == '/';
    }

    private String value() {
        while (at < line.length() && PythonText.isSpace(line.charAt(at))) {
            at++;
        }
        int start = at;
        int end = endOfQuoted();
        if (end < 0) {
            int comma = line.indexOf(',', start);
            end = comma < 0 ? line.length() : comma;
        }
        at = end + 1;
        return line.substring(start, end);
    }

    /** Behind the closing quote of a string that is followed by a comma or the end, or -1. */
    private int endOfQuoted() {
        if (at == line.length() || line.charAt(at) != '"') {
            return -1;
        }
        int i = at + 1;
        while (i < line.length() && line.charAt(i) != '"') {
            i += line.charAt(i) == '\\' ? 2 : 1;
        }
        boolean closed = i < line.length() && i > at + 1;
        boolean last = i + 1 >= line.length() || line.charAt(i + 1) == ',';
        return closed && last ? i + 1 : -1;
    }
}
