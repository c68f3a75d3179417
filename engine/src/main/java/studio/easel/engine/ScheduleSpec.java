package studio.easel.engine;

import java.util.List;

/**
 * The noise a model was trained with, as its {@code scheduler_config.json} states it.
 *
 * @param trainTimesteps how many timesteps there are, 1000 for Stable Diffusion
 * @param betaStart first beta
 * @param betaEnd last beta
 * @param betaCurve how betas go from the one to the other
 * @param trainedBetas explicit betas, which then count instead; usually empty
 * @param predictionType what the U-Net predicts
 * @param spacing the configuration's own spacing, or {@link SigmaSpacing#AUTOMATIC} where it names
 *     none
 * @param stepsOffset added to leading timesteps, 1 for Stable Diffusion
 * @param setAlphaToOne whether the level after the last timestep is perfectly clean (else the first
 *     trained one)
 * @param zeroTerminalSnr whether betas are rescaled so that the last timestep is pure noise (Lin et
 *     al. 2023)
 * @param clipRange how far the x0 estimate may go either way; infinite where it is not clipped
 */
public record ScheduleSpec(
        int trainTimesteps,
        double betaStart,
        double betaEnd,
        BetaCurve betaCurve,
        List<Double> trainedBetas,
        PredictionType predictionType,
        SigmaSpacing spacing,
        int stepsOffset,
        boolean setAlphaToOne,
        boolean zeroTerminalSnr,
        double clipRange) {

    /** How betas run from start to end. */
    public enum BetaCurve {
        LINEAR,
        /** Linear in the square root: Stable Diffusion. */
        SCALED_LINEAR,
        /** Nichol, Dhariwal 2021: cosine, capped at 0.999. */
        SQUARED_COSINE
    }

    public ScheduleSpec {
        trainedBetas = List.copyOf(trainedBetas);
        if (trainTimesteps < 1 || trainTimesteps > 100_000) {
            throw new ModelException(
                    "The scheduler configuration has %d training timesteps, expected 1 to 100000."
                            .formatted(trainTimesteps));
        }
        if (!trainedBetas.isEmpty() && trainedBetas.size() != trainTimesteps) {
            throw new ModelException(
                    "The scheduler configuration lists %d trained betas, expected one for each of its %d timesteps."
                            .formatted(trainedBetas.size(), trainTimesteps));
        }
    }

    /** The same schedule for a network that predicts something else. */
    public ScheduleSpec predicting(PredictionType other) {
        return new ScheduleSpec(
                trainTimesteps,
                betaStart,
                betaEnd,
                betaCurve,
                trainedBetas,
                other,
                spacing,
                stepsOffset,
                setAlphaToOne,
                zeroTerminalSnr,
                clipRange);
    }
}
