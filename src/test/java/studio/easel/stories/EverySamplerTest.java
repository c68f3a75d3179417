package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
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
    private static final ImagePipeline LCM = Recorded.pipeline("lcm");
    private static final RgbImage BEACH = Recorded.picture("init-64");

    @AfterAll
    static void close() {
        SD1.close();
        STARTER.close();
        LCM.close();
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
    void aSingleStepGivesAPictureAtAnySpacing(SamplerName sampler, SigmaSpacing spacing) {
        assertPicture(SD1, steps(1, sampler).but().spacing(spacing).request());
    }

    @ParameterizedTest
    @EnumSource
    void oneStepAndTwoGiveAPictureFromAnyStart(SamplerName sampler) {
        GenerationRequest two = steps(2, sampler);

        assertPicture(STARTER, steps(1, sampler));
        assertPicture(STARTER, two);
        assertPicture(SD1, two);
        assertPicture(SD1, two.startingFrom(new Start.FromImage(BEACH, 0.5)));
        assertPicture(STARTER, two.startingFrom(new Start.FromImage(BEACH, 0.5)));
        for (double strength : new double[] {0.5, 1}) {
            Start.Inpaint inpaint =
                    new Start.Inpaint(BEACH, Recorded.mask("mask-64"), Inpainting.at(strength));
            assertPicture(SD1, two.startingFrom(inpaint));
        }
    }

    private static GenerationRequest steps(int steps, SamplerName sampler) {
        return Recorded.request().but().sampler(sampler).steps(steps).request();
    }

    /** Samplers for distilled models walk all their steps over less noise; others walk fewer. */
    @ParameterizedTest
    @EnumSource
    void aLittleStrengthOnADistilledModelIsLittleNoise(SamplerName sampler) {
        GenerationRequest four =
                Recorded.request()
                        .but()
                        .sampler(sampler)
                        .start(new Start.FromImage(BEACH, 0.25))
                        .request();
        List<Integer> told = new ArrayList<>();

        LCM.generate(four, step -> told.add(step.step()));

        boolean all = sampler == SamplerName.LCM || sampler == SamplerName.TCD;
        int fewer = sampler == SamplerName.PNDM ? 2 : 1; // PLMS takes its first step twice
        assertThat(told).hasSize(all ? 4 : fewer);
        assertThat(change(four)).isLessThan(change(four.startingFrom(anew())));
    }

    private static Start anew() {
        return new Start.FromImage(BEACH, 1);
    }

    /** Mean of what is another, in grey levels. */
    private static double change(GenerationRequest request) {
        byte[] made = Recorded.picture(LCM, request).rgb();
        byte[] old = BEACH.rgb();
        double sum = 0;
        for (int i = 0; i < made.length; i++) {
            sum += Math.abs((made[i] & 0xFF) - (old[i] & 0xFF));
        }
        return sum / made.length;
    }

    /** What is not finite is refused by the pipeline, with a sentence. */
    private static void assertPicture(ImagePipeline pipeline, GenerationRequest request) {
        RgbImage made = Recorded.picture(pipeline, request);
        assertThat(made.width()).isEqualTo(request.size().width());
        assertThat(Colour.of(made, 0, 0, 64, 64).spread()).as("%s", request).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"320,320", "384,192", "192,384", "64,64", "320,64", "160,96"})
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
