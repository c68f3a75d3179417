package studio.easel.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.ModelException;
import studio.easel.models.convert.SmallCheckpoint;
import studio.easel.models.format.Header;
import studio.easel.models.format.ModelTree;
import studio.easel.models.passport.Family;
import studio.easel.models.passport.Passport;
import studio.easel.models.passport.Prediction;
import studio.easel.models.passport.Role;

/** Somebody has files from elsewhere and wants to know what they are before using them. */
class PassportTest {
    @TempDir Path home;
    private Path models;
    private ModelLibrary library;

    @BeforeEach
    void anEmptyLibrary() throws IOException {
        models = Files.createDirectories(home.resolve("models"));
        library = new ModelLibrary(models, home.resolve("caches"));
    }

    /** A small model with SD 2's structure: 1024 numbers a word. */
    private static Header sd2() {
        return new Header()
                .tensor("model.diffusion_model.input_blocks.0.0.weight", 32, 4, 3, 3)
                .tensor("model.diffusion_model.input_blocks.1.1.attn2.to_k.weight", 32, 1024)
                .tensor("model_ema.decay")
                .type("F32")
                .tensor("first_stage_model.decoder.conv_in.weight", 8, 4, 3, 3)
                .tensor("cond_stage_model.model.ln_final.weight", 1024);
    }

    private Passport passport(Path path) {
        return library.passport(library.find(path.toString()), true, stage -> {});
    }

    @Test
    void aFileSaysWhatItIs() {
        Path file =
                sd2().note("modelspec.title", "Night\u001b[31m\nwork")
                        .note("modelspec.author", "Somebody")
                        .note("modelspec.license", "MIT")
                        .write(home.resolve("a.safetensors"));
        Passport passport = passport(file);
        assertThat(passport.role()).isEqualTo(Role.CHECKPOINT);
        assertThat(passport.family()).isEqualTo(Family.SD2);
        assertThat(passport.prediction())
                .contains(new Prediction(Prediction.Type.UNDECIDED, false));
        assertThat(passport.title()).isEqualTo("Night [31m work");
        assertThat(passport.author()).isEqualTo("Somebody");
        assertThat(passport.licence()).isEqualTo("MIT");
        assertThat(passport.precision()).isEqualTo("F16");
        assertThat(passport.parameters()).isEqualTo(1152 + 32 * 1024 + 1 + 288 + 1024);
        assertThat(passport.running()).isEqualTo(passport.parameters() - 1);
        assertThat(passport.memory(4)).isEqualTo(4 * passport.running());
        assertThat(passport.bytes()).isEqualTo(file.toFile().length());
        assertThat(passport.problem().orElseThrow()).contains("has no tensor");
        assertThat(passport.notes()).isEmpty();
        assertThat(passport.summary()).isEqualTo("a checkpoint of Stable Diffusion 2");
    }

