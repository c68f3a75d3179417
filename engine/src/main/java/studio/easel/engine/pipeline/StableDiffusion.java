package studio.easel.engine.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import studio.easel.engine.Control;
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
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
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
import studio.easel.engine.onnx.RunTimes;
import studio.easel.engine.picture.Fit;
import studio.easel.engine.sampling.Samplers;
import studio.easel.engine.sampling.Samplers.Walk;
import studio.easel.engine.sampling.StepListener;
import studio.easel.engine.tensor.Tensor;
import studio.easel.engine.text.Conditioning;
import studio.easel.engine.text.PromptTimeline;
import studio.easel.engine.text.Vocabulary;
import studio.easel.engine.upscale.LatentResize;
import studio.easel.engine.upscale.Tiling;

/** The page: how a request becomes pictures (Rombach et al. 2022, arXiv:2112.10752). */
public final class StableDiffusion implements ImagePipeline {
    private final OpenModel base;
    private final Companions companions;
    private final Providers.Choice choice;
    private final Vocabulary vocabulary;
    private final LatentListener latents;
    private final KeptEstimates kept = new KeptEstimates();
    private final ReentrantLock oneRunAtATime = new ReentrantLock();
    private volatile boolean closed;

    private StableDiffusion(
            ModelSpec model,
            Providers.Choice choice,
            Vocabulary vocabulary,
            LatentListener latents) {
        this.choice = choice;
        this.vocabulary = vocabulary;
        this.latents = latents;
        this.base = new OpenModel(model, choice.device());
        this.companions = new Companions(choice.device());
    }

    /** As {@link #open(ModelSpec, Device, Vocabulary, LatentListener)}, with words only. */
    public static ImagePipeline open(ModelSpec model, Device device) {
        return open(model, device, Vocabulary.PLAIN, (image, latent) -> {});
    }

    /**
     * Prepares a model; its graphs are opened at the first run.
     *
     * @param vocabulary what wildcards and embeddings there are
     * @param latents hears every latent on the way
     * @throws EaselException when the device asked for cannot be had
     */
    public static ImagePipeline open(
            ModelSpec model, Device device, Vocabulary vocabulary, LatentListener latents) {
        return new StableDiffusion(model, Providers.choose(device), vocabulary, latents);
    }

    /**
     * One walk from a start to a latent.
     *
     * @param request of one picture, without a second pass
     * @param strength the share of the steps that is walked
     * @param told what the networks are told
     */
    private record Pass(GenerationRequest request, double strength, Told told) {}

    /**
     * A pass's words in vectors.
     *
     * @param refiners what the refiner is told, where one takes over
     */
    private record Told(Conditioning words, Optional<Conditioning> refiners) {}

    @Override
    public List<GeneratedImage> generate(GenerationRequest request, Progress progress) {
        List<GenerationRequest> pictures =
                IntStream.range(0, request.count())
                        .mapToObj(request::only)
                        .map(vocabulary::spoken)
                        .toList();
        refuseWhatCannotBe(request);
        lock();
        try {
            stopIfClosed();
            choice.notice().ifPresent(progress::notice);
            companions.keepOnly(request);
            progress.stage("Loading the model");
            List<GeneratedImage> images = new ArrayList<>();
            List<Pass> passes = List.of();
            for (int i = 0; i < pictures.size(); i++) {
                passes = passes(pictures.get(i), passes, progress);
                Steps steps = new Steps(progress, i, pictures.size(), steps(passes), latents);
                images.add(picture(pictures.get(i), passes, steps, progress));
                progress.finished(images.get(i));
            }
            return images;
        } finally {
            oneRunAtATime.unlock();
        }
    }

    /** One picture, alone in its batch, so that it is the same in any run. */
    private GeneratedImage picture(
            GenerationRequest request, List<Pass> passes, Steps steps, Progress progress) {
        Tensor latent = walked(passes.get(0), Optional.empty(), steps);
        if (request.hires().isPresent()) {
            HiresFix hires = request.hires().get();
            latent = secondPass(passes.get(1), hires, latent, steps, progress);
        }
        progress.stage("Decoding");
        RgbImage made = decoded(latent, request);
        RgbImage finished =
                Repainting.of(request).map(repainting -> repainting.finished(made)).orElse(made);
        return new GeneratedImage(finished, request, provenance());
    }

