package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.engine.Control;
import studio.easel.engine.ControlNetSpec;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Goldens;
import studio.easel.engine.HiresFix;
import studio.easel.engine.HiresFix.Enlarging;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.LatentResampling;
import studio.easel.engine.Mask;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.Progress;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.Start;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.pipeline.ImagePipeline;
import studio.easel.engine.pipeline.StableDiffusion;
import studio.easel.engine.tensor.Tensor;
import studio.easel.engine.text.Vocabulary;
import studio.easel.models.ModelLibrary;

/** What no recording covers: one part of a request beside another. */
class CombinationsTest {
    private static final int SIDE = 64;
    private static final HiresFix HIRES =
            new HiresFix(
                    new ImageSize(96, 96), new Enlarging.Latent(LatentResampling.BILINEAR), 0, 0.5);

    @TempDir static Path folder;

    private static ModelLibrary library() {
        return new ModelLibrary(folder.resolve("models"), folder.resolve("caches"));
    }

    private static Path model(String family) {
        return Goldens.path("pipelines/" + family + "/model");
    }

    private static ModelSpec spec(String family) {
        ModelLibrary library = library();
        return library.open(library.find(model(family).toString()), stage -> {});
    }

    private static ControlNetSpec controlNet() {
        ModelLibrary library = library();
        Path net = model("controlnet").resolve("controlnet");
        return library.openControlNet(library.find(net.toString()), stage -> {});
    }

    private static GenerationRequest request(String prompt) {
        return new GenerationRequest(
                prompt,
                "",
                new ImageSize(SIDE, SIDE),
                4,
                5,
                SamplerName.DDIM,
                SigmaSpacing.AUTOMATIC,
                0,
                7,
                1);
    }

    private static List<Tensor> latents(ModelSpec model, GenerationRequest request) {
        List<Tensor> latents = new ArrayList<>();
        try (ImagePipeline pipeline =
                StableDiffusion.open(
                        model,
                        Device.cpu(),
                        Vocabulary.PLAIN,
                        (image, latent) -> latents.add(latent))) {
            pipeline.generate(request, Progress.silent());
        }
        return latents;
    }

    @Test
    void anInpaintingModelEnlargesLatents() {
        GenerationRequest request = request("a cat").but().hires(Optional.of(HIRES)).request();
        List<Tensor> latents = latents(spec("inpaint9"), request);
        Tensor last = latents.get(latents.size() - 1);
        assertThat(last.size(3)).isEqualTo(latents.get(0).size(3) * 3 / 2);
        assertThat(last.isFinite()).isTrue();
    }

    @Test
    void fractionsFromOneToTwoAreTheSecondPasses() {
        ModelSpec model = spec("sd1");
        GenerationRequest cat = request("a cat").but().hires(Optional.of(HIRES)).request();
        List<Tensor> expected = latents(model, cat);
        List<Tensor> found = latents(model, cat.but().prompt("a [cat:dog:1.0]").request());
        assertThat(found.get(3).values()).as("first pass").isEqualTo(expected.get(3).values());
        assertThat(found.get(5).values()).as("second pass").isNotEqualTo(expected.get(5).values());
    }

    /** A version holds up to and with the call its number names, as in A1111. */
    @Test
    void oneAndAHalfIsHalfwayThroughWhatIsWalkedOfTheSecondPass() {
        ModelSpec model = spec("sd1");
        HiresFix eight = new HiresFix(HIRES.size(), HIRES.enlarging(), 8, 0.5);
        GenerationRequest cat = request("a cat").but().hires(Optional.of(eight)).request();
        List<Tensor> expected = latents(model, cat);
        List<Tensor> found = latents(model, cat.but().prompt("a [cat:dog:1.5]").request());
        boolean same = Arrays.equals(found.get(6).values(), expected.get(6).values());
        assertThat(same).as("third of four").isTrue();
        same = Arrays.equals(found.get(7).values(), expected.get(7).values());
        assertThat(same).as("last").isFalse();
    }

    @Test
    void aControlNetSeesTheRegionThatIsWorkedOn() {
        ModelSpec model = spec("controlnet");
        float[] expected = repainted(model, picture(0, 0));
        assertThat(repainted(model, picture(0, 255))).as("changed elsewhere").isEqualTo(expected);
        assertThat(repainted(model, picture(255, 0))).as("changed there").isNotEqualTo(expected);
    }

    private static float[] repainted(ModelSpec model, RgbImage steering) {
        byte[] mask = new byte[SIDE * SIDE];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = (byte) (i % SIDE < SIDE / 2 && i / SIDE < SIDE / 2 ? 255 : 0);
        }
        Start start =
                new Start.Inpaint(
                        picture(90, 90),
                        new Mask(SIDE, SIDE, mask),
                        Inpainting.at(1).onlyMasked(0));
        List<Tensor> latents =
                latents(
                        model,
                        request("a cat")
                                .but()
                                .start(start)
                                .controls(List.of(Control.of(controlNet(), steering)))
                                .request());
        return latents.get(latents.size() - 1).values();
    }

    /** One grey in the upper left quarter, stripes of another elsewhere. */
    private static RgbImage picture(int quarter, int elsewhere) {
        byte[] rgb = new byte[3 * SIDE * SIDE];
        for (int i = 0; i < SIDE * SIDE; i++) {
            boolean inside = i % SIDE < SIDE / 2 && i / SIDE < SIDE / 2;
            int grey = inside ? quarter : i % 2 * elsewhere;
            for (int channel = 0; channel < 3; channel++) {
                rgb[3 * i + channel] = (byte) grey;
            }
        }
        return new RgbImage(SIDE, SIDE, rgb);
    }

    @Test
    void unloadingWhileAControlNetSteersDoesNotDisturbIt() {
        GenerationRequest request =
                request("a cat")
                        .but()
                        .controls(List.of(Control.of(controlNet(), picture(255, 255))))
                        .request();
        try (ImagePipeline pipeline = StableDiffusion.open(spec("controlnet"), Device.cpu())) {
            RgbImage right = pipeline.generate(request, Progress.silent()).get(0).image();
            Progress unloading = step -> pipeline.unload();
            assertThat(pipeline.generate(request, unloading).get(0).image()).isEqualTo(right);
        }
    }
}
