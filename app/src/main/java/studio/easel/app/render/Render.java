package studio.easel.app.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.IntConsumer;
import studio.easel.app.files.PictureHash;
import studio.easel.engine.animation.Animator;
import studio.easel.engine.animation.RenderState;
import studio.easel.engine.video.FrameSink;

/** Renders an animation into a folder, from wherever it stands. */
public final class Render {
    private final RenderFolder folder;
    private final Animator animator;
    private final int frames;

    /**
     * @param frames of the whole animation
     */
    public Render(RenderFolder folder, Animator animator, int frames) {
        this.folder = folder;
        this.animator = animator;
        this.frames = frames;
    }

    /**
     * Renders what is missing, keeping every frame before the next one begins, and writes all
     * frames to {@code video}, those that were finished before too.
     *
     * @param last the frame behind which to stop; the whole animation's at most
     * @param finished hears how many frames there are
     * @throws CancellationException when the calling thread is interrupted, between two frames
     */
    public void to(int last, Optional<FrameSink> video, IntConsumer finished) {
        video.ifPresent(
                sink ->
                        folder.finished(
                                Math.min(folder.frames(), last),
                                picture -> {
                                    stopIfCancelled();
                                    sink.write(picture);
                                }));
        RenderState state = folder.state();
        while (!animator.isDone(state) && folder.frames() < Math.min(last, frames)) {
            stopIfCancelled();
            List<PictureHash> hashes = new ArrayList<>();
            int[] count = {folder.frames()};
            state =
                    animator.advance(
                            state,
                            (index, picture) -> {
                                folder.write(index, picture);
                                hashes.add(PictureHash.of(picture));
                                count[0] = index + 1;
                                if (index < last) {
                                    video.ifPresent(sink -> sink.write(picture));
                                }
                            });
            folder.keep(state, count[0], hashes);
            finished.accept(count[0]);
        }
        stopIfCancelled(); // or the video's last writing fails for a reason nobody understands
        video.ifPresent(FrameSink::finish);
    }

    /** Diffusing hears of it by itself; motion alone, and frames written again, do not. */
    private static void stopIfCancelled() {
        if (Thread.interrupted()) {
            throw new CancellationException("cancelled");
        }
    }
}
