package studio.easel.engine.pipeline;

import java.util.ArrayList;
import java.util.List;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Start;

/**
 * The requests that lead a walk, one after the other: one, and one more for each branch.
 *
 * @param legs in their order, at least one
 */
record Course(List<Leg> legs) {
    /**
     * A part of a walk.
     *
     * @param after how many steps were walked before it
     * @param request that leads it; no branch itself
     */
    record Leg(int after, GenerationRequest request) {}

    Course {
        legs = List.copyOf(legs);
    }

    static Course of(GenerationRequest request) {
        List<Leg> legs = new ArrayList<>();
        if (request.start() instanceof Start.Branch branch) {
            of(branch.from()).legs.stream()
                    .filter(leg -> leg.after() < branch.after())
                    .forEach(legs::add);
            legs.add(new Leg(branch.after(), request.but().start(branch.rest()).request()));
        } else {
            legs.add(new Leg(0, request));
        }
        return new Course(legs);
    }

    GenerationRequest first() {
        return legs.get(0).request();
    }

    Leg last() {
        return legs.get(legs.size() - 1);
    }

    /** Which leg the step belongs to that is walked after {@code steps} others. */
    int legAfter(int steps) {
        int i = 0;
        while (i + 1 < legs.size() && legs.get(i + 1).after() <= steps) {
            i++;
        }
        return i;
    }
}
