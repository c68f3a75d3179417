package studio.easel.app.queue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import studio.easel.app.queue.StepPace.Load;

/**
 * What a job will cost, before it starts.
 *
 * @param pictures to make
 * @param seconds it will take; empty while this machine has made no picture yet
 * @param bytes it will take on disk, the sheet included
 */
public record GridEstimate(int pictures, OptionalDouble seconds, long bytes) {
    /** From what pictures have taken so far. */
    public static GridEstimate of(Work work, StepPace pace) {
        List<Cell> cells = work.cells();
        long bytes = cells.stream().mapToLong(cell -> pace.bytes(cell.record())).sum();
        return new GridEstimate(
                cells.size(), seconds(loads(cells), pace), work.hasSheet() ? 2 * bytes : bytes);
    }

    /** Of each cell; the same object for the same load, of which thousands of cells have few. */
    static List<Load> loads(List<Cell> cells) {
        Map<Load, Load> known = new HashMap<>();
        return cells.stream()
                .map(cell -> Load.of(cell.record()))
                .map(load -> known.computeIfAbsent(load, it -> it))
                .toList();
    }

    static OptionalDouble seconds(List<Load> loads, StepPace pace) {
        Map<Load, Integer> counts = new HashMap<>();
        loads.forEach(load -> counts.merge(load, 1, Integer::sum));
        double seconds = 0;
        for (Map.Entry<Load, Integer> one : counts.entrySet()) {
            OptionalDouble each = pace.seconds(one.getKey());
            if (each.isEmpty()) {
                return OptionalDouble.empty();
            }
            seconds += each.getAsDouble() * one.getValue();
        }
        return OptionalDouble.of(seconds);
    }
}
