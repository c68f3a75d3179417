package studio.easel.engine.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.engine.EaselException;
import studio.easel.engine.Goldens;
import studio.easel.engine.ModelException;
import studio.easel.engine.RgbImage;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.onnx.OnnxModel;
import studio.easel.engine.tensor.Tensor;

/** Against diffusers' tiling over the same graphs; the recording's README says how it was made. */
class VaeTilesGoldenTest {
    private static final String FOLDER = "vae-tiles/";
    private static final double TOLERANCE = 1e-4;

    static Stream<Named<JsonNode>> cases() throws IOException {
        JsonNode file = new ObjectMapper().readTree(Goldens.path(FOLDER + "cases.json").toFile());
        return StreamSupport.stream(file.spliterator(), false)
                .map(golden -> Named.of(golden.get("latent").get("file").asText(), golden));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void latentsBecomeTheReferencesPixels(JsonNode golden) throws IOException {
        Tensor latent = tensor(golden.get("latent"));
        Tensor expected = tensor(golden.get("decoded"));
        try (VaeDecoder decoder = new VaeDecoder(graph("vae_decoder"), 0.5)) {
            Tensor scaled = latent.times(0.5);
            Tensor pixels = decoder.pixels(scaled, tiles(golden));
            assertThat(worst(pixels, expected)).isLessThan(TOLERANCE);
            // Else the test would pass without tiles.
            Tensor whole = decoder.pixels(scaled, Tiles.none());
            assertThat(worst(whole, expected)).isGreaterThan(100 * TOLERANCE);
            assertThat(worstLevel(decoder.decode(scaled, tiles(golden)), expected))
                    .isLessThanOrEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void picturesBecomeTheReferencesParametersAndCanBeDrawnFrom(JsonNode golden)
            throws IOException {
        Tensor expected = tensor(golden.get("parameters"));
        try (VaeEncoder encoder = new VaeEncoder(graph("vae_encoder"), 0.5, 4)) {
            VaeEncoder.Latents latents = encoder.encode(picture(golden), tiles(golden));
            assertThat(worst(latents.parameters(), expected)).isLessThan(TOLERANCE);
            Tensor whole = encoder.encode(picture(golden)).parameters();
            assertThat(worst(whole, expected)).isGreaterThan(100 * TOLERANCE);

            int[] shape = latents.shape();
            assertThat(shape).containsExactly(1, 4, expected.size(2), expected.size(3));
            int length = expected.length() / 2;
            Tensor drawn = latents.drawn(Tensor.of(ones(length), shape));
            double deviation = Math.exp(expected.get(length + length / 2) / 2.0);
            assertThat((double) drawn.get(length / 2))
                    .isCloseTo(0.5 * (expected.get(length / 2) + deviation), within(1e-3));
        }
    }

    @Test
    void whatFitsIntoOneTileIsWorkedOnWhole() throws IOException {
        Tensor latent = Tensor.of(ones(4 * 8 * 8), 1, 4, 8, 8);
        try (VaeDecoder decoder = new VaeDecoder(graph("vae_decoder"), 1)) {
            assertThat(decoder.pixels(latent, new Tiles(8, 8)).values())
                    .containsExactly(decoder.pixels(latent, Tiles.none()).values());
        }
    }

    @Test
    void aGraphThatScalesOtherwiseThanToldIsRefusedWithBothSizes() throws IOException {
        Tensor latent = Tensor.of(ones(4 * 12 * 12), 1, 4, 12, 12);
        try (VaeDecoder decoder = new VaeDecoder(graph("vae_decoder"), 1)) {
            assertThatThrownBy(() -> decoder.decode(latent, new Tiles(8, 4)))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("[1, 3, 64, 64]")
                    .hasMessageContaining("expected 32x32");
        }
    }

    @Test
    void aPictureOffTheLatentGridIsRefused() {
        try (VaeEncoder encoder = new VaeEncoder(graph("vae_encoder"), 1, 4)) {
            RgbImage image = new RgbImage(100, 64, new byte[100 * 64 * 3]);
            assertThatThrownBy(() -> encoder.encode(image, new Tiles(8, 8)))
                    .isInstanceOf(EaselException.class)
                    .hasMessageContaining("100x64, expected multiples of 8");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "512, 64", "500, 60", "64, 8", "33, 4", "8, 4"})
    void aSideInPixelsGivesTilesOfWholeQuarters(int pixels, int cells) {
        assertThat(Tiles.ofSide(pixels, 8).cells()).isEqualTo(cells);
    }

    @ParameterizedTest
    @CsvSource({"-4", "6", "63"})
    void tilesWithoutAQuarterAreRefused(int cells) {
        assertThatThrownBy(() -> new Tiles(cells, 8))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining(cells + " latent cells, expected a multiple of 4");
    }

    private static Tiles tiles(JsonNode golden) {
        return new Tiles(golden.get("tile").asInt(), golden.get("downscale").asInt());
    }

    private static OnnxModel graph(String part) {
        return OnnxModel.at(
                Goldens.path("pipelines/sd1/model/" + part + "/model.onnx"), Device.cpu());
    }

    private static Tensor tensor(JsonNode entry) throws IOException {
        byte[] bytes = bytes(entry);
        float[] values = new float[bytes.length / 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return Tensor.of(values, shape(entry));
    }

    private static RgbImage picture(JsonNode golden) throws IOException {
        int[] shape = shape(golden.get("picture"));
        return new RgbImage(shape[1], shape[0], bytes(golden.get("picture")));
    }

    private static byte[] bytes(JsonNode entry) throws IOException {
        return Files.readAllBytes(Goldens.path(FOLDER + entry.get("file").asText()));
    }

    private static int[] shape(JsonNode entry) {
        return StreamSupport.stream(entry.get("shape").spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }

    private static float[] ones(int length) {
        float[] ones = new float[length];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static double worst(Tensor mine, Tensor expected) {
        assertThat(mine.shape()).isEqualTo(expected.shape());
        double worst = 0;
        for (int i = 0; i < expected.length(); i++) {
            worst = Math.max(worst, Math.abs(mine.get(i) - expected.get(i)));
        }
        return worst;
    }

    private static int worstLevel(RgbImage image, Tensor expected) {
        byte[] rgb = image.rgb();
        int plane = expected.length() / 3;
        int worst = 0;
        for (int i = 0; i < rgb.length; i++) {
            float value = expected.get(i % 3 * plane + i / 3);
            long level = Math.round(Math.max(0, Math.min(1, value / 2 + 0.5)) * 255);
            worst = Math.max(worst, (int) Math.abs((rgb[i] & 0xFF) - level));
        }
        return worst;
    }
}
