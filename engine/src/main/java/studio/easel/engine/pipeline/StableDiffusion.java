package studio.easel.engine.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import studio.easel.engine.EaselException;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.Progress;
import studio.easel.engine.Provenance;
import studio.easel.engine.Start;
import studio.easel.engine.diffusion.Denoiser;
import studio.easel.engine.diffusion.NoiseSchedule;
import studio.easel.engine.diffusion.UNet;
import studio.easel.engine.noise.NoiseSource;
import studio.easel.engine.noise.TorchCpuNoise;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.onnx.OnnxModel;
import studio.easel.engine.onnx.Providers;
import studio.easel.engine.sampling.Samplers;
import studio.easel.engine.sampling.StepListener;
import studio.easel.engine.tensor.Tensor;
import studio.easel.engine.text.ClipConditioner;
import studio.easel.engine.text.Conditioning;
import studio.easel.engine.text.TextConditioner;
import studio.easel.engine.vae.LatentPreview;
import studio.easel.engine.vae.VaeDecoder;
import studio.easel.engine.vae.VaeEncoder;

/** The page: how a request becomes pictures (Rombach et al. 2022, arXiv:2112.10752). */
public final class StableDiffusion implements ImagePipeline {
    private final ModelSpec model;
    private final Providers.Choice choice;
    private final NoiseSchedule schedule;
    private final UNet unet;
    private final VaeDecoder vae;
    private final Optional<VaeEncoder> vaeEncoder;
    private final LatentPreview preview;
    private final OnnxModel textEncoder;
    private final ReentrantLock oneRunAtATime = new ReentrantLock();
    private Optional<TextConditioner> text = Optional.empty();
    private volatile boolean closed;

    private StableDiffusion(ModelSpec model, Providers.Choice choice) {
        this.model = model;
        this.choice = choice;
        this.schedule = new NoiseSchedule(model.schedule());
        this.textEncoder = OnnxModel.at(model.textEncoders().get(0).graph(), choice.device());
        this.unet = new UNet(OnnxModel.at(model.unet().graph(), choice.device()));
        this.vae =
                new VaeDecoder(
                        OnnxModel.at(model.vae().decoder(), choice.device()),
                        model.vae().latentScale());
        this.vaeEncoder =
                model.vae()
                        .encoder()
                        .map(
                                graph ->
                                        new VaeEncoder(
                                                OnnxModel.at(graph, choice.device()),
                                                model.vae().latentScale(),
                                                model.vae().latentChannels()));
        this.preview = new LatentPreview(model.previewFactors());
    }

    /**
     * Prepares a model; its graphs are opened at the first run.
     *
     * @throws EaselException when the device asked for cannot be had
     */
    public static ImagePipeline open(ModelSpec model, Device device) {
        return new StableDiffusion(model, Providers.choose(device));
    }

    @Override
    public List<GeneratedImage> generate(GenerationRequest request, Progress progress) {
        request.size().onGrid(model.sizeGrid());
        refuseWhatCannotBe(request);
        lock();
        try {
            stopIfClosed();
            choice.notice().ifPresent(progress::notice);
            Conditioning words = words(request, progress);
            List<GeneratedImage> images = new ArrayList<>();
            for (int i = 0; i < request.count(); i++) {
                GeneratedImage image = picture(request, i, words, progress);
                images.add(image);
                progress.finished(image);
            }
            return images;
        } finally {
            oneRunAtATime.unlock();
        }
    }

    /** Before anything runs. */
    private void refuseWhatCannotBe(GenerationRequest request) {
        Samplers.walk(request, schedule);
        if (request.start() instanceof Start.FromImage from) {
            StartingPoint.firstStep(request.steps(), from.denoisingStrength());
            encoder();
        }
    }

