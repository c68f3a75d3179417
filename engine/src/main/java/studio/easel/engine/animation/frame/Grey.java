package studio.easel.engine.animation.frame;

import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;

/** Takes the colours away. */
public final class Grey {
    private Grey() {}

    /** Three times the picture's luma (ITU-R BT.601). */
    public static RgbImage of(RgbImage picture) {
        byte[] grey = Mask.of(picture).grey();
        byte[] rgb = new byte[3 * grey.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = grey[i / 3];
        }
        return new RgbImage(picture.width(), picture.height(), rgb);
    }
}
