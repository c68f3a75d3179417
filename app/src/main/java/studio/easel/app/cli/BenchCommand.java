package studio.easel.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import studio.easel.app.device.MemoryUse;
import studio.easel.app.gallery.GalleryCost;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.Progress;
import studio.easel.engine.SamplerName;
import studio.easel.engine.onnx.Providers;
import studio.easel.engine.pipeline.EaselVersion;
import studio.easel.engine.pipeline.ImagePipeline;
import studio.easel.engine.pipeline.StableDiffusion;

/** {@code easel bench}: the figures Easel states about itself come from here. */
@Command(
        name = "bench",
        customSynopsis = "easel bench [OPTIONS]",
        description = "Measures start, steps, memory and cancelling, with a model of your choice.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class BenchCommand implements Callable<Integer> {
    private static final String PROMPT = "a red heart by the sea";
    private static final int CANCELLATIONS = 5;
    private static final int FEW_STEPS = 4;

    private final Workbench workbench;

    @Mixin RequestOptions options = new RequestOptions();

    @Option(names = "--model", paramLabel = "ID|PATH", description = "Default: the starter.")
    @Nullable String model;

    @Option(names = "--device", paramLabel = "NAME", description = "auto, cpu, cuda or cuda:N.")
    @Nullable String device;

    @ArgGroup @Nullable Instead instead;

    @Option(names = "--json", description = "Print the figures as JSON.")
    boolean json;

    @Spec CommandSpec spec;

    /** More than one picture's figures; one kind at a time. */
    static final class Instead {
        @Option(
                names = "--all-samplers",
                description = "Also where a step's time goes with each sampler.")
        boolean allSamplers;

        @Option(
                names = "--images",
                paramLabel = "N",
                description =
                        "Instead: make N pictures of every kind and show whether memory grows, in few steps unless --steps says otherwise.")
        @Nullable Integer images;

        @Option(
                names = "--frames",
                paramLabel = "N",
                description =
                        "Instead: what each of N frames of an animation costs beyond diffusing it; needs no model.")
        @Nullable Integer frames;

        @Option(
                names = "--gallery",
                paramLabel = "N",
                description =
                        "Instead: how long a gallery of N pictures takes to open and to search; needs no model.")
        @Nullable Integer gallery;
    }

    @SuppressWarnings("NullAway.Init") // picocli gives the spec
    BenchCommand(Workbench workbench) {
        this.workbench = workbench;
    }

    @Override
    public Integer call() {
        if (instead != null && instead.frames != null) {
            ObjectNode figures = new ObjectMapper().createObjectNode();
            figures.put("easel", EaselVersion.text());
            figures.put("processors", Runtime.getRuntime().availableProcessors());
            new AnimationCost(instead.frames).describe(figures);
            print(figures);
            return 0;
        }
        if (instead != null && instead.gallery != null) {
            ObjectNode figures = new ObjectMapper().createObjectNode();
            figures.put("easel", EaselVersion.text());
            figures.put("processors", Runtime.getRuntime().availableProcessors());
            GalleryCost.of(instead.gallery, workbench.folders().caches())
                    .milliseconds()
                    .forEach((what, time) -> figures.put(what, Figures.rounded(time)));
            print(figures);
            return 0;
        }
        ModelSpec opened =
                workbench.library().open(workbench.model(Optional.ofNullable(model)), stage -> {});
        Optional<Integer> images = Optional.ofNullable(instead).map(more -> more.images);
        GenerationRequest suggested = RequestOptions.suggested(opened, PROMPT);
        GenerationRequest request =
                options.over(
                        images.isEmpty() ? suggested : suggested.but().steps(FEW_STEPS).request(),
                        Optional.empty());
        try (ImagePipeline pipeline =
                StableDiffusion.open(opened, workbench.device(Optional.ofNullable(device)))) {
            ObjectNode figures = circumstances(pipeline, request);
            if (images.isPresent()) {
                new Endurance(pipeline, request)
                        .describe(figures, images.get(), spec.commandLine().getErr()::println);
            } else {
                speed(figures, pipeline, request);
            }
            MemoryUse.peak().ifPresent(megabytes -> figures.put("peak_memory_mb", megabytes));
            print(figures);
        }
        return 0;
    }

    private void print(ObjectNode figures) {
        spec.commandLine()
                .getOut()
                .println(json ? figures.toPrettyString() : Figures.table(figures));
    }

    private static ObjectNode circumstances(ImagePipeline pipeline, GenerationRequest request) {
        ObjectNode figures = new ObjectMapper().createObjectNode();
        figures.put("easel", EaselVersion.text());
        figures.put("onnx_runtime", Providers.runtimeVersion());
        figures.put("provider", pipeline.provider());
        figures.put("processors", Runtime.getRuntime().availableProcessors());
        figures.put("model", pipeline.model().name());
        figures.put("size", request.size().toString());
        figures.put("steps", request.steps());
        return figures;
    }

    private void speed(ObjectNode figures, ImagePipeline pipeline, GenerationRequest request) {
        figures.put("sampler", request.sampler().label());
        figures.put("load_and_first_picture_s", seconds(() -> picture(pipeline, request)));
        figures.put("cold_start_to_first_picture_s", sinceProcessStart());
        long begun = System.nanoTime();
        StepTimes steps = StepTimes.of(pipeline, request);
        figures.put("second_picture_s", (System.nanoTime() - begun) / 1e9);
        figures.put("seconds_per_step", steps.seconds());
        List<Double> cancels = new ArrayList<>();
        for (int i = 0; i < CANCELLATIONS; i++) {
            cancelled(pipeline, request).ifPresent(nanos -> cancels.add(nanos / 1e6));
        }
        figures.put("cancel_to_idle_ms_median", Figures.median(cancels));
        figures.put("cancel_to_idle_ms_worst", cancels.stream().max(Double::compare).orElse(0.0));
        figures.put("cancellations", cancels.size());

        ArrayNode rows = figures.putArray("where_a_step_goes_medians");
        StepTimes.of(pipeline, request) // by now its code is compiled, as in any longer sitting
                .describe(rows.addObject().put("sampler", request.sampler().label()));
        if (instead != null && instead.allSamplers) {
            for (SamplerName sampler : SamplerName.values()) {
                GenerationRequest other = request.but().sampler(sampler).request();
                picture(pipeline, other); // the same holds for its own solver
                StepTimes.of(pipeline, other)
                        .describe(rows.addObject().put("sampler", sampler.label()));
            }
        }
    }

    private static void picture(ImagePipeline pipeline, GenerationRequest request) {
        var unused = pipeline.generate(request.only(0), Progress.silent());
    }

    /**
     * Nanoseconds from the interrupt, in the middle of a step, until the engine is idle again;
     * empty where the picture was finished before the interrupt came.
     */
    private static Optional<Long> cancelled(ImagePipeline pipeline, GenerationRequest request) {
        long[] times = new long[2];
        Thread worker = Thread.currentThread();
        Progress interrupting =
                step -> {
                    if (step.step() == Math.max(1, step.steps() / 4)) {
                        new Thread(
                                        () -> {
                                            pause(Duration.ofMillis(3));
                                            times[0] = System.nanoTime();
                                            worker.interrupt();
                                        })
                                .start();
                    }
                };
        try {
            pipeline.generate(request, interrupting);
            pause(Duration.ofMillis(100)); // finished before the interrupt came
            boolean unused = Thread.interrupted();
            return Optional.empty();
        } catch (CancellationException e) {
            times[1] = System.nanoTime();
            return Optional.of(times[1] - times[0]);
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static double sinceProcessStart() {
        Instant start = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
        return Duration.between(start, Instant.now()).toMillis() / 1000.0;
    }
}
