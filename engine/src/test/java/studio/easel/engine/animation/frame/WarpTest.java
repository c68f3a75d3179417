package studio.easel.engine.animation.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;

class WarpTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 9", "9, 1", "2, 2", "67, 53", "64, 64", "130, 70"})
    void standingStillIsTheSamePictureBitForBit(int width, int height) {
        RgbImage picture = random(width, height);
        for (Warp2d.Edge edge : Warp2d.Edge.values()) {
            assertThat(move(0, 1, 0, 0, edge).of(picture)).isEqualTo(picture);
        }
        DepthMap bumpy = bumpy(width, height);
        for (Warp3d.Edge edge : Warp3d.Edge.values()) {
            for (Warp3d.Sampling sampling : Warp3d.Sampling.values()) {
                Warp3d still = new Warp3d(Warp3d.Camera.still(), sampling, edge);
                assertThat(still.of(picture, bumpy)).isEqualTo(picture);
            }
        }
        Flow none = Flow.constant(width, height, 0, 0);
        assertThat(new FlowWarp(none, 1).of(picture)).isEqualTo(picture);
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "-5, 2", "0, -7", "63, 60", "-200, 900"})
    void wholePixelsShiftExactly(int right, int down) {
        RgbImage picture = random(67, 53);
        for (Warp2d.Edge edge : Warp2d.Edge.values()) {
            RgbImage shifted = shifted(picture, right, down, edge);
            assertThat(move(0, 1, right, down, edge).of(picture)).isEqualTo(shifted);
        }
        Flow flow = Flow.constant(67, 53, -2.0 * right, -2.0 * down);
        assertThat(new FlowWarp(flow, -0.5).of(picture))
                .isEqualTo(shifted(picture, right, down, Warp2d.Edge.REFLECT));
    }

    @ParameterizedTest
    @EnumSource(Warp3d.Sampling.class)
    void aCameraThatMovesWholePixelsShiftsExactly(Warp3d.Sampling sampling) {
        int width = 80;
        int height = 60;
        RgbImage picture = random(width, height);
        // At 90 degrees a pixel is 2 / width of a world unit.
        Warp3d.Camera camera =
                new Warp3d.Camera(
                        -5 * 200 * 2.0 / width, 3 * 200 * 2.0 / height, 0, 0, 0, 0, 90, 1);
        RgbImage warped =
                new Warp3d(camera, sampling, Warp3d.Edge.BORDER)
                        .of(picture, DepthMap.flat(width, height));
        assertThat(warped).isEqualTo(shifted(picture, 5, 3, Warp2d.Edge.REPLICATE));
    }

    @Test
    void beyondThePictureSpaceIsBlackOrAMirrorImage() {
        RgbImage picture = random(80, 60);
        Warp3d.Camera camera = new Warp3d.Camera(-5 * 5, 0, 0, 0, 0, 0, 90, 1);
        DepthMap flat = DepthMap.flat(80, 60);
        for (Warp3d.Sampling sampling : Warp3d.Sampling.values()) {
            byte[] zeros = new Warp3d(camera, sampling, Warp3d.Edge.ZEROS).of(picture, flat).rgb();
            byte[] mirror =
                    new Warp3d(camera, sampling, Warp3d.Edge.REFLECTION).of(picture, flat).rgb();
            for (int i = 0; i < 3 * 5; i++) {
                assertThat(zeros[i]).isZero();
                assertThat(mirror[i]).isEqualTo(picture.rgb()[3 * (4 - i / 3) + i % 3]);
            }
        }
    }

    @Test
    void whatIsNearMovesMore() {
        float[] raw = new float[64 * 64];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = i / 64; // the lower, the nearer
        }
        DepthMap depth = DepthMap.equalised(64, 64, raw, DepthMap.Scale.NEARNESS);
        Warp3d.Camera camera = new Warp3d.Camera(10, 0, 0, 0, 0, 0, 70, 1);
        float[] places =
                new Warp3d(camera, Warp3d.Sampling.BICUBIC, Warp3d.Edge.BORDER).places(depth);
        // The camera goes right, what is seen left: pixels come from the right.
        double above = places[0];
        double below = places[2 * 63 * 64];
        assertThat(above).isPositive();
        assertThat(below).isGreaterThan(1.9 * above);
    }

    @Test
    void theTranslationIsZoomedToo() {
        double[] moved = move(0, 2, 10, 0, Warp2d.Edge.REPLICATE).map(100, 50).apply(50, 25);
        assertThat(moved).containsExactly(70, 25);
    }

    @Test
    void theTranslationIsLostUnderAFlipOnlyStrictly() {
        RgbImage picture = random(67, 53);
        Optional<PerspectiveFlip> flip = Optional.of(new PerspectiveFlip(0, 10, 0, 53));
        Warp2d.Edge edge = Warp2d.Edge.REPLICATE;
        Warp2d still = new Warp2d(0, 1, 0, 0, 0.5, 0.5, flip, edge, Fidelity.STRICT);
        Warp2d strict = new Warp2d(0, 1, 9, 4, 0.5, 0.5, flip, edge, Fidelity.STRICT);
        Warp2d mended = new Warp2d(0, 1, 9, 4, 0.5, 0.5, flip, edge, Fidelity.MENDED);
        assertThat(strict.of(picture)).isEqualTo(still.of(picture));
        assertThat(mended.of(picture)).isNotEqualTo(still.of(picture));
        assertThat(still.of(picture)).isEqualTo(flip.get().of(picture, edge));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-300, 1e300, -1})
    void anyZoomGivesAPicture(double zoom) {
        RgbImage picture = random(31, 17);
        for (Warp2d.Edge edge : Warp2d.Edge.values()) {
            assertThat(move(5, zoom, 1, 1, edge).of(picture).width()).isEqualTo(31);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {200, 250, 1e9, -1e9})
    void aCameraMayPassThroughThePicture(double forward) {
        RgbImage picture = random(31, 17);
        Warp3d.Camera camera = new Warp3d.Camera(0, 0, forward, 0, 90, 0, 70, 1);
        for (Warp3d.Sampling sampling : Warp3d.Sampling.values()) {
            for (Warp3d.Edge edge : Warp3d.Edge.values()) {
                RgbImage warped =
                        new Warp3d(camera, sampling, edge).of(picture, DepthMap.flat(31, 17));
                assertThat(warped.height()).isEqualTo(17);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aMotionThatIsNoNumberIsRefusedByName(double none) {
        assertThatThrownBy(() -> move(none, 1, 0, 0, Warp2d.Edge.WRAP))
                .isInstanceOf(EaselException.class)
                .hasMessageStartingWith("Angle is " + none + ", expected a number");
        assertThatThrownBy(() -> move(0, 1, 0, none, Warp2d.Edge.WRAP))
                .isInstanceOf(EaselException.class)
                .hasMessageStartingWith("Translation y");
        assertThatThrownBy(() -> new Warp3d.Camera(0, 0, 0, 0, none, 0, 70, 1))
                .isInstanceOf(EaselException.class)
                .hasMessageStartingWith("Rotation 3d y");
        assertThatThrownBy(() -> new PerspectiveFlip(none, 0, 0, 53))
                .isInstanceOf(EaselException.class)
                .hasMessageStartingWith("Perspective flip theta");
        assertThatThrownBy(() -> Flow.constant(2, 2, none, 0)).isInstanceOf(EaselException.class);
        assertThatThrownBy(() -> new FlowWarp(Flow.constant(2, 2, 0, 0), none))
                .isInstanceOf(EaselException.class)
                .hasMessageStartingWith("Flow factor");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 180, -70, 360})
    void aFieldOfViewNoCameraHasIsRefused(double degrees) {
        assertThatThrownBy(() -> new Warp3d.Camera(0, 0, 0, 0, 0, 0, degrees, 1))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("more than 0 and less than 180");
        assertThatThrownBy(() -> new PerspectiveFlip(0, 0, 0, degrees))
                .isInstanceOf(EaselException.class);
    }

    @Test
    void whatDiffersInSizeIsRefusedWithBothSizes() {
        RgbImage picture = random(4, 3);
        Warp3d still =
                new Warp3d(Warp3d.Camera.still(), Warp3d.Sampling.NEAREST, Warp3d.Edge.ZEROS);
        assertThatThrownBy(() -> still.of(picture, DepthMap.flat(3, 4)))
                .hasMessageContaining("3x4")
                .hasMessageContaining("4x3");
        assertThatThrownBy(() -> new FlowWarp(Flow.constant(3, 4, 0, 0), 1).of(picture))
                .hasMessageContaining("4x3")
                .hasMessageContaining("3x4");
    }

    static RgbImage random(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        new Random(31L * width + height).nextBytes(rgb);
        return new RgbImage(width, height, rgb);
    }

    private static DepthMap bumpy(int width, int height) {
        float[] raw = new float[width * height];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (float) Math.sin(i);
        }
        return DepthMap.equalised(width, height, raw, DepthMap.Scale.NEARNESS);
    }

    private static Warp2d move(double angle, double zoom, double x, double y, Warp2d.Edge edge) {
        return new Warp2d(angle, zoom, x, y, 0.5, 0.5, Optional.empty(), edge, Fidelity.MENDED);
    }

    private static RgbImage shifted(RgbImage picture, int right, int down, Warp2d.Edge edge) {
        byte[] from = picture.rgb();
        byte[] rgb = new byte[from.length];
        for (int i = 0; i < rgb.length; i++) {
            int x = edge.index(i / 3 % picture.width() - right, picture.width());
            int y = edge.index(i / 3 / picture.width() - down, picture.height());
            rgb[i] = from[3 * (y * picture.width() + x) + i % 3];
        }
        return new RgbImage(picture.width(), picture.height(), rgb);
    }
}
