package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model folder somebody damaged: a sentence names the part, and nothing is written. */
class BadModelTest {
    @TempDir Path folder;
    private Path model;

    @BeforeEach
    void copyTheStarter() {
        model = Starter.copyTo(folder.resolve("model"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unet/model.onnx",
                "vae_decoder/model.onnx",
                "text_encoder/model.onnx",
                "scheduler/scheduler_config.json",
                "model_index.json",
                "tokenizer/merges.txt"
            })
    void aMissingFileIsNamed(String part) throws IOException {
        Files.delete(model.resolve(part));

        assertRefused(Path.of(part).getFileName().toString(), "xpected", "again");
    }

    @ParameterizedTest
    @CsvSource({
        "unet/model.onnx, 0.5",
        "unet/model.onnx, 0.999",
        "text_encoder/model.onnx, 0.5",
        "vae_decoder/model.onnx, 0.5",
        "vae_decoder/model.onnx, 0"
    })
    void aTruncatedGraphIsNamed(String part, double kept) throws IOException {
        byte[] bytes = Files.readAllBytes(model.resolve(part));
        Files.write(model.resolve(part), Arrays.copyOf(bytes, (int) (bytes.length * kept)));

        assertRefused(part, "xpected", "again");
    }

    @Test
    void aGraphThatIsTextIsNamed() throws IOException {
        Files.writeString(model.resolve("unet/model.onnx"), "nothing but words ".repeat(100));

        assertRefused("unet/model.onnx", "does not start like an ONNX graph", "again");
    }

    @Test
    void aGraphOfNoiseIsNamed() throws IOException {
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        noise[0] = 8;
        Files.write(model.resolve("unet/model.onnx"), noise);

        assertRefused("unet/model.onnx", "could not be opened", "again");
    }

    @ParameterizedTest
    @CsvSource({"unet, vae_decoder", "text_encoder, vae_decoder", "vae_decoder, unet"})
    void aGraphInThePlaceOfAnotherIsNamed(String place, String stranger) throws IOException {
        Files.copy(
                model.resolve(stranger + "/model.onnx"),
                model.resolve(place + "/model.onnx"),
                StandardCopyOption.REPLACE_EXISTING);

        assertRefused(place + "/model.onnx", "expected one named", "Export");
    }

    @Test
    void anEncoderInThePlaceOfADecoderIsNamed() throws IOException {
        Files.copy(
                model.resolve("vae_encoder/model.onnx"),
                model.resolve("vae_decoder/model.onnx"),
                StandardCopyOption.REPLACE_EXISTING);

        assertRefused(
                "vae_decoder/model.onnx", "another graph than its name says", "copy the model");
    }

    /** No signal is left at most timesteps, so the way back divides by nothing. */
    @Test
    void aLatentThatBecomesInfiniteIsNotSaved() throws IOException {
        ObjectNode config = scheduler();
        config.putArray("trained_betas");
        for (int t = 0; t < 1000; t++) {
            config.withArray("trained_betas").add(0.99);
        }
        write(config);

        assertRefused("latent became infinite", "nothing was saved", "Lower the guidance");
    }

    @Test
    void aNoiseScheduleThatIsNoneIsNamed() throws IOException {
        write(scheduler().put("beta_schedule", "zigzag"));

        assertRefused("zigzag", "one of linear, scaled_linear", "scheduler_config.json");
    }

    private ObjectNode scheduler() throws IOException {
        return (ObjectNode) new ObjectMapper().readTree(config().toFile());
    }

    private void write(ObjectNode json) throws IOException {
        Files.writeString(config(), json.toString());
    }

    private Path config() {
        return model.resolve("scheduler/scheduler_config.json");
    }

    private void assertRefused(String found, String expected, String doThis) {
        Path out = folder.resolve("out");

        Terminal answer =
                Terminal.generate(
                        "a star",
                        "--model",
                        model.toString(),
                        "--out",
                        out.toString(),
                        "--size",
                        "64x64");

        assertThat(answer.exitCode()).as(answer.err()).isEqualTo(2);
        assertThat(answer.err().replace('\\', '/')).contains(found, expected, doThis);
        assertThat(answer.err()).doesNotContain("Exception").doesNotContain("\tat ");
        assertThat(answer.out()).isEmpty();
        assertThat(Starter.filesIn(out)).isEmpty();
    }
}
