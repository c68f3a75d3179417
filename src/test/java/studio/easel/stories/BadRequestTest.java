package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.engine.Control;
import studio.easel.engine.ControlNetSpec;
import studio.easel.engine.EaselException;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Goldens;
import studio.easel.engine.Guidance;
import studio.easel.engine.HiresFix;
import studio.easel.engine.HiresFix.Enlarging;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.Mask;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.NoiseKind;
import studio.easel.engine.Refiner;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SamplerName;
import studio.easel.engine.Start;
import studio.easel.engine.UNetSpec.Added;
import studio.easel.engine.UpscalerSpec;
import studio.easel.engine.VaeSpec;
import studio.easel.engine.Variation;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.pipeline.ImagePipeline;
import studio.easel.engine.pipeline.StableDiffusion;

/**
 * What a model cannot do is a sentence (what was found, what was expected, what to do), and the
 * next picture is as good as if nobody had asked.
 */
class BadRequestTest {
    private static final Map<String, ImagePipeline> OPEN = new TreeMap<>();
    private static final Map<String, RgbImage> RIGHT = new TreeMap<>();
    private static final GenerationRequest PLAIN = Recorded.request();

    /** Asked of a family's model, refused with words of the sentence in this order. */
    private record Wish(
            String family,
            Optional<Field> field,
            Supplier<GenerationRequest> request,
            String... words) {
        @Override
        public String toString() {
            return family + ": " + String.join(" ... ", words);
        }
    }

    private static Wish asks(
            String family, Field field, Supplier<GenerationRequest> request, String... words) {
        return new Wish(family, Optional.of(field), request, words);
    }

    private static Wish breaks(
            String family, Supplier<GenerationRequest> request, String... words) {
        return new Wish(family, Optional.empty(), request, words);
    }

    static Stream<Wish> starts() {
        RgbImage beach = Recorded.picture("init-64");
        Mask mask = Recorded.mask("mask-64");
        return Stream.of(
                asks(
                        "sd1",
                        Field.START,
                        () -> paint(Recorded.mask("mask-small-96x64"), 1),
                        "The mask is 96x64",
                        "expected",
                        "64x64",
                        "Paint"),
                asks(
                        "sd1",
                        Field.START,
                        () -> paint(new Mask(64, 64, new byte[64 * 64]), 1),
                        "all black",
                        "expected",
                        "Paint"),
                asks("sd1", Field.START, () -> paint(stroke(), 1), "thin", "8x8", "Paint"),
                asks("inpaint9", Field.START, () -> paint(stroke(), 1), "thin", "8x8", "Paint"),
                asks(
                        "sd1",
                        Field.START,
                        () -> inpaint(dot(), Inpainting.at(1).blurred(200)),
                        "Blurred by 200",
                        "expected",
                        "broader"),
                asks(
                        "sd1",
                        Field.START,
                        () -> inpaint(dot(), Inpainting.at(1).blurred(200).onlyMasked(4)),
                        "Blurred by 200",
                        "expected",
                        "broader"),
                asks(
                        "sd1",
                        Field.START,
                        () -> paint(mask, 0),
                        "strength is 0.0",
                        "expected",
                        "0.5 to 0.8"),
                asks(
                        "sd1",
                        Field.START,
                        () -> paint(mask, 1.5),
                        "strength is 1.5",
                        "expected",
                        "0.5 to 0.8"),
                asks(
                        "sd1",
                        Field.START,
                        () -> paint(mask, Double.NaN),
                        "strength is NaN",
                        "expected",
                        "0.5 to 0.8"),
                asks(
                        "sd1",
                        Field.START,
                        () -> paint(mask, 0.2),
                        "0.2 of 4 steps",
                        "expected",
                        "Raise"),
                asks(
                        "sd1",
                        Field.START,
                        () -> from(beach, 0),
                        "strength is 0.0",
                        "expected",
                        "0.5 to 0.8"),
                asks(
                        "sd1",
                        Field.START,
                        () -> from(beach, 0.2),
                        "0.2 of 4 steps",
                        "expected",
                        "Raise"),
                asks(
                        "sd1",
                        Field.START,
                        () ->
                                PLAIN.but()
                                        .start(
                                                new Start.FromImage(
                                                        Recorded.picture("init-96x64"), 1))
                                        .request(),
                        "96x64",
                        "expected",
                        "64x64",
                        "Resize"),
                asks(
                        "sd1",
                        Field.START,
                        () -> inpaint(mask, Inpainting.at(1).blurred(-1)),
                        "blur is -1",
                        "expected",
                        "4 is usual"),
                asks(
                        "sd1",
                        Field.START,
                        () -> inpaint(mask, Inpainting.at(1).onlyMasked(-1)),
                        "padding",
                        "expected",
                        "32 is usual"),
                asks(
                        "lcm",
                        Field.START,
                        () -> from(beach, 0.01).but().sampler(SamplerName.LCM).request(),
                        "strength 0.01",
                        "expected",
                        "Raise"),
                breaks(
                        "sd1 without encoder",
                        () -> from(beach, 1),
                        "vae_encoder",
                        "expected",
                        "Export"),
                breaks(
                        "sd1 without encoder",
                        () -> paint(mask, 1),
                        "vae_encoder",
                        "expected",
                        "Export"),
                breaks(
                        "inpaint9 without encoder",
                        () -> PLAIN,
                        "vae_encoder",
                        "expected",
                        "Export"),
                breaks(
                        "sd1 with a decoder for an encoder",
                        () -> from(beach, 1),
                        "vae_decoder/model.onnx",
                        "again"),
                breaks("inpaint9 of 8 channels", () -> PLAIN, "unet/model.onnx", "9", "again"));
    }

