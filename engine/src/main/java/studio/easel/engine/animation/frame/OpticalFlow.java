package studio.easel.engine.animation.frame;

import studio.easel.engine.RgbImage;

/**
 * Finds where the pixels of a picture went. Nothing in this house does it yet: the methods Deforum
 * offers (RAFT, DIS, Farneback) are a network and OpenCV's.
 */
@FunctionalInterface
public interface OpticalFlow {
    /**
     * @param from the earlier picture
     * @param to the later one, of the same size
     */
    Flow between(RgbImage from, RgbImage to);
}
