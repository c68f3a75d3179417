package studio.easel.engine.sampling;

import static studio.easel.engine.tensor.Tensor.sum;
import static studio.easel.engine.tensor.Tensor.term;

import java.util.ArrayList;
import java.util.List;
import studio.easel.engine.PredictionType;
import studio.easel.engine.diffusion.Denoiser;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.diffusion.NoiseLevel;
import studio.easel.engine.diffusion.NoiseSchedule;
import studio.easel.engine.noise.NoiseSource;
import studio.easel.engine.tensor.Tensor;

/**
 * Pseudo numerical methods for diffusion models: Liu, Ren, Lin, Zhao 2022 (arXiv:2202.09778). A
 * linear multistep method of order 4, begun either by three Runge-Kutta steps as published or, as
 * Stable Diffusion's PLMS does it, by one step that is averaged and taken again. What is combined
 * is the network's own prediction, epsilon or v.
 *
 * @param schedule tells levels and what the network predicts
 * @param rungeKutta whether to begin with Runge-Kutta steps, on {@code TimestepLadders.pndm}
 */
record Pndm(NoiseSchedule schedule, boolean rungeKutta) implements Sampler {
    private static final int RUNGE_KUTTA_CALLS = 12;

    /** Adams and Bashforth's weights, newest first, by how many predictions there are. */
    private static final double[][] MULTISTEP = {
        {1},
        {3 / 2.0, -1 / 2.0},
        {23 / 12.0, -16 / 12.0, 5 / 12.0},
        {55 / 24.0, -59 / 24.0, 37 / 24.0, -9 / 24.0}
    };

    private static final double[] AVERAGE = {1 / 2.0, 1 / 2.0};

    /** Of Runge and Kutta's four predictions. */
    private static final double[] CLASSIC = {1 / 6.0, 1 / 3.0, 1 / 3.0, 1 / 6.0};

    @Override
    public Tensor sample(
            Denoiser denoiser,
            Tensor x,
            NoiseLadder ladder,
            int first,
            NoiseSource noise,
            StepListener listener) {
        return new Walk(denoiser, ladder, listener).from(first, x);
    }

    /** One call of {@link #sample}; the history holds predictions, newest first. */
    private final class Walk {
        private final Denoiser denoiser;
        private final NoiseLadder ladder;
        private final StepListener listener;
        private final List<Tensor> history = new ArrayList<>();

        Walk(Denoiser denoiser, NoiseLadder ladder, StepListener listener) {
            this.denoiser = denoiser;
            this.ladder = ladder;
            this.listener = listener;
        }

        Tensor from(int first, Tensor x) {
            int i = first;
            if (rungeKutta) {
                for (; i < RUNGE_KUTTA_CALLS; i += 4) {
                    x = rungeKutta(i, x);
                }
            } else if (first + 1 < ladder.end()) {
                x = takenAgain(first, x);
                i = first + 2;
            }
            for (; i < ladder.end(); i++) {
                x = multistep(i, x);
            }
            return x;
        }

        private Tensor multistep(int i, Tensor x) {
            NoiseLevel s = ladder.from(i);
            Tensor denoised = denoiser.denoise(x, s);
            remember(prediction(x, denoised, s));
            Tensor slope = weighted(MULTISTEP[history.size() - 1], history);
            return listener.stepped(i, step(x, s, ladder.to(i), slope), denoised);
        }

        /** A step, the network asked again where it led, and the step taken with their average. */
        private Tensor takenAgain(int i, Tensor x) {
            Tensor there = multistep(i, x);
            NoiseLevel t = ladder.from(i + 1);
            Tensor denoised = denoiser.denoise(there, t);
            Tensor average =
                    weighted(AVERAGE, List.of(prediction(there, denoised, t), history.get(0)));
            return listener.stepped(i + 1, step(x, aStrideAbove(t, i), t, average), denoised);
        }

        private Tensor rungeKutta(int i, Tensor x) {
            List<Tensor> stages = new ArrayList<>();
            Tensor reached = x;
            for (int stage = 0; stage < 4; stage++) {
                NoiseLevel s = ladder.from(i + stage);
                Tensor denoised = denoiser.denoise(reached, s);
                stages.add(prediction(reached, denoised, s));
                Tensor slope = stage == 3 ? weighted(CLASSIC, stages) : stages.get(stage);
                Tensor next = step(x, ladder.from(i), ladder.to(i + stage), slope);
                reached = listener.stepped(i + stage, next, denoised);
            }
            remember(stages.get(0));
            return reached;
        }

        private void remember(Tensor prediction) {
            history.add(0, prediction);
            if (history.size() > MULTISTEP.length) {
                history.remove(MULTISTEP.length);
            }
        }

        /**
         * Where the step taken again begins: for the reference always a whole stride above where it
         * leads, even where timesteps are not evenly spread and the walk began elsewhere.
         */
        private NoiseLevel aStrideAbove(NoiseLevel level, int begin) {
            NoiseLevel s = ladder.from(begin);
            double timestep = level.timestep() + s.timestep() - ladder.to(begin).timestep();
            if (timestep == s.timestep()) {
                return s;
            }
            int trained = (int) Math.min(timestep, schedule.timesteps() - 1);
            return NoiseLevel.ofAlphaBar(trained, schedule.alphaBar(trained));
        }
    }

    /** What the network said: v or, for whatever else it predicts, epsilon. */
    private Tensor prediction(Tensor x, Tensor denoised, NoiseLevel level) {
        double kept = predictsV() ? level.signal() : 1;
        double removed = predictsV() ? 1 : level.signal();
        return sum(term(kept / level.noise(), x), term(-removed / level.noise(), denoised));
    }

    /** The paper's transfer part, which is a step of DDIM's. */
    private Tensor step(Tensor x, NoiseLevel s, NoiseLevel t, Tensor predicted) {
        if (predictsV()) {
            return sum(
                    term(t.signal() * s.signal() + t.noise() * s.noise(), x),
                    term(t.noise() * s.signal() - t.signal() * s.noise(), predicted));
        }
        double kept = t.signal() / s.signal();
        return sum(term(kept, x), term(t.noise() - kept * s.noise(), predicted));
    }

    private boolean predictsV() {
        return schedule.predictionType() == PredictionType.V_PREDICTION;
    }

    private static Tensor weighted(double[] weights, List<Tensor> tensors) {
        Tensor.Term[] terms = new Tensor.Term[weights.length];
        for (int i = 0; i < weights.length; i++) {
            terms[i] = term(weights[i], tensors.get(i));
        }
        return sum(terms);
    }
}