    /** printf %s > a.bin; sha256sum a.bin */
    @Test
    void fingerprintsAreThoseOthersShow() throws IOException {
        Path file = Files.writeString(home.resolve("a.ckpt"), "abc");
        Passport passport = passport(file);
        assertThat(passport.fingerprint())
                .contains("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(passport.shortHash()).contains("ba7816bf8f");
        assertThat(passport.autoV2()).contains("BA7816BF8F");
        // The old hash looks at the second MiB; of nothing it is SHA-256's of nothing.
        assertThat(passport.oldHash()).contains("e3b0c442");
    }

    @Test
    void theOldHashLooksAtTheSecondMebibyte() throws IOException {
        byte[] bytes = new byte[(1 << 20) + (1 << 16) + 100];
        bytes[1 << 20] = 'a';
        Path file = Files.write(home.resolve("a.ckpt"), bytes);
        Path other = Files.write(home.resolve("b.ckpt"), new byte[bytes.length]);
        bytes[bytes.length - 1] = 'b';
        Path same = Files.write(home.resolve("c.ckpt"), bytes);
        assertThat(passport(file).oldHash())
                .isEqualTo(passport(same).oldHash())
                .isNotEqualTo(passport(other).oldHash());
    }

    @Test
    void whatSomebodySaysAModelPredictsIsRememberedByItsContent() throws IOException {
        Path file = sd2().write(home.resolve("a.safetensors"));
        library.remember(library.find(file.toString()), Prediction.Type.V, stage -> {});
        Path copy = Files.copy(file, home.resolve("b.safetensors"));
        ModelLibrary later = new ModelLibrary(models, home.resolve("caches"));
        assertThat(later.passport(later.find(copy.toString()), true, stage -> {}).prediction())
                .contains(new Prediction(Prediction.Type.V, true));
        Path lora =
                new Header()
                        .tensor("x.lora_down.weight", 4, 8)
                        .write(home.resolve("l.safetensors"));
        assertThatThrownBy(
                        () ->
                                library.remember(
                                        library.find(lora.toString()),
                                        Prediction.Type.V,
                                        stage -> {}))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("predicts nothing");
    }

    /** What earlier answers cannot be read is not written over. */
    @Test
    void whatWasSaidBeforeIsNeverLost() throws IOException {
        Path answers = models.resolve(".predictions");
        String notes = "# a note\n".repeat(200_000);
        Files.writeString(answers, notes);
        Path file = sd2().write(home.resolve("a.safetensors"));
        InstalledModel model = library.find(file.toString());
        assertThatThrownBy(() -> library.remember(model, Prediction.Type.V, stage -> {}))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("cannot be written");
        assertThat(answers).hasContent(notes);
    }

    @Test
    void severalWindowsAtOnceLoseNoAnswer() throws Exception {
        ExecutorService windows = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String fingerprint = "%064x".formatted(i);
                all.add(
                        windows.submit(
                                () ->
                                        new Predictions(models)
                                                .remember(fingerprint, Prediction.Type.V)));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            windows.shutdownNow();
        }
        assertThat(Files.readAllLines(models.resolve(".predictions"))).hasSize(40);
    }

    @Test
    void anOnnxFolderSaysWhatItIs() {
        Path folder =
                ModelTree.sdxl(home.resolve("xl"))
                        .text("README.md", "---\nlicense: openrail++\n---\n")
                        .root();
        Passport passport = passport(folder);
        assertThat(passport.role()).isEqualTo(Role.CHECKPOINT);
        assertThat(passport.family()).isEqualTo(Family.SDXL);
        assertThat(passport.licence()).isEqualTo("openrail++");
        assertThat(passport.form()).isEqualTo("an ONNX folder");
        assertThat(passport.fingerprint()).isPresent();
        assertThat(passport.problem()).isEmpty();
    }

    @Test
    void aDiffusersFolderIsKnownByItsUNet() {
        ModelTree tree =
                ModelTree.in(home.resolve("d"))
                        .json("model_index.json", "{'_class_name': 'StableDiffusionPipeline'}")
                        .json(
                                "scheduler/scheduler_config.json",
                                "{'prediction_type': 'v_prediction'}")
                        .text("unet/config.json", "{}");
        new Header()
                .tensor("conv_in.weight", 32, 4, 3, 3)
                .tensor(
                        "down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k.weight",
                        32,
                        1024)
                .tensor("time_embedding.linear_1.weight", 128, 32)
                .write(tree.root().resolve("unet/diffusion_pytorch_model.safetensors"));
        Passport passport = passport(tree.root());
        assertThat(passport.family()).isEqualTo(Family.SD2);
        assertThat(passport.prediction()).contains(new Prediction(Prediction.Type.V, true));
        assertThat(passport.form()).isEqualTo("a diffusers folder");
    }

    @Test
    void whatIsBrokenSaysSo() throws IOException {
        Path file = Files.writeString(home.resolve("a.safetensors"), "weights!");
        assertThat(passport(file).problem().orElseThrow()).contains("not a sound safetensors file");
    }

    @Test
    void addingCopiesAndKeepsTheOriginal() throws IOException {
        Path file = SmallCheckpoint.sd1(home.resolve("a.safetensors"));
        InstalledModel added = library.add(file, Optional.of("night"), false, stage -> {});
        assertThat(added.id()).isEqualTo("night.safetensors");
        assertThat(models.resolve("night.safetensors")).hasSameBinaryContentAs(file);
        assertThat(listed()).containsExactly("night.safetensors");
    }

