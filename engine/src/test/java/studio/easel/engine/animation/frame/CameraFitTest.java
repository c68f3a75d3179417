package studio.easel.engine.animation.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.easel.engine.RgbImage;

class CameraFitTest {
    private static final int WIDTH = 200;
    private static final int HEIGHT = 150;

    @ParameterizedTest
    @EnumSource(CameraFit.class)
    void aCamerasMoveIsFoundThoughAThirdOfThePictureMovesOtherwise(CameraFit fit) {
        Homography camera = new Homography(1.02, -0.03, 4, 0.03, 1.01, -2, 0, 0, 1);
        Flow flow = flow(camera, true);
        Homography found = fit.map(FarnebackTest.waves(WIDTH, HEIGHT, still(), 0, 0), flow);
        assertSame(found, camera, 0.3);
    }

    @Test
    void onlyAPerspectiveFollowsAViewThatTilts() {
        Homography camera = new Homography(1, 0.02, 3, 0, 1.05, -4, 0.0002, 0.0004, 1);
        RgbImage picture = FarnebackTest.waves(WIDTH, HEIGHT, still(), 0, 0);
        Flow flow = flow(camera, false);
        assertSame(CameraFit.PERSPECTIVE.map(picture, flow), camera, 0.05);
        Homography affine = CameraFit.AFFINE.map(picture, flow);
        double[] corner = affine.apply(WIDTH, HEIGHT);
        double[] truly = camera.apply(WIDTH, HEIGHT);
        assertThat(Math.hypot(corner[0] - truly[0], corner[1] - truly[1])).isGreaterThan(1);
    }

    @Test
    void fromTwoPicturesTheMoveBetweenThemIsFound() {
        RgbImage from = FarnebackTest.waves(WIDTH, HEIGHT, still(), 0, 0);
        // Where it came from: the way back of what is to be found.
        double[] back = {0.99, 0.02, -0.02, 0.99};
        RgbImage to = FarnebackTest.waves(WIDTH, HEIGHT, back, 3, -1);
        Homography move = new Homography(0.99, 0.02, -3, -0.02, 0.99, 1, 0, 0, 1).inverse();
        Flow flow = Farneback.usual().between(from, to);
        assertSame(CameraFit.AFFINE.map(from, flow), move, 0.5);
    }

    @ParameterizedTest
    @EnumSource(CameraFit.class)
    void whereThereAreNoCornersThePictureStays(CameraFit fit) {
        RgbImage blank = new RgbImage(WIDTH, HEIGHT, new byte[3 * WIDTH * HEIGHT]);
        RgbImage picture = FarnebackTest.waves(WIDTH, HEIGHT, still(), 0, 0);
        Flow flow = Flow.constant(WIDTH, HEIGHT, 5, 5);
        assertThat(fit.of(blank, flow).apply(picture)).isEqualTo(picture);
        assertThat(fit.of(picture, flow).apply(picture)).isNotEqualTo(picture);
    }

    @Test
    void aFlowOfAnotherSizeIsRefused() {
        RgbImage picture = FarnebackTest.waves(20, 20, still(), 0, 0);
        Flow flow = Flow.constant(20, 21, 0, 0);
        assertThatThrownBy(() -> CameraFit.AFFINE.of(picture, flow))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("20x21");
    }

    private static void assertSame(Homography found, Homography expected, double pixels) {
        for (int[] point : new int[][] {{0, 0}, {WIDTH, 0}, {0, HEIGHT}, {WIDTH, HEIGHT}}) {
            double[] to = found.apply(point[0], point[1]);
            double[] truly = expected.apply(point[0], point[1]);
            assertThat(to[0]).isCloseTo(truly[0], within(pixels));
            assertThat(to[1]).isCloseTo(truly[1], within(pixels));
        }
    }

    /** The flow of a map; a third of the picture goes somewhere else, if wanted. */
    private static Flow flow(Homography map, boolean disturbed) {
        Random random = new Random(3);
        float[] moves = new float[2 * WIDTH * HEIGHT];
        for (int y = 0, i = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++, i += 2) {
                double[] to = map.apply(x, y);
                boolean other = disturbed && x < WIDTH / 3;
                moves[i] = (float) (other ? 20 * random.nextDouble() : to[0] - x);
                moves[i + 1] = (float) (other ? 20 * random.nextDouble() : to[1] - y);
            }
        }
        return new Flow(WIDTH, HEIGHT, moves);
    }

    private static double[] still() {
        return new double[] {1, 0, 0, 1};
    }
}
