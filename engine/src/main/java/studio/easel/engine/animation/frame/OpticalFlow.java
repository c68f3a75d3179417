package studio.easel.engine.animation.frame;

import studio.easel.engine.RgbImage;

/**
 * Finds where the pixels of a picture went: {@link Farneback}, {@link InverseSearch}, or a
 * stand-in.
 */
@FunctionalInterface
public interface OpticalFlow {
    /**
     * @param from the earlier picture
     * @param to the later one, of the same size
     */
    Flow between(RgbImage from, RgbImage to);
}
