package studio.easel.engine.animation.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import studio.easel.engine.RgbImage;

class FlowTest {
    private static final int WIDTH = 40;
    private static final int HEIGHT = 30;

    @Test
    void whereTheWayBackDoesNotLeadHomeNothingMoves() {
        RgbImage from = picture(0);
        RgbImage to = picture(1);
        OpticalFlow method =
                (a, b) -> {
                    float[] moves = new float[2 * WIDTH * HEIGHT];
                    for (int i = 0; i < WIDTH * HEIGHT; i++) {
                        boolean left = i % WIDTH < WIDTH / 2;
                        // On the left there and back agree, on the right both go right.
                        moves[2 * i] = a.equals(from) || !left ? 3 : -3;
                    }
                    return new Flow(WIDTH, HEIGHT, moves);
                };
        Flow flow = new ConsistentFlow(method, 0).between(from, to);
        assertThat(flow.right(5 * WIDTH + 5)).isEqualTo(3);
        assertThat(flow.right(5 * WIDTH + 30)).isZero();
        Flow faded = new ConsistentFlow(method, 3).between(from, to);
        assertThat(faded.right(5 * WIDTH + 5)).isCloseTo(3, within(1e-5f));
        assertThat(faded.right(5 * WIDTH + 17)).isBetween(0.1f, 2.9f);
        assertThatThrownBy(() -> new ConsistentFlow(method, -1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFlowIsCarriedAlongWithThePictureItIsOf() {
        float[] moves = new float[2 * WIDTH * HEIGHT];
        moves[2 * (10 * WIDTH + 10)] = 7;
        Flow flow = new Flow(WIDTH, HEIGHT, moves);
        Warp2d right =
                new Warp2d(
                        0,
                        1,
                        4,
                        2,
                        0.5,
                        0.5,
                        Optional.empty(),
                        Warp2d.Edge.REPLICATE,
                        Fidelity.MENDED);
        assertThat(right.of(flow).right(12 * WIDTH + 14)).isCloseTo(7, within(1e-4f));
        assertThat(right.of(flow).right(10 * WIDTH + 10)).isCloseTo(0, within(1e-4f));
        // At 90 degrees a pixel is 2 / width of a world unit.
        Warp3d.Camera camera = new Warp3d.Camera(-4 * 200 * 2.0 / WIDTH, 0, 0, 0, 0, 0, 90, 1);
        Warp3d warp = new Warp3d(camera, Warp3d.Sampling.BILINEAR, Warp3d.Edge.BORDER);
        Flow carried = warp.of(flow, DepthMap.flat(WIDTH, HEIGHT));
        assertThat(carried.right(10 * WIDTH + 14)).isCloseTo(7, within(1e-3f));
        assertThat(flow.times(-0.5).right(10 * WIDTH + 10)).isEqualTo(-3.5f);
    }

    private static RgbImage picture(int level) {
        byte[] rgb = new byte[3 * WIDTH * HEIGHT];
        rgb[0] = (byte) level;
        return new RgbImage(WIDTH, HEIGHT, rgb);
    }
}
