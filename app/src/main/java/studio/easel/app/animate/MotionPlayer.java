package studio.easel.app.animate;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.easel.app.Sentence;
import studio.easel.app.Words;
import studio.easel.app.render.MotionPreview;
import studio.easel.app.render.ParseqFile;
import studio.easel.engine.EaselException;
import studio.easel.engine.animation.Animation;
import studio.easel.engine.animation.Animation.Mode;
import studio.easel.engine.animation.Animator;
import studio.easel.engine.animation.DeforumSettings;
import studio.easel.engine.animation.Dialect;
import studio.easel.engine.animation.Pictures;
import studio.easel.engine.animation.RenderState;
import studio.easel.engine.animation.frame.Depth;

/**
 * Makes the frames of a motion preview ahead of the playhead, on a thread of its own, and keeps as
 * many as memory allows. Where settings change, the frames before the first difference stay.
 */
final class MotionPlayer {
    private static final Logger LOG = LoggerFactory.getLogger(MotionPlayer.class);
    private static final int BYTES_PER_PIXEL = 4;
    private static final int STATES = 40;
    private static final int LEAST_BETWEEN_STATES = 8;

    private final Executor worker;
    private final Executor window;
    private final LongSupplier nanoTime;
    private final long budget;
    private final ReadOnlyIntegerWrapper arrived = new ReadOnlyIntegerWrapper();
    private final ReadOnlyDoubleWrapper rate = new ReadOnlyDoubleWrapper();
    private final Sentence problem = new Sentence();
    private final AtomicBoolean telling = new AtomicBoolean();
    private final Map<Integer, int[]> frames = new HashMap<>();
    private final NavigableMap<Integer, RenderState> states = new TreeMap<>();
    private @Nullable Animation animation;
    private RenderState state = RenderState.start();
    private int generation;
    private int wanted;
    private int from;
    private int to;
    private boolean working;
    private boolean watched;
    private double secondsPerFrame;

    /**
     * A player.
     *
     * @param worker one thread that makes frames
     * @param budget bytes that kept frames may take
     */
    MotionPlayer(Executor worker, Executor window, LongSupplier nanoTime, long budget) {
        this.worker = worker;
        this.window = window;
        this.nanoTime = nanoTime;
        this.budget = budget;
    }

    // Properties, which change in the window

    /** Changes whenever frames were made. */
    ReadOnlyIntegerProperty arrived() {
        return arrived.getReadOnlyProperty();
    }

    /** Frames a second that can be made; 0 before the first. */
    ReadOnlyDoubleProperty rate() {
        return rate.getReadOnlyProperty();
    }

    /** Why there is no preview; empty where nothing is wrong. */
    StringBinding problem() {
        return problem;
    }

    // Commands of the window, which return at once

    /** Previews other settings. */
    synchronized void show(Animation next) {
        if (next.mode() == Mode.VIDEO_INPUT || next.mode() == Mode.INTERPOLATION) {
            forget();
            problem.say(() -> say("preview.still"));
            return;
        }
        Animation still = still(next);
        int same = animation == null ? 0 : still.firstDifference(animation);
        if (same == 0) {
            secondsPerFrame = 0; // Another size takes another time.
        }
        animation = still;
        generation++;
        frames.keySet().removeIf(frame -> frame >= same);
        states.keySet().removeIf(reached -> reached > same);
        if (state.next() > same) {
            state = RenderState.start();
        }
        from = Math.min(from, still.frames() - 1);
        to = Math.min(to, still.frames() - 1);
        wanted = Math.min(wanted, still.frames() - 1);
        problem.clear();
        start();
    }

    /** Shows nothing. */
    synchronized void forget() {
        animation = null;
        generation++;
        frames.clear();
        states.clear();
        state = RenderState.start();
    }

    /**
     * Makes frames from {@code frame} on, and behind {@code last} from {@code first} on again. None
     * are made before somebody wants them.
     */
    synchronized void want(int frame, int first, int last) {
        boolean changed = !watched || wanted != frame || from != first || to != last;
        wanted = frame;
        from = first;
        to = last;
        watched = true;
        if (changed) {
            start();
        }
    }

    /**
     * The last frame up to {@code frame} that there is, as ARGB; empty where there is none within a
     * second before it.
     */
    synchronized Optional<int[]> upTo(int frame) {
        for (int i = frame; i >= Math.max(0, frame - 30); i--) {
            int[] made = frames.get(i);
            if (made != null) {
                return Optional.of(made);
            }
        }
        return Optional.empty();
    }

    /** A frame, where it is made. */
    synchronized Optional<int[]> at(int frame) {
        return Optional.ofNullable(frames.get(frame));
    }

    synchronized boolean has(int frame) {
        return frames.containsKey(frame);
    }

    /** Pixels a row and rows; empty before anything is shown. */
    synchronized Optional<int[]> size() {
        return Optional.ofNullable(animation).map(it -> new int[] {it.width(), it.height()});
    }

