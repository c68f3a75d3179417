package studio.easel.engine.diffusion;

import studio.easel.engine.SigmaSpacing;

/**
 * How a ladder's levels are spread. {@link #of} gives what an artist can choose; the other fields
 * are settings of the reference's schedulers that some models' configurations and the golden cases
 * carry.
 *
 * @param timesteps LEADING, LINSPACE, TRAILING or SGM_UNIFORM: the timesteps to visit, or the ends
 *     of the curve
 * @param curve how sigmas run between their ends
 * @param sigmaMin the curve's cleanest level, NaN for the one the timesteps give
 * @param sigmaMax the curve's noisiest level, NaN for the one the timesteps give
 * @param endAtSigmaMin whether the walk ends at the cleanest trained level instead of at none
 * @param continuousTimestep whether the U-Net is told a quarter of log sigma (EDM) as its timestep
 * @param lambdaMin timesteps whose log signal-to-noise ratio is below are left out by multistep
 *     solvers
 */
public record LadderPlan(
        SigmaSpacing timesteps,
        Curve curve,
        double sigmaMin,
        double sigmaMax,
        boolean endAtSigmaMin,
        boolean continuousTimestep,
        double lambdaMin) {

    /** How sigmas run between their ends. */
    public enum Curve {
        /** As trained, at the timesteps. */
        TRAINED,
        KARRAS,
        EXPONENTIAL,
        BETA,
        /** Exponential over the whole trained range, whatever the timesteps. */
        LOG_LINEAR,
        /** Lu et al. 2022: uniform in the log signal-to-noise ratio, at whole timesteps. */
        LU;

        /** Whether solvers that want whole timesteps round this curve's; they cut the others'. */
        boolean isRounded() {
            return this == KARRAS || this == LU;
        }
    }

    /**
     * What an artist asked for, completed by what the model's configuration says, completed by what
     * is usual for the sampler.
     */
    public static LadderPlan of(SigmaSpacing asked, SigmaSpacing modelsOwn, SigmaSpacing usual) {
        SigmaSpacing base = modelsOwn.spreadsTimesteps() ? modelsOwn : usual;
        return new LadderPlan(
                asked.spreadsTimesteps() ? asked : base,
                curve(asked == SigmaSpacing.AUTOMATIC ? modelsOwn : asked),
                Double.NaN,
                Double.NaN,
                false,
                false,
                Double.NEGATIVE_INFINITY);
    }

    private static Curve curve(SigmaSpacing spacing) {
        return switch (spacing) {
            case KARRAS -> Curve.KARRAS;
            case EXPONENTIAL -> Curve.EXPONENTIAL;
            case BETA -> Curve.BETA;
            case AUTOMATIC, LEADING, LINSPACE, TRAILING, SGM_UNIFORM -> Curve.TRAINED;
        };
    }

    /** This plan over other timesteps. */
    LadderPlan over(SigmaSpacing other) {
        return new LadderPlan(
                other, curve, sigmaMin, sigmaMax, endAtSigmaMin, continuousTimestep, lambdaMin);
    }

    /** This plan, ending at the cleanest trained level. */
    LadderPlan endingAtSigmaMin() {
        return new LadderPlan(
                timesteps, curve, sigmaMin, sigmaMax, true, continuousTimestep, lambdaMin);
    }

    /**
     * Sigma at a timestep that is not always whole: linear between the trained ones, as diffusers
     * has it, or for SGM_UNIFORM linear in the logarithm, as k-diffusion has it.
     */
    double sigmaAt(NoiseSchedule schedule, double timestep) {
        return timesteps == SigmaSpacing.SGM_UNIFORM
                ? schedule.sigmaByLogAt(timestep)
                : schedule.sigmaAt(timestep);
    }

    double maxOr(double sigma) {
        return Double.isNaN(sigmaMax) ? sigma : sigmaMax;
    }

    double minOr(double sigma) {
        return Double.isNaN(sigmaMin) ? sigma : sigmaMin;
    }
}
