package studio.easel.engine.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import studio.easel.engine.diffusion.Denoiser;
import studio.easel.engine.diffusion.NoiseLevel;
import studio.easel.engine.tensor.Tensor;

/**
 * Asks the network as each leg of a course has it, and remembers the answers. Those that are known
 * are not asked for again: a solver is a pure function of them and the noise, so that giving it the
 * same answers puts it, earlier estimates and noise included, exactly where it was.
 */
final class CourseDenoiser implements Denoiser {
    private final Course course;
    private final int callsPerStep;
    private final List<Tensor> known;
    private final IntFunction<Denoiser> legs;
    private final List<Tensor> heard = new ArrayList<>();
    private @Nullable Denoiser now;
    private int leg = -1;

    /**
     * @param known the first answers, in order; none to ask for all
     * @param legs the network under a leg, by its index; made when first asked
     */
    CourseDenoiser(
            Course course, int callsPerStep, List<Tensor> known, IntFunction<Denoiser> legs) {
        this.course = course;
        this.callsPerStep = callsPerStep;
        this.known = known;
        this.legs = legs;
    }

    @Override
    public Tensor denoise(Tensor x, NoiseLevel level) {
        int call = heard.size();
        Tensor answer = call < known.size() ? known.get(call) : ask(call, x, level);
        heard.add(answer);
        return answer;
    }

    private Tensor ask(int call, Tensor x, NoiseLevel level) {
        int wanted = course.legAfter(call / callsPerStep);
        Denoiser asked = now;
        if (asked == null || wanted != leg) {
            leg = wanted;
            asked = legs.apply(wanted);
            now = asked;
        }
        return asked.denoise(x, level);
    }

    /** All answers, in order. */
    List<Tensor> heard() {
        return heard;
    }
}
