package studio.easel.engine.sampling;

import studio.easel.engine.GenerationRequest;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.diffusion.DpmSolverLadders;
import studio.easel.engine.diffusion.KDiffusionLadders;
import studio.easel.engine.diffusion.LadderPlan;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.diffusion.NoiseSchedule;
import studio.easel.engine.diffusion.TimestepLadders;

/** Which solver and which levels a sampler's name stands for. */
public final class Samplers {
    /** How many steps the teachers of published LCM and TCD models took. */
    private static final int TAUGHT_STEPS = 50;

    private Samplers() {}

    /** How often a sampler asks the network in one step. */
    public static int callsPerStep(SamplerName sampler) {
        return switch (sampler) {
            case HEUN, DPM2, DPM2_ANCESTRAL, DPM_PLUS_PLUS_SDE -> 2;
            default -> 1;
        };
    }

    /** Whether it visits only the timesteps that models distilled to few steps were taught. */
    public static boolean isForDistilled(SamplerName sampler) {
        return sampler == SamplerName.LCM || sampler == SamplerName.TCD;
    }

    /**
     * A solver and the levels it walks.
     *
     * @param first the step it begins with; above 0 where a picture is the start
     */
    public record Walk(Sampler sampler, NoiseLadder ladder, int first) {
        /** How often networks are called from the first step to the ladder's last. */
        public int calls(int callsPerStep) {
            // Solvers of two calls end with a step of one: nothing is left to look ahead to.
            return (ladder.steps() - first) * callsPerStep - (callsPerStep - 1);
        }
    }

    /**
     * @throws RequestException when the model was trained with fewer timesteps than the request has
     *     steps, or the denoising strength leaves no step to walk
     */
    public static Walk walk(GenerationRequest request, NoiseSchedule schedule) {
        return walk(request, schedule, request.start().denoisingStrength());
    }

    /** As {@link #walk}, of another share of the steps than the request's start says. */
    public static Walk walk(
            GenerationRequest request, NoiseSchedule schedule, double denoisingStrength) {
        return new Walk(
                solver(request, schedule),
                ladder(request, schedule, 1),
                firstStep(request.steps(), denoisingStrength));
    }

    /**
     * As {@link #walk}, for models distilled to few steps: all steps are walked, over as much of
     * the noise as the denoising strength says.
     *
     * @param request whose sampler {@link #isForDistilled}; the others know no such walk
     */
    public static Walk walkOfAllSteps(
            GenerationRequest request, NoiseSchedule schedule, double denoisingStrength) {
        return new Walk(solver(request, schedule), ladder(request, schedule, denoisingStrength), 0);
    }

    /**
     * Strength is the share of the steps that is walked, cut to whole steps as the reference does.
     */
    private static int firstStep(int steps, double denoisingStrength) {
        int walked = (int) Math.min(steps * denoisingStrength, steps);
        if (walked < 1) {
            throw new RequestException(
                    Field.START,
                    "Denoising strength %s of %d steps is less than one step, expected at least one. Raise the strength or the steps."
                            .formatted(denoisingStrength, steps));
        }
        return steps - walked;
    }

    private static NoiseLadder ladder(
            GenerationRequest request, NoiseSchedule schedule, double share) {
        int steps = request.steps();
        boolean whole =
                request.sampler() == SamplerName.DDPM || request.sampler() == SamplerName.DDIM;
        int most = whole ? schedule.timesteps() : schedule.timesteps() - 1;
        if (steps > most) {
            throw new RequestException(
                    Field.STEPS,
                    "Steps is %d, expected at most %d with %s: the model was trained with %d timesteps. 20 to 30 is usual."
                            .formatted(steps, most, request.sampler(), schedule.timesteps()));
        }
        LadderPlan plan =
                LadderPlan.of(
                        request.spacing(), schedule.spacing(), usualSpacing(request.sampler()));
        return ladder(request.sampler(), schedule, plan, steps, share);
    }

