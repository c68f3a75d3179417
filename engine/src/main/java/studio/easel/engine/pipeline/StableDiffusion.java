package studio.easel.engine.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import studio.easel.engine.EaselException;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.HiresFix;
import studio.easel.engine.HiresFix.Enlarging;
import studio.easel.engine.ImageSize;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.Progress;
import studio.easel.engine.Provenance;
import studio.easel.engine.Refiner;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SizeConditioning;
import studio.easel.engine.Start;
import studio.easel.engine.diffusion.ControlNet;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.diffusion.Steering;
import studio.easel.engine.diffusion.Steering.Controlled;
import studio.easel.engine.noise.NoiseSource;
import studio.easel.engine.noise.VariationNoise;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.onnx.Providers;
import studio.easel.engine.picture.Fit;
import studio.easel.engine.sampling.Samplers;
import studio.easel.engine.sampling.Samplers.Walk;
import studio.easel.engine.sampling.StepListener;
import studio.easel.engine.tensor.Tensor;
import studio.easel.engine.text.Conditioning;
import studio.easel.engine.upscale.LatentResize;
import studio.easel.engine.upscale.Tiling;

/** The page: how a request becomes pictures (Rombach et al. 2022, arXiv:2112.10752). */
public final class StableDiffusion implements ImagePipeline {
    private final OpenModel base;
    private final Companions companions;
    private final Providers.Choice choice;
    private final LatentListener latents;
    private final ReentrantLock oneRunAtATime = new ReentrantLock();
    private volatile boolean closed;

    private StableDiffusion(ModelSpec model, Providers.Choice choice, LatentListener latents) {
        this.latents = latents;
        this.choice = choice;
        this.base = new OpenModel(model, choice.device());
        this.companions = new Companions(choice.device());
    }

    /**
     * Prepares a model; its graphs are opened at the first run.
     *
     * @throws EaselException when the device asked for cannot be had
     */
    public static ImagePipeline open(ModelSpec model, Device device) {
        return open(model, device, (image, latent) -> {});
    }

    /** As {@link #open(ModelSpec, Device)}, telling of every latent on the way. */
    public static ImagePipeline open(ModelSpec model, Device device, LatentListener latents) {
        return new StableDiffusion(model, Providers.choose(device), latents);
    }

    /**
     * One walk from a start to a latent.
     *
     * @param request for the whole run, its first picture's seed; of a second pass or without any
     * @param strength the share of the steps that is walked
     * @param words what the model is told
     * @param refinersWords what the refiner is told, where one takes over
     */
    private record Pass(
            GenerationRequest request,
            double strength,
            Conditioning words,
            Optional<Conditioning> refinersWords) {}

    @Override
    public List<GeneratedImage> generate(GenerationRequest request, Progress progress) {
        refuseWhatCannotBe(request);
        lock();
        try {
            stopIfClosed();
            choice.notice().ifPresent(progress::notice);
            companions.keepOnly(request);
            progress.stage("Loading the model");
            List<Pass> passes = passes(request, progress);
            List<GeneratedImage> images = new ArrayList<>();
            for (int i = 0; i < request.count(); i++) {
                GeneratedImage image = picture(request, i, passes, progress);
                images.add(image);
                progress.finished(image);
            }
            return images;
        } finally {
            oneRunAtATime.unlock();
        }
    }

    /** Picture {@code index} of a run: alone in its batch, so that it is the same in any run. */
    private GeneratedImage picture(
            GenerationRequest run, int index, List<Pass> passes, Progress progress) {
        Steps steps = new Steps(progress, index, run.count(), steps(passes), latents);
        Tensor latent = walked(passes.get(0), index, Optional.empty(), steps);
        if (passes.size() > 1) {
            latent =
                    secondPass(
                            passes.get(1),
                            run.hires().orElseThrow(),
                            index,
                            latent,
                            steps,
                            progress);
        }
        progress.stage("Decoding");
        RgbImage made = decoded(latent, run);
        RgbImage finished =
                Repainting.of(run).map(repainting -> repainting.finished(made)).orElse(made);
        return new GeneratedImage(finished, run.only(index), provenance());
    }

