package studio.easel.models.convert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.engine.Lora;
import studio.easel.engine.Lora.Network;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.UNetSpec.Residual;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.onnx.GraphEdit;
import studio.easel.engine.onnx.LayerWeights;
import studio.easel.engine.onnx.LoraEdit;
import studio.easel.engine.onnx.OnnxGraph;
import studio.easel.engine.onnx.OnnxModel;
import studio.easel.engine.tensor.Tensor;
import studio.easel.models.InstalledModel;
import studio.easel.models.ModelLibrary;
import studio.easel.models.format.LoraFile;

/**
 * A checkpoint in its full size: {@code -Deasel.checkpoint=sd15.safetensors}, a file made by
 * goldens/checkpoints/full.py, and what it takes on this machine. With {@code -Deasel.exported=} a
 * U-Net that PyTorch exported, that one's time, too; {@code -Deasel.runs=} for how many there are.
 */
@EnabledIfSystemProperty(named = "easel.checkpoint", matches = ".+")
class FullSizeTest {
    private static final double SAME = 2e-4;

    private static final int RUNS = Integer.getInteger("easel.runs", 3);

    private static final int RANK = 16;

    @TempDir Path folder;

    private JsonNode recorded;
    private InstalledModel installed;
    private ModelLibrary library;

    @BeforeEach
    void setUp() throws IOException {
        Path file = Path.of(System.getProperty("easel.checkpoint"));
        recorded = new ObjectMapper().readTree(Path.of(file + ".json").toFile());
        library = new ModelLibrary(folder.resolve("models"), folder.resolve("caches"));
        installed = library.find(file.toString());
    }

    @Test
    void aCheckpointOfFullSizeGivesWhatDiffusersGives() throws IOException {
        assertThat(installed.family()).isEqualTo(recorded.path("family").asText());
        ModelSpec spec = opened("opening, fingerprint included");
        opened("opening again");
        System.err.printf("%,d bytes written%n", written(folder.resolve("caches")));

        MadeUpNetwork unet = MadeUpNetwork.of(recorded.path("unet"));
        String exported = System.getProperty("easel.exported", "");
        if (!exported.isEmpty()) {
            timed("exported", Path.of(exported), inputs(unet, List.of()));
        }
        assertGiven(
                unet, timed("U-Net", spec.unet().graph(), inputs(unet, spec.unet().residuals())));
        for (int i = 0; i < spec.textEncoders().size(); i++) {
            MadeUpNetwork encoder = MadeUpNetwork.of(recorded.path("text_encoders").path(i));
            assertGiven(
                    encoder,
                    timed(
                            "text encoder " + (i + 1),
                            spec.textEncoders().get(i).graph(),
                            Map.of("input_ids", encoder.input("input_ids", ""))));
        }
        MadeUpNetwork vae = MadeUpNetwork.of(recorded.path("vae"));
        assertGiven(
                vae,
                timed(
                        "decoder",
                        spec.vae().decoder(),
                        Map.of("latent_sample", vae.input("latent_sample", "latent"))));
    }

    @Test
    void aLoraOfFullSizeChangesTheUNet() throws IOException {
        ModelSpec spec = opened("opening");
        MadeUpNetwork unet = MadeUpNetwork.of(recorded.path("unet"));
        Map<String, Tensor> inputs = inputs(unet, spec.unet().residuals());
        Path graph = spec.unet().graph();
        Path file = kohya(graph);
        System.err.printf("a LoRA of %,d bytes%n", Files.size(file));
        Lora.Weights weights = LoraFile.read(file);
        LoraEdit edit =
                new LoraEdit(
                        Network.UNET, List.of(new Lora("made up", "0".repeat(64), weights, 1, 1)));
        Map<String, Tensor> without = timed("without", graph, inputs, Optional.empty());
        Map<String, Tensor> with = timed("with", graph, inputs, Optional.of(edit));
        assertGiven(unet, without);
        assertThat(with.get("out_sample").values())
                .isNotEqualTo(without.get("out_sample").values());
    }

    /** Rank 16 for every matrix of the attentions and of what stands behind them. */
    private Path kohya(Path graph) {
        WrittenSafetensors file = new WrittenSafetensors();
        LayerWeights.in(OnnxGraph.read(graph))
                .forEach(
                        (name, layer) -> {
                            if (name.matches(".*(transformer_blocks|proj_in|proj_out).*weight")
                                    && layer.shape().size() > 1) {
                                add(file, name.replaceFirst("\\.weight$", ""), layer.shape());
                            }
                        });
        return file.write(folder.resolve("lora.safetensors"));
    }

