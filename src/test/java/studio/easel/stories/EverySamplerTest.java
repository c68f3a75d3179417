package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.Start;
import studio.easel.engine.pipeline.ImagePipeline;

/** Hardly any steps, unusual sizes: every sampler still ends in a picture. */
class EverySamplerTest {
    private static final ImagePipeline SD1 = Recorded.pipeline("sd1");
    private static final ImagePipeline STARTER = Starter.pipeline();
    private static final RgbImage BEACH = Recorded.picture("init-64");

    @AfterAll
    static void close() {
        SD1.close();
        STARTER.close();
    }

    static Stream<Arguments> samplersAndSpacings() {
        return Stream.of(SamplerName.values())
                .flatMap(
                        sampler ->
                                Stream.of(SigmaSpacing.values())
                                        .map(spacing -> Arguments.of(sampler, spacing)));
    }

    @ParameterizedTest
    @MethodSource("samplersAndSpacings")
    void oneStepAndTwoGiveAPictureFromAnyStart(SamplerName sampler, SigmaSpacing spacing) {
        for (int steps = 1; steps <= 2; steps++) {
            GenerationRequest noise =
                    Recorded.request()
                            .but()
                            .sampler(sampler)
                            .spacing(spacing)
                            .steps(steps)
                            .request();
            assertPicture(SD1, noise);
            if (spacing == SigmaSpacing.AUTOMATIC) {
                assertPicture(STARTER, noise);
            }
        }
        GenerationRequest two =
                Recorded.request().but().sampler(sampler).spacing(spacing).steps(2).request();
        assertPicture(SD1, two.startingFrom(new Start.FromImage(BEACH, 0.5)));
        assertPicture(
                SD1,
                two.startingFrom(
                        new Start.Inpaint(BEACH, Recorded.mask("mask-64"), Inpainting.at(0.5))));
        assertPicture(
                SD1,
                two.startingFrom(
                        new Start.Inpaint(BEACH, Recorded.mask("mask-64"), Inpainting.at(1))));
    }

    /** What is not finite is refused by the pipeline, with a sentence. */
    private static void assertPicture(ImagePipeline pipeline, GenerationRequest request) {
        RgbImage made = Recorded.picture(pipeline, request);
        assertThat(made.width()).isEqualTo(request.size().width());
        assertThat(Colour.of(made, 0, 0, 64, 64).spread()).as("%s", request).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"256,256", "192,128", "128,192", "64,64", "320,64", "160,96"})
    void theStarterPaintsBeyondItsTrainingSize(int width, int height) {
        GenerationRequest request =
                Starter.request("a red heart by the sea", 3, 7)
                        .but()
                        .size(new ImageSize(width, height))
                        .request();

        RgbImage made = Recorded.picture(STARTER, request);

        assertThat(made.width()).isEqualTo(width);
        assertThat(made.height()).isEqualTo(height);
        assertThat(Colour.of(made, 0, 0, width, height).spread()).isPositive();
    }
}
