package studio.easel.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.easel.engine.ModelException;

class StarterModelTest {
    private static final Path BUNDLED =
            Path.of("src/main/resources/studio/easel/models/starter-v1");

    @TempDir Path models;
    private final List<String> said = Collections.synchronizedList(new ArrayList<>());

    @Test
    void itIsUnpackedOnceAndSaysSo() throws IOException {
        unpack();
        assertWhole();
        assertThat(said).containsExactly("Unpacking the starter model (37 MB, once)");
        unpack();
        assertThat(said).hasSize(1);
    }

    @Test
    void itsFolderHasNothingButTheModel() throws IOException {
        unpack();
        try (Stream<Path> entries = Files.list(models)) {
            assertThat(entries).containsExactly(models.resolve("starter-v1"));
        }
    }

    @ParameterizedTest
    @EnumSource(Bundled.class)
    void theCommittedListIsThatOfTheBundledFiles(Bundled bundled) throws Exception {
        Path folder = BUNDLED.resolveSibling(bundled.id());
        StringBuilder list = new StringBuilder();
        for (Path file : files(folder)) {
            byte[] bytes = Files.readAllBytes(folder.resolve(file));
            String name = file.toString().replace('\\', '/');
            list.append(Sha256.of(bytes) + " " + bytes.length + " " + name + "\n");
        }
        assertThat(folder.resolveSibling(bundled.id() + ".files")).hasContent(list.toString());
    }

    @Test
    void allThatComesWithEaselTakesAtMostFortyMegabytes() throws IOException {
        long bytes = 0;
        for (Bundled bundled : Bundled.values()) {
            for (PackedFile file : PackedFile.all(bundled.id())) {
                bytes += file.size();
            }
        }
        assertThat(bytes).isLessThanOrEqualTo(40_000_000);
    }

    /** Other bytes under the same size and time stay unseen: so they were not read. */
    @Test
    void aLaterStartLooksOnlyAtSizesAndTimes() throws IOException {
        unpack();
        Path config = models.resolve("starter-v1/unet/config.json");
        FileTime time = Files.getLastModifiedTime(config);
        byte[] other = Files.readAllBytes(config);
        other[0] = ' ';
        Files.write(config, other);
        Files.setLastModifiedTime(config, time);
        said.clear();
        unpack();
        assertThat(said).isEmpty();
        assertThat(config).hasBinaryContent(other);
    }

    @Test
    void aMissingFileIsPutBackAndSaid() throws IOException {
        unpack();
        Files.delete(models.resolve("starter-v1/vae_decoder/model.onnx"));
        unpack();
        assertWhole();
        assertThat(said)
                .endsWith("Repairing the starter model: vae_decoder/model.onnx was missing");
    }

    @Test
    void aTruncatedFileIsReplacedAndSaid() throws IOException {
        unpack();
        Files.writeString(models.resolve("starter-v1/unet/model.onnx"), "short");
        unpack();
        assertWhole();
        assertThat(said).endsWith("Repairing the starter model: unet/model.onnx was damaged");
    }

    @Test
    void damageThatKeepsTheSizeIsFoundByTheTimeOfChange() throws IOException {
        unpack();
        Path vocabulary = models.resolve("starter-v1/tokenizer/vocab.json");
        byte[] bytes = Files.readAllBytes(vocabulary);
        bytes[100] ^= 1;
        Files.write(vocabulary, bytes);
        Files.setLastModifiedTime(vocabulary, FileTime.fromMillis(1_700_000_000_000L));
        unpack();
        assertWhole();
        assertThat(said).endsWith("Repairing the starter model: tokenizer/vocab.json was damaged");
    }

    @Test
    void aFolderThatOnlyLostItsMarkerIsCheckedAndKept() throws IOException {
        unpack();
        Files.delete(models.resolve("starter-v1/.verified"));
        unpack();
        assertWhole();
        assertThat(said).hasSize(1);
        assertThat(models.resolve("starter-v1/.verified")).exists();
    }