    /**
     * @param enlarged where an earlier pass leaves a latent to start from
     */
    private Tensor walked(Pass pass, Optional<Tensor> enlarged, Steps steps) {
        GenerationRequest request = pass.request();

        // 1. The noise levels to walk down, and the solver that walks.
        Walk walk = base.walk(request, pass.strength());
        NoiseLadder ladder = walk.ladder();
        int handOver = handOver(request, base, ladder);

        // 2. Where the walk begins: pure noise from the seed, or a picture with noise on it.
        Course course = Course.of(request);
        NoiseSource noise = noise(request);
        StartingPoint start =
                enlarged.map(latent -> StartingPoint.of(latent, request, base, walk, noise))
                        .orElseGet(() -> StartingPoint.of(course.first(), base, walk, noise));
        List<StartingPoint> starts = starts(course, start, walk);

        // 3. What leads it besides the words, and the walk.
        int callsPerStep = Samplers.callsPerStep(request.sampler());
        Steering steering = steering(course.first(), walk, start);
        CourseDenoiser denoiser =
                new CourseDenoiser(
                        course,
                        callsPerStep,
                        kept.before(course, request, callsPerStep),
                        leg ->
                                adapted(course.legs().get(leg).request())
                                        .denoiser(
                                                words(course, leg, pass),
                                                steering(
                                                                course.legs().get(leg).request(),
                                                                walk,
                                                                starts.get(leg))
                                                        .from(
                                                                course.legs().get(leg).after()
                                                                        * callsPerStep)));
        StepListener listener =
                steps.of(
                        ladder,
                        step -> starts.get(course.legAfter(step - walk.first())).held(),
                        base.preview(),
                        this::stopIfClosed);
        Tensor latent =
                walk.sampler()
                        .sample(
                                denoiser,
                                start.latent(),
                                ladder.until(handOver),
                                walk.first(),
                                noise,
                                listener);
        if (enlarged.isEmpty() && request.refiner().isEmpty()) {
            kept.keep(request, denoiser.heard());
        }

        // 4. The cleanest levels are the refiner's, where there is one.
        if (request.refiner().isPresent()) {
            OpenModel refiner = companions.refiner(request.refiner().get().model());
            Walk theirs = refiner.walk(request, pass.strength());
            int first = Math.max(theirs.first(), handOver(request, refiner, theirs.ladder()));
            latent =
                    theirs.sampler()
                            .sample(
                                    refiner.denoiser(
                                            pass.told().refiners().orElseThrow(),
                                            steering.later(calls(request, first - walk.first()))),
                                    latent,
                                    theirs.ladder(),
                                    first,
                                    noise,
                                    steps.of(
                                            theirs.ladder(),
                                            step -> start.held(),
                                            base.preview(),
                                            this::stopIfClosed));
        }
        requireFinite(latent);
        return latent;
    }

    /**
     * Each leg's, of which the later ones are asked only what they hold and what they see: noise
     * from the same seed, drawn apart, leaves the walk's own as it is.
     */
    private List<StartingPoint> starts(Course course, StartingPoint first, Walk walk) {
        List<StartingPoint> starts = new ArrayList<>(List.of(first));
        for (Course.Leg leg : course.legs().subList(1, course.legs().size())) {
            starts.add(StartingPoint.of(leg.request(), base, walk, noise(leg.request())));
        }
        return starts;
    }

    private Conditioning words(Course course, int leg, Pass pass) {
        if (leg == course.legs().size() - 1) {
            return pass.told().words();
        }
        GenerationRequest request = course.legs().get(leg).request();
        PromptTimeline timeline = PromptTimeline.first(calls(request, request.steps()));
        return adapted(request).words(request, timeline, said -> {});
    }

    /** The model under a request's LoRAs; what does not fit it was said with the words. */
    private OpenModel adapted(GenerationRequest request) {
        base.adapt(request.loras(), said -> {});
        return base;
    }