    private static Sampler solver(GenerationRequest request, NoiseSchedule schedule) {
        SampleLimit limit = SampleLimit.clip(schedule.clipRange());
        double fresh = request.noiseAmounts().fresh();
        return switch (request.sampler()) {
            case DDPM -> new Ddpm(Ddpm.Variance.FIXED_SMALL, limit);
            case DDIM -> new Ddim(request.eta(), limit, false);
            case PNDM -> new Pndm(schedule, false);
            case LMS -> new Lms(4);
            case EULER -> new Euler(Euler.Churn.NONE);
            case EULER_ANCESTRAL -> new EulerAncestral(fresh);
            case HEUN -> new Heun(limit);
            case DPM2 -> new Dpm2(schedule, false, 0);
            case DPM2_ANCESTRAL -> new Dpm2(schedule, true, fresh);
            case DPM_PLUS_PLUS_2M -> DpmSolverMultistep.of(DpmSolver.PLUS_PLUS, 2);
            case DPM_PLUS_PLUS_2M_SDE ->
                    DpmSolverMultistep.of(DpmSolver.PLUS_PLUS_SDE.with(fresh), 2);
            case DPM_PLUS_PLUS_2M_SDE_HEUN ->
                    DpmSolverMultistep.of(DpmSolver.PLUS_PLUS_SDE_HEUN.with(fresh), 2);
            case DPM_PLUS_PLUS_3M_SDE -> DpmSolverMultistep.sde3M(fresh);
            case DPM_PLUS_PLUS_2S -> DpmSolverSinglestep.plusPlus2S();
            case DPM_PLUS_PLUS_SDE -> new DpmSde(schedule, fresh);
            case UNIPC -> UniPc.usual();
            case DEIS -> Deis.usual();
            case LCM -> new Lcm(limit);
            case TCD -> new Tcd(schedule, Tcd.USUAL_ETA);
        };
    }

    private static NoiseLadder ladder(
            SamplerName sampler, NoiseSchedule schedule, LadderPlan plan, int steps, double share) {
        return switch (sampler) {
            case DDPM -> TimestepLadders.ddpm(schedule, plan, steps);
            case DDIM -> TimestepLadders.ddim(schedule, plan, steps);
            case PNDM -> TimestepLadders.plms(schedule, plan, steps);
            case LMS, EULER, EULER_ANCESTRAL, HEUN, DPM_PLUS_PLUS_SDE ->
                    KDiffusionLadders.exploding(schedule, plan, steps);
            case DPM2, DPM2_ANCESTRAL -> KDiffusionLadders.dpm2(schedule, plan, steps);
            case DPM_PLUS_PLUS_2M,
                    DPM_PLUS_PLUS_2M_SDE,
                    DPM_PLUS_PLUS_2M_SDE_HEUN,
                    DPM_PLUS_PLUS_3M_SDE ->
                    DpmSolverLadders.multistep(schedule, plan, steps);
            case DPM_PLUS_PLUS_2S -> DpmSolverLadders.singlestep(schedule, plan, steps);
            case UNIPC -> DpmSolverLadders.uniPc(schedule, plan, steps);
            case DEIS -> DpmSolverLadders.deis(schedule, plan, steps);
            case LCM -> TimestepLadders.lcm(schedule, distilled(sampler, schedule, steps, share));
            case TCD -> TimestepLadders.tcd(schedule, distilled(sampler, schedule, steps, share));
        };
    }

    /** Timesteps the student was taught; there are no others to visit. */
    private static double[] distilled(
            SamplerName sampler, NoiseSchedule schedule, int steps, double share) {
        int taught = Math.min(TAUGHT_STEPS, schedule.timesteps());
        int most = (int) (taught * share);
        if (most < 1) {
            throw new RequestException(
                    Field.START,
                    "Denoising strength %s is less than one of the %d steps there are with %s, expected at least %s. Raise the strength."
                            .formatted(share, taught, sampler, 1.0 / taught));
        }
        if (steps > most) {
            throw new RequestException(
                    Field.STEPS,
                    "Steps is %d, expected 1 to %d for %s%s: the models it is made for were taught no more. 4 to 8 is usual."
                            .formatted(
                                    steps,
                                    most,
                                    sampler,
                                    share < 1 ? " at denoising strength " + share : ""));
        }
        return TimestepLadders.distilled(schedule, taught, share, steps);
    }

    /** The reference's default spacing of each sampler, for models that name none. */
    private static SigmaSpacing usualSpacing(SamplerName sampler) {
        return switch (sampler) {
            case DDPM, DDIM, PNDM, LCM, TCD -> SigmaSpacing.LEADING;
            default -> SigmaSpacing.LINSPACE;
        };
    }
}
