package studio.easel.app.render;

import studio.easel.engine.RgbImage;
import studio.easel.engine.animation.Animation;
import studio.easel.engine.animation.Diffusion;

/** Shows the motion alone: the first frame is a chart, and nothing is diffused. */
public final class MotionPreview implements Diffusion.Diffuser {
    private static final int CELLS = 8;

    private final Animation animation;

    public MotionPreview(Animation animation) {
        this.animation = animation;
    }

    @Override
    public RgbImage diffuse(Diffusion diffusion) {
        return diffusion.start().orElseGet(this::chart);
    }

    /** Squares whose colours tell where they were: red grows to the right, green downwards. */
    private RgbImage chart() {
        int width = animation.width();
        int height = animation.height();
        byte[] rgb = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean light = (x * CELLS / width + y * CELLS / height) % 2 == 0;
                int at = 3 * (y * width + x);
                rgb[at] = (byte) (40 + 200 * x / width);
                rgb[at + 1] = (byte) (40 + 200 * y / height);
                rgb[at + 2] = (byte) (light ? 200 : 60);
            }
        }
        return new RgbImage(width, height, rgb);
    }
}
