package studio.easel.app.queue;

import java.util.List;
import java.util.OptionalDouble;

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
                cells.size(), seconds(cells, pace), work.hasSheet() ? 2 * bytes : bytes);
    }

    static OptionalDouble seconds(List<Cell> cells, StepPace pace) {
        double seconds = 0;
        for (Cell cell : cells) {
            OptionalDouble one = pace.seconds(cell.record());
            if (one.isEmpty()) {
                return OptionalDouble.empty();
            }
            seconds += one.getAsDouble();
        }
        return OptionalDouble.of(seconds);
    }
}
