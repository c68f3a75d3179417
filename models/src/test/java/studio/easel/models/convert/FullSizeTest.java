package studio.easel.models.convert;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.UNetSpec.Residual;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.onnx.OnnxModel;
import studio.easel.engine.tensor.Tensor;
import studio.easel.models.ModelLibrary;

/**
 * Stable Diffusion 1.5 in its full size: {@code -Deasel.checkpoint=sd15.safetensors}, a file made
 * by goldens/checkpoints/full.py, and what it takes on this machine. With {@code -Deasel.exported=}
 * a U-Net that PyTorch exported, that one's time, too.
 */
@EnabledIfSystemProperty(named = "easel.checkpoint", matches = ".+")
class FullSizeTest {
    private static final double SAME = 2e-4;

    private static final int RUNS = 3;

    @TempDir Path folder;

    @Test
    void aCheckpointOfFullSizeGivesWhatDiffusersGives() throws IOException {
        Path file = Path.of(System.getProperty("easel.checkpoint"));
        MadeUpNetwork network =
                MadeUpNetwork.of(new ObjectMapper().readTree(Path.of(file + ".json").toFile()));
        ModelLibrary library = new ModelLibrary(folder.resolve("models"), folder.resolve("caches"));
        long begun = System.nanoTime();
        ModelSpec spec = library.open(library.find(file.toString()), stage -> {});
        say("opening, fingerprint included", begun);
        begun = System.nanoTime();
        library.open(library.find(file.toString()), stage -> {});
        say("opening again", begun);
        System.err.printf("%,d bytes written%n", written(folder.resolve("caches")));

        Map<String, Tensor> inputs = new HashMap<>();
        inputs.put("sample", network.input("sample", "sample"));
        inputs.put("timestep", Tensor.scalar(423));
        inputs.put("encoder_hidden_states", network.input("encoder_hidden_states", "words"));
        String exported = System.getProperty("easel.exported", "");
        if (!exported.isEmpty()) {
            timed("exported", Path.of(exported), inputs);
        }
        for (Residual residual : spec.unet().residuals()) {
            inputs.put(residual.input(), Tensor.scalar(0));
        }
        network.assertGiven(timed("written", spec.unet().graph(), inputs), SAME, "out_sample");
        network.assertGiven(
                timed(
                        "text encoder",
                        spec.textEncoders().get(0).graph(),
                        Map.of("input_ids", network.input("input_ids", ""))),
                SAME,
                "last_hidden_state");
        network.assertGiven(
                timed(
                        "decoder",
                        spec.vae().decoder(),
                        Map.of("latent_sample", network.input("latent_sample", "latent"))),
                SAME,
                "sample");
    }

    private static Map<String, Tensor> timed(String what, Path graph, Map<String, Tensor> inputs)
            throws IOException {
        try (OnnxModel model = OnnxModel.at(graph, Device.cpu())) {
            long begun = System.nanoTime();
            model.load();
            say(what + ": loading", begun);
            memory(what);
            Map<String, Tensor> given = Map.of();
            for (int i = 0; i < RUNS; i++) {
                begun = System.nanoTime();
                given = model.run(inputs);
                say(what + ": run", begun);
            }
            memory(what);
            return given;
        }
    }

    private static void say(String what, long begun) {
        System.err.printf("%s %.2f s%n", what, (System.nanoTime() - begun) / 1e9);
    }

    /** On Linux; elsewhere nothing is said. */
    private static void memory(String what) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.isReadable(status)) {
            Files.readAllLines(status).stream()
                    .filter(line -> line.matches("(RssAnon|RssFile|VmHWM):.*"))
                    .forEach(line -> System.err.println(what + ": " + line));
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
