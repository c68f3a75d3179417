package studio.easel.models.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import studio.easel.engine.Goldens;
import studio.easel.models.passport.Prediction;

/**
 * Real files stripped to their names and shapes, each with what it is: a folder {@code headers} in
 * {@code -Deasel.goldens=FOLDER}. None are committed; {@link StructureTest} has headers of our own.
 */
class HeadersGoldenTest {
    private static final Map<String, String> FAMILIES =
            Map.of(
                    "sd1",
                    "SD1",
                    "sd2",
                    "SD2",
                    "sdxl",
                    "SDXL",
                    "sdxl-refiner",
                    "SDXL_REFINER",
                    "flux",
                    "FLUX",
                    "sd3",
                    "SD3",
                    "any",
                    "ANY",
                    "unknown",
                    "UNKNOWN");

    private static final Map<String, String> ROLES =
            Map.of(
                    "vae-approx", "SMALL_VAE",
                    "textual-inversion", "EMBEDDING",
                    "t2i-adapter", "T2I_ADAPTER");

    @Test
    void everyHeaderIsKnownForWhatItIs() throws IOException {
        List<String> wrong = new ArrayList<>();
        try (Stream<Path> files = Files.list(Goldens.path("headers"))) {
            List<Path> headers =
                    files.filter(file -> file.toString().endsWith(".json.gz")).sorted().toList();
            assertThat(headers).isNotEmpty();
            for (Path header : headers) {
                compare(read(header), wrong);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static JsonNode read(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static void compare(JsonNode header, List<String> wrong) {
        Map<String, Safetensors.Entry> tensors = new LinkedHashMap<>();
        header.path("tensors")
                .properties()
                .forEach(
                        field ->
                                tensors.put(
                                        field.getKey(), entry(field.getKey(), field.getValue())));
        Map<String, String> metadata = new LinkedHashMap<>();
        header.path("metadata")
                .properties()
                .forEach(field -> metadata.put(field.getKey(), field.getValue().asText()));
        Structure found = Structure.of(tensors, metadata);
        JsonNode expected = header.path("expected");
        String name = header.path("name").asText() + ": ";
        check(name, found.role().name(), role(expected.path("type").asText()), wrong);
        check(name, found.family().name(), family(expected), wrong);
        variant(name, found, expected.path("variant").asText(), wrong);
        method(name, found, expected.path("naming").asText(), wrong);
        prediction(name, found, expected.path("prediction").asText(), wrong);
    }

    private static Safetensors.Entry entry(String name, JsonNode tensor) {
        List<Long> shape = new ArrayList<>();
        tensor.path(1).forEach(axis -> shape.add(axis.asLong()));
        return new Safetensors.Entry(
                name, Safetensors.Type.valueOf(tensor.path(0).asText()), shape, 0, 0);
    }

    private static String role(String type) {
        return ROLES.getOrDefault(type, type.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
    }

    private static String family(JsonNode expected) {
        return FAMILIES.getOrDefault(expected.path("base").asText(), "?");
    }

    private static void variant(String name, Structure found, String variant, List<String> wrong) {
        String word =
                switch (variant) {
                    case "inpaint" -> "inpainting";
                    case "full-bundle" -> "bundled with a checkpoint";
                    case "faceid" -> "FaceID";
                    case "plus" -> "Plus";
                    case "normal", "refiner", "3.5-large" -> "";
                    default -> variant;
                };
        if (!variant.isEmpty()) {
            check(name, found.variant(), word, wrong);
        }
    }

    private static void method(String name, Structure found, String naming, List<String> wrong) {
        String method =
                switch (naming) {
                    case "dora" -> "DoRA";
                    case "lycoris-loha" -> "LoHa";
                    case "lycoris-lokr" -> "LoKr";
                    case "lycoris-full" -> "whole differences";
                    default -> "";
                };
        if (!naming.isEmpty()) {
            check(name, found.variant(), method, wrong);
        }
        Map<String, String> names =
                Map.of(
                        "kohya-diffusers-blocks", "kohya",
                        "kohya-sgm-blocks", "kohya",
                        "kohya", "kohya",
                        "peft", "PEFT",
                        "aitoolkit", "PEFT",
                        "xlabs", "XLabs",
                        "diffusers-attn-processors", "diffusers (old)");
        if (names.containsKey(naming)) {
            check(name, found.names(), String.valueOf(names.get(naming)), wrong);
        }
    }

    private static void prediction(
            String name, Structure found, String expected, List<String> wrong) {
        Prediction prediction =
                found.prediction().orElse(new Prediction(Prediction.Type.UNDECIDED, false));
        switch (expected) {
            case "unknown-from-structure" ->
                    check(name, String.valueOf(prediction.certain()), "false", wrong);
            case "epsilon" -> check(name, prediction.type().name(), "EPSILON", wrong);
            case "v" -> check(name, prediction.type().name(), "V", wrong);
            case "edm-v" -> check(name, prediction.type().name(), "EDM_V", wrong);
            default -> {}
        }
    }

    private static void check(String name, String found, String expected, List<String> wrong) {
        if (!found.equals(expected)) {
            wrong.add(name + found + " instead of " + expected);
        }
    }
}
