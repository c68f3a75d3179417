package studio.easel.app.generate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Progress;
import studio.easel.engine.RgbImage;

/**
 * How the last pictures looked after each step, an eighth of their size; at most {@value
 * #MOST_BYTES} bytes, the oldest are forgotten first. Steps come on the thread that generates.
 */
final class Denoising {
    private static final long MOST_BYTES = 64L << 20;

    private final Map<GenerationRequest, List<RgbImage>> walks = new LinkedHashMap<>();

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

    /** After each step, in order; none where they are forgotten. */
    synchronized List<RgbImage> of(GenerationRequest request) {
        return walks.getOrDefault(request, List.of());
    }

    private synchronized void keep(GenerationRequest request, List<RgbImage> walk) {
        walks.remove(request);
        walks.put(request, List.copyOf(walk));
        var oldest = walks.values().iterator();
        long bytes = walks.values().stream().mapToLong(Denoising::bytes).sum();
        while (bytes > MOST_BYTES) {
            bytes -= bytes(oldest.next());
            oldest.remove();
        }
    }

    private static long bytes(List<RgbImage> walk) {
        return walk.stream().mapToLong(image -> 3L * image.width() * image.height()).sum();
    }
}