    private Tensor secondPass(
            Pass pass, HiresFix hires, Tensor latent, Steps steps, Progress progress) {
        ImageSize size = hires.size();
        if (hires.enlarging() instanceof Enlarging.Latent by) {
            int[] shape = base.latentShape(pass.request());
            Tensor larger = LatentResize.to(latent, shape[2], shape[3], by.mode());
            return walked(pass, Optional.of(larger), steps);
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
        return walked(new Pass(from, pass.strength(), pass.told()), Optional.empty(), steps);
    }

    /**
     * The request as one walk, or as two where a second pass enlarges what the first made.
     *
     * @param before those of the last picture: what is said again is not encoded again
     */
    private List<Pass> passes(GenerationRequest request, List<Pass> before, Progress progress) {
        List<GenerationRequest> requests =
                request.hires()
                        .map(hires -> List.of(first(request), second(request, hires)))
                        .orElseGet(() -> List.of(request));
        List<Pass> passes = new ArrayList<>();
        for (GenerationRequest each : requests) {
            int i = passes.size();
            double strength =
                    i == 0
                            ? request.start().denoisingStrength()
                            : request.hires().orElseThrow().denoisingStrength();
            Told told =
                    i < before.size() && sameWords(before.get(i).request(), each)
                            ? before.get(i).told()
                            : told(each, timeline(requests, i, strength), progress);
            passes.add(new Pass(each, strength, told));
        }
        return passes;
    }

    private static boolean sameWords(GenerationRequest a, GenerationRequest b) {
        return a.prompt().equals(b.prompt())
                && a.negativePrompt().equals(b.negativePrompt())
                && a.embeddings().equals(b.embeddings())
                && a.loras().equals(b.loras());
    }

    /**
     * A1111's: fractions from 1 to 2 are the second pass's, whole numbers count on. All steps of
     * its second pass are walked, so ours counts those that are.
     */
    private PromptTimeline timeline(
            List<GenerationRequest> passes, int pass, double denoisingStrength) {
        GenerationRequest first = passes.get(0);
        int firstCalls = calls(first, first.steps());
        if (pass == 0) {
            return PromptTimeline.first(firstCalls);
        }
        Walk walk = base.walk(passes.get(pass), denoisingStrength);
        return PromptTimeline.hires(
                firstCalls, calls(passes.get(pass), walk.ladder().steps() - walk.first()));
    }

    private Told told(GenerationRequest request, PromptTimeline timeline, Progress progress) {
        base.adapt(request.loras(), progress::notice);
        return new Told(
                base.words(request, timeline, progress::notice),
                request.refiner()
                        .map(Refiner::model)
                        .map(companions::refiner)
                        .map(refiner -> refiner.words(request, timeline, sentence -> {})));
    }

    /** The refiner belongs to the last pass. */
    private static GenerationRequest first(GenerationRequest request) {
        return request.but().hires(Optional.empty()).refiner(Optional.empty()).request();
    }

    private static GenerationRequest second(GenerationRequest request, HiresFix hires) {
        ImageSize size = hires.size();
        return request.but()
                .hires(Optional.empty())
                .start(new Start.FromNoise())
                .noiseAmounts(request.noiseAmounts().withStart(1)) // as in A1111
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

    private Steering steering(GenerationRequest request, Walk walk, StartingPoint start) {
        Optional<Repainting> repainting = Repainting.of(request);
        List<Controlled> controls =
                request.controls().stream()
                        .map(
                                control ->
                                        new Controlled(
                                                companions.controlNet(control.net()),
                                                picture(control, repainting),
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

    private static Tensor picture(Control control, Optional<Repainting> repainting) {
        RgbImage image = control.image();
        return ControlNet.picture(repainting.map(part -> part.beside(image)).orElse(image));
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
        refuseLateBranch(request, base.walk(request, request.start().denoisingStrength()));
        request.hires()
                .ifPresent(hires -> RequestCheck.inSecondPass(() -> refuseSecond(request, hires)));
        boolean encodes =
                Course.of(request).legs().stream()
                                .map(leg -> leg.request().start())
                                .anyMatch(start -> !(start instanceof Start.FromNoise))
                        || base.spec().isForInpainting()
                        || request.hires()
                                .filter(hires -> !(hires.enlarging() instanceof Enlarging.Latent))
                                .isPresent();
        if (encodes) {
            base.encoder();
        }
    }

    private static void refuseLateBranch(GenerationRequest request, Walk walk) {
        int steps = walk.ladder().steps() - walk.first();
        if (request.start() instanceof Start.Branch branch && branch.after() >= steps) {
            throw new RequestException(
                    Field.START,
                    "The branch is after step %d of %d, expected a step before the last one. Choose an earlier step."
                            .formatted(branch.after(), steps));
        }
    }

    private void refuseSecond(GenerationRequest request, HiresFix hires) {
        Walk unused = base.walk(second(request, hires), hires.denoisingStrength());
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
                model().vae().separate(),
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
    public RunTimes unetTimes() {
        return base.unetTimes();
    }

    @Override
    public void unload() {
        kept.forget();
        base.unload();
        companions.unload();
    }

    @Override
    public void close() {
        closed = true;
        oneRunAtATime.lock(); // nothing native is freed under a run
        try {
            companions.close();
        } finally {
            base.close();
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