    @Test
    void movingTakesTheOriginalAway() {
        Path folder = ModelTree.sd1(home.resolve("sd")).root();
        InstalledModel added = library.add(folder, Optional.empty(), true, stage -> {});
        assertThat(added.problem()).isEmpty();
        assertThat(folder).doesNotExist();
        assertThat(models.resolve("sd/unet/model.onnx")).isRegularFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../private/key", "../private", "/", "nowhere", ".", "unet"})
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void aLinkInAFolderBringsNothingElseOfTheDisk(String target) throws IOException {
        Path folder = ModelTree.sd1(home.resolve("sd")).root();
        Path key = Files.createDirectories(home.resolve("private")).resolve("key");
        Files.writeString(key, "secret");
        Files.createSymbolicLink(folder.resolve("extra"), Path.of(target));
        for (boolean move : new boolean[] {false, true}) {
            assertThatThrownBy(() -> library.add(folder, Optional.empty(), move, stage -> {}))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("extra is a link to " + target)
                    .hasMessageContaining("cp -rL");
        }
        assertThat(listed()).isEmpty();
        assertThat(key).hasContent("secret");
        assertThat(folder.resolve("unet/model.onnx")).exists();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void linksToTheModelsOwnFilesBecomeFiles(boolean move) throws IOException {
        Path snapshots = Files.createDirectories(home.resolve("hub/snapshots"));
        Path folder = ModelTree.sd1(snapshots.resolve("sd")).root();
        Path blob = Files.createDirectories(home.resolve("hub/blobs")).resolve("0a");
        Path graph = folder.resolve("unet/model.onnx");
        Files.move(graph, blob);
        Files.createSymbolicLink(graph, Path.of("../../../blobs/0a"));
        Files.writeString(folder.resolve("LICENSE"), "free");
        Files.createSymbolicLink(folder.resolve("unet/LICENSE"), Path.of("../LICENSE"));

        InstalledModel added = library.add(folder, Optional.empty(), move, stage -> {});
        assertThat(added.problem()).isEmpty();
        assertThat(models.resolve("sd/unet/model.onnx"))
                .isRegularFile()
                .hasSameBinaryContentAs(blob);
        assertThat(Files.isSymbolicLink(models.resolve("sd/unet/model.onnx"))).isFalse();
        assertThat(models.resolve("sd/unet/LICENSE")).hasContent("free");
        assertThat(Files.exists(folder)).isNotEqualTo(move);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void movingALinkTakesTheLinkAwayAndLeavesWhatItLeadsTo() throws IOException {
        Path shared = SmallCheckpoint.sd1(home.resolve("shared.bin"));
        Path link = Files.createSymbolicLink(home.resolve("a.safetensors"), Path.of("shared.bin"));
        library.add(link, Optional.empty(), true, stage -> {});
        assertThat(Files.isSymbolicLink(link)).isFalse();
        assertThat(models.resolve("a.safetensors")).hasSameBinaryContentAs(shared);
        assertThat(Files.isSymbolicLink(models.resolve("a.safetensors"))).isFalse();
    }

    @Test
    void whatAnAddingThatWasKilledLeftIsSweptADayLater() throws IOException {
        Path old = Files.writeString(models.resolve(".adding-1"), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        Files.writeString(models.resolve(".adding-2"), "being added");
        library.add(
                SmallCheckpoint.sd1(home.resolve("a.safetensors")),
                Optional.empty(),
                false,
                s -> {});
        assertThat(listed()).containsExactly(".adding-2", "a.safetensors");
    }

    @Test
    void nothingIsOverwritten() {
        Path file = SmallCheckpoint.sd1(home.resolve("a.safetensors"));
        library.add(file, Optional.empty(), false, stage -> {});
        assertThatThrownBy(() -> library.add(file, Optional.empty(), false, stage -> {}))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("There is a model a.safetensors");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../a", "a/b", "a\\b", "/a", "C:a", ".a", "a\u0000", "con", "NUL.txt", " a", "",
                "a."
            })
    void aNameStaysInTheModelsFolder(String name) throws IOException {
        Path folder = ModelTree.sd1(home.resolve("sd")).root();
        assertThatThrownBy(() -> library.add(folder, Optional.of(name), false, stage -> {}))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("is no name for a model");
        assertThat(listed()).isEmpty();
    }

    @Test
    void whatEaselHasNoUseForIsNotAdded() throws IOException {
        Path pickle =
                Files.write(
                        home.resolve("a.ckpt"),
                        new byte[] {(byte) 0x80, 2, 'c', 'o', 's', 10, 's', 'y', 's', 10});
        for (Path path : List.of(pickle, home.resolve("nowhere"), models)) {
            assertThatThrownBy(() -> library.add(path, Optional.empty(), false, stage -> {}))
                    .isInstanceOf(ModelException.class);
        }
        assertThat(listed()).isEmpty();
    }

    @Test
    void lorasAndEmbeddingsGoWherePromptsFindThem() throws IOException {
        String layer = "lora_unet_mid_block_attentions_0_proj_in.";
        Path lora =
                new Header()
                        .tensor(layer + "lora_down.weight", 2, 8)
                        .tensor(layer + "lora_up.weight", 8, 2)
                        .write(home.resolve("ink.safetensors"));
        Path embedding =
                new Header().tensor("emb_params", 2, 768).write(home.resolve("neg.safetensors"));
        for (Path file : List.of(lora, embedding)) {
            assertThat(passport(file).problem()).isEmpty();
            library.add(file, Optional.empty(), false, stage -> {});
        }
        assertThat(listed()).isEmpty();
        PromptFolders prompts =
                new PromptFolders(
                        home.resolve("wildcards"),
                        home.resolve("embeddings"),
                        home.resolve("loras"));
        assertThat(prompts.loras()).hasSize(1);
        assertThat(prompts.embeddingNames()).containsExactly("neg");
        library.remove(library.find(home.resolve("loras/ink.safetensors").toString()));
        assertThat(prompts.loras()).isEmpty();
    }

    /** Gigabytes would be copied, and then nothing could be done with them. */
    @Test
    void whatCannotBeOpenedSaysSoBeforeItIsCopied() throws IOException {
        Path partial = SmallCheckpoint.sd1WithoutVae(home.resolve("a.safetensors"));
        Path upscaler =
                new Header()
                        .tensor("body.0.rdb1.conv1.weight", 8, 8, 3, 3)
                        .write(home.resolve("b.safetensors"));
        Path encoder = new Header().clip("", 768).write(home.resolve("c.safetensors"));
        assertThat(passport(partial).problem().orElseThrow()).contains("has no VAE");
        assertThat(passport(upscaler).problem().orElseThrow()).contains("are ONNX graphs");
        assertThat(passport(encoder).problem().orElseThrow()).contains("It is a part of one");
        for (Path file : List.of(partial, upscaler, encoder)) {
            assertThatThrownBy(() -> library.add(file, Optional.empty(), false, stage -> {}))
                    .isInstanceOf(ModelException.class);
        }
        assertThat(listed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aGraphIsAddedWithTheWeightsBesideIt(boolean move) throws IOException {
        Path from = Files.createDirectories(home.resolve("from"));
        Path graph = from.resolve("up.onnx");
        ModelTree.in(from).upscaler("up.onnx", "weights.bin");
        Files.write(from.resolve("weights.bin"), new byte[16]);
        Files.writeString(from.resolve("up.onnx.txt"), "notes");
        InstalledModel added = library.add(graph, Optional.of("sharp"), move, stage -> {});
        assertThat(added.problem()).isEmpty();
        assertThat(added.id()).isEqualTo("sharp");
        assertThat(library.find("sharp").name()).isEqualTo("sharp");
        assertThat(models.resolve("sharp/weights.bin")).hasSize(16);
        assertThat(models.resolve("sharp/up.onnx.txt")).doesNotExist();
        assertThat(Files.exists(graph)).isNotEqualTo(move);
        assertThat(Files.exists(from.resolve("weights.bin"))).isNotEqualTo(move);
        assertThat(library.verify(added, stage -> {}).sound()).isTrue();
    }

    @Test
    void aControlNetsGraphBringsItsConfiguration() {
        Path folder = ModelTree.controlNet(home.resolve("canny")).root();
        InstalledModel added =
                library.add(folder.resolve("model.onnx"), Optional.empty(), false, stage -> {});
        assertThat(added.kind()).isEqualTo(InstalledModel.Kind.CONTROLNET);
        assertThat(added.id()).isEqualTo("canny");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void whatLiesBehindALinkIsNotRemoved() throws IOException {
        Path elsewhere = home.resolve("elsewhere");
        ModelTree.in(elsewhere).upscaler("mine.onnx");
        Files.createSymbolicLink(models.resolve("linked"), elsewhere);
        InstalledModel model = library.find("linked/mine.onnx");
        assertThatThrownBy(() -> library.remove(model))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("does not lie in the models folder");
        assertThat(elsewhere.resolve("mine.onnx")).exists();
    }

    @Test
    void whatIsNoModelIsNotSound() throws IOException {
        byte[] pickle = {(byte) 0x80, 2, 'c', 'o', 's', 10, 's', 'y', 's', 10};
        Files.write(models.resolve("a.ckpt"), pickle);
        Files.writeString(models.resolve("b.safetensors"), "<!DOCTYPE html><html>");
        Files.writeString(
                models.resolve("c.safetensors"), "version https://git-lfs.github.com/spec/v1\n");
        for (String id : List.of("a.ckpt", "b.safetensors", "c.safetensors")) {
            Verification found = library.verify(library.find(id), stage -> {});
            assertThat(found.sound()).as(id).isFalse();
            assertThat(found.sentence()).startsWith("cannot be used: ");
        }
    }

    /** Pictures record the fingerprint: it must be that of the file as it is. */
    @Test
    void whatVerifyingFoundIsTheFingerprintFromNowOn() throws IOException {
        Path file =
                new Header().tensor("emb_params", 8, 768).write(models.resolve("a.safetensors"));
        InstalledModel model = library.find("a.safetensors");
        library.verify(model, stage -> {});
        FileTime before = Files.getLastModifiedTime(file);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        Files.setLastModifiedTime(file, before);
        Verification rotten = library.verify(model, stage -> {});
        assertThat(rotten.sound()).isFalse();
        assertThat(passport(file).fingerprint())
                .isEqualTo(rotten.fingerprint())
                .contains(Sha256.of(bytes));
    }

    @Test
    void removingDeletesTheModelAndNothingElse() throws IOException {
        ModelTree.sd1(models.resolve("sd"));
        ModelTree.sd1(models.resolve("other"));
        library.remove(library.find("sd"));
        assertThat(listed()).containsExactly("other");
        Path elsewhere = ModelTree.sd1(home.resolve("elsewhere")).root();
        assertThatThrownBy(() -> library.remove(library.find(elsewhere.toString())))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("does not lie in the models folder");
        assertThat(elsewhere.resolve("model_index.json")).exists();
        assertThatThrownBy(() -> library.remove(library.find("starter-v1")))
                .hasMessageContaining("comes with Easel");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void ofALinkOnlyTheLinkIsRemoved() throws IOException {
        Path elsewhere = ModelTree.sd1(home.resolve("elsewhere")).root();
        Files.createSymbolicLink(models.resolve("linked"), elsewhere);
        library.remove(library.find("linked"));
        assertThat(elsewhere.resolve("unet/model.onnx")).exists();
        assertThat(listed()).isEmpty();
    }

    @Test
    void verifyingNoticesContentThatChangedByItself() throws IOException {
        Path file =
                new Header().tensor("emb_params", 8, 768).write(models.resolve("a.safetensors"));
        InstalledModel model = library.find("a.safetensors");
        assertThat(library.verify(model, stage -> {}).sentence()).contains("from now on");
        assertThat(library.verify(model, stage -> {}).sentence()).contains("as it was");
        FileTime before = Files.getLastModifiedTime(file);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        Files.setLastModifiedTime(file, before);
        Verification rotten = library.verify(model, stage -> {});
        assertThat(rotten.sound()).isFalse();
        assertThat(rotten.sentence()).contains("other content");
        Files.write(file, new byte[10]);
        assertThat(library.verify(model, stage -> {}).sound()).isFalse();
    }

    @Test
    void theCatalogueIsWhole() {
        List<String> ids = new ArrayList<>();
        for (Catalogue.Entry entry : Catalogue.bundled().models()) {
            ids.add(entry.id());
            assertThat(entry.licence()).isNotEmpty();
            assertThat(entry.address().toString()).startsWith("https://huggingface.co/");
            assertThat(entry.file()).endsWith(".safetensors").doesNotContain("/");
            entry.sha256().ifPresent(hash -> assertThat(hash).matches("[0-9a-f]{64}"));
            assertThat(entry.sha256().isPresent() || !entry.note().isEmpty()).isTrue();
            assertThat(Catalogue.bundled().find(entry.id())).isEqualTo(entry);
        }
        assertThat(ids).doesNotHaveDuplicates().contains("sd-1.5", "sdxl");
        assertThatThrownBy(() -> Catalogue.bundled().find("sdlx"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("Did you mean sdxl");
    }

    private List<String> listed() throws IOException {
        try (Stream<Path> files = Files.list(models)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
