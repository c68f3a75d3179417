package studio.easel.engine.sampling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import studio.easel.engine.Goldens;
import studio.easel.engine.PredictionType;
import studio.easel.engine.ScheduleSpec;
import studio.easel.engine.ScheduleSpec.BetaCurve;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.diffusion.LadderPlan;
import studio.easel.engine.diffusion.LadderPlan.Curve;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.diffusion.NoiseLevel;
import studio.easel.engine.diffusion.NoiseSchedule;
import studio.easel.engine.tensor.Tensor;

/** One recorded trajectory of the reference; the format is described in the goldens' README. */
record GoldenCase(String scheduler, JsonNode file, JsonNode json) {
    /** Every scheduler there are goldens for. */
    static final List<String> SCHEDULERS =
            List.of(
                    "DDPM",
                    "DDIM",
                    "PNDM",
                    "LMSDiscrete",
                    "EulerDiscrete",
                    "EulerAncestral",
                    "Heun",
                    "KDPM2",
                    "KDPM2Ancestral",
                    "DPMSolverMultistep",
                    "DPMSolverSinglestep",
                    "DPMSolverSDE",
                    "UniPC",
                    "DEIS",
                    "LCM",
                    "TCD");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Every case of {@code sched_NAME.json}. */
    static Stream<GoldenCase> of(String scheduler) {
        Path path = Goldens.path("sampling/sched_" + scheduler + ".json");
        try {
            JsonNode file = JSON.readTree(path.toFile());
            return StreamSupport.stream(file.get("cases").spliterator(), false)
                    .map(json -> new GoldenCase(scheduler, file, json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode config() {
        return json.get("config");
    }

    String mode() {
        return json.get("start").get("mode").asText();
    }

    int steps() {
        return json.get("num_inference_steps").asInt();
    }

    /** How many network calls a step takes. */
    int order() {
        return json.get("order").asInt();
    }

    double tolerance() {
        return json.get("tol_rel").asDouble();
    }

    double stepArgument(String name, double otherwise) {
        return json.path("step_args").path(name).asDouble(otherwise);
    }

    boolean stepFlag(String name) {
        return json.path("step_args").path(name).asBoolean(false);
    }

    boolean flag(String key) {
        return config().path(key).asBoolean(false);
    }

    /** The first step of a walk that starts from a picture, else 0. */
    int firstStep() {
        return json.get("start").path("t_start").asInt(0);
    }

    NoiseSchedule schedule() {
        JsonNode c = config();
        List<Double> trained = new ArrayList<>();
        c.path("trained_betas").forEach(beta -> trained.add(beta.asDouble()));
        return new NoiseSchedule(
                new ScheduleSpec(
                        c.get("num_train_timesteps").asInt(),
                        c.get("beta_start").asDouble(),
                        c.get("beta_end").asDouble(),
                        betaCurve(c.get("beta_schedule").asText()),
                        trained,
                        prediction(c.get("prediction_type").asText()),
                        spacing(),
                        c.path("steps_offset").asInt(0),
                        c.path("set_alpha_to_one").asBoolean(true),
                        flag("rescale_betas_zero_snr"),
                        flag("clip_sample")
                                ? c.path("clip_sample_range").asDouble(1)
                                : Double.POSITIVE_INFINITY));
    }

    LadderPlan plan() {
        JsonNode c = config();
        return new LadderPlan(
                spacing(),
                curve(),
                c.path("sigma_min").asDouble(Double.NaN),
                c.path("sigma_max").asDouble(Double.NaN),
                c.path("final_sigmas_type").asText("zero").equals("sigma_min"),
                c.path("timestep_type").asText("discrete").equals("continuous"),
                c.path("lambda_min_clipped").asDouble(Double.NEGATIVE_INFINITY));
    }

    /** The class without that option always uses linspace. */
    private SigmaSpacing spacing() {
        return SigmaSpacing.parse(config().path("timestep_spacing").asText("linspace"));
    }

    /** How the noise levels are spread, in words. */
    String spread() {
        return curve() == Curve.TRAINED
                ? spacing().label().toLowerCase(Locale.ROOT)
                : curve().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Curve curve() {
        if (flag("use_karras_sigmas")) {
            return Curve.KARRAS;
        }
        if (flag("use_exponential_sigmas")) {
            return Curve.EXPONENTIAL;
        }
        if (flag("use_beta_sigmas")) {
            return Curve.BETA;
        }
        if (flag("use_lu_lambdas")) {
            return Curve.LU;
        }
        boolean logLinear =
                config().path("interpolation_type").asText("linear").equals("log_linear");
        return logLinear ? Curve.LOG_LINEAR : Curve.TRAINED;
    }

    /** What the reference's options of clipping and thresholding amount to. */
    SampleLimit limit() {
        if (flag("thresholding")) {
            return SampleLimit.threshold(
                    config().get("dynamic_thresholding_ratio").asDouble(),
                    config().get("sample_max_value").asDouble());
        }
        return SampleLimit.clip(schedule().clipRange());
    }

    /** The latent the walk starts from, before anything is done to it. */
    Tensor start(NoiseLadder ladder) {
        JsonNode start = json.get("start");
        Tensor noise = startNoise();
        boolean pure =
                mode().equals("txt2img")
                        || start.path("strength").asDouble() == 1 && mode().equals("inpaint");
        return pure ? noise.times(ladder.startScale()) : noised(noise, ladder.from(firstStep()));
    }

    Tensor startNoise() {
        return tensor(file.get("start_noise").get(json.get("start").get("noise").asInt()));
    }

    /** The picture's latent with noise of a level on it. */
    Tensor noised(Tensor noise, NoiseLevel level) {
        Tensor clean = tensor(file.get("init_latents").get(json.get("start").get("x0").asInt()));
        return Tensor.sum(Tensor.term(level.signal(), clean), Tensor.term(level.noise(), noise));
    }

    /** {@code (1 - m) held + m x}; one mask for all channels. */
    Tensor masked(Tensor held, Tensor x) {
        float[] mask = floats(file.get("mask"));
        float[] mixed = new float[x.length()];
        for (int i = 0; i < mixed.length; i++) {
            float m = mask[i % mask.length];
            mixed[i] = (1 - m) * held.get(i) + m * x.get(i);
        }
        return Tensor.of(mixed, x.shape());
    }

    /** The pool's tensors, one after the other, from the beginning again after the last. */
    Tensor poolNoise(int draw) {
        JsonNode pool = file.get("noise_pool");
        return tensor(pool.get(draw % pool.size()));
    }

    private Tensor tensor(JsonNode values) {
        int[] shape =
                StreamSupport.stream(file.get("shape").spliterator(), false)
                        .mapToInt(JsonNode::asInt)
                        .toArray();
        return Tensor.of(floats(values), shape);
    }

    static float[] floats(JsonNode values) {
        List<Float> all = new ArrayList<>();
        collect(values, all);
        float[] floats = new float[all.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = all.get(i);
        }
        return floats;
    }

    private static void collect(JsonNode values, List<Float> into) {
        if (values.isArray()) {
            values.forEach(value -> collect(value, into));
        } else {
            into.add((float) values.asDouble());
        }
    }

    private static BetaCurve betaCurve(String name) {
        return switch (name) {
            case "linear" -> BetaCurve.LINEAR;
            case "scaled_linear" -> BetaCurve.SCALED_LINEAR;
            case "squaredcos_cap_v2" -> BetaCurve.SQUARED_COSINE;
            default -> throw new IllegalArgumentException("beta_schedule " + name);
        };
    }

    private static PredictionType prediction(String name) {
        return switch (name) {
            case "epsilon" -> PredictionType.EPSILON;
            case "v_prediction" -> PredictionType.V_PREDICTION;
            case "sample" -> PredictionType.SAMPLE;
            default -> throw new IllegalArgumentException("prediction_type " + name);
        };
    }

    @Override
    public String toString() {
        return json.get("id").asText() + " (" + mode() + ")";
    }
}
