package studio.easel.engine.diffusion;

import studio.easel.engine.ModelException;
import studio.easel.engine.PredictionType;
import studio.easel.engine.ScheduleSpec;
import studio.easel.engine.SigmaSpacing;

/**
 * The noise a model was trained with, timestep by timestep.
 *
 * <p>Held in float32 exactly as the reference holds it: 1 − alpha-bar loses four digits there at
 * the clean end, and a table in double would move sigma_min by 1.3e-5 and pictures with it. All
 * arithmetic from here on is double.
 */
public final class NoiseSchedule {
    /**
     * Alpha-bar of pure noise for solvers that divide by it: sigma 4096, as the reference has it.
     */
    private static final float SMALLEST_ALPHA_BAR = 0x1p-24f;

    private final ScheduleSpec spec;
    private final float[] alphaBars;
    private final float[] sigmas;
    private final float[] logSigmas;

    public NoiseSchedule(ScheduleSpec spec) {
        this.spec = spec;
        float[] betas = spec.trainedBetas().isEmpty() ? curve(spec) : given(spec);
        requireBetas(betas);
        this.alphaBars = alphaBars(spec.zeroTerminalSnr() ? withZeroTerminalSnr(betas) : betas);
        this.sigmas = sigmas(alphaBars);
        this.logSigmas = logarithms(sigmas);
    }

    /** How many timesteps there are. */
    public int timesteps() {
        return alphaBars.length;
    }

    /** Alpha-bar at a timestep: the share of signal in the variance (Ho et al. 2020, eq. 4). */
    public double alphaBar(int timestep) {
        return alphaBars[timestep];
    }

    /** Noise over signal at a timestep; 4096 where alpha-bar is zero. */
    public double sigma(int timestep) {
        return sigmas[timestep];
    }

    /** Sigma between timesteps, linear in sigma, held at the ends. */
    public double sigmaAt(double timestep) {
        int low = (int) Math.max(0, Math.min(sigmas.length - 2, Math.floor(timestep)));
        double part = Math.max(0, Math.min(1, timestep - low));
        return sigmas[low] + part * ((double) sigmas[low + 1] - sigmas[low]);
    }

    /** Sigma between timesteps, linear in log sigma, held at the ends. */
    public double sigmaByLogAt(double timestep) {
        int low = (int) Math.max(0, Math.min(sigmas.length - 2, Math.floor(timestep)));
        double part = Math.max(0, Math.min(1, timestep - low));
        return Math.exp((1 - part) * Math.log(sigmas[low]) + part * Math.log(sigmas[low + 1]));
    }

    /**
     * The timestep with that sigma, linear in log sigma, from 0 to the last. In float32 like the
     * reference: in double, a curve's first sigma lands a hair below the last timestep and is cut
     * to the one before.
     */
    public double timestepAt(double sigma) {
        float log = (float) Math.log(Math.max(sigma, 1e-10));
        int low = sigmas.length - 2;
        while (low > 0 && logSigmas[low] > log) {
            low--;
        }
        float part = (logSigmas[low] - log) / (logSigmas[low] - logSigmas[low + 1]);
        part = Math.max(0, Math.min(1, part));
        return (1.0 - part) * low + (double) part * (low + 1);
    }

    public PredictionType predictionType() {
        return spec.predictionType();
    }

    /** The spacing the model's configuration names, {@link SigmaSpacing#AUTOMATIC} if none. */
    public SigmaSpacing spacing() {
        return spec.spacing();
    }

    public int stepsOffset() {
        return spec.stepsOffset();
    }

    /** Alpha-bar after the last step for solvers that follow {@code set_alpha_to_one}. */
    public double finalAlphaBar() {
        return spec.setAlphaToOne() ? 1 : alphaBars[0];
    }

    /** How far the x0 estimate may go either way; infinite where it is not clipped. */
    public double clipRange() {
        return spec.clipRange();
    }

    /** Whether betas follow the cosine, which some reference tables treat by rules of their own. */
    public boolean isCosine() {
        return spec.betaCurve() == ScheduleSpec.BetaCurve.SQUARED_COSINE;
    }