    private static void add(WrittenSafetensors file, String name, List<Long> shape) {
        String kohya = "lora_unet_" + name.replace('.', '_');
        int out = shape.get(0).intValue();
        int in = shape.get(1).intValue();
        boolean kernel = shape.size() > 2;
        file.add(kohya + ".alpha", List.of(), new float[] {RANK});
        file.add(
                kohya + ".lora_down.weight",
                kernel ? List.of((long) RANK, (long) in, 1L, 1L) : List.of((long) RANK, (long) in),
                small(kohya + " down", RANK * in));
        file.add(
                kohya + ".lora_up.weight",
                kernel
                        ? List.of((long) out, (long) RANK, 1L, 1L)
                        : List.of((long) out, (long) RANK),
                small(kohya + " up", out * RANK));
    }

    private static float[] small(String name, int count) {
        float[] values = MadeUpNetwork.uniform(name, count);
        for (int i = 0; i < count; i++) {
            values[i] *= 0.02f;
        }
        return values;
    }

    private ModelSpec opened(String what) {
        Clock begun = Clock.now();
        ModelSpec spec = library.open(installed, stage -> {});
        say(what, begun);
        return spec;
    }

    private static Map<String, Tensor> inputs(MadeUpNetwork network, List<Residual> residuals) {
        Map<String, Tensor> inputs = new HashMap<>();
        inputs.put("sample", network.input("sample", "sample"));
        inputs.put("timestep", Tensor.scalar(423));
        inputs.put("encoder_hidden_states", network.input("encoder_hidden_states", "words"));
        if (network.golden().path("inputs").has("time_ids")) {
            inputs.put("text_embeds", network.input("text_embeds", "pooled"));
            inputs.put("time_ids", network.input("time_ids", "sizes").times(100));
        }
        for (Residual residual : residuals) {
            inputs.put(residual.input(), Tensor.scalar(0));
        }
        return inputs;
    }

    private static void assertGiven(MadeUpNetwork network, Map<String, Tensor> given) {
        assertThat(network.golden().path("outputs")).isNotEmpty();
        network.golden()
                .path("outputs")
                .fieldNames()
                .forEachRemaining(
                        output -> {
                            System.err.printf(
                                    "%s: %.1e of the greatest number off%n",
                                    output, network.distance(given, output));
                            network.assertGiven(given, SAME, output);
                        });
    }

    private static Map<String, Tensor> timed(String what, Path graph, Map<String, Tensor> inputs) {
        return timed(what, graph, inputs, Optional.empty());
    }

    private static Map<String, Tensor> timed(
            String what, Path graph, Map<String, Tensor> inputs, Optional<GraphEdit> edit) {
        try (AnonymousMemory memory = new AnonymousMemory()) {
            Map<String, Tensor> given = timed(what, graph, inputs, edit, memory);
            memory.say(what + ": closed");
            return given;
        }
    }

    private static Map<String, Tensor> timed(
            String what,
            Path graph,
            Map<String, Tensor> inputs,
            Optional<GraphEdit> edit,
            AnonymousMemory memory) {
        try (OnnxModel model = OnnxModel.at(graph, Device.cpu())) {
            model.change(edit);
            Clock begun = Clock.now();
            model.load();
            say(what + ": loading", begun);
            memory.say(what + ": loading");
            Map<String, Tensor> given = Map.of();
            for (int i = 0; i < RUNS; i++) {
                begun = Clock.now();
                given = model.run(inputs);
                say(what + ": run", begun);
            }
            memory.say(what + ": running");
            return given;
        }
    }

    private static void say(String what, Clock begun) {
        Clock now = Clock.now();
        System.err.printf(
                "%s %.2f s, of all processors %.2f s%n",
                what,
                (now.nanoseconds() - begun.nanoseconds()) / 1e9,
                (now.ofProcessors() - begun.ofProcessors()) / 1e9);
    }

    /** What others do on the machine shows in the first, hardly in the second. */
    private record Clock(long nanoseconds, long ofProcessors) {
        static Clock now() {
            long used =
                    ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                            .getProcessCpuTime();
            return new Clock(System.nanoTime(), used);
        }
    }

    /** What this process holds that is in no file, as far as Linux says; elsewhere 0. */
    private static final class AnonymousMemory implements AutoCloseable {
        private static final Path STATUS = Path.of("/proc/self/status");
        private static final int EVERY_MS = 20;

        private final AtomicLong peak = new AtomicLong();
        private final Thread watching = new Thread(this::watch);

        AnonymousMemory() {
            watching.setDaemon(true);
            watching.start();
        }

        private void watch() {
            try {
                while (true) {
                    peak.accumulateAndGet(megabytes(), Math::max);
                    Thread.sleep(EVERY_MS);
                }
            } catch (InterruptedException e) {
                return; // closed
            }
        }

        private static long megabytes() {
            if (!Files.isReadable(STATUS)) {
                return 0;
            }
            try {
                return Files.readAllLines(STATUS).stream()
                        .filter(line -> line.startsWith("RssAnon:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                        .sum();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void say(String what) {
            long now = megabytes();
            System.err.printf(
                    "%s: anonymous memory %,d MB, at most %,d MB%n",
                    what, now, Math.max(now, peak.getAndSet(0)));
        }

        @Override
        public void close() {
            watching.interrupt();
        }
    }

    private static long written(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
