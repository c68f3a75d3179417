package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.app.files.PngFile;
import studio.easel.engine.Control;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Goldens;
import studio.easel.engine.Guidance;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.Mask;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.Progress;
import studio.easel.engine.Refiner;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SamplerName;
import studio.easel.engine.ScheduleSpec;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.SizeConditioning;
import studio.easel.engine.Start;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.picture.Fit;
import studio.easel.engine.pipeline.ImagePipeline;
import studio.easel.engine.pipeline.StableDiffusion;
import studio.easel.engine.tensor.Tensor;
import studio.easel.engine.text.Vocabulary;
import studio.easel.models.ModelLibrary;

/**
 * The whole page against diffusers' own pipelines on the same weights, seed and settings, for every
 * family: final latents within 1e-4, every pixel within one grey level. The recordings' README says
 * how they were made.
 */
class PipelineGoldenTest {
    private static final double LATENT_TOLERANCE = 1e-4;

    /** Python writes infinities. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    private static final List<String> FAMILIES =
            List.of("sd1", "sd2v", "sdxl", "sdxl-refiner", "inpaint9", "controlnet", "lcm");

    /** What Easel does otherwise, on purpose, and why. */
    private static final Map<String, String> OTHERWISE =
            Map.of(
                    "-clip-skip-1/",
                            "Easel skips for the negative prompt, too, as A1111 does; TextEncoderTest compares the vectors",
                    "handover-0.8-heun", "diffusers cuts between the two calls of a step");

    @TempDir static Path folder;

    private static ModelLibrary library() {
        return new ModelLibrary(folder.resolve("models"), folder.resolve("caches"));
    }

    /** A recorded case and the family it belongs to. */
    private record Case(String family, JsonNode json) {
        String id() {
            return json.get("id").asText() + "/" + family;
        }

        Path file(String name) {
            return Goldens.path("pipelines/" + family + "/" + name);
        }

        Path model(String name) {
            return file("model" + name);
        }
    }

    static Stream<Named<Case>> cases() {
        return FAMILIES.stream()
                .flatMap(PipelineGoldenTest::ofFamily)
                .filter(golden -> OTHERWISE.keySet().stream().noneMatch(golden.id()::contains))
                .map(golden -> Named.of(golden.id(), golden));
    }

