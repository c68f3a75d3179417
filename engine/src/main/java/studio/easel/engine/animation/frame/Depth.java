package studio.easel.engine.animation.frame;

import studio.easel.engine.RgbImage;

/** Says how far away what is seen in a picture is. */
@FunctionalInterface
public interface Depth {
    /** A depth for each of its pixels. */
    DepthMap of(RgbImage picture);

    /** Sees a picture as the flat thing it is: a pure motion of the camera before a poster. */
    static Depth flat() {
        return picture -> DepthMap.flat(picture.width(), picture.height());
    }
}
