package studio.easel.app.files;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What A1111 1.10.1 adds to the fields of a text that leaves something out, so that a picture made
 * by an older version comes out the same: {@link Infotext#completed}.
 */
final class InfotextDefaults {
    private static final Pattern SIZE = Pattern.compile("(\\p{Nd}+)x(\\p{Nd}+)\n?");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,9}");

    private static final PythonVersion V1_6 = PythonVersion.of("1.6.0");
    private static final PythonVersion V1_7_225 = PythonVersion.of("1.7.0-225");
    private static final PythonVersion V1_8 = PythonVersion.of("1.8.0");

    private final Infotext text;
    private final Map<String, Object> fields = new LinkedHashMap<>();

    InfotextDefaults(Infotext text) {
        this.text = text;
    }

    Map<String, Object> completed() {
        text.fields().forEach(this::put);
        fields.put("Prompt", text.prompt() + hypernet());
        fields.put("Negative prompt", text.negativePrompt());
        fields.putIfAbsent("Clip skip", "1");
        hires();
        inpainting();
        noise();
        network();
        behaviourOfOldVersions();
        return fields;
    }

    private void put(String key, String value) {
        Matcher size = SIZE.matcher(value);
        if (size.matches()) {
            fields.put(key + "-1", size.group(1));
            fields.put(key + "-2", size.group(2));
        } else {
            fields.put(key, value);
        }
    }

    private String hypernet() {
        return Optional.ofNullable(fields.get("Hypernet"))
                .map(name -> "<hypernet:%s:%s>".formatted(name, get("Hypernet strength", "1.0")))
                .orElse("");
    }

    private Object get(String key, Object otherwise) {
        return fields.getOrDefault(key, otherwise);
    }

    private void hires() {
        if (!fields.containsKey("Hires resize-1")) {
            fields.put("Hires resize-1", 0);
            fields.put("Hires resize-2", 0);
        }
        fields.putIfAbsent("Hires sampler", "Use same sampler");
        fields.putIfAbsent("Hires schedule type", "Use same scheduler");
        fields.putIfAbsent("Hires checkpoint", "Use same checkpoint");
        fields.putIfAbsent("Hires prompt", "");
        fields.putIfAbsent("Hires negative prompt", "");
        length("First pass size-1", "")
                .ifPresent(w -> length("First pass size-2", "").ifPresent(h -> oldHires(w, h)));
    }

    /** Before 1.0 the size was that of the finished picture, and the first pass was stated. */
    private void oldHires(int firstWidth, int firstHeight) {
        int width = length("Size-1", "512").orElse(0);
        int height = length("Size-2", "512").orElse(0);
        if (width == 0 || height == 0) {
            return;
        }
        boolean stated = firstWidth != 0 && firstHeight != 0;
        // Otherwise: about as many pixels as 512x512, each side up to a multiple of 64.
        double scale = Math.sqrt(512.0 * 512.0 / ((double) width * height));
        fields.put("Size-1", stated ? firstWidth : (int) Math.ceil(scale * width / 64) * 64);
        fields.put("Size-2", stated ? firstHeight : (int) Math.ceil(scale * height / 64) * 64);
        fields.put("Hires resize-1", width);
        fields.put("Hires resize-2", height);
    }

    private Optional<Integer> length(String key, String otherwise) {
        String value = get(key, otherwise).toString();
        return LENGTH.matcher(value).matches()
                ? Optional.of(Integer.valueOf(value))
                : Optional.empty();
    }

    private void inpainting() {
        fields.putIfAbsent("Mask mode", "Inpaint masked");
        fields.putIfAbsent("Masked content", "original");
        fields.putIfAbsent("Inpaint area", "Whole picture");
        fields.putIfAbsent("Masked area padding", 32);
    }

    private void noise() {
        fields.putIfAbsent("RNG", "GPU");
        fields.putIfAbsent("Schedule type", "Automatic");
        fields.putIfAbsent("Schedule max sigma", 0);
        fields.putIfAbsent("Schedule min sigma", 0);
        fields.putIfAbsent("Schedule rho", 0);
    }

    private void network() {
        fields.putIfAbsent("VAE Encoder", "Full");
        fields.putIfAbsent("VAE Decoder", "Full");
        fields.putIfAbsent("FP8 weight", "Disable");
        if (!"Disable".equals(fields.get("FP8 weight"))) {
            fields.putIfAbsent("Cache FP16 weight for LoRA", false);
        }
        if (PromptWeights.used(text.prompt()) || PromptWeights.used(text.negativePrompt())) {
            fields.putIfAbsent("Emphasis", "Original");
        }
        fields.putIfAbsent("Refiner switch by sampling steps", false);
    }

    private void behaviourOfOldVersions() {
        PythonVersion.find(get("Version", "").toString()).ifPresent(this::behaviourOf);
    }

    private void behaviourOf(PythonVersion version) {
        String sampler = get("Sampler", "").toString();
        if (version.isBefore(V1_6) && get("Prompt", "").toString().contains("[")) {
            fields.put("Old prompt editing timelines", true);
        }
        if (version.isBefore(V1_6) && (sampler.equals("DDIM") || sampler.equals("PLMS"))) {
            fields.put("Pad conds v0", true);
        }
        if (version.isBefore(V1_7_225)) {
            fields.put("Downcast alphas_cumprod", true);
        }
        if (version.isBefore(V1_8) && !get("Refiner", "").toString().isEmpty()) {
            fields.put("Refiner switch by sampling steps", true);
        }
    }
}
