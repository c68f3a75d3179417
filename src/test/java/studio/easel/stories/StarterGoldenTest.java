package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.app.files.PngFile;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Goldens;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.Mask;
import studio.easel.engine.Progress;
import studio.easel.engine.RgbImage;
import studio.easel.engine.Start;
import studio.easel.engine.pipeline.ImagePipeline;

/**
 * The starter model draws with Easel what diffusers draws with it; the recipe is beside the
 * pictures.
 */
class StarterGoldenTest {
    /** Grey levels. */
    private static final int TOLERANCE = 1;

    private static final ImagePipeline STARTER = Starter.pipeline();

    @AfterAll
    static void close() {
        STARTER.close();
    }

    static Stream<Named<JsonNode>> cases() throws IOException {
        JsonNode file = new ObjectMapper().readTree(Goldens.path("starter/cases.json").toFile());
        return StreamSupport.stream(file.get("cases").spliterator(), false)
                .map(json -> Named.of(json.get("id").asText(), json));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void thePictureIsTheReferences(JsonNode golden) {
        GenerationRequest request =
                Starter.request(golden.get("prompt").asText(), 20, golden.get("seed").asLong())
                        .but()
                        .size(new ImageSize(256, 256))
                        .request();
        RgbImage made =
                STARTER.generate(request.startingFrom(start(golden)), Progress.silent())
                        .get(0)
                        .image();
        RgbImage expected = picture(golden.get("id").asText());
        assertThat(PipelineGoldenTest.worst(made, expected)).isLessThanOrEqualTo(TOLERANCE);
    }

    private static Start start(JsonNode golden) {
        if (!golden.has("image")) {
            return new Start.FromNoise();
        }
        RgbImage image = picture(golden.get("image").asText());
        double strength = golden.get("strength").asDouble();
        return golden.has("mask")
                ? new Start.Inpaint(
                        image,
                        Mask.of(picture(golden.get("mask").asText())),
                        Inpainting.at(strength).compositing(false))
                : new Start.FromImage(image, strength);
    }

    private static RgbImage picture(String name) {
        return PngFile.read(Goldens.path("starter/" + name + ".png")).image();
    }
}