    /**
     * The motion and nothing else: noise and sharpening are there for the network, and frames in
     * between are moved as the others are.
     */
    private static Animation still(Animation animation) {
        DeforumSettings settings =
                animation
                        .settings()
                        .with("diffusion_cadence", 1)
                        .with("color_coherence", "None")
                        .with("noise_schedule", "0: (0)")
                        .with("amount_schedule", "0: (0)")
                        .with("contrast_schedule", "0: (1)")
                        .with("sampling_mode", "bilinear");
        return Animation.of(
                settings,
                Math.max(0, settings.whole("seed")),
                Dialect.EASEL,
                OptionalInt.empty(),
                ParseqFile.within(settings));
    }

    private void start() {
        if (!working && watched && animation != null) {
            working = true;
            worker.execute(this::work);
        }
    }

    private void work() {
        try {
            Optional<Turn> turn = next();
            while (turn.isPresent() && !Thread.currentThread().isInterrupted()) {
                make(turn.get());
                turn = next();
            }
        } catch (EaselException wrong) {
            stop(() -> String.valueOf(wrong.getMessage()));
        } catch (RuntimeException unexpected) {
            LOG.error("Unexpected in the preview", unexpected);
            stop(() -> say("preview.unexpected", unexpected));
        }
    }

    private record Turn(Animation animation, RenderState state, int generation) {}

    private synchronized Optional<Turn> next() {
        Animation now = animation;
        Optional<Integer> missing = missing();
        if (now == null || missing.isEmpty()) {
            working = false;
            return Optional.empty();
        }
        int frame = missing.get();
        Map.Entry<Integer, RenderState> before = states.floorEntry(frame);
        RenderState kept = before == null ? RenderState.start() : before.getValue();
        boolean nearer = state.next() <= frame && state.next() >= kept.next();
        return Optional.of(new Turn(now, nearer ? state : kept, generation));
    }

    private Optional<Integer> missing() {
        Animation now = animation;
        if (now == null || from >= now.frames()) {
            return Optional.empty();
        }
        int ahead = Math.min(to - from + 1, capacity());
        for (int i = 0; i < ahead; i++) {
            int frame = inLoop(i);
            if (frame < now.frames() && !frames.containsKey(frame)) {
                return Optional.of(frame);
            }
        }
        return Optional.empty();
    }

    private int inLoop(int ahead) {
        int length = to - from + 1;
        return wanted < from || wanted > to
                ? Math.min(wanted + ahead, animation == null ? 0 : animation.frames() - 1)
                : from + (wanted - from + ahead) % length;
    }

    private int capacity() {
        Animation now = animation;
        long frame = now == null ? 1 : (long) BYTES_PER_PIXEL * now.width() * now.height();
        return (int) Math.max(8, budget / frame);
    }

    private void make(Turn turn) {
        long begin = nanoTime.getAsLong();
        Animation now = turn.animation();
        Animator animator =
                new Animator(now, new MotionPreview(now), Depth.flat(), Pictures.none());
        Map<Integer, int[]> made = new HashMap<>();
        RenderState reached =
                animator.advance(turn.state(), (index, picture) -> made.put(index, picture.argb()));
        keep(turn, reached, made, (nanoTime.getAsLong() - begin) / 1e9);
        if (telling.compareAndSet(false, true)) {
            window.execute(this::tell);
        }
    }

    private synchronized void keep(
            Turn turn, RenderState reached, Map<Integer, int[]> made, double seconds) {
        secondsPerFrame = secondsPerFrame == 0 ? seconds : 0.9 * secondsPerFrame + 0.1 * seconds;
        if (turn.generation() != generation) {
            return; // Made of settings that have changed since.
        }
        made.forEach(frames::putIfAbsent); // Those that were passed on the way are there.
        state = reached;
        int apart = Math.max(LEAST_BETWEEN_STATES, turn.animation().frames() / STATES);
        if (reached.next() % apart == 0) {
            states.put(reached.next(), reached);
        }
        while (frames.size() > capacity()) {
            frames.keySet().stream()
                    .max(Comparator.comparingInt(this::ahead))
                    .ifPresent(frames::remove);
        }
    }

    /** In how many frames the playhead comes there. */
    private int ahead(int frame) {
        boolean inside = frame >= from && frame <= to;
        return inside ? Math.floorMod(frame - wanted, to - from + 1) : Integer.MAX_VALUE;
    }

    private void tell() {
        telling.set(false);
        synchronized (this) {
            rate.set(secondsPerFrame > 0 ? 1 / secondsPerFrame : 0);
        }
        arrived.set(arrived.get() + 1);
    }

    private void stop(Supplier<String> sentence) {
        synchronized (this) {
            working = false;
        }
        window.execute(() -> problem.say(sentence));
    }

    private static String say(String key, Object... parts) {
        return Words.of(MotionPlayer.class).say(key, parts);
    }
}
