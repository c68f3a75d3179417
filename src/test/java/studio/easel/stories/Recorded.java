package studio.easel.stories;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import studio.easel.app.files.PngFile;
import studio.easel.engine.Control;
import studio.easel.engine.ControlNetSpec;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Goldens;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Mask;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.Progress;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.UpscalerSpec;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.pipeline.ImagePipeline;
import studio.easel.engine.pipeline.StableDiffusion;
import studio.easel.models.ModelLibrary;

/** The tiny model of each family, with random weights, and the pictures its cases begin from. */
final class Recorded {
    private static final Map<String, ModelSpec> MODELS = new ConcurrentHashMap<>();

    private Recorded() {}

    /**
     * @param family {@code sd1}, {@code sdxl}, ...: a folder of the recordings
     */
    static ModelSpec model(String family) {
        return MODELS.computeIfAbsent(
                family,
                folder -> {
                    ModelLibrary library = library();
                    return library.open(library.find(path(folder + "/model")), stage -> {});
                });
    }

    static ImagePipeline pipeline(String family) {
        return StableDiffusion.open(model(family), Device.cpu());
    }

    /**
     * @param name {@code controlnet} or {@code controlnet_2}: for edges or depth
     */
    static ControlNetSpec controlNet(String name) {
        ModelLibrary library = library();
        return library.openControlNet(library.find(path("controlnet/model/" + name)), stage -> {});
    }

    /** Edges of 64x64 pixels. */
    static Control edges() {
        return Control.of(controlNet("controlnet"), picture("edges-64"));
    }

    /** Enlarges twice. */
    static UpscalerSpec upscaler() {
        return new UpscalerSpec(
                "esrgan", "0".repeat(64), Goldens.path("pipelines/esrgan/model.onnx"));
    }

    static RgbImage picture(String name) {
        return PngFile.read(Goldens.path("pipelines/inputs/" + name + ".png")).image();
    }

    static Mask mask(String name) {
        return Mask.of(picture(name));
    }

    /** Four steps of DDIM with guidance, at 64x64. */
    static GenerationRequest request() {
        return new GenerationRequest(
                "a red heart by the sea",
                "blurry, dark",
                new ImageSize(64, 64),
                4,
                7.5,
                SamplerName.DDIM,
                SigmaSpacing.AUTOMATIC,
                0,
                42,
                1);
    }

    /** The first picture of a run. */
    static RgbImage picture(ImagePipeline pipeline, GenerationRequest request) {
        return pipeline.generate(request, Progress.silent()).get(0).image();
    }

    private static ModelLibrary library() {
        return new ModelLibrary(Starter.FOLDERS.models(), Starter.FOLDERS.caches());
    }

    private static String path(String name) {
        Path folder = Goldens.path("pipelines/" + name);
        return folder.toString();
    }
}
