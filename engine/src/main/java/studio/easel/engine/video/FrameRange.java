package studio.easel.engine.video;

import studio.easel.engine.EaselException;

/**
 * Which frames of a source are wanted: {@code from}, then every {@code step}-th, up to and with
 * {@code to}. Frames count from 0.
 */
public record FrameRange(int from, int to, int step) {
    public static final FrameRange ALL = new FrameRange(0, Integer.MAX_VALUE, 1);

    public FrameRange {
        if (from < 0 || to < from) {
            throw new EaselException(
                    "The frames wanted are %d to %d, expected a first frame of 0 or more and a last one not before it."
                            .formatted(from, to));
        }
        if (step < 1) {
            throw new EaselException(
                    "Every %d-th frame is wanted, expected 1 (every frame) or more."
                            .formatted(step));
        }
    }

    boolean contains(int frame) {
        return frame >= from && frame <= to && (frame - from) % step == 0;
    }

    /** How many frames are left of a source that has {@code available}. */
    int countOf(int available) {
        int end = (int) Math.min(available, to + 1L);
        return end <= from ? 0 : (end - from + step - 1) / step;
    }
}
