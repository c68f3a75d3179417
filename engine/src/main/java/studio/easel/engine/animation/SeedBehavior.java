package studio.easel.engine.animation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import studio.easel.engine.Names;

/** How the seed moves on from one diffused frame to the next: Deforum's {@code seed_behavior}. */
public enum SeedBehavior {
    /** One more after the first frame, then after every n-th. */
    ITER,
    FIXED,
    /** The start seed, then any from 0 to 2^32 - 1, the same ones in every run. */
    RANDOM,
    /** Two up, one down. */
    LADDER,
    /** Up and back. */
    ALTERNATE,
    /** What the seed schedule says at the frame; -1 is any. */
    SCHEDULE;

    /**
     * The behaviour of a name, in any case.
     *
     * @throws ScheduleException with the names there are
     */
    public static SeedBehavior parse(String name) {
        List<String> known = Arrays.stream(values()).map(SeedBehavior::label).toList();
        for (SeedBehavior behavior : values()) {
            if (behavior.label().equals(name.strip().toLowerCase(Locale.ROOT))) {
                return behavior;
            }
        }
        throw new ScheduleException(Names.unknown("Seed behavior", name, known));
    }

    /** The name in Deforum's settings. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
