package studio.easel.engine.animation;

import java.util.Optional;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;

/** The pictures an animation's settings ask for, each of the animation's size. */
public interface Pictures {
    /** What the first frame starts from; empty for pure noise. */
    default Optional<RgbImage> initial() {
        return Optional.empty();
    }

    /** The first picture's opacity, where the settings want it for a mask and it says something. */
    default Optional<Mask> opacity() {
        return Optional.empty();
    }

    /** The mask of a file. */
    default Optional<Mask> mask() {
        return Optional.empty();
    }

    /** The frame of a mask video. */
    default Optional<Mask> videoMask(int frame) {
        return Optional.empty();
    }

    /** A mask that a composed one names, <code>[file.png]</code>. */
    default Optional<Mask> namedMask(String file) {
        return Optional.empty();
    }

    /** A video's frame. */
    default RgbImage video(int frame) {
        throw new IllegalStateException("there is no video");
    }

    /** Whose colours are kept, where a picture of its own says so. */
    default Optional<RgbImage> colours() {
        return Optional.empty();
    }

    /**
     * A guiding picture.
     *
     * @param index among {@link Animation#guideNames}
     */
    default RgbImage guide(int index) {
        throw new IllegalStateException("there is no guiding picture");
    }

    /** None at all. */
    static Pictures none() {
        return new Pictures() {};
    }
}
