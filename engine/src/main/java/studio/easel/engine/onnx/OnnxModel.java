package studio.easel.engine.onnx;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import studio.easel.engine.EaselException;
import studio.easel.engine.ModelException;
import studio.easel.engine.tensor.Tensor;

/**
 * One ONNX graph. Opened at its first use, given back by {@link #unload} and opened again when
 * needed, unless its files have changed by then. Which element types, ranks and batch sizes the
 * graph takes is settled in here: callers offer {@link Tensor}s by name and get tensors.
 *
 * <p>Everything native happens on one thread of the model's own, so the caller's thread stays
 * interruptible: an interrupt makes ONNX Runtime leave the running graph within about 30 ms, and a
 * session is never closed under a run, which would crash the process.
 */
public final class OnnxModel implements AutoCloseable {
    private final Path graph;
    private final Device device;
    private volatile Optional<GraphEdit> edit;
    private final ThreadPoolExecutor runner;
    private final AtomicReference<RunTimes> times = new AtomicReference<>(RunTimes.NONE);
    private @Nullable OnnxSession session; // touched on the native thread only
    private Map<Path, FileState> files = Map.of(); // likewise; as they were first opened

    private OnnxModel(Path graph, Device device, Optional<GraphEdit> edit) {
        this.graph = graph;
        this.device = device;
        this.edit = edit;
        this.runner =
                new ThreadPoolExecutor(
                        1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::thread);
        this.runner.allowCoreThreadTimeOut(true);
    }

    /**
     * @param graph the {@code .onnx} file; not opened before it is needed
     * @param device CPU or CUDA, as {@link Providers#choose} decided
     */
    public static OnnxModel at(Path graph, Device device) {
        return new OnnxModel(graph, device, Optional.empty());
    }

    /**
     * As {@link #at(Path, Device)}, with the graph changed in memory whenever it is opened.
     *
     * @param edit what it throws is thrown by whatever opens the graph
     */
    public static OnnxModel at(Path graph, Device device, GraphEdit edit) {
        return new OnnxModel(graph, device, Optional.of(edit));
    }

    /**
     * Runs the graph.
     *
     * @param inputs by name; whole numbers may be given as floats, a single number stands for any
     *     shape with one value in each place
     * @return the outputs by name
     * @throws CancellationException when the calling thread is interrupted, or the model is closed
     * @throws ModelException when the graph cannot be opened or does not fit the inputs
     */
    public Map<String, Tensor> run(Map<String, Tensor> inputs) {
        return run(inputs, Set.of());
    }

    /**
     * As {@link #run(Map)}, for some of the outputs.
     *
     * @param outputs their names, which the graph {@link #gives}; empty for all
     */
    public Map<String, Tensor> run(Map<String, Tensor> inputs, Set<String> outputs) {
        long begun = System.nanoTime();
        RunTermination termination = new RunTermination();
        try {
            return onNativeThread(
                    () -> session().run(inputs, outputs, termination, this::took),
                    termination::terminate);
        } finally {
            took(new RunTimes(0, 0, 0, System.nanoTime() - begun));
        }
    }

    private void took(RunTimes more) {
        times.accumulateAndGet(more, RunTimes::plus);
    }

    /** What the runs have taken so far. */
    public RunTimes times() {
        return Objects.requireNonNull(times.get());
    }

    /** As {@link #run(Map)}, for graphs of which only the first output matters. */
    public Tensor runFirst(Map<String, Tensor> inputs) {
        return run(inputs).values().iterator().next();
    }

    /** Opens the graph now rather than at the first run. */
    public void load() {
        boolean unused = takes("");
    }

    /** Whether the graph has an input of that name. */
    public boolean takes(String input) {
        return onNativeThread(() -> session().takes(input), () -> false);
    }

    /** Whether the graph has an output of that name. */
    public boolean gives(String output) {
        return onNativeThread(() -> session().gives(output), () -> false);
    }

    /**
     * The name of an input: the one exporters usually give it, or whatever the only input of that
     * rank is called in a graph with as many inputs as it should have.
     *
     * @param usual for example {@code encoder_hidden_states}
     * @param rank how many axes it has at most; a timestep is a scalar or a list
     * @param inputs how many inputs such a graph has; one with others is another graph
     * @throws ModelException when no input fits
     */
    public String input(String usual, int rank, int inputs) {
        return onNativeThread(() -> session().input(usual, rank, inputs), () -> false);
    }

    /** The length of an input's axis, or -1 where the graph leaves it open. */
    public int inputSize(String input, int axis) {
        return onNativeThread(() -> session().inputSize(input, axis), () -> false);
    }

    /**
     * Has the graph changed in memory from its next opening on, in place of what was said before.
     *
     * @param other empty for the graph as it is
     */
    public void change(Optional<GraphEdit> other) {
        edit = other;
        unload();
    }

    /** Gives memory back once the run in progress, if any, has ended. */
    public synchronized void unload() {
        if (!runner.isShutdown()) {
            runner.execute(this::closeSession);
        }
    }

    /** As {@link #unload}, for good; returns when the memory is free. */
    @Override
    public synchronized void close() {
        unload();
        runner.shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                if (runner.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private OnnxSession session() {
        if (session == null) {
            session = OnnxSession.open(graph, device, edit, files);
            files = session.files();
        }
        return session;
    }

    private void closeSession() {
        if (session != null) {
            session.close();
            session = null;
        }
    }

    private <T> T onNativeThread(Callable<T> work, BooleanSupplier stop) {
        if (Thread.interrupted()) { // a run that is done at once would not hear it
            throw new CancellationException("cancelled");
        }
        Future<T> future = submitted(work);
        try {
            return future.get();
        } catch (InterruptedException e) {
            if (stop.getAsBoolean()) {
                awaitEnd(future);
            } // else the graph is being opened: that cannot be stopped, and serves the next run
            throw new CancellationException("cancelled");
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    private <T> Future<T> submitted(Callable<T> work) {
        try {
            return runner.submit(work);
        } catch (RejectedExecutionException e) {
            throw new CancellationException("closed");
        }
    }

    /** Waits, deaf to further interrupts, for a run that is about to leave its graph. */
    private static void awaitEnd(Future<?> future) {
        boolean interrupted = false;
        while (!future.isDone()) {
            try {
                future.get();
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                // The termination we asked for.
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof EaselException known) {
            return known;
        }
        if (cause instanceof OutOfMemoryError) {
            return new EaselException(
                    "There is not enough memory for this picture (%s). Close other programs, choose a smaller size, or take LoRAs out of the prompt: the weights they change lie in memory beside the model's own."
                            .formatted(cause.getMessage()),
                    cause);
        }
        return new IllegalStateException(cause);
    }

    private Thread thread(Runnable work) {
        Thread thread =
                new Thread(
                        () -> {
                            LowPriority
                                    .here(); // ONNX Runtime's own threads are started by this one
                            work.run();
                        },
                        "onnx " + graph.getFileName());
        thread.setDaemon(true);
        return thread;
    }
}
