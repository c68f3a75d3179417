package studio.easel.app.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.engine.Goldens;

/**
 * A1111 1.10.1 itself wrote and read these texts. Each case of {@code infotext/infotext.json} is
 * one test; its display name is the list and the place in it.
 */
class InfotextGoldenTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("written")
    void writesTheFieldsInA1111sOrderAndSpelling(String name, String text, JsonNode golden) {
        JsonNode fields = golden.path(golden.has("fields_written") ? "fields_written" : "fields");
        List<Map.Entry<String, String>> expected = new ArrayList<>();
        fields.forEach(
                field -> expected.add(Map.entry(field.get(0).asText(), field.get(1).asText())));
        assertThat(infotext(golden).fields().entrySet()).containsExactlyElementsOf(expected);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("written")
    void writesTheSameText(String name, String text, JsonNode golden) {
        assertThat(infotext(golden).text()).isEqualTo(golden.get("text").textValue());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("parsed")
    void readsTheSameFields(String name, String text, Map<String, Object> fields) {
        assertThat(Infotext.parse(text).completed().entrySet())
                .containsExactlyElementsOf(fields.entrySet());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("quoted")
    void quotesValuesThatWouldBreakTheFields(String name, String in, String out) {
        assertThat(InfotextQuotes.quote(in)).isEqualTo(out);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("unquoted")
    void unquotesWholeJsonStrings(String name, String in, String out) {
        assertThat(InfotextQuotes.unquote(in)).isEqualTo(out);
    }

    static Stream<Arguments> written() throws IOException {
        JsonNode defaults = golden().path("defaults");
        return Stream.concat(cases("write"), cases("roundtrip"))
                .map(
                        c ->
                                Arguments.of(
                                        c.name(),
                                        c.node().get("text").textValue(),
                                        over(defaults, c.node())));
    }

    /** The case with the file's default settings where it has none of its own. */
    private static JsonNode over(JsonNode defaults, JsonNode c) {
        ObjectNode whole = c.deepCopy();
        for (String group : List.of("image", "options")) {
            ObjectNode settings = defaults.get(group).deepCopy();
            whole.set(group, settings.setAll((ObjectNode) c.get(group)));
        }
        return whole;
    }

    static Stream<Arguments> parsed() throws IOException {
        JsonNode writes = golden().path("write");
        Stream<Arguments> again =
                cases("write_then_parse")
                        .map(
                                c -> {
                                    int written = c.node().get("write_index").intValue();
                                    return arguments(c, writes.get(written).get("text"));
                                });
        return Stream.concat(
                Stream.concat(cases("parse"), cases("roundtrip"))
                        .map(c -> arguments(c, c.node().get("text"))),
                again);
    }

    private static Arguments arguments(Case c, JsonNode text) {
        return Arguments.of(
                c.name(),
                text.textValue(),
                JSON.convertValue(c.node().get("fields"), LinkedHashMap.class));
    }

    // Numbers and null stay what they are in Python; here a value is a text by then.
    static Stream<Arguments> quoted() throws IOException {
        return cases("quote").map(InfotextGoldenTest::inAndOut).filter(c -> c.get()[1] != null);
    }

    static Stream<Arguments> unquoted() throws IOException {
        return cases("unquote").map(InfotextGoldenTest::inAndOut);
    }

    private static Arguments inAndOut(Case c) {
        return Arguments.of(c.name(), text(c.node().get("in")), text(c.node().get("out")));
    }

    private static String text(JsonNode node) {
        return node.isNull() ? null : PythonText.of(value(node));
    }

    private record Case(String name, JsonNode node) {}

    private static Stream<Case> cases(String list) throws IOException {
        List<Case> cases = new ArrayList<>();
        for (JsonNode node : golden().path(list)) {
            cases.add(new Case(list + "[" + cases.size() + "]", node));
        }
        return cases.stream();
    }

    private static JsonNode golden() throws IOException {
        return JSON.readTree(Goldens.path("infotext/infotext.json").toFile());
    }

    /** The golden's inputs, which carry A1111's inner names, as the fields they lead to. */
    private static Infotext infotext(JsonNode golden) {
        Map<String, Object> values = new LinkedHashMap<>();
        image(new Inputs(golden, "image")).forEach((key, value) -> put(values, key, value));
        options(golden).forEach((key, value) -> put(values, key, value));
        golden.path("extra").forEach(e -> put(values, e.get(0).textValue(), value(e.get(1))));
        version(golden).forEach((key, value) -> put(values, key, value));
        return Infotext.of(
                golden.get("prompt").textValue(), golden.get("negative").textValue(), values);
    }

    private static Map<String, Object> image(Inputs image) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("Steps", image.get("steps"));
        values.put("Sampler", image.get("sampler_name"));
        values.put("Schedule type", image.get("scheduler"));
        values.put("CFG scale", image.get("cfg_scale"));
        values.put("Image CFG scale", image.get("image_cfg_scale"));
        values.put("Seed", image.get("seed"));
        values.put("Size", image.get("width") + "x" + image.get("height"));
        values.put("Model hash", image.get("sd_model_hash"));
        values.put("Model", image.get("sd_model_name"));
        values.put("VAE hash", image.get("sd_vae_hash"));
        values.put("VAE", image.get("sd_vae_name"));
        boolean varied = image.number("subseed_strength") != 0;
        values.put("Variation seed", varied ? image.get("subseed") : null);
        values.put("Variation seed strength", varied ? image.get("subseed_strength") : null);
        boolean resized =
                image.number("seed_resize_from_w") > 0 && image.number("seed_resize_from_h") > 0;
        values.put(
                "Seed resize from",
                resized
                        ? image.get("seed_resize_from_w") + "x" + image.get("seed_resize_from_h")
                        : null);
        values.put("Token merging ratio", image.unlessZero("token_merging_ratio"));
        boolean hires = Boolean.TRUE.equals(image.get("enable_hr"));
        values.put(
                "Token merging ratio hr",
                hires ? image.unlessZero("token_merging_ratio_hr") : null);
        values.put("Init image hash", image.get("init_img_hash"));
        values.put("Tiling", Boolean.TRUE.equals(image.get("tiling")) ? true : null);
        return values;
    }

    private static Map<String, Object> options(JsonNode golden) {
        Inputs image = new Inputs(golden, "image");
        Inputs options = new Inputs(golden, "options");
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(
                "Face restoration",
                image.is("restore_faces") ? options.get("face_restoration_model") : null);
        values.put(
                "Conditional mask weight",
                image.is("is_using_inpainting_conditioning")
                        ? options.get("inpainting_mask_weight")
                        : null);
        double clipSkip =
                golden.has("clip_skip")
                        ? golden.get("clip_skip").doubleValue()
                        : options.number("CLIP_stop_at_last_layers");
        values.put("Clip skip", clipSkip > 1 ? (int) clipSkip : null);
        values.put("ENSD", options.unlessZero("eta_noise_seed_delta"));
        Object noise = options.get("randn_source");
        values.put("RNG", "GPU".equals(noise) ? null : noise);
        values.put("User", options.is("add_user_name_to_info") ? image.get("user") : null);
        return values;
    }

    private static Map<String, Object> version(JsonNode golden) {
        Inputs options = new Inputs(golden, "options");
        Map<String, Object> values = new LinkedHashMap<>();
        if (options.is("add_version_to_infotext")) {
            values.put("Version", golden.get("version").textValue());
        }
        return values;
    }

    private static void put(Map<String, Object> values, String key, Object value) {
        if (value != null) {
            values.put(key, value);
        }
    }

    /** A case's settings; what an option switches off is absent. */
    private record Inputs(JsonNode golden, String group) {
        Object get(String name) {
            boolean isOff =
                    (name.equals("sd_model_hash") && !on("add_model_hash_to_info"))
                            || (name.equals("sd_model_name") && !on("add_model_name_to_info"))
                            || (name.equals("sd_vae_hash") && !on("add_vae_hash_to_info"))
                            || (name.equals("sd_vae_name") && !on("add_vae_name_to_info"));
            return isOff ? null : value(golden.path(group).path(name));
        }

        private boolean on(String option) {
            return golden.path("options").path(option).booleanValue();
        }

        boolean is(String name) {
            return Boolean.TRUE.equals(get(name));
        }

        double number(String name) {
            return get(name) instanceof Number number ? number.doubleValue() : 0;
        }

        Object unlessZero(String name) {
            return number(name) == 0 ? null : get(name);
        }
    }

    private static Object value(JsonNode node) {
        if (node.isTextual()) {
            return node.textValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return node.isNumber() ? node.numberValue() : null;
    }
}
