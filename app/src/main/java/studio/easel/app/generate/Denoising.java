package studio.easel.app.generate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Progress;
import studio.easel.engine.RgbImage;
import studio.easel.engine.Start;

/**
 * How the last pictures looked after each step, an eighth of their size, and the requests that made
 * them, with what they started from; at most {@value #MOST_BYTES} bytes, the oldest are forgotten
 * first. Steps come on the thread that generates.
 */
final class Denoising {
    private static final long MOST_BYTES = 256L << 20;

    /** Requests are told by identity: to compare them is to compare whole pictures. */
    private record Walk(GenerationRequest request, List<RgbImage> steps) {}

    private final Deque<Walk> walks = new ArrayDeque<>();

    /** Hears a run before {@code other} does. */
    Progress beside(Progress other) {
        return new Progress() {
            private List<RgbImage> walk = new ArrayList<>();

            @Override
            public void step(Step step) {
                RgbImage rough = step.preview().get();
                walk.add(rough);
                other.step(
                        new Step(
                                step.image(),
                                step.images(),
                                step.step(),
                                step.steps(),
                                () -> rough));
            }

            @Override
            public void stage(String stage) {
                other.stage(stage);
            }

            @Override
            public void notice(String sentence) {
                other.notice(sentence);
            }

            @Override
            public void finished(GeneratedImage image) {
                keep(image.request(), walk);
                walk = new ArrayList<>();
                other.finished(image);
            }
        };
    }

    /**
     * After each step, in order; none where they are forgotten.
     *
     * @param request the very one that a finished picture came with
     */
    @SuppressWarnings("ReferenceEquality")
    synchronized List<RgbImage> of(GenerationRequest request) {
        return walks.stream()
                .filter(walk -> walk.request == request)
                .map(Walk::steps)
                .findFirst()
                .orElse(List.of());
    }

    private synchronized void keep(GenerationRequest request, List<RgbImage> walk) {
        walks.add(new Walk(request, List.copyOf(walk)));
        while (bytes() > MOST_BYTES) {
            walks.remove();
        }
    }

    /** Pictures may share what they began with. */
    private long bytes() {
        IdentityHashMap<Object, Long> parts = new IdentityHashMap<>();
        for (Walk walk : walks) {
            walk.steps.forEach(step -> count(step, parts));
            count(walk.request.start(), parts);
        }
        return parts.values().stream().mapToLong(bytes -> bytes).sum();
    }

    private static void count(Start start, IdentityHashMap<Object, Long> parts) {
        if (start instanceof Start.FromImage from) {
            count(from.image(), parts);
        } else if (start instanceof Start.Inpaint inpaint) {
            count(inpaint.image(), parts);
            parts.put(inpaint.mask(), (long) inpaint.mask().width() * inpaint.mask().height());
        } else if (start instanceof Start.Branch branch) {
            count(branch.from().start(), parts);
            branch.masked().ifPresent(masked -> count(masked, parts));
        }
    }

    private static void count(RgbImage image, IdentityHashMap<Object, Long> parts) {
        parts.put(image, 3L * image.width() * image.height());
    }
}
