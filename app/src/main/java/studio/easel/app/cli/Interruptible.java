package studio.easel.app.cli;

/** Lets Ctrl+C end a run the way Cancel does: within a step, with nothing half-written. */
final class Interruptible {
    private static final long PATIENCE_MS = 3000;

    void run(Runnable work) {
        Thread worker = Thread.currentThread();
        Thread hook = new Thread(() -> stop(worker), "ctrl-c");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            work.run();
        } finally {
            release(hook);
        }
    }

    private static void stop(Thread worker) {
        worker.interrupt();
        try {
            worker.join(PATIENCE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void release(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is going down already: that is why we are here.
        }
    }
}