    static Stream<Wish> others() {
        RgbImage beach = Recorded.picture("init-64");
        Mask mask = Recorded.mask("mask-64");
        return Stream.of(
                asks(
                        "controlnet",
                        Field.CONTROL,
                        () -> steered(ofSdxl()),
                        "another family",
                        "2048",
                        "SDXL",
                        "Choose"),
                asks(
                        "sd1",
                        Field.CONTROL,
                        () -> steered(Recorded.edges()),
                        "without",
                        "Export",
                        "leave"),
                asks(
                        "controlnet",
                        Field.CONTROL,
                        () -> steered(Recorded.edges().with(Recorded.picture("init-96x64"))),
                        "96x64",
                        "expected",
                        "64x64",
                        "Resize"),
                asks(
                        "controlnet",
                        Field.CONTROL,
                        () -> steered(weighing(-1)),
                        "weight",
                        "expected",
                        "usual"),
                asks(
                        "controlnet",
                        Field.CONTROL,
                        () -> steered(weighing(Double.NaN)),
                        "weight",
                        "expected",
                        "usual"),
                breaks(
                        "controlnet",
                        () -> steered(foreign()),
                        "unet/model.onnx",
                        "expected",
                        "Export"),
                asks(
                        "sdxl",
                        Field.REFINER,
                        () -> refined("sd1", 0.5),
                        "cannot take over",
                        "latents",
                        "Choose"),
                asks(
                        "sd1",
                        Field.REFINER,
                        () -> refined("sdxl-refiner", 0.5),
                        "cannot take over",
                        "latents",
                        "Choose"),
                asks(
                        "sd1",
                        Field.REFINER,
                        () -> refined("inpaint9", 0.5),
                        "cannot take over",
                        "inpainting",
                        "Choose"),
                asks(
                        "sd1",
                        Field.REFINER,
                        () -> refined("sd2v", 1),
                        "takes over at 1.0",
                        "expected",
                        "0.8"),
                asks(
                        "sd1",
                        Field.HIRES,
                        () -> hires(new ImageSize(64, 72), PLAIN),
                        "72",
                        "multiples of 32",
                        "Try 64x64"),
                asks(
                        "sd1",
                        Field.HIRES,
                        () ->
                                hires(
                                        new ImageSize(64, 64),
                                        PLAIN.but().size(new ImageSize(96, 64)).request()),
                        "64x64",
                        "expected",
                        "96x64"),
                asks(
                        "sd1",
                        Field.HIRES,
                        () -> hires(new ImageSize(128, 128), paint(mask, 1)),
                        "inpainting",
                        "expected",
                        "first"),
                asks("sd1", Field.HIRES, () -> hires(0.2), "0.2 of 4 steps", "expected", "Raise"),
                asks("sd1", Field.HIRES, () -> hires(Double.NaN), "NaN", "expected", "usual"),
                breaks(
                        "sd1",
                        () -> enlarged("sd1/model/unet/model.onnx"),
                        "unet/model.onnx",
                        "expected",
                        "input",
                        "Export"),
                breaks(
                        "sd1",
                        () -> enlarged("sd1/model/vae_decoder/model.onnx"),
                        "vae_decoder/model.onnx",
                        "again"),
                breaks(
                        "sd1",
                        () -> enlarged("sd1/model/vae_encoder/model.onnx"),
                        "upscaler",
                        "expected",
                        "ESRGAN"),
                asks(
                        "sd1",
                        Field.SIZE,
                        () -> PLAIN.but().size(new ImageSize(72, 64)).request(),
                        "72x64",
                        "multiples of 32",
                        "Try 64x64"),
                asks(
                        "lcm",
                        Field.STEPS,
                        () -> PLAIN.but().sampler(SamplerName.LCM).steps(51).request(),
                        "Steps is 51",
                        "1 to 50",
                        "4 to 8"),
                asks(
                        "lcm",
                        Field.STEPS,
                        () -> from(beach, 0.5).but().sampler(SamplerName.LCM).steps(26).request(),
                        "Steps is 26",
                        "1 to 25",
                        "strength"),
                asks(
                        "sd1",
                        Field.STEPS,
                        () -> PLAIN.but().sampler(SamplerName.EULER).steps(1000).request(),
                        "1000",
                        "at most 999",
                        "20 to 30"),
                asks(
                        "sd1",
                        Field.GUIDANCE_SCALE,
                        () -> PLAIN.but().guidance(Guidance.of(7).within(0.5, 0.5)).request(),
                        "0.5 to 0.5",
                        "expected",
                        "0 to 1"),
                asks(
                        "sd1",
                        Field.GUIDANCE_SCALE,
                        () -> PLAIN.but().guidance(Guidance.of(7).within(0.8, 0.2)).request(),
                        "0.8 to 0.2",
                        "expected",
                        "0 to 1"),
                asks(
                        "sd1",
                        Field.GUIDANCE_SCALE,
                        () -> PLAIN.but().guidance(Guidance.of(7).rescaled(2)).request(),
                        "rescale is 2.0",
                        "expected",
                        "usual"),
                asks(
                        "sd1",
                        Field.CLIP_SKIP,
                        () -> PLAIN.but().clipSkip(12).request(),
                        "Clip skip is 12",
                        "expected",
                        "layers",
                        "usual"),
                asks(
                        "sdxl",
                        Field.CLIP_SKIP,
                        () -> PLAIN.but().clipSkip(12).request(),
                        "Clip skip is 12",
                        "expected",
                        "layers",
                        "usual"),
                asks(
                        "sd2v",
                        Field.CLIP_SKIP,
                        () -> PLAIN.but().clipSkip(12).request(),
                        "Clip skip is 12",
                        "expected",
                        "layers",
                        "usual"),
                asks(
                        "sd1",
                        Field.CLIP_SKIP,
                        () -> PLAIN.but().clipSkip(0).request(),
                        "Clip skip is 0",
                        "expected",
                        "usual"),
                asks(
                        "sd1",
                        Field.SEED,
                        () ->
                                PLAIN.but()
                                        .noiseKind(NoiseKind.NUMPY)
                                        .seed(4294967295L)
                                        .count(2)
                                        .request(),
                        "4294967295",
                        "4294967294",
                        "NumPy",
                        "smaller"),
                asks(
                        "sd1",
                        Field.VARIATION,
                        () ->
                                PLAIN.but()
                                        .noiseKind(NoiseKind.NUMPY)
                                        .variation(Optional.of(Variation.towards(4294967296L, 0.5)))
                                        .request(),
                        "4294967295",
                        "NumPy",
                        "smaller"),
                asks(
                        "sd1",
                        Field.VAE_TILE,
                        () -> PLAIN.but().vaeTile(8).request(),
                        "8 pixels",
                        "expected",
                        "usual"));
    }