    /**
     * @param enlarged where an earlier pass leaves a latent to start from
     */
    private Tensor walked(Pass pass, int index, Optional<Tensor> enlarged, Steps steps) {
        GenerationRequest request = pass.request().only(index);

        // 1. The noise levels to walk down, and the solver that walks.
        Walk walk = base.walk(request, pass.strength());
        NoiseLadder ladder = walk.ladder();
        int handOver = handOver(request, base, ladder);

        // 2. Where the walk begins: pure noise from the seed, or a picture with noise on it.
        NoiseSource noise = noise(request);
        StartingPoint start =
                enlarged.map(latent -> StartingPoint.of(latent, walk, noise))
                        .orElseGet(() -> StartingPoint.of(request, base, walk, noise));

        // 3. What leads it besides the words, and the walk.
        Steering steering = steering(request, walk, start);
        StepListener listener = steps.of(ladder, start.held(), base.preview(), this::stopIfClosed);
        Tensor latent =
                walk.sampler()
                        .sample(
                                base.denoiser(pass.words(), steering),
                                start.latent(),
                                ladder.until(handOver),
                                walk.first(),
                                noise,
                                listener);

        // 4. The cleanest levels are the refiner's, where there is one.
        if (request.refiner().isPresent()) {
            OpenModel refiner = companions.refiner(request.refiner().get().model());
            Walk theirs = refiner.walk(request, pass.strength());
            int first = Math.max(theirs.first(), handOver(request, refiner, theirs.ladder()));
            latent =
                    theirs.sampler()
                            .sample(
                                    refiner.denoiser(
                                            pass.refinersWords().orElseThrow(),
                                            steering.later(calls(request, first - walk.first()))),
                                    latent,
                                    theirs.ladder(),
                                    first,
                                    noise,
                                    steps.of(
                                            theirs.ladder(),
                                            start.held(),
                                            base.preview(),
                                            this::stopIfClosed));
        }
        requireFinite(latent);
        return latent;
    }

    private Tensor secondPass(
            Pass pass, HiresFix hires, int index, Tensor latent, Steps steps, Progress progress) {
        ImageSize size = hires.size();
        if (hires.enlarging() instanceof Enlarging.Latent by) {
            int[] shape = base.latentShape(pass.request());
            Tensor larger = LatentResize.to(latent, shape[2], shape[3], by.mode());
            return walked(pass, index, Optional.of(larger), steps);
        }
        RgbImage small = decoded(latent, pass.request());
        RgbImage larger =
                hires.enlarging() instanceof Enlarging.Network network
                        ? companions
                                .upscaler(network)
                                .upscale(
                                        small,
                                        Tiling.usual(),
                                        (done, of) ->
                                                progress.stage(
                                                        "Enlarging, tile %d of %d"
                                                                .formatted(done, of)))
                        : small;
        RgbImage exact = Fit.STRETCH.of(larger, size.width(), size.height());
        GenerationRequest from =
                pass.request().startingFrom(new Start.FromImage(exact, pass.strength()));
        return walked(
                new Pass(from, pass.strength(), pass.words(), pass.refinersWords()),
                index,
                Optional.empty(),
                steps);
    }

    /** The request as one walk, or as two where a second pass enlarges what the first made. */
    private List<Pass> passes(GenerationRequest request, Progress progress) {
        if (request.hires().isEmpty()) {
            return List.of(pass(request, request.start().denoisingStrength(), progress));
        }
        GenerationRequest first =
                request.but().hires(Optional.empty()).refiner(Optional.empty()).request();
        return List.of(
                pass(first, first.start().denoisingStrength(), progress),
                pass(
                        second(request, request.hires().get()),
                        request.hires().get().denoisingStrength(),
                        progress));
    }

    private static GenerationRequest second(GenerationRequest request, HiresFix hires) {
        ImageSize size = hires.size();
        return request.but()
                .hires(Optional.empty())
                .start(new Start.FromNoise())
                .size(size)
                .steps(hires.steps() == 0 ? request.steps() : hires.steps())
                .controls(
                        request.controls().stream()
                                .map(
                                        control ->
                                                control.with(
                                                        Fit.STRETCH.of(
                                                                control.image(),
                                                                size.width(),
                                                                size.height())))
                                .toList())
                .request();
    }

