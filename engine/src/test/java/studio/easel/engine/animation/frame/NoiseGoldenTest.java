package studio.easel.engine.animation.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.engine.EaselException;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;
import studio.easel.engine.noise.TorchCpuNoise;

/** Deforum's noise: Perlin 1e-5, noisy pictures one level, errors where it stops. */
class NoiseGoldenTest {
    static Stream<Named<JsonNode>> lattices() {
        return FrameGoldens.section("perlin");
    }

    static Stream<Named<JsonNode>> noises() {
        return FrameGoldens.section("add_noise");
    }

    @ParameterizedTest
    @MethodSource("lattices")
    void perlinNoiseFollowsFromItsSeed(JsonNode golden) {
        TorchCpuNoise random = new TorchCpuNoise(golden.get("seed").asLong());
        float[] plane = plane(golden, random::nextFloat);
        assertPlane(golden, plane);
    }

    @ParameterizedTest
    @MethodSource("lattices")
    void perlinNoiseFollowsFromTheDrawsThatAreListed(JsonNode golden) {
        List<Double> draws = new ArrayList<>();
        JsonNode listed = golden.get("uniform_draws_per_octave");
        if (listed.isArray()) {
            listed.forEach(
                    octave -> octave.forEach(row -> row.forEach(u -> draws.add(u.asDouble()))));
            Iterator<Double> next = draws.iterator();
            assertPlane(golden, plane(golden, next::next));
            assertThat(next.hasNext()).isFalse();
        }
    }

    private static float[] plane(JsonNode golden, java.util.function.DoubleSupplier uniform) {
        Perlin perlin =
                new Perlin(
                        golden.get("res").get(0).asInt(),
                        golden.get("res").get(1).asInt(),
                        golden.get("octaves").asInt(),
                        golden.get("persistence").asDouble());
        return perlin.plane(width(golden), golden.get("shape").get(0).asInt(), uniform);
    }

    private static int width(JsonNode golden) {
        return golden.get("shape").get(1).asInt();
    }

    private static void assertPlane(JsonNode golden, float[] plane) {
        boolean whole = golden.get("noise").isArray();
        JsonNode recorded = golden.get(whole ? "noise" : "noise_sample");
        int step = whole ? 1 : golden.get("noise_sample_step").asInt();
        double worst = 0;
        for (int row = 0; row < recorded.size(); row++) {
            for (int column = 0; column < recorded.get(row).size(); column++) {
                double ours = plane[step * (row * width(golden) + column)];
                worst = Math.max(worst, Math.abs(ours - recorded.get(row).get(column).asDouble()));
            }
        }
        assertThat(worst).isLessThan(1e-5);
    }

    @ParameterizedTest
    @MethodSource("noises")
    void aNoisyPictureFollowsFromItsSeed(JsonNode golden) {
        int width = golden.get("W").asInt();
        int height = golden.get("H").asInt();
        RgbImage picture = FrameGoldens.pic(width, height, 0);
        FrameNoise noise = noise(golden, Fidelity.STRICT);
        TorchCpuNoise random = new TorchCpuNoise(golden.get("seed").asLong());
        float[] normals = random.next(3, height / 64 * 64, width / 64 * 64).values();
        for (int i = 0; i < golden.get("first_normals").size(); i++) {
            assertThat((double) normals[i])
                    .isCloseTo(golden.get("first_normals").get(i).asDouble(), within(6e-6));
        }
        if (golden.has("error")) {
            assertThatThrownBy(() -> noise.of(picture))
                    .isInstanceOf(EaselException.class)
                    .hasMessageContaining("72x64");
            assertThat(noise(golden, Fidelity.MENDED).of(picture)).isNotEqualTo(picture);
            return;
        }
        RgbImage ours = with(golden, noise, picture);
        List<Integer> differences =
                FrameGoldens.differences(
                        ours, golden.get("out_sample"), golden.get("out_sample_step").asInt());
        // Torch's kernels differ from CPU to CPU in the last bit of a normal.
        assertThat(FrameGoldens.worst(differences)).isLessThanOrEqualTo(1);
        assertThat(FrameGoldens.within(differences, 0)).isGreaterThan(0.99);
        assertThat(with(golden, noise(golden, Fidelity.MENDED), picture)).isEqualTo(ours);
    }

    private static RgbImage with(JsonNode golden, FrameNoise noise, RgbImage picture) {
        return golden.get("mask").isNull()
                ? noise.of(picture)
                : noise.of(picture, topHalf(picture.width(), picture.height()));
    }

    private static Mask topHalf(int width, int height) {
        byte[] grey = new byte[width * height];
        for (int i = 0; i < grey.length / 2; i++) {
            grey[i] = (byte) 255;
        }
        return new Mask(width, height, grey);
    }

    private static FrameNoise noise(JsonNode golden, Fidelity fidelity) {
        JsonNode perlin = golden.get("perlin");
        return new FrameNoise(
                golden.get("amount").asDouble(),
                golden.get("noise_type").asText().equals("perlin")
                        ? Optional.of(
                                new Perlin(
                                        perlin.get(0).asInt(),
                                        perlin.get(1).asInt(),
                                        perlin.get(2).asInt(),
                                        perlin.get(3).asDouble()))
                        : Optional.empty(),
                golden.get("seed").asLong(),
                fidelity);
    }
}
