package studio.easel.engine.animation;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The seed of each diffused frame. It depends on nothing but its place, so an animation that is
 * resumed goes on with the seeds it would have had.
 */
public final class SeedSequence {
    /** The golden ratio's fraction in 64 bits. */
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private final SeedBehavior behavior;
    private final long start;
    private final int every;
    private final @Nullable KeyframeSchedule schedule;

    private SeedSequence(
            SeedBehavior behavior, long start, int every, @Nullable KeyframeSchedule schedule) {
        if (every < 1) {
            throw new ScheduleException(
                    "The seed is to change every %d frames, expected 1 or more.".formatted(every));
        }
        this.behavior = behavior;
        this.start = start;
        this.every = every;
        this.schedule = schedule;
    }

    /**
     * A behaviour that needs no schedule.
     *
     * @param start seed of the first frame, as it is meant: -1 has been drawn already
     * @param every frames with one seed, at least 1; {@link SeedBehavior#ITER} alone looks at it
     */
    public static SeedSequence of(SeedBehavior behavior, long start, int every) {
        if (behavior == SeedBehavior.SCHEDULE) {
            throw new ScheduleException("Seeds by schedule need a seed schedule, found none.");
        }
        return new SeedSequence(behavior, start, every, null);
    }

    /** {@link SeedBehavior#SCHEDULE}. */
    public static SeedSequence scheduled(long start, KeyframeSchedule schedule) {
        return new SeedSequence(SeedBehavior.SCHEDULE, start, 1, schedule);
    }

    /**
     * The seed of a frame; not brought into 32 bits.
     *
     * @param diffusion how many frames were diffused before this one
     * @param frame its index in the animation, which is more where cadence skips frames
     */
    public long at(int diffusion, int frame) {
        long odd = diffusion % 2;
        return switch (behavior) {
            // Counted from the first, which is why the first seed is used once only.
            case ITER -> start + (diffusion + every - 1L) / every;
            case FIXED -> start;
            case RANDOM -> diffusion == 0 ? start : drawn(diffusion);
            case LADDER -> start + diffusion / 2 + 2 * odd;
            case ALTERNATE -> start + odd;
            case SCHEDULE -> scheduled(frame);
        };
    }

    /**
     * The seed of a picture made only to grow the frame from.
     *
     * @param pass how many such pictures of the frame were made before
     */
    long again(int frame, int pass) {
        return drawn((pass + 1L) * Variables.MOST_FRAMES + frame);
    }

    /** A seed drawn beside the frame's own. */
    long beside(int frame) {
        return drawn(-1L - frame);
    }

    private long scheduled(int frame) {
        long seed = Objects.requireNonNull(schedule).wholeAt(frame);
        return seed == -1 ? drawn(frame) : seed;
    }

    /** SplitMix64 (Steele, Lea, Flood 2014), 32 bits of it: the same on every machine. */
    private long drawn(long index) {
        long z = start + GAMMA * (index + 1);
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (z ^ (z >>> 31)) >>> 32;
    }
}
