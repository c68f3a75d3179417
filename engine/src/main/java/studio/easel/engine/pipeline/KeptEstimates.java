package studio.easel.engine.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Start;
import studio.easel.engine.tensor.Tensor;

/**
 * What the network answered in the last walks, so that a branch need not ask again. At most {@value
 * #MOST_BYTES} bytes; the oldest walks are forgotten first.
 */
final class KeptEstimates {
    private static final long MOST_BYTES = 64L << 20;

    private final Map<GenerationRequest, List<Tensor>> walks = new LinkedHashMap<>();

    /** The answers before the last leg of a branch; none where they are forgotten. */
    List<Tensor> before(Course course, GenerationRequest request, int callsPerStep) {
        if (!(request.start() instanceof Start.Branch branch)) {
            return List.of();
        }
        List<Tensor> all = walks.getOrDefault(branch.from(), List.of());
        return all.subList(0, Math.min(all.size(), course.last().after() * callsPerStep));
    }

    void keep(GenerationRequest request, List<Tensor> answers) {
        walks.remove(request);
        walks.put(request, List.copyOf(answers));
        var oldest = walks.values().iterator();
        long bytes = walks.values().stream().mapToLong(KeptEstimates::bytes).sum();
        while (bytes > MOST_BYTES) {
            bytes -= bytes(oldest.next());
            oldest.remove();
        }
    }

    void forget() {
        walks.clear();
    }

    private static long bytes(List<Tensor> answers) {
        return answers.stream().mapToLong(answer -> 4L * answer.length()).sum();
    }
}
