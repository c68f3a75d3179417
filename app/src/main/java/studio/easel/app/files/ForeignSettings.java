package studio.easel.app.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.easel.app.files.SavedSettings.Source;
import studio.easel.engine.SamplerName;

/**
 * What ComfyUI, InvokeAI, Fooocus and NovelAI write into their pictures, brought under A1111's
 * names. Whatever cannot be understood is left out; a text that makes no sense at all is nothing.
 */
final class ForeignSettings {
    /** Where these tools' settings stand, beside {@code parameters}. */
    static final Set<String> KEYWORDS =
            Set.of(
                    "prompt",
                    "workflow",
                    "invokeai_metadata",
                    "sd-metadata",
                    "Dream",
                    "Software",
                    "Description",
                    "Comment");

    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(100)
                                                    .maxNumberLength(100)
                                                    .maxStringLength(PngTexts.LONGEST)
                                                    .build())
                                    .build())
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // as Python writes them
                    .build();

    private static final int LONGEST_SHOWN = 200;
    private static final Pattern UNWANTED = Pattern.compile("\\[([^\\[\\]]*)\\]");
    private static final Pattern RESOLUTION = Pattern.compile("\\((\\d{1,9}), ?(\\d{1,9})\\)");
    private static final Pattern DREAM_PROMPT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*+)\"");
    private static final Pattern DREAM_OPTION =
            Pattern.compile("\\s-([sSWHCA])\\s*([\\w.+-]{1,60})");

    private final Source source;
    private final Map<String, String> fields = new LinkedHashMap<>();
    private final List<String> loras = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private String prompt = "";
    private String negative = "";

    ForeignSettings(Source source) {
        this.source = source;
    }

    /** The settings among a picture's texts, if one of these tools wrote them. */
    static Optional<SavedSettings> in(Map<String, String> texts) {
        return novelAi(texts)
                .or(() -> object(texts.get("invokeai_metadata")).map(ForeignSettings::invokeAi))
                .or(() -> object(texts.get("sd-metadata")).flatMap(ForeignSettings::invokeAi2))
                .or(() -> Optional.ofNullable(texts.get("Dream")).flatMap(ForeignSettings::dream))
                .or(() -> object(texts.get("parameters")).map(ForeignSettings::fooocus))
                .or(() -> object(texts.get("prompt")).flatMap(ComfyGraph::settings))
                .or(
                        () ->
                                object(texts.get("workflow"))
                                        .map(ComfyGraph::fromEditor)
                                        .flatMap(ComfyGraph::settings));
    }

    /** The settings of a text hidden in pixels: NovelAI's texts as JSON, or A1111's text. */
    static Optional<SavedSettings> hidden(String text) {
        Optional<JsonNode> object = object(text);
        if (object.isEmpty()) {
            return text.isBlank() ? Optional.empty() : Optional.of(A1111Settings.read(text));
        }
        Map<String, String> texts = new LinkedHashMap<>();
        object.get()
                .properties()
                .forEach(
                        it ->
                                texts.put(
                                        it.getKey(),
                                        it.getValue().isTextual()
                                                ? it.getValue().textValue()
                                                : it.getValue().toString()));
        return novelAi(texts);
    }

    private static Optional<JsonNode> object(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(JSON.readTree(text)).filter(JsonNode::isObject);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Optional<SavedSettings> novelAi(Map<String, String> texts) {
        if (!texts.getOrDefault("Software", "").equals("NovelAI")) {
            return Optional.empty();
        }
        ForeignSettings settings = new ForeignSettings(Source.NOVELAI);
        Optional<JsonNode> comment = object(texts.get("Comment"));
        String described = texts.getOrDefault("Description", "");
        settings.prompt(described);
        comment.ifPresent(
                it -> {
                    settings.prompt(described.isEmpty() ? it.path("prompt").asText("") : described);
                    settings.negative(it.path("uc").asText(""));
                    settings.field("Steps", it.path("steps"));
                    settings.field("Sampler", it.path("sampler"));
                    settings.field("CFG scale", it.path("scale"));
                    settings.field("Seed", it.path("seed"));
                    settings.size(it.path("width").asText(""), it.path("height").asText(""));
                    settings.unlessZero("CFG Rescale", it.path("cfg_rescale"));
                    settings.unlessZero("Denoising strength", it.path("strength"));
                });
        // As A1111 takes these pictures: NovelAI's model looks at the last layer but one.
        settings.field("Clip skip", "2");
        settings.field("ENSD", "31337");
        return Optional.of(settings.settings());
    }

    private static SavedSettings invokeAi(JsonNode json) {
        ForeignSettings settings = new ForeignSettings(Source.INVOKEAI);
        settings.prompt(json.path("positive_prompt").asText(""));
        settings.negative(json.path("negative_prompt").asText(""));
        settings.usual(json, "scheduler", "cfg_scale");
        settings.field("Model", name(json.path("model")));
        settings.unlessZero("CFG Rescale", json.path("cfg_rescale_multiplier"));
        settings.unlessZero("Denoising strength", json.path("strength"));
        int skipped = json.path("clip_skip").asInt(0);
        settings.field("Clip skip", skipped > 0 ? Integer.toString(skipped + 1) : "");
        boolean onCpu = json.path("rand_device").asText("cpu").equals("cpu");
        settings.field("RNG", onCpu ? "CPU" : "GPU");
        for (JsonNode lora : json.path("loras")) {
            JsonNode model = lora.has("model") ? lora.path("model") : lora.path("lora");
            settings.lora(name(model), lora.path("weight").asText(""));
        }
        return settings.settings();
    }

    private static String name(JsonNode model) {
        return model.isTextual()
                ? model.textValue()
                : model.path("name").asText(model.path("model_name").asText(""));
    }

    /** Of versions 1.15 to 2.3. */
    private static Optional<SavedSettings> invokeAi2(JsonNode json) {
        JsonNode image = json.path("image");
        if (!image.isObject()) {
            return Optional.empty();
        }
        ForeignSettings settings = new ForeignSettings(Source.INVOKEAI);
        JsonNode prompt = image.path("prompt");
        settings.bracketed(
                prompt.isArray() ? prompt.path(0).path("prompt").asText("") : prompt.asText(""));
        settings.usual(image, "sampler", "cfg_scale");
        settings.field("Model", json.path("model_weights").asText(""));
        settings.unlessZero("Denoising strength", image.path("strength"));
        settings.field("RNG", "CPU");
        return Optional.of(settings.settings());
    }

    /** A command line, of the same versions. */
    private static Optional<SavedSettings> dream(String line) {
        Matcher prompt = DREAM_PROMPT.matcher(line);
        if (!prompt.lookingAt()) {
            return Optional.empty();
        }
        ForeignSettings settings = new ForeignSettings(Source.INVOKEAI);
        settings.bracketed(prompt.group(1).replace("\\\"", "\""));
        Map<String, String> options = new LinkedHashMap<>();
        Matcher option = DREAM_OPTION.matcher(line);
        option.region(prompt.end(), line.length());
        while (option.find()) {
            options.put(option.group(1), option.group(2));
        }
        settings.field("Steps", options.getOrDefault("s", ""));
        settings.sampler(options.getOrDefault("A", ""));
        settings.field("CFG scale", options.getOrDefault("C", ""));
        settings.field("Seed", options.getOrDefault("S", ""));
        settings.size(options.getOrDefault("W", ""), options.getOrDefault("H", ""));
        settings.field("RNG", "CPU");
        return Optional.of(settings.settings());
    }

    private static SavedSettings fooocus(JsonNode json) {
        ForeignSettings settings = new ForeignSettings(Source.FOOOCUS);
        settings.prompt(json.path("prompt").asText(""));
        settings.negative(json.path("negative_prompt").asText(""));
        settings.usual(json, "sampler", "guidance_scale");
        settings.field("Schedule type", json.path("scheduler"));
        settings.field("Model", json.path("base_model"));
        settings.field("Model hash", json.path("base_model_hash"));
        settings.field("RNG", "CPU");
        Matcher size = RESOLUTION.matcher(json.path("resolution").asText(""));
        if (size.matches()) {
            settings.size(size.group(1), size.group(2));
        }
        int skip = json.path("clip_skip").asInt(0);
        settings.field("Clip skip", skip > 0 ? Integer.toString(skip) : "");
        String refiner = json.path("refiner_model").asText("None");
        if (!refiner.equals("None")) {
            settings.field("Refiner", refiner);
            settings.field("Refiner switch at", json.path("refiner_switch"));
        }
        for (JsonNode lora : json.path("loras")) {
            settings.lora(lora.path(0).asText(""), lora.path(1).asText(""));
        }
        String styles = json.path("styles").asText("");
        if (!styles.isEmpty() && !styles.equals("[]")) {
            settings.note(
                    "Fooocus added the styles %s to the prompt, which Easel leaves out: the pixels will differ."
                            .formatted(SettingsText.shortened(styles, LONGEST_SHOWN)));
        }
        return settings.settings();
    }

    /** Members most tools name alike. */
    private void usual(JsonNode json, String sampler, String guidance) {
        field("Steps", json.path("steps"));
        sampler(json.path(sampler).asText(""));
        field("CFG scale", json.path(guidance));
        field("Seed", json.path("seed"));
        size(json.path("width").asText(""), json.path("height").asText(""));
    }

    void prompt(String text) {
        prompt = text;
    }

    void negative(String text) {
        negative = text;
    }

    /** A prompt with what is not wanted in square brackets. */
    private void bracketed(String text) {
        List<String> unwanted = new ArrayList<>();
        UNWANTED.matcher(text).results().forEach(it -> unwanted.add(it.group(1).strip()));
        prompt = UNWANTED.matcher(text).replaceAll("").strip();
        negative = String.join(", ", unwanted);
    }

    /** InvokeAI marks Karras' spacing with a {@code _k} behind the name. */
    private void sampler(String name) {
        boolean karras =
                source == Source.INVOKEAI
                        && name.endsWith("_k")
                        && SamplerName.find(name).isEmpty();
        field("Sampler", karras ? name.substring(0, name.length() - 2) : name);
        field("Schedule type", karras ? "Karras" : "");
    }

    void size(String width, String height) {
        field("Size", width.isEmpty() || height.isEmpty() ? "" : width + "x" + height);
    }

    void field(String key, JsonNode value) {
        field(key, value.isValueNode() ? value.asText("") : "");
    }

    void field(String key, String value) {
        if (!value.isEmpty() && !value.equals("null")) {
            fields.put(key, value);
        }
    }

    void unlessZero(String key, JsonNode value) {
        if (value.asDouble(0) != 0) {
            field(key, value);
        }
    }

    void lora(String name, String weight) {
        if (!name.isEmpty() && !name.equals("None")) {
            loras.add("%s (%s)".formatted(SettingsText.shortened(name, LONGEST_SHOWN), weight));
        }
    }

    void note(String sentence) {
        notes.add(sentence);
    }

    SavedSettings settings() {
        SavedSettings settings = A1111Settings.read(source, new Infotext(prompt, negative, fields));
        if (!loras.isEmpty()) {
            settings =
                    settings.noting(
                            "The picture was made with the LoRA %s, which is left out here: the pixels will differ."
                                    .formatted(String.join(", ", loras)));
        }
        for (String note : notes) {
            settings = settings.noting(note);
        }
        return settings;
    }
}
