package studio.easel.engine.sampling;

import studio.easel.engine.GenerationRequest;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.diffusion.LadderPlan;
import studio.easel.engine.diffusion.Ladders;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.diffusion.NoiseSchedule;

/** Which solver and which levels a sampler's name stands for. */
public final class Samplers {
    private Samplers() {}

    /** A solver and the levels it walks. */
    public record Walk(Sampler sampler, NoiseLadder ladder) {}

    /**
     * @throws RequestException when the model was trained with fewer timesteps than the request has
     *     steps
     */
    public static Walk walk(GenerationRequest request, NoiseSchedule schedule) {
        int steps = request.steps();
        if (steps >= schedule.timesteps()) {
            throw new RequestException(
                    Field.STEPS,
                    "Steps is %d, expected fewer than the %d timesteps this model was trained with. 20 to 30 is usual."
                            .formatted(steps, schedule.timesteps()));
        }
        LadderPlan plan =
                LadderPlan.of(
                        request.spacing(), schedule.spacing(), usualSpacing(request.sampler()));
        SampleLimit limit = SampleLimit.clip(schedule.clipRange());
        return switch (request.sampler()) {
            case DDPM ->
                    new Walk(
                            new Ddpm(Ddpm.Variance.FIXED_SMALL, limit),
                            Ladders.ddpm(schedule, plan, steps));
            case DDIM ->
                    new Walk(
                            new Ddim(request.eta(), limit, false),
                            Ladders.ddim(schedule, plan, steps));
            case EULER ->
                    new Walk(new Euler(Euler.Churn.NONE), Ladders.exploding(schedule, plan, steps));
            case EULER_ANCESTRAL ->
                    new Walk(new EulerAncestral(), Ladders.exploding(schedule, plan, steps));
            case DPM_PLUS_PLUS_2M ->
                    new Walk(
                            DpmSolverMultistep.plusPlus2M(),
                            Ladders.multistep(schedule, plan, steps));
        };
    }

    /** The reference's default spacing of each sampler, for models that name none. */
    private static SigmaSpacing usualSpacing(SamplerName sampler) {
        return switch (sampler) {
            case DDPM, DDIM -> SigmaSpacing.LEADING;
            case EULER, EULER_ANCESTRAL, DPM_PLUS_PLUS_2M -> SigmaSpacing.LINSPACE;
        };
    }
}