    private static Stream<Case> ofFamily(String family) {
        try {
            JsonNode file =
                    JSON.readTree(Goldens.path("pipelines/" + family + "/cases.json").toFile());
            return StreamSupport.stream(file.get("cases").spliterator(), false)
                    .map(json -> new Case(family, json));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void latentsAndPixelsAreTheReferences(Case golden) throws IOException {
        Map<Integer, Tensor> latents = new TreeMap<>();
        try (ImagePipeline pipeline =
                StableDiffusion.open(model(golden), Device.cpu(), Vocabulary.PLAIN, latents::put)) {
            List<GeneratedImage> made = pipeline.generate(request(golden), Progress.silent());
            assertThat(worst(latents, golden)).isLessThanOrEqualTo(LATENT_TOLERANCE);
            for (int i = 0; i < made.size(); i++) {
                String file = golden.json().get("expected").get("pixels").get(i).asText();
                assertThat(worst(made.get(i).image(), picture(golden.file(file))))
                        .isLessThanOrEqualTo(1);
            }
        }
    }

    static Stream<Named<Case>> composited() {
        return cases().filter(named -> named.getPayload().json().get("expected").has("composited"));
    }

    @ParameterizedTest
    @MethodSource("composited")
    void oldPixelsComeBackAsTheReferencePutsThem(Case golden) {
        GenerationRequest request = request(golden);
        Start.Inpaint start = (Start.Inpaint) request.start();
        Start.Inpaint compositing =
                new Start.Inpaint(start.image(), start.mask(), start.how().compositing(true));
        try (ImagePipeline pipeline = StableDiffusion.open(model(golden), Device.cpu())) {
            RgbImage made =
                    pipeline.generate(request.but().start(compositing).request(), Progress.silent())
                            .get(0)
                            .image();
            String file = golden.json().get("expected").get("composited").asText();
            assertThat(worst(made, picture(golden.file(file)))).isLessThanOrEqualTo(1);
            assertUntouched(made, start);
        }
    }

    private static void assertUntouched(RgbImage made, Start.Inpaint start) {
        byte[] mine = made.rgb();
        byte[] old = start.image().rgb();
        byte[] mask = start.mask().grey();
        for (int i = 0; i < mine.length; i++) {
            if (mask[i / 3] == 0) {
                assertThat(mine[i]).as("byte %d, outside the mask", i).isEqualTo(old[i]);
            }
        }
    }

    private static ModelSpec model(Case golden) {
        boolean handsOver = golden.json().has("denoising_end");
        ModelSpec model = spec(handsOver ? Goldens.path("pipelines/sdxl/model") : golden.model(""));
        JsonNode overrides = golden.json().get("scheduler").get("overrides");
        return overrides.path("rescale_betas_zero_snr").asBoolean()
                ? model.withSchedule(zeroTerminalSnr(model.schedule()))
                : model;
    }

    private static ModelSpec spec(Path folder) {
        ModelLibrary library = library();
        return library.open(library.find(folder.toString()), stage -> {});
    }

    private static ScheduleSpec zeroTerminalSnr(ScheduleSpec spec) {
        return new ScheduleSpec(
                spec.trainTimesteps(),
                spec.betaStart(),
                spec.betaEnd(),
                spec.betaCurve(),
                spec.trainedBetas(),
                spec.predictionType(),
                spec.spacing(),
                spec.stepsOffset(),
                spec.setAlphaToOne(),
                true,
                spec.clipRange());
    }

    private static GenerationRequest request(Case golden) {
        JsonNode json = golden.json();
        JsonNode scheduler = json.get("scheduler");
        GenerationRequest plain =
                new GenerationRequest(
                        json.get("prompt").asText(),
                        negative(json.get("negative_prompt")),
                        new ImageSize(json.get("width").asInt(), json.get("height").asInt()),
                        json.get("steps").asInt(),
                        json.get("guidance_scale").asDouble(),
                        sampler(scheduler),
                        spacing(scheduler.get("overrides")),
                        json.path("eta").asDouble(0),
                        json.get("seed").asLong(),
                        json.get("count").asInt());
        return plain.but()
                .guidance(
                        Guidance.of(plain.guidanceScale())
                                .rescaled(json.path("guidance_rescale").asDouble(0)))
                .start(start(json))
                .controls(controls(golden))
                .refiner(
                        json.has("denoising_end")
                                ? Optional.of(
                                        new Refiner(
                                                spec(golden.model("")),
                                                json.get("denoising_end").asDouble()))
                                : Optional.empty())
                .sizeConditioning(sizes(json))
                .clipSkip(1 + json.path("clip_skip").asInt(0))
                .request();
    }

    /** An empty text that was given is encoded; none at all is not, for SDXL. */
    private static String negative(JsonNode given) {
        if (given == null || given.isNull()) {
            return "";
        }
        return given.asText().isEmpty() ? " " : given.asText();
    }

    private static Start start(JsonNode json) {
        if (!json.has("image")) {
            return new Start.FromNoise();
        }
        RgbImage image = input(json.get("image").asText());
        double strength = json.path("strength").asDouble(0.8);
        if (!json.has("mask")) {
            return new Start.FromImage(
                    Fit.STRETCH.of(image, json.get("width").asInt(), json.get("height").asInt()),
                    strength);
        }
        Inpainting how = Inpainting.at(strength);
        Mask mask = Mask.of(input(json.get("mask").asText()));
        return new Start.Inpaint(
                image,
                mask,
                json.has("padding_mask_crop")
                        ? how.onlyMasked(json.get("padding_mask_crop").asInt())
                        : how.compositing(false));
    }

    private static List<Control> controls(Case golden) {
        List<Control> controls = new ArrayList<>();
        for (JsonNode control : golden.json().path("controls")) {
            ModelLibrary library = library();
            String net = golden.model("/" + control.get("network").asText()).toString();
            controls.add(
                    new Control(
                            library.openControlNet(library.find(net), stage -> {}),
                            input(control.get("image").asText()),
                            control.get("weight").asDouble(),
                            control.get("start").asDouble(),
                            control.get("end").asDouble()));
        }
        return controls;
    }

    private static Optional<SizeConditioning> sizes(JsonNode json) {
        if (!json.has("original_size")) {
            return Optional.empty();
        }
        JsonNode original = json.get("original_size");
        JsonNode crop = json.get("crops_coords_top_left");
        JsonNode target = json.get("target_size");
        return Optional.of(
                new SizeConditioning(
                        original.get(1).asInt(),
                        original.get(0).asInt(),
                        crop.get(1).asInt(),
                        crop.get(0).asInt(),
                        target.get(1).asInt(),
                        target.get(0).asInt()));
    }

    private static SamplerName sampler(JsonNode scheduler) {
        boolean stochastic =
                scheduler.get("overrides").path("algorithm_type").asText("").startsWith("sde");
        return stochastic
                ? SamplerName.DPM_PLUS_PLUS_2M_SDE
                : SamplerName.parse(scheduler.get("class").asText());
    }

    private static SigmaSpacing spacing(JsonNode overrides) {
        if (overrides.path("use_karras_sigmas").asBoolean()) {
            return SigmaSpacing.KARRAS;
        }
        if (overrides.path("use_exponential_sigmas").asBoolean()) {
            return SigmaSpacing.EXPONENTIAL;
        }
        if (overrides.path("use_beta_sigmas").asBoolean()) {
            return SigmaSpacing.BETA;
        }
        return Optional.ofNullable(overrides.get("timestep_spacing"))
                .map(name -> SigmaSpacing.parse(name.asText()))
                .orElse(SigmaSpacing.AUTOMATIC);
    }

    private static RgbImage input(String name) {
        return picture(Goldens.path("pipelines/inputs/" + name + ".png"));
    }

    private static RgbImage picture(Path file) {
        return PngFile.read(file).image();
    }

    /** The farthest any final latent is off. */
    private static double worst(Map<Integer, Tensor> latents, Case golden) throws IOException {
        JsonNode expected = golden.json().get("expected").get("latents");
        FloatBuffer theirs =
                ByteBuffer.wrap(Files.readAllBytes(golden.file(expected.get("file").asText())))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer();
        double worst = 0;
        for (Tensor latent : latents.values()) {
            for (float value : latent.values()) {
                worst = Math.max(worst, Math.abs(value - theirs.get()));
            }
        }
        assertThat(theirs.hasRemaining()).as("more was expected").isFalse();
        return worst;
    }

    /** The largest difference of a channel of a pixel, in grey levels. */
    static int worst(RgbImage made, RgbImage expected) {
        byte[] mine = made.rgb();
        byte[] theirs = expected.rgb();
        assertThat(mine).hasSameSizeAs(theirs);
        int worst = 0;
        for (int i = 0; i < mine.length; i++) {
            worst = Math.max(worst, Math.abs((mine[i] & 0xFF) - (theirs[i] & 0xFF)));
        }
        return worst;
    }
}
