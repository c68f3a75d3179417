package studio.easel.app.jobs;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import studio.easel.app.queue.JobStore;
import studio.easel.app.queue.QueueRunner;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Provenance;

/**
 * What the panel works with; the studio provides it, tests provide another.
 *
 * @param open opens the queue; slow
 * @param runner does its jobs
 * @param asked what somebody asks for now, with a seed for it; empty where something is wrong,
 *     which stands beside its control then
 * @param planned the same, only to be counted; throws a sentence where something is wrong
 * @param installed throws a sentence where a model of one of these names or ids cannot be used
 * @param keeping one thread that asks and changes the queue
 * @param soon runs in the window a moment later: what is typed quickly is counted once
 * @param window where properties may change: {@code Platform::runLater}
 * @param made hears of each picture that is on disk, on the thread that makes them
 * @param show shows a folder
 */
public record JobDesk(
        Supplier<JobStore> open,
        Function<JobStore, QueueRunner> runner,
        Supplier<Optional<Asked>> asked,
        Supplier<Asked> planned,
        Consumer<Set<String>> installed,
        Executor keeping,
        Executor soon,
        Executor window,
        Consumer<Path> made,
        Consumer<Path> show) {

    /** A request, and the model it is for. */
    public record Asked(GenerationRequest request, Provenance provenance) {}
}