    /** Picture {@code index} of a run: alone in its batch, so that it is the same in any run. */
    private GeneratedImage picture(
            GenerationRequest run, int index, Conditioning words, Progress progress) {
        GenerationRequest request = run.only(index);

        // 1. The noise levels to walk down, and the solver that walks.
        Samplers.Walk walk = Samplers.walk(request, schedule);

        // 2. Where the walk begins: pure noise from the seed, or a picture with noise on it.
        NoiseSource noise = new TorchCpuNoise(request.seed());
        StartingPoint start =
                StartingPoint.of(
                        request, walk.ladder(), latentShape(request), noise, this::encoder);

        // 3. What removes noise: the U-Net, heeding the words under guidance.
        Denoiser denoiser =
                Denoiser.of(unet.under(words, request.guidanceScale()), schedule.predictionType());

        // 4. The walk.
        int first = start.firstStep();
        StepListener steps = reporting(run, index, first, walk.ladder().steps() - first, progress);
        Tensor latent =
                walk.sampler().sample(denoiser, start.latent(), walk.ladder(), first, noise, steps);
        requireFinite(latent);

        // 5. The latent becomes pixels and remembers how it was made.
        progress.stage("Decoding");
        return new GeneratedImage(vae.decode(latent), request, provenance());
    }

    /** Words become vectors; what was read otherwise than meant is said. */
    private Conditioning words(GenerationRequest request, Progress progress) {
        progress.stage("Loading the model");
        unet.load();
        if (text.isEmpty()) {
            text =
                    Optional.of(
                            new ClipConditioner(
                                    model.textEncoders().get(0).tokenizer(),
                                    textEncoder,
                                    unet.mostTokens()));
        }
        return text.get().encode(request, calls(request), progress::notice);
    }

    private static int calls(GenerationRequest request) {
        return request.steps() * Samplers.callsPerStep(request.sampler());
    }

    private int[] latentShape(GenerationRequest request) {
        return new int[] {
            1,
            model.vae().latentChannels(),
            request.size().height() / model.vae().downscale(),
            request.size().width() / model.vae().downscale()
        };
    }

    private VaeEncoder encoder() {
        return vaeEncoder.orElseThrow(
                () ->
                        new ModelException(
                                "%s has no vae_encoder/model.onnx, expected one to start from a picture. Export the model again with all its parts."
                                        .formatted(model.name())));
    }

    /** Each step is told once; solvers that ask the network twice a step are heard twice. */
    private StepListener reporting(
            GenerationRequest run, int index, int first, int steps, Progress progress) {
        int[] told = {first - 1};
        return (step, x, denoised) -> {
            if (step > told[0]) {
                told[0] = step;
                progress.step(
                        new Progress.Step(
                                index,
                                run.count(),
                                step - first + 1,
                                steps,
                                () -> preview.of(denoised)));
            }
            stopIfClosed();
            return x;
        };
    }

    private static void requireFinite(Tensor latent) {
        if (!latent.isFinite()) {
            throw new EaselException(
                    "The latent became infinite on the way, so there is no picture and nothing was saved. Lower the guidance, choose another sampler or spacing, or check that the model's prediction type is right.");
        }
    }

    private Provenance provenance() {
        return new Provenance(
                model.name(),
                model.hash(),
                EaselVersion.text(),
                Providers.runtimeVersion(),
                provider());
    }

    @Override
    public ModelSpec model() {
        return model;
    }

    @Override
    public String provider() {
        return choice.device().toString();
    }

    @Override
    public void unload() {
        textEncoder.unload();
        unet.unload();
        vae.unload();
        vaeEncoder.ifPresent(VaeEncoder::unload);
    }

    @Override
    public void close() {
        closed = true;
        oneRunAtATime.lock(); // nothing native is freed under a run
        try {
            text.ifPresentOrElse(TextConditioner::close, textEncoder::close);
            unet.close();
            vae.close();
            vaeEncoder.ifPresent(VaeEncoder::close);
        } finally {
            oneRunAtATime.unlock();
        }
    }

    private void stopIfClosed() {
        if (closed) {
            throw new CancellationException("closed");
        }
    }

    private void lock() {
        try {
            oneRunAtATime.lockInterruptibly();
        } catch (InterruptedException e) {
            throw new CancellationException("cancelled");
        }
    }
}