    private static GenerationRequest paint(Mask mask, double strength) {
        return inpaint(mask, Inpainting.at(strength));
    }

    private static GenerationRequest inpaint(Mask mask, Inpainting how) {
        return PLAIN.startingFrom(new Start.Inpaint(Recorded.picture("init-64"), mask, how));
    }

    private static GenerationRequest from(RgbImage picture, double strength) {
        return PLAIN.startingFrom(new Start.FromImage(picture, strength));
    }

    /** Thinner than a latent cell. */
    private static Mask stroke() {
        byte[] grey = new byte[64 * 64];
        for (int y = 0; y < 64; y++) {
            Arrays.fill(grey, y * 64 + 27, y * 64 + 30, (byte) 255);
        }
        return new Mask(64, 64, grey);
    }

    private static Mask dot() {
        byte[] grey = new byte[64 * 64];
        grey[64 * 32 + 32] = (byte) 255;
        return new Mask(64, 64, grey);
    }

    private static GenerationRequest steered(Control control) {
        return PLAIN.but().controls(List.of(control)).request();
    }

    private static Control weighing(double weight) {
        return new Control(Recorded.edges().net(), Recorded.picture("edges-64"), weight, 0, 1);
    }

    private static Control ofSdxl() {
        ControlNetSpec net = Recorded.edges().net();
        return Control.of(
                new ControlNetSpec(net.name(), net.hash(), net.graph(), 4, 2048, Added.SIZES),
                Recorded.picture("edges-64"));
    }

