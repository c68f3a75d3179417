package studio.easel.engine.animation;

import java.util.Optional;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;

/** The pictures an animation's settings ask for, each of the animation's size. */
public interface Pictures {
    /** What the first frame starts from; empty for pure noise. */
    Optional<RgbImage> initial();

    /** Where frames may change; empty for everywhere. */
    Optional<Mask> mask(int frame);

    /** A video's frame. */
    RgbImage video(int frame);

    /** Whose colours are kept, where a picture of its own says so. */
    Optional<RgbImage> colours();

    /** None at all. */
    static Pictures none() {
        return new Pictures() {
            @Override
            public Optional<RgbImage> initial() {
                return Optional.empty();
            }

            @Override
            public Optional<Mask> mask(int frame) {
                return Optional.empty();
            }

            @Override
            public RgbImage video(int frame) {
                throw new IllegalStateException("there is no video");
            }

            @Override
            public Optional<RgbImage> colours() {
                return Optional.empty();
            }
        };
    }
}
