package studio.easel.engine.animation.frame;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Picture maths in which no row waits for another: on every core, with the numbers one core would
 * give. A frame waits for it while nothing is diffused.
 */
final class Rows {
    private Rows() {}

    static void each(int rows, IntConsumer work) {
        IntStream.range(0, rows).parallel().forEach(work);
    }
}