    /** Calls itself a ControlNet of this family, and is a U-Net. */
    private static Control foreign() {
        ControlNetSpec net = Recorded.edges().net();
        return Control.of(
                new ControlNetSpec(
                        net.name(),
                        net.hash(),
                        Recorded.model("sd1").unet().graph(),
                        net.latentChannels(),
                        net.wordsWidth(),
                        net.added()),
                Recorded.picture("edges-64"));
    }

    private static GenerationRequest refined(String family, double at) {
        return PLAIN.but().refiner(Optional.of(new Refiner(Recorded.model(family), at))).request();
    }

    private static GenerationRequest hires(ImageSize size, GenerationRequest request) {
        return request.but()
                .hires(Optional.of(new HiresFix(size, new Enlarging.Lanczos(), 0, 0.5)))
                .request();
    }

    private static GenerationRequest hires(double strength) {
        HiresFix pass = new HiresFix(PLAIN.size(), new Enlarging.Lanczos(), 0, strength);
        return PLAIN.but().hires(Optional.of(pass)).request();
    }

    private static GenerationRequest enlarged(String graph) {
        UpscalerSpec spec =
                new UpscalerSpec("x", "0".repeat(64), Goldens.path("pipelines/" + graph));
        HiresFix pass = new HiresFix(PLAIN.size(), new Enlarging.Network(spec), 0, 0.5);
        return PLAIN.but().hires(Optional.of(pass)).request();
    }

    private static ModelSpec model(String family) {
        String name = family.split(" ")[0];
        ModelSpec whole = Recorded.model(name);
        VaeSpec vae = whole.vae();
        if (family.endsWith("without encoder")) {
            return with(whole, vae.decoder(), Optional.empty(), 4);
        }
        if (family.endsWith("for an encoder")) {
            return with(whole, vae.decoder(), Optional.of(vae.decoder()), 4);
        }
        return family.endsWith("8 channels") ? with(whole, vae.decoder(), vae.encoder(), 8) : whole;
    }

    private static ModelSpec with(
            ModelSpec model, Path decoder, Optional<Path> encoder, int channels) {
        VaeSpec vae = model.vae();
        return new ModelSpec(
                model.name(),
                model.hash(),
                model.textEncoders(),
                model.unet(),
                new VaeSpec(decoder, encoder, vae.latentScale(), channels, vae.downscale()),
                model.schedule(),
                model.zeroesAbsentNegative(),
                model.sizeGrid(),
                model.nativeSize(),
                model.previewFactors(),
                model.defaults());
    }

    @AfterAll
    static void close() {
        OPEN.values().forEach(ImagePipeline::close);
        OPEN.clear();
        RIGHT.clear();
    }

    @ParameterizedTest
    @MethodSource({"starts", "others"})
    void isASentenceAndTheNextPictureIsRight(Wish wish) {
        ImagePipeline pipeline =
                OPEN.computeIfAbsent(
                        wish.family(), family -> StableDiffusion.open(model(family), Device.cpu()));
        boolean whole = !wish.family().contains(" ") || wish.family().startsWith("sd1 ");
        if (whole) {
            RIGHT.computeIfAbsent(wish.family(), family -> Recorded.picture(pipeline, PLAIN));
        }

        Throwable refusal = catchThrowable(() -> Recorded.picture(pipeline, wish.request().get()));

        assertThat(refusal).isInstanceOf(EaselException.class);
        if (wish.field().isPresent()) {
            assertThat(refusal)
                    .isInstanceOfSatisfying(
                            RequestException.class,
                            e -> assertThat(e.field()).isEqualTo(wish.field().get()));
        } else {
            assertThat(refusal).isInstanceOf(ModelException.class);
        }
        assertThat(refusal.getMessage())
                .matches("(?s).*" + String.join(".*", quoted(wish.words())) + ".*")
                .endsWith(".");
        if (whole) {
            assertThat(Recorded.picture(pipeline, PLAIN)).isEqualTo(RIGHT.get(wish.family()));
        }
    }

    private static List<String> quoted(String... words) {
        return Stream.of(words).map(Pattern::quote).toList();
    }
}