    @Test
    void severalAtOnceAllEndWithTheWholeModel() throws Exception {
        int count = 4;
        CyclicBarrier together = new CyclicBarrier(count);
        ExecutorService processes = Executors.newFixedThreadPool(count);
        List<Future<?>> runs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            runs.add(
                    processes.submit(
                            () -> {
                                together.await();
                                new StarterModel(Bundled.PICTURES, models)
                                        .unpack(said::add); // shares nothing
                                return null;
                            }));
        }
        for (Future<?> run : runs) {
            run.get();
        }
        processes.shutdown();
        assertWhole();
        itsFolderHasNothingButTheModel();
    }

    @Test
    void whatADeadProcessLeftBehindIsSweptLater() throws IOException {
        Path dead = Files.createDirectories(models.resolve(".starter-v1-dead/unet"));
        Files.writeString(dead.resolve("model.onnx"), "half");
        Files.setLastModifiedTime(
                dead.resolveSibling("."), FileTime.fromMillis(1_700_000_000_000L));
        Path alive = Files.createDirectories(models.resolve(".starter-v1-alive"));
        unpack();
        assertThat(dead).doesNotExist();
        assertThat(alive).exists();
    }

    @Test
    void anInterruptedUnpackingLeavesNothing() throws IOException {
        Thread.currentThread().interrupt();
        assertThatThrownBy(this::unpack).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(models).isEmptyDirectory();
    }

    @Test
    void whereNothingCanBeWrittenThatIsSaid() throws IOException {
        Path file = Files.writeString(models.resolve("file"), "not a folder");
        assertThatThrownBy(() -> new StarterModel(Bundled.PICTURES, file).unpack(said::add))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("cannot be unpacked into " + file.resolve("starter-v1"))
                .hasMessageContaining("choose another models folder");
        assertThat(file).hasContent("not a folder");
    }

    @Test
    void theOthersSayWhichOfThemTheyAre() throws IOException {
        StarterModel depth = new StarterModel(Bundled.DEPTH, models);
        depth.unpack(said::add);
        Files.delete(models.resolve("starter-depth/model.onnx"));
        depth.unpack(said::add);
        assertThat(said)
                .containsExactly(
                        "Unpacking the starter's depth model (2.3 MB, once)",
                        "Repairing the starter's depth model: model.onnx was missing");
        assertThat(depth.listing().description()).contains("drawn world", "MiDaS");
    }

    @ParameterizedTest
    @EnumSource(Bundled.class)
    void theCardNamesAllThatComesWithEasel(Bundled bundled) {
        String name = bundled == Bundled.PICTURES ? "Starter model v1" : bundled.id();
        assertThat(StarterModel.card()).contains(name);
    }

    @Test
    void itsDescriptionSaysPlainlyWhatItKnowsAndHowToAddMore() {
        InstalledModel listing = new StarterModel(Bundled.PICTURES, models).listing();
        assertThat(listing.name()).isEqualTo("Starter v1");
        assertThat(listing.description())
                .contains("small drawn world", "89 things", "twelve colours", "256x256")
                .contains("add a real checkpoint");
    }

    private void unpack() {
        new StarterModel(Bundled.PICTURES, models).unpack(said::add);
    }

    private void assertWhole() throws IOException {
        for (Path file : files(BUNDLED)) {
            Path unpacked = models.resolve("starter-v1").resolve(file);
            assertThat(Files.mismatch(unpacked, BUNDLED.resolve(file)))
                    .as("%s", file)
                    .isEqualTo(-1);
        }
        String marker =
                Files.readString(models.resolve("starter-v1/.verified"), StandardCharsets.UTF_8);
        assertThat(marker.lines().count()).isEqualTo(files(BUNDLED).size());
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(folder::relativize).sorted().toList();
        }
    }
}
