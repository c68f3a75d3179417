package studio.easel.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.Progress;
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

    private final Workbench workbench;

    @Mixin RequestOptions options = new RequestOptions();

    @Option(names = "--model", paramLabel = "ID|PATH", description = "Default: the starter.")
    @Nullable String model;

    @Option(names = "--device", paramLabel = "NAME", description = "auto, cpu, cuda or cuda:N.")
    @Nullable String device;

    @Option(names = "--json", description = "Print the figures as JSON.")
    boolean json;

    @Spec CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli gives the spec
    BenchCommand(Workbench workbench) {
        this.workbench = workbench;
    }

    @Override
    public Integer call() {
        ModelSpec opened =
                workbench.library().open(workbench.model(Optional.ofNullable(model)), stage -> {});
        GenerationRequest request =
                options.over(RequestOptions.suggested(opened, PROMPT), Optional.empty());
        try (ImagePipeline pipeline =
                StableDiffusion.open(opened, workbench.device(Optional.ofNullable(device)))) {
            ObjectNode figures = figures(pipeline, request);
            String text = json ? figures.toPrettyString() : table(figures);
            spec.commandLine().getOut().println(text.stripTrailing());
        }
        return 0;
    }

    private static ObjectNode figures(ImagePipeline pipeline, GenerationRequest request) {
        ObjectNode figures = new ObjectMapper().createObjectNode();
        figures.put("easel", EaselVersion.text());
        figures.put("onnx_runtime", Providers.runtimeVersion());
        figures.put("provider", pipeline.provider());
        figures.put("processors", Runtime.getRuntime().availableProcessors());
        figures.put("model", pipeline.model().name());
        figures.put("size", request.size().toString());
        figures.put("steps", request.steps());
        figures.put("sampler", request.sampler().label());

        List<Long> unused = new ArrayList<>();
        figures.put("load_and_first_picture_s", seconds(() -> run(pipeline, request, unused)));
        figures.put("cold_start_to_first_picture_s", sinceProcessStart());
        List<Long> steps = new ArrayList<>();
        figures.put("second_picture_s", seconds(() -> run(pipeline, request, steps)));
        figures.put("seconds_per_step", median(steps) / 1e9);
        List<Long> cancels = new ArrayList<>();
        for (int i = 0; i < CANCELLATIONS; i++) {
            cancelled(pipeline, request).ifPresent(cancels::add);
        }
        figures.put("cancel_to_idle_ms_median", median(cancels) / 1e6);
        figures.put(
                "cancel_to_idle_ms_worst", cancels.stream().max(Long::compare).orElse(0L) / 1e6);
        figures.put("cancellations", cancels.size());
        peakMemory().ifPresent(megabytes -> figures.put("peak_memory_mb", megabytes));
        return figures;
    }

    private static void run(ImagePipeline pipeline, GenerationRequest request, List<Long> steps) {
        long[] last = {0};
        Progress timing =
                step -> {
                    long now = System.nanoTime();
                    if (last[0] != 0) {
                        steps.add(now - last[0]);
                    }
                    last[0] = now;
                };
        pipeline.generate(request.only(0), timing);
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

    private static double median(List<Long> values) {
        List<Long> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
    }

    private static double sinceProcessStart() {
        Instant start = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
        return Duration.between(start, Instant.now()).toMillis() / 1000.0;
    }

    /** The most memory this process ever held, where the system says so (Linux). */
    private static OptionalDouble peakMemory() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                    .findFirst();
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }

    private static String table(ObjectNode figures) {
        StringBuilder table = new StringBuilder();
        figures.properties()
                .forEach(
                        figure ->
                                table.append(
                                        "%-30s %s%n"
                                                .formatted(
                                                        figure.getKey(),
                                                        figure.getValue().asText())));
        return table.toString();
    }
}