    private static float[] curve(ScheduleSpec spec) {
        int count = spec.trainTimesteps();
        return switch (spec.betaCurve()) {
            case LINEAR -> linspace(spec.betaStart(), spec.betaEnd(), count);
            case SCALED_LINEAR ->
                    squared(
                            linspace(
                                    Math.sqrt(spec.betaStart()), Math.sqrt(spec.betaEnd()), count));
            case SQUARED_COSINE -> cosine(count);
        };
    }

    private static float[] given(ScheduleSpec spec) {
        float[] betas = new float[spec.trainTimesteps()];
        for (int t = 0; t < betas.length; t++) {
            betas[t] = spec.trainedBetas().get(t).floatValue();
        }
        return betas;
    }

    private static void requireBetas(float[] betas) {
        for (int t = 0; t < betas.length; t++) {
            if (!(betas[t] >= 0 && betas[t] < 1)) {
                throw new ModelException(
                        "Beta at timestep %d is %s, expected a number from 0 up to 1. The model's scheduler configuration is damaged."
                                .formatted(t, betas[t]));
            }
        }
    }

    /**
     * Float32 from both ends towards the middle in groups of eight, as torch.linspace computes it
     * with AVX2: bit for bit the betas that most pictures elsewhere were made with.
     */
    private static float[] linspace(double start, double end, int count) {
        float first = (float) start;
        float last = (float) end;
        float step = count == 1 ? 0 : (last - first) / (count - 1);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            int group = i - i % 8;
            float base =
                    group < count / 2
                            ? Math.fma(step, (float) group, first)
                            : Math.fma(-step, (float) (count - 1 - group), last);
            values[i] = base + i % 8 * step;
        }
        return values;
    }

    private static float[] squared(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= values[i];
        }
        return values;
    }

    /** Nichol, Dhariwal 2021 (arXiv:2102.09672), eq. 17, each beta capped at 0.999. */
    private static float[] cosine(int count) {
        float[] betas = new float[count];
        for (int t = 0; t < count; t++) {
            double ratio = cosineAlphaBar((t + 1.0) / count) / cosineAlphaBar((double) t / count);
            betas[t] = (float) Math.min(1 - ratio, 0.999);
        }
        return betas;
    }

    private static double cosineAlphaBar(double part) {
        double cosine = Math.cos((part + 0.008) / 1.008 * Math.PI / 2);
        return cosine * cosine;
    }

    /** The product is accumulated in double and each element rounded, as torch.cumprod does. */
    private static float[] alphaBars(float[] betas) {
        float[] alphaBars = new float[betas.length];
        double product = 1;
        for (int t = 0; t < betas.length; t++) {
            product *= 1f - betas[t];
            alphaBars[t] = (float) product;
        }
        return alphaBars;
    }

    private static float[] sigmas(float[] alphaBars) {
        float[] sigmas = new float[alphaBars.length];
        for (int t = 0; t < sigmas.length; t++) {
            float alphaBar = alphaBars[t] == 0 ? SMALLEST_ALPHA_BAR : alphaBars[t];
            sigmas[t] = (float) Math.sqrt((1f - alphaBar) / alphaBar);
        }
        return sigmas;
    }

    private static float[] logarithms(float[] values) {
        float[] logarithms = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            logarithms[i] = (float) Math.log(values[i]);
        }
        return logarithms;
    }

    /** Lin et al. 2023 (arXiv:2305.08891), Algorithm 1: the last timestep becomes pure noise. */
    private static float[] withZeroTerminalSnr(float[] betas) {
        float[] alphaBars = alphaBars(betas);
        float first = (float) Math.sqrt(alphaBars[0]);
        float last = (float) Math.sqrt(alphaBars[alphaBars.length - 1]);
        float stretch = first / (first - last);
        float previous = 1;
        float[] rescaled = new float[betas.length];
        for (int t = 0; t < betas.length; t++) {
            float root = ((float) Math.sqrt(alphaBars[t]) - last) * stretch;
            float alphaBar = root * root;
            rescaled[t] = 1f - alphaBar / previous;
            previous = alphaBar;
        }
        return rescaled;
    }
}
