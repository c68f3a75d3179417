package studio.easel.engine.animation;

/**
 * What the names in an expression stand for, but for the frame.
 *
 * @param frames of the animation, at least 1; {@code max_frames}
 * @param seed the start seed; {@code s}
 * @param maxF what {@code max_f} means, which in Deforum depends on the place
 */
public record Variables(int frames, long seed, long maxF) {
    /** Ten hours at 25 frames a second: more is an accident, and every schedule keeps them all. */
    static final int MOST_FRAMES = 900_000;

    public Variables {
        if (frames < 1 || frames > MOST_FRAMES) {
            throw new ScheduleException(
                    "The animation has %,d frames, expected 1 to %,d."
                            .formatted(frames, MOST_FRAMES));
        }
    }

    /** Where {@code max_f} is the last frame: everywhere but in Interpolation mode's prompts. */
    public static Variables of(int frames, long seed) {
        return new Variables(frames, seed, frames - 1L);
    }

    /**
     * The same with {@code max_f} the number of frames, as Interpolation mode's prompts have it.
     */
    Variables countingFrames() {
        return new Variables(frames, seed, frames);
    }
}
