package studio.easel.app.files;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The text in which AUTOMATIC1111's stable-diffusion-webui, and after it most tools, write down how
 * a picture was made: the prompt, a line {@code Negative prompt: ...}, and a last line of {@code
 * Key: value} fields. Written and read as version 1.10.1 does.
 *
 * @param prompt may have several lines
 * @param negativePrompt empty for none
 * @param fields in the order of the text, as printed there but without quotes; unmodifiable
 */
public record Infotext(String prompt, String negativePrompt, Map<String, String> fields) {
    private static final String NEGATIVE = "Negative prompt:";

    // A last line with fewer fields is a line of the prompt that happens to have a colon in it.
    private static final int FEWEST_FIELDS = 3;

    // Fields that have a fixed place; others stand between these and the two last ones.
    private static final List<String> FIRST =
            List.of(
                    "Steps",
                    "Sampler",
                    "Schedule type",
                    "CFG scale",
                    "Image CFG scale",
                    "Seed",
                    "Face restoration",
                    "Size",
                    "Model hash",
                    "Model",
                    "FP8 weight",
                    "Cache FP16 weight for LoRA",
                    "VAE hash",
                    "VAE",
                    "Variation seed",
                    "Variation seed strength",
                    "Seed resize from",
                    "Denoising strength",
                    "Conditional mask weight",
                    "Clip skip",
                    "ENSD",
                    "Token merging ratio",
                    "Token merging ratio hr",
                    "Init image hash",
                    "RNG",
                    "Tiling");
    private static final List<String> LAST = List.of("Version", "User");

    public Infotext {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /**
     * A text with these values in A1111's order: the known fields first, then the others in the
     * order given, {@code Version} and {@code User} last. Numbers are printed as Python prints them
     * ({@code 7.0}, {@code 1e-05}, {@code True}).
     */
    public static Infotext of(String prompt, String negativePrompt, Map<String, ?> values) {
        Map<String, String> fields = new LinkedHashMap<>();
        FIRST.forEach(key -> print(key, values, fields));
        values.keySet().stream()
                .filter(key -> !LAST.contains(key))
                .forEach(key -> print(key, values, fields));
        LAST.forEach(key -> print(key, values, fields));
        return new Infotext(prompt, negativePrompt, fields);
    }

    private static void print(String key, Map<String, ?> values, Map<String, String> fields) {
        Object value = values.get(key);
        if (value != null) {
            fields.putIfAbsent(key, PythonText.of(value));
        }
    }

    /** Reads any text: where there are no fields, all of it is prompt. Takes linear time. */
    public static Infotext parse(String text) {
        List<String> lines = new ArrayList<>(List.of(PythonText.strip(text).split("\n", -1)));
        List<Map.Entry<String, String>> found = InfotextFields.in(lines.get(lines.size() - 1));
        if (found.size() < FEWEST_FIELDS) {
            return ofLines(lines, Map.of());
        }
        lines.remove(lines.size() - 1);
        Map<String, String> fields = new LinkedHashMap<>();
        found.stream()
                .filter(field -> !field.getValue().isEmpty())
                .forEach(
                        field ->
                                fields.put(
                                        field.getKey(), InfotextQuotes.unquote(field.getValue())));
        return ofLines(lines, fields);
    }

    private static Infotext ofLines(List<String> lines, Map<String, String> fields) {
        StringBuilder prompt = new StringBuilder();
        StringBuilder negative = new StringBuilder();
        StringBuilder current = prompt;
        for (String raw : lines) {
            String line = PythonText.strip(raw);
            if (line.startsWith(NEGATIVE)) {
                current = negative;
                line = PythonText.strip(line.substring(NEGATIVE.length()));
            }
            current.append(current.isEmpty() ? "" : "\n").append(line);
        }
        return new Infotext(prompt.toString(), negative.toString(), fields);
    }

    /** The text, stripped of white space around it. */
    public String text() {
        String negative = negativePrompt.isEmpty() ? "" : "\n" + NEGATIVE + " " + negativePrompt;
        List<String> written = new ArrayList<>();
        fields.forEach(
                (key, value) ->
                        written.add(
                                key.equals(value)
                                        ? key
                                        : key + ": " + InfotextQuotes.quote(value)));
        return PythonText.strip(prompt + negative + "\n" + String.join(", ", written));
    }

    /**
     * The fields as A1111 understands them: with both prompts, sizes taken apart into {@code
     * Size-1} and {@code Size-2}, and what an older or sparser text left out filled in. Values are
     * texts; the ones filled in may be numbers and booleans.
     */
    public Map<String, Object> completed() {
        return new InfotextDefaults(this).completed();
    }
}
