package studio.easel.app.queue;

/** How it stands with a job. */
public enum JobState {
    /** Its turn will come. */
    WAITING,
    RUNNING,
    /** Waits until somebody lets it go on. */
    HELD,
    /** Easel ended while it ran; its turn will come, and what it has made is kept. */
    INTERRUPTED,
    DONE,
    CANCELLED,
    FAILED,
    /** Easel ended twice while it ran; only somebody can start it again. */
    SET_ASIDE;

    /** Whether nothing more happens to it by itself. */
    public boolean finished() {
        return this == DONE || this == CANCELLED || this == FAILED || this == SET_ASIDE;
    }

    /** Whether it may run. */
    public boolean ready() {
        return this == WAITING || this == INTERRUPTED;
    }
}
