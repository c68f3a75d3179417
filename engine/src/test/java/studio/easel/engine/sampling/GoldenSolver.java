package studio.easel.engine.sampling;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import studio.easel.engine.diffusion.DpmSolverLadders;
import studio.easel.engine.diffusion.KDiffusionLadders;
import studio.easel.engine.diffusion.LadderPlan;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.diffusion.NoiseSchedule;
import studio.easel.engine.diffusion.TimestepLadders;
import studio.easel.engine.sampling.DpmSolver.Correction;
import studio.easel.engine.sampling.DpmSolver.Integrand;

/** The solver and the ladder that a golden case's scheduler and configuration stand for. */
final class GoldenSolver {
    private GoldenSolver() {}

    static Samplers.Walk of(GoldenCase golden) {
        return new Samplers.Walk(solver(golden), ladder(golden), 0);
    }

    private static Sampler solver(GoldenCase golden) {
        JsonNode c = golden.config();
        NoiseSchedule schedule = golden.schedule();
        return switch (golden.scheduler()) {
            case "DDPM" -> new Ddpm(variance(c), golden.limit());
            case "DDIM" ->
                    new Ddim(
                            golden.stepArgument("eta", 0),
                            golden.limit(),
                            golden.stepFlag("use_clipped_model_output"));
            case "PNDM" -> new Pndm(schedule, !golden.flag("skip_prk_steps"));
            case "LMSDiscrete" -> new Lms((int) golden.stepArgument("order", 4));
            case "EulerDiscrete" -> new Euler(churn(golden));
            case "EulerAncestral" -> new EulerAncestral(1);
            case "Heun" -> new Heun(golden.limit());
            case "KDPM2" -> new Dpm2(schedule, false, 0);
            case "KDPM2Ancestral" -> new Dpm2(schedule, true, 1);
            case "DPMSolverMultistep" ->
                    new DpmSolverMultistep(
                            dpmSolver(c),
                            c.get("solver_order").asInt(),
                            golden.flag("lower_order_final"),
                            golden.flag("euler_at_final"),
                            golden.limit());
            case "DPMSolverSinglestep" ->
                    new DpmSolverSinglestep(
                            dpmSolver(c),
                            c.get("solver_order").asInt(),
                            golden.flag("lower_order_final"),
                            golden.limit());
            case "DPMSolverSDE" -> new DpmSde(schedule, 1);
            case "UniPC" ->
                    new UniPc(
                            c.get("solver_order").asInt(),
                            golden.flag("predict_x0") ? Integrand.DATA : Integrand.NOISE,
                            c.get("solver_type").asText().equals("bh1") ? UniPc.B.BH1 : UniPc.B.BH2,
                            golden.flag("lower_order_final"),
                            numbers(c.get("disable_corrector")),
                            golden.limit());
            case "DEIS" ->
                    new Deis(
                            c.get("solver_order").asInt(),
                            golden.flag("lower_order_final"),
                            golden.limit());
            case "LCM" -> new Lcm(golden.limit());
            case "TCD" -> new Tcd(schedule, golden.stepArgument("eta", Tcd.USUAL_ETA));
            default -> throw new AssertionError(golden.scheduler());
        };
    }

    private static NoiseLadder ladder(GoldenCase golden) {
        NoiseSchedule schedule = golden.schedule();
        LadderPlan plan = golden.plan();
        int steps = golden.steps();
        return switch (golden.scheduler()) {
            case "DDPM" -> TimestepLadders.ddpm(schedule, plan, steps);
            case "DDIM" -> TimestepLadders.ddim(schedule, plan, steps);
            case "PNDM" ->
                    golden.flag("skip_prk_steps")
                            ? TimestepLadders.plms(schedule, plan, steps)
                            : TimestepLadders.pndm(schedule, plan, steps);
            case "KDPM2", "KDPM2Ancestral" -> KDiffusionLadders.dpm2(schedule, plan, steps);
            case "DPMSolverMultistep" -> DpmSolverLadders.multistep(schedule, plan, steps);
            case "DPMSolverSinglestep" -> DpmSolverLadders.singlestep(schedule, plan, steps);
            case "UniPC" -> DpmSolverLadders.uniPc(schedule, plan, steps);
            case "DEIS" -> DpmSolverLadders.deis(schedule, plan, steps);
            case "LCM" -> TimestepLadders.lcm(schedule, distilled(golden));
            case "TCD" -> TimestepLadders.tcd(schedule, distilled(golden));
            default -> KDiffusionLadders.exploding(schedule, plan, steps);
        };
    }

    private static Ddpm.Variance variance(JsonNode config) {
        boolean large = config.get("variance_type").asText().equals("fixed_large");
        return large ? Ddpm.Variance.FIXED_LARGE : Ddpm.Variance.FIXED_SMALL;
    }

    private static Euler.Churn churn(GoldenCase golden) {
        return new Euler.Churn(
                golden.stepArgument("s_churn", 0),
                golden.stepArgument("s_tmin", 0),
                golden.stepArgument("s_tmax", Double.POSITIVE_INFINITY),
                golden.stepArgument("s_noise", 1));
    }

    private static DpmSolver dpmSolver(JsonNode config) {
        String algorithm = config.get("algorithm_type").asText();
        boolean heun = config.get("solver_type").asText().equals("heun");
        return new DpmSolver(
                algorithm.endsWith("++") ? Integrand.DATA : Integrand.NOISE,
                algorithm.startsWith("sde") ? 1 : 0,
                heun ? Correction.HEUN : Correction.MIDPOINT);
    }

    /** Custom timesteps as given, or those of the steps the student was taught. */
    private static double[] distilled(GoldenCase golden) {
        JsonNode arguments = golden.json().path("set_timesteps_args");
        if (arguments.has("timesteps")) {
            return StreamSupport.stream(arguments.get("timesteps").spliterator(), false)
                    .mapToDouble(JsonNode::asDouble)
                    .toArray();
        }
        boolean stated = arguments.has("original_inference_steps");
        int taught =
                stated
                        ? arguments.get("original_inference_steps").asInt()
                        : golden.config().get("original_inference_steps").asInt();
        // A stated number makes the reference's TCD take every timestep for a taught one.
        boolean all = stated && golden.scheduler().equals("TCD");
        boolean partial = golden.mode().equals("img2img_lcm");
        return TimestepLadders.distilled(
                golden.schedule(),
                all ? golden.schedule().timesteps() : taught,
                partial ? golden.json().get("start").get("strength").asDouble() : 1,
                golden.steps());
    }

    private static Set<Integer> numbers(JsonNode list) {
        Set<Integer> numbers = new TreeSet<>();
        list.forEach(number -> numbers.add(number.asInt()));
        return numbers;
    }
}
