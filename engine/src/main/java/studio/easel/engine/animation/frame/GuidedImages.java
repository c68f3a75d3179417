package studio.easel.engine.animation.frame;

import java.util.List;
import studio.easel.engine.EaselException;

/**
 * Pictures a render is led towards, one from each key frame on: which of them, and how much of it
 * is mixed into a frame before it is diffused ({@link Blend}).
 *
 * @param keys frames, ascending
 */
public record GuidedImages(List<Integer> keys) {
    private static final int GAP = 25; // where there are not two keys to measure it between
    private static final double ELSEWHERE = 0.07;

    /**
     * How the guiding picture comes in after a key frame, from the schedules at one frame.
     *
     * @param frames it comes in over, the tweening frames
     * @param most of it in the mixture, the factor's middle
     * @param slope how far the factor swings about that
     */
    public record Tween(double frames, double most, double slope) {
        /**
         * @throws EaselException when one of the numbers is none
         */
        public Tween {
            Motion.requireNumber("Tweening frames", frames);
            Motion.requireNumber("Blend factor max", most);
            Motion.requireNumber("Blend factor slope", slope);
        }
    }

    /**
     * @throws EaselException when there are none or they do not ascend
     */
    public GuidedImages {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new EaselException(
                    "There are no guiding pictures, expected at least one. Add one, or turn guided images off.");
        }
        for (int i = 1; i < keys.size(); i++) {
            if (keys.get(i) <= keys.get(i - 1)) {
                throw new EaselException(
                        "A guiding picture for frame %d follows one for frame %d, expected ascending frames."
                                .formatted(keys.get(i), keys.get(i - 1)));
            }
        }
    }

    /** Which of them leads at a frame; the first one also before its key. */
    public int index(int frame) {
        int index = 0;
        while (index + 1 < keys.size() && keys.get(index + 1) <= frame) {
            index++;
        }
        return index;
    }

    /** How much of the leading picture goes into a frame, usually 0 to 1. */
    public double blendFactor(int frame, Tween tween) {
        if (tween.frames() > 0 && frame % gap(frame) <= tween.frames()) {
            return tween.most()
                    - tween.slope() * Math.cos(frame % tween.frames() / (tween.frames() / 2));
        }
        return ELSEWHERE;
    }

    /** Frames between the two keys about a frame. */
    private int gap(int frame) {
        int index = index(frame);
        if (index + 1 < keys.size() && frame >= keys.get(index)) {
            return keys.get(index + 1) - keys.get(index);
        }
        // The last key belongs to the pair it ends.
        return index > 0 && frame == keys.get(index) ? frame - keys.get(index - 1) : GAP;
    }
}
