package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.app.Folders;
import studio.easel.engine.Goldens;

/** Somebody looks after models on the command line. */
class ModelsCommandsTest {
    @TempDir Path home;
    private Folders folders;

    @BeforeEach
    void aHomeOfItsOwn() {
        folders = Folders.of(Map.of("EASEL_HOME", home.toString()), "Linux", home);
    }

    @Test
    void aModelIsInspectedAddedVerifiedAndRemoved() {
        Path upscaler = Goldens.path("pipelines/esrgan/model.onnx");
        assertThat(models("inspect", upscaler.toString()).out())
                .contains("What it is      an upscaler", "SHA-256");
        assertThat(models("add", upscaler.toString(), "--name", "sharp").out())
                .contains("sharp.onnx  an upscaler");
        assertThat(models("list").out()).contains("sharp.onnx  (sharp)  upscaler: Upscaler");
        assertThat(models("verify", "sharp.onnx").out()).contains("sharp.onnx  is sound");
        assertThat(models("remove", "sharp.onnx").err()).contains("nothing was deleted. Add --yes");
        assertThat(models("remove", "sharp.onnx", "--yes").out()).contains("Deleted");
        assertThat(models().out()).doesNotContain("sharp");
    }

    @Test
    void aPickleIsCalledOneAndNeverOpened() throws IOException {
        Path ran = home.resolve("ran");
        Path pickle = home.resolve("model.ckpt");
        String program = "\u0080\u0002cos\nsystem\n(S'touch " + ran + "'\ntR.";
        Files.write(pickle, program.getBytes(StandardCharsets.ISO_8859_1));
        Terminal answer = models("inspect", pickle.toString(), "--json");
        assertThat(answer.out()).contains("\"form\" : \"a Python pickle\"").contains("convert it");
        assertThat(models("add", pickle.toString()).exitCode()).isEqualTo(2);
        assertThat(ran).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    lst                                  | The command is "lst", expected one of
                    inspect                              | Missing required parameter: 'ID|PATH'
                    inspect nowhere                      | Model is "nowhere"
                    inspect starter-v1 --prediction x    | The prediction is "x", expected one of epsilon, v
                    add nowhere                          | There is no file or folder nowhere
                    verify nowhere                       | Model is "nowhere"
                    remove nowhere --yes                 | Model is "nowhere"
                    remove starter-v1 --yes              | comes with Easel
                    download sdlx --yes                  | Did you mean sdxl
                    download sdxl                        | Nothing was fetched yet. Read the licence at https://
                    download sdxl --yes --mirror nowhere | The mirror is "nowhere"
                    download sdxl --sha256 abc           | expected the 64 hex digits
                    """)
    void badInputGetsASentence(String words, String said) {
        Terminal answer = models(words.split(" "));
        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.err()).contains(said);
        assertThat(home.resolve("models/sd_xl_base_1.0.safetensors")).doesNotExist();
    }

    @Test
    void theCatalogueIsShownWithoutAskingAnybody() {
        Terminal answer = models("download", "--mirror", "http://127.0.0.1:9");
        assertThat(answer.exitCode()).isZero();
        assertThat(answer.out())
                .contains("sdxl  (Stable Diffusion XL 1.0)  a checkpoint for SDXL, 6.9 GB")
                .contains("licence: CreativeML OpenRAIL++-M");
    }

    /** A file without a published fingerprint: seen first, agreed to, then in its place. */
    @Test
    void aDownloadComesFromTheMirrorAndIsCheckedByHand() throws IOException {
        byte[] content = "not really a model".getBytes(StandardCharsets.UTF_8);
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    asked.add(exchange.getRequestURI().toString());
                    exchange.sendResponseHeaders(200, content.length);
                    exchange.getResponseBody().write(content);
                    exchange.close();
                });
        server.start();
        try {
            String mirror = "http://127.0.0.1:" + server.getAddress().getPort();
            Terminal first = models("download", "sd-1.5-inpainting", "--yes", "--mirror", mirror);
            assertThat(first.exitCode()).isEqualTo(2);
            String hash = first.err().replaceAll("(?s).*--sha256 ([0-9a-f]{64}).*", "$1");
            Terminal second =
                    models(
                            "download",
                            "sd-1.5-inpainting",
                            "--yes",
                            "--mirror",
                            mirror,
                            "--sha256",
                            hash);
            assertThat(second.exitCode()).as(second.err()).isZero();
            assertThat(home.resolve("models/sd-v1-5-inpainting.safetensors"))
                    .hasBinaryContent(content);
            assertThat(asked)
                    .containsExactly(
                            "/webui/stable-diffusion-inpainting/resolve/main/sd-v1-5-inpainting.safetensors");
        } finally {
            server.stop(0);
        }
    }

    private Terminal models(String... words) {
        String[] line = new String[words.length + 1];
        line[0] = "models";
        System.arraycopy(words, 0, line, 1, words.length);
        return Terminal.easel(folders, line);
    }
}
