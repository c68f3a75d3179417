package studio.easel.app.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import studio.easel.engine.EaselException;

/**
 * A1111's {@code styles.csv}: columns {@code name}, {@code prompt} and {@code negative_prompt} in
 * any order, under a line with their names; {@code text} is what old ones call the prompt.
 */
public final class A1111Styles {
    private static final int MOST_BYTES = 8 << 20;

    private final String text;
    private int at;

    private A1111Styles(String text) {
        this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /**
     * The styles in their order; dividers, which have no words, are left out.
     *
     * @throws EaselException when the file cannot be read, or has no such columns
     */
    public static List<Preset> read(Path file) {
        List<List<String>> rows = new A1111Styles(content(file)).rows();
        List<String> header =
                rows.isEmpty()
                        ? List.of()
                        : rows.get(0).stream()
                                .map(it -> it.strip().toLowerCase(Locale.ROOT))
                                .toList();
        int name = header.indexOf("name");
        int prompt = Math.max(header.indexOf("prompt"), header.indexOf("text"));
        int negative = header.indexOf("negative_prompt");
        if (name < 0 || prompt < 0) {
            throw new EaselException(
                    "%s begins with \"%s\", expected a line with name, prompt and negative_prompt as A1111's styles.csv has it. Choose that file."
                            .formatted(file.getFileName(), first(header)));
        }
        return rows.stream()
                .skip(1)
                .map(row -> new Preset(cell(row, name), cell(row, prompt), cell(row, negative)))
                .filter(style -> !style.name().isBlank())
                .filter(style -> !(style.prompt() + style.negativePrompt()).isBlank())
                .toList();
    }

    private static String first(List<String> header) {
        String line = String.join(",", header).replaceAll("\\p{Cntrl}", "?");
        return line.substring(0, Math.min(60, line.length()));
    }

    private static String cell(List<String> row, int column) {
        return column >= 0 && column < row.size() ? row.get(column).strip() : "";
    }

    private static String content(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new EaselException(
                        "%s is larger than %d MB, expected a list of styles. Choose another file."
                                .formatted(file, MOST_BYTES >> 20));
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new EaselException(
                    "%s is no UTF-8 text, as A1111 writes it. Save it as UTF-8.".formatted(file),
                    e);
        } catch (IOException e) {
            throw new EaselException(
                    "%s cannot be read (%s). Check the file's permissions.".formatted(file, e), e);
        }
    }

    private List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        while (at < text.length()) {
            List<String> row = row();
            if (!row.equals(List.of(""))) { // an empty line
                rows.add(row);
            }
        }
        return rows;
    }

    private List<String> row() {
        List<String> cells = new ArrayList<>();
        while (true) {
            cells.add(cell());
            if (at >= text.length()) {
                return cells;
            }
            char end = text.charAt(at++);
            if (end != ',') {
                if (end == '\r' && at < text.length() && text.charAt(at) == '\n') {
                    at++;
                }
                return cells;
            }
        }
    }

    /** Up to a comma or a line's end; between quotes both are words, and two quotes are one. */
    private String cell() {
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        boolean begun = false;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (quoted) {
                if (c != '"') {
                    cell.append(c);
                } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
                    cell.append(c);
                    at++;
                } else {
                    quoted = false;
                }
            } else if (c == ',' || c == '\n' || c == '\r') {
                return cell.toString();
            } else if (c == '"' && !begun) {
                quoted = true;
            } else {
                cell.append(c);
            }
            begun = true;
        }
        return cell.toString();
    }
}
