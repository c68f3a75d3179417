package studio.easel.engine.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.Guidance;
import studio.easel.engine.ImageSize;
import studio.easel.engine.SizeConditioning;
import studio.easel.engine.UNetSpec;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.onnx.OnnxModel;
import studio.easel.engine.tensor.Tensor;
import studio.easel.engine.text.Conditioning;
import studio.easel.engine.text.Words;

/**
 * On stand-ins whose answer is a formula: half the latent, plus the mean of the words, plus a
 * thousandth of the timestep. {@code src/test/python/make_tiny_unets.py} writes them.
 */
class UNetTest {
    private static final Tensor LATENT = Tensor.of(new float[] {2, 4, 6, 8}, 1, 4, 1, 1);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unet-int64-one",
                "unet-int32-scalar",
                "unet-float-open",
                "unet-half",
                "unet-fixed-two",
                "unet-fixed-one"
            })
    void everyExportersElementTypesRanksAndBatchesGiveTheSameAnswer(String graph) {
        try (UNet unet = open(graph)) {
            Tensor predicted =
                    unet.under(Conditioning.of(words(3), Optional.of(words(1))), guidedBy(2))
                            .predict(LATENT, 500);
            // Guidance 2 between means 1 and 3: 1 + 2 * (3 - 1) = 5.
            assertThat(predicted.shape()).containsExactly(1, 4, 1, 1);
            for (int i = 0; i < 4; i++) {
                assertThat(predicted.get(i)).isCloseTo(LATENT.get(i) / 2 + 5 + 0.5f, within(0.01f));
            }
        }
    }

    @Test
    void withoutANegativeOnlyTheWordsThemselvesAreHeeded() {
        try (UNet unet = open("unet-int64-one")) {
            Tensor predicted =
                    unet.under(Conditioning.of(words(3), Optional.empty()), guidedBy(1))
                            .predict(LATENT, 0);
            assertThat(predicted.get(0)).isCloseTo(4f, within(1e-6f));
        }
    }

    @Test
    void aFractionOfATimestepReachesAGraphThatTakesFractions() {
        try (UNet unet = open("unet-float-open")) {
            Network network = unet.under(Conditioning.of(words(0), Optional.empty()), guidedBy(1));
            assertThat(network.predict(LATENT, 946.421).get(0)).isCloseTo(1.946421f, within(1e-5f));
        }
    }

    @Test
    void aFractionOfATimestepIsRoundedForAGraphThatTakesWholeOnes() {
        try (UNet unet = open("unet-int64-one")) {
            Network network = unet.under(Conditioning.of(words(0), Optional.empty()), guidedBy(1));
            assertThat(network.predict(LATENT, 946.6).get(0)).isCloseTo(1.947f, within(1e-5f));
        }
    }

    private static Steering guidedBy(double scale) {
        return new Steering(
                Guidance.of(scale),
                SizeConditioning.of(new ImageSize(64, 64)),
                Optional.empty(),
                List.of(),
                0,
                1);
    }

    private static Words words(float mean) {
        float[] values = new float[2 * 8];
        java.util.Arrays.fill(values, mean);
        return Words.of(Tensor.of(values, 1, 2, 8));
    }

    private static UNet open(String graph) {
        try {
            Path path = Path.of(UNetTest.class.getResource("/onnx/" + graph + ".onnx").toURI());
            return new UNet(
                    new UNetSpec(path, 4, 8, UNetSpec.Added.NOTHING, 0, List.of()),
                    OnnxModel.at(path, Device.cpu()));
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
