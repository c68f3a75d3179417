package studio.easel.app;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs, one after the other, on one worker thread. Cancelling the running job interrupts that
 * thread, and only while that job runs; a waiting job that is cancelled never starts.
 */
public final class JobQueue implements AutoCloseable {
    /** Something to do. Ends with {@link CancellationException} when interrupted. */
    @FunctionalInterface
    public interface Job {
        void run() throws Exception;
    }

    /** Hears, on the worker thread, how a job ends; a cancelled waiting job on the caller's. */
    public interface Listener {
        default void started() {}

        default void finished() {}

        default void cancelled() {}

        default void failed(Throwable problem) {}
    }

    /** A job that was handed in. */
    public final class Handle {
        private final Job job;
        private final Listener listener;

        private Handle(Job job, Listener listener) {
            this.job = job;
            this.listener = listener;
        }

        /** Ends this job; does nothing when it is over. Returns at once. */
        public void cancel() {
            JobQueue.this.cancel(this);
        }
    }

    /** Opening a large graph takes seconds, and nothing can interrupt it. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Logger LOG = LoggerFactory.getLogger(JobQueue.class);

    private final Executor worker;
    private final Deque<Handle> waiting = new ArrayDeque<>();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private @Nullable Handle running;
    private @Nullable Thread thread;
    private boolean cancelling;
    private boolean closed;

    /** A queue with a thread of its own, which does not keep the program alive. */
    public static JobQueue onItsOwnThread(String name) {
        return new JobQueue(
                Executors.newSingleThreadExecutor(
                        task -> {
                            Thread thread = new Thread(task, name);
                            thread.setDaemon(true);
                            return thread;
                        }));
    }

    /**
     * @param worker runs one task after the other; {@code Runnable::run} in tests
     */
    public JobQueue(Executor worker) {
        this.worker = worker;
    }

    /** Hands in a job. After {@link #close} it is cancelled on the spot. */
    public Handle submit(Job job, Listener listener) {
        Handle handle = new Handle(job, listener);
        if (!enqueue(handle)) {
            listener.cancelled();
            return handle;
        }
        changed();
        worker.execute(this::runNext);
        return handle;
    }

    /** Jobs that have not started. */
    public synchronized int waiting() {
        return waiting.size();
    }

    /** Whether nothing runs and nothing waits. */
    public synchronized boolean idle() {
        return running == null && waiting.isEmpty();
    }

    /** Calls {@code watcher}, on whatever thread, after {@link #waiting} may have changed. */
    public void onChange(Runnable watcher) {
        watchers.add(watcher);
    }

    /** Cancels the jobs that have not started. */
    public void cancelWaiting() {
        snapshot().forEach(Handle::cancel);
    }

    /** Cancels everything and waits up to twenty seconds for the running job to end. */
    @Override
    public void close() {
        close(PATIENCE);
    }

    /**
     * Cancels everything and waits for the running job to end; {@link #idle} says whether it has.
     */
    void close(Duration patience) {
        @Nullable Handle current = shut();
        cancelWaiting();
        if (current != null) {
            current.cancel();
        }
        if (worker instanceof ExecutorService service) {
            finish(service, patience);
        }
    }

    private static void finish(ExecutorService service, Duration patience) {
        service.shutdown();
        try {
            if (!service.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("What was running did not end within {} s.", patience.toSeconds());
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private void runNext() {
        @Nullable Handle handle = begin();
        if (handle == null) {
            return; // It was cancelled while it waited.
        }
        changed();
        @Nullable Throwable problem = null;
        try {
            handle.listener.started();
            handle.job.run();
        } catch (Throwable t) {
            problem = t;
        }
        report(handle, problem, end());
    }

    private static void report(Handle handle, @Nullable Throwable problem, boolean cancelled) {
        if (problem == null) {
            handle.listener.finished();
        } else if (cancelled || problem instanceof CancellationException) {
            // Once somebody cancelled, whatever the interrupt broke is no news.
            handle.listener.cancelled();
        } else {
            handle.listener.failed(problem);
        }
    }

    private synchronized boolean enqueue(Handle handle) {
        return !closed && waiting.add(handle);
    }

    private synchronized @Nullable Handle shut() {
        closed = true;
        return running;
    }

    private synchronized List<Handle> snapshot() {
        return List.copyOf(waiting);
    }

    private synchronized @Nullable Handle begin() {
        running = waiting.poll();
        thread = Thread.currentThread();
        cancelling = false;
        return running;
    }

    /** After this no cancel can reach the thread, and no interrupt is left for the next job. */
    private synchronized boolean end() {
        running = null;
        thread = null;
        if (cancelling) {
            Thread.interrupted();
        }
        return cancelling;
    }

    private void cancel(Handle handle) {
        if (interruptOrRemove(handle)) {
            handle.listener.cancelled();
            changed();
        }
    }

    private synchronized boolean interruptOrRemove(Handle handle) {
        if (handle == running && thread != null) {
            cancelling = true;
            thread.interrupt();
            return false;
        }
        return waiting.remove(handle);
    }

    private void changed() {
        watchers.forEach(Runnable::run);
    }
}
