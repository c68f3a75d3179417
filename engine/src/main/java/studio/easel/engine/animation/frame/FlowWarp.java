package studio.easel.engine.animation.frame;

import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;

/**
 * Carries a picture along with a flow: each pixel is read from where it came from. Bilinear, in
 * 32nds of a pixel; beyond the edges the picture is mirrored.
 *
 * @param factor times the flow; negative goes back
 */
public record FlowWarp(Flow flow, double factor) {
    /**
     * @throws EaselException when the factor is not a number
     */
    public FlowWarp {
        Motion.requireNumber("Flow factor", factor);
    }

    /**
     * @throws IllegalArgumentException when picture and flow differ in size
     */
    public RgbImage of(RgbImage picture) {
        int width = picture.width();
        int height = picture.height();
        if (flow.width() != width || flow.height() != height) {
            throw new IllegalArgumentException(
                    "The picture is %dx%d, expected %dx%d like the flow"
                            .formatted(width, height, flow.width(), flow.height()));
        }
        Bilinear source = new Bilinear(picture, Warp2d.Edge.REFLECT);
        byte[] warped = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int i = y * width + x;
                source.read(
                        place(x - flow.right(i) * factor),
                        place(y - flow.down(i) * factor),
                        warped,
                        3 * i);
            }
        }
        return new RgbImage(width, height, warped);
    }

    private static int place(double at) {
        return (int) Math.rint(at * Bilinear.PLACES);
    }
}
