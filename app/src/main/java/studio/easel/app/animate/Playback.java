package studio.easel.app.animate;

import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;

/** The playhead and the clock that moves it: frames are left out rather than shown late. */
final class Playback {
    private final IntegerProperty frame = new SimpleIntegerProperty();
    private final IntegerProperty from = new SimpleIntegerProperty();
    private final IntegerProperty to = new SimpleIntegerProperty();
    private final BooleanProperty playing = new SimpleBooleanProperty();
    private double framesPerSecond = 15;
    private int frames = 1;
    private long startNanos;
    private int startFrame;
    private boolean started;

    Playback() {
        frame.addListener((property, before, now) -> started &= now.intValue() == expected);
        playing.addListener((property, before, now) -> started = false);
    }

    private int expected;

    /** The frame that is shown, from 0. */
    IntegerProperty frame() {
        return frame;
    }

    /** The first frame of what is repeated. */
    IntegerProperty from() {
        return from;
    }

    /** The last frame of what is repeated. */
    IntegerProperty to() {
        return to;
    }

    BooleanProperty playing() {
        return playing;
    }

    int frames() {
        return frames;
    }

    /** Takes an animation's length; what was repeated whole still is. */
    void fit(int newFrames, double newFramesPerSecond) {
        boolean whole = from.get() == 0 && to.get() >= frames - 1;
        frames = newFrames;
        if (newFramesPerSecond != framesPerSecond) {
            started = false;
        }
        framesPerSecond = newFramesPerSecond;
        if (whole) {
            to.set(newFrames - 1);
        }
        to.set(Math.min(to.get(), newFrames - 1));
        from.set(Math.min(from.get(), to.get()));
        frame.set(Math.min(frame.get(), newFrames - 1));
    }

    /** Repeats all frames, from the first to the last. */
    void repeatAll() {
        from.set(0);
        to.set(frames - 1);
    }

    /** Repeats what is between two frames, whichever is first. */
    void repeat(int one, int other) {
        from.set(Math.max(0, Math.min(one, other)));
        to.set(Math.min(frames - 1, Math.max(one, other)));
    }

    /** Begins what is repeated here. */
    void repeatFromHere() {
        from.set(frame.get());
        to.set(Math.max(to.get(), frame.get()));
    }

    /** Ends what is repeated here. */
    void repeatToHere() {
        to.set(frame.get());
        from.set(Math.min(from.get(), frame.get()));
    }

    /** Goes to a frame, or to the nearest there is. */
    void seek(int wanted) {
        frame.set(Math.max(0, Math.min(frames - 1, wanted)));
    }

    /** Moves the playhead to where it belongs at a time of the clock. */
    void tick(long nanos) {
        if (!playing.get()) {
            return;
        }
        if (!started) {
            startNanos = nanos;
            startFrame =
                    frame.get() < from.get() || frame.get() > to.get() ? from.get() : frame.get();
            started = true;
        }
        long passed = (long) ((nanos - startNanos) / 1e9 * framesPerSecond);
        int length = to.get() - from.get() + 1;
        int next =
                from.get() + (int) Math.floorMod(startFrame - from.get() + passed, (long) length);
        expected = next;
        frame.set(next);
    }
}