    private Pass pass(GenerationRequest request, double strength, Progress progress) {
        return new Pass(
                request,
                strength,
                base.words(request, progress::notice),
                request.refiner()
                        .map(Refiner::model)
                        .map(companions::refiner)
                        .map(refiner -> refiner.words(request, sentence -> {})));
    }

    private Steering steering(GenerationRequest request, Walk walk, StartingPoint start) {
        List<Controlled> controls =
                request.controls().stream()
                        .map(
                                control ->
                                        new Controlled(
                                                companions.controlNet(control.net()),
                                                ControlNet.picture(control.image()),
                                                control.weight(),
                                                control.from(),
                                                control.to()))
                        .toList();
        return new Steering(
                request.guidance(),
                request.sizeConditioning().orElse(SizeConditioning.of(request.size())),
                start.seen(),
                controls,
                0,
                walk.calls(Samplers.callsPerStep(request.sampler())));
    }

    /** The first step that is the refiner's; behind the last one where there is none. */
    private static int handOver(GenerationRequest request, OpenModel model, NoiseLadder ladder) {
        return request.refiner()
                .map(refiner -> ladder.firstBelow(model.timestepAfter(refiner.switchAt())))
                .orElse(ladder.steps());
    }

    private static int calls(GenerationRequest request, int steps) {
        return Math.max(0, steps) * Samplers.callsPerStep(request.sampler());
    }

    private int steps(List<Pass> passes) {
        return passes.stream()
                .map(pass -> base.walk(pass.request(), pass.strength()))
                .mapToInt(walk -> walk.ladder().steps() - walk.first())
                .sum();
    }

    private NoiseSource noise(GenerationRequest request) {
        return request.variation()
                .<NoiseSource>map(
                        variation ->
                                new VariationNoise(
                                        seed -> NoiseSource.of(request.noiseKind(), seed),
                                        request.seed(),
                                        new VariationNoise.Variation(
                                                variation.subseed(),
                                                variation.strength(),
                                                cells(variation.drawnAt().map(ImageSize::height)),
                                                cells(variation.drawnAt().map(ImageSize::width)))))
                .orElseGet(() -> NoiseSource.of(request.noiseKind(), request.seed()));
    }

    private int cells(Optional<Integer> pixels) {
        return pixels.orElse(0) / base.spec().vae().downscale();
    }

    private RgbImage decoded(Tensor latent, GenerationRequest request) {
        return base.decoder().decode(latent, base.tiles(request));
    }

    /** Before anything runs. */
    private void refuseWhatCannotBe(GenerationRequest request) {
        RequestCheck.of(request, base.spec());
        base.walk(request, request.start().denoisingStrength());
        request.hires()
                .ifPresent(hires -> base.walk(second(request, hires), hires.denoisingStrength()));
        boolean encodes =
                !(request.start() instanceof Start.FromNoise)
                        || base.spec().isForInpainting()
                        || request.hires()
                                .filter(hires -> !(hires.enlarging() instanceof Enlarging.Latent))
                                .isPresent();
        if (encodes) {
            base.encoder();
        }
    }

    private static void requireFinite(Tensor latent) {
        if (!latent.isFinite()) {
            throw new EaselException(
                    "The latent became infinite on the way, so there is no picture and nothing was saved. Lower the guidance, choose another sampler or spacing, or check that the model's prediction type is right.");
        }
    }

    private Provenance provenance() {
        return new Provenance(
                model().name(),
                model().hash(),
                EaselVersion.text(),
                Providers.runtimeVersion(),
                provider());
    }

    @Override
    public ModelSpec model() {
        return base.spec();
    }

    @Override
    public String provider() {
        return choice.device().toString();
    }

    @Override
    public void unload() {
        base.unload();
        companions.close();
    }

    @Override
    public void close() {
        closed = true;
        oneRunAtATime.lock(); // nothing native is freed under a run
        try {
            companions.close();
            base.close();
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
