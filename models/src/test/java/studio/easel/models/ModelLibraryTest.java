package studio.easel.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.ControlNetSpec;
import studio.easel.engine.DepthSpec;
import studio.easel.engine.ImageSize;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.ModelSpec.Defaults;
import studio.easel.engine.PredictionType;
import studio.easel.engine.SamplerName;
import studio.easel.engine.ScheduleSpec;
import studio.easel.engine.ScheduleSpec.BetaCurve;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.UpscalerSpec;
import studio.easel.models.InstalledModel.Kind;
import studio.easel.models.format.Header;
import studio.easel.models.format.ModelTree;

class ModelLibraryTest {
    private static final String CONTROLNET = "ControlNet for Stable Diffusion 1 (768)";

    @TempDir Path home;
    private Path models;
    private ModelLibrary library;
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void open() {
        models = home.resolve("models");
        library = new ModelLibrary(models, home.resolve("caches"));
    }

    @Test
    void theStarterIsThereFromTheStartAndListingUnpacksNothing() {
        assertThat(library.installed())
                .allMatch(InstalledModel::starter)
                .extracting(InstalledModel::id, InstalledModel::kind)
                .containsExactly(
                        tuple("starter-v1", Kind.PICTURES),
                        tuple("starter-2x", Kind.UPSCALER),
                        tuple("starter-depth", Kind.DEPTH));
        assertThat(models).doesNotExist();
    }

    @Test
    void theStarterIsReadWhole() {
        ModelSpec spec = library.open(library.find("starter-v1"), said::add);
        Path folder = models.resolve("starter-v1");

        assertThat(spec.name()).isEqualTo("Starter v1");
        assertThat(spec.hash()).matches("[0-9a-f]{64}");
        assertThat(spec.textEncoders().get(0).graph())
                .isEqualTo(folder.resolve("text_encoder/model.onnx"));
        assertThat(spec.unet().graph()).isEqualTo(folder.resolve("unet/model.onnx"));
        assertThat(spec.vae().decoder()).isEqualTo(folder.resolve("vae_decoder/model.onnx"));
        assertThat(spec.vae().encoder()).contains(folder.resolve("vae_encoder/model.onnx"));
        assertThat(spec.textEncoders().get(0).tokenizer().windowLength()).isEqualTo(77);
        assertThat(spec.textEncoders().get(0).tokenizer().startId()).isEqualTo(1179);
        assertThat(spec.textEncoders().get(0).tokenizer().endId()).isEqualTo(1180);
        assertThat(spec.textEncoders().get(0).tokenizer().padId()).isEqualTo(1180);
        assertThat(spec.schedule())
                .isEqualTo(
                        new ScheduleSpec(
                                1000,
                                0.00085,
                                0.012,
                                BetaCurve.SCALED_LINEAR,
                                List.of(),
                                PredictionType.EPSILON,
                                SigmaSpacing.LEADING,
                                1,
                                false,
                                false,
                                Double.POSITIVE_INFINITY));
        assertThat(spec.vae().latentScale()).isEqualTo(0.214147);
        assertThat(spec.vae().latentChannels()).isEqualTo(4);
        assertThat(spec.vae().downscale()).isEqualTo(8);
        assertThat(spec.sizeGrid()).isEqualTo(32);
        assertThat(spec.nativeSize()).isEqualTo(new ImageSize(256, 256));
        assertThat(spec.previewFactors()).hasSize(5).allMatch(row -> row.size() == 3);
        assertThat(spec.defaults()).isEqualTo(new Defaults(SamplerName.DDIM, 20, 5));
    }

    /** Pictures name their model by this; it changes only with the model. */
    @Test
    void theStartersHashIsItsOwn() {
        String hash = library.open(library.find("starter-v1"), said::add).hash();
        assertThat(hash).isEqualTo(STARTER_HASH);
    }

    @Test
    void modelsAreListedByNameAfterTheStarterAndBrokenOnesSayWhy() throws IOException {
        ModelTree.sd1(models.resolve("zebra")).json("easel.json", "{'name': 'Alpha'}");
        ModelTree.sd1(models.resolve("beta")).without("unet/model.onnx");
        Files.createDirectories(models.resolve("empty"));
        Files.createDirectories(models.resolve(".hidden"));
        new Header()
                .unet("model.diffusion_model.", 4, 768, 1)
                .write(models.resolve("dream.safetensors"));
        Files.writeString(models.resolve("notes.txt"), "");

        List<InstalledModel> installed = library.installed();
        assertThat(installed)
                .extracting(InstalledModel::id)
                .startsWith("starter-v1", "zebra", "beta", "dream.safetensors", "empty")
                .endsWith("starter-2x", "starter-depth");
        assertThat(installed.get(1).problem()).isEmpty();
        assertThat(installed.get(2).problem().orElseThrow()).contains("no unet/model.onnx");
        assertThat(installed.get(3).problem().orElseThrow()).contains("has no VAE");
        assertThat(installed.get(4).problem().orElseThrow()).contains("is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"starter-v1", "starter-depth", "starter-2x"})
    void whatComesWithEaselIsListedAsWhatItsFilesSay(String id) {
        InstalledModel listed = library.find(id);
        assertThat(library.passport(listed, false, said::add).summary())
                .isEqualTo(
                        switch (listed.kind()) {
                            case DEPTH -> "a depth model";
                            case UPSCALER -> "an upscaler";
                            default -> "a checkpoint of Stable Diffusion 1";
                        });
        InstalledModel unpacked =
                new ModelLibrary(home.resolve("none"), home.resolve("caches"))
                        .find(models.resolve(id).toString());
        assertThat(unpacked.problem()).isEmpty();
        assertThat(unpacked.family()).isEqualTo(listed.family());
        assertThat(unpacked.kind()).isEqualTo(listed.kind());
    }

    @Test
    void theStartersDepthModelAndUpscalerAreUnpackedWhenTheyAreOpened() {
        DepthSpec depth = library.openDepth(library.find("Starter depth"), said::add);
        UpscalerSpec upscaler = library.openUpscaler(library.find("starter-2x"), said::add);
        assertThat(depth.graph()).isEqualTo(models.resolve("starter-depth/model.onnx")).exists();
        assertThat(depth.meaning()).isEqualTo(DepthSpec.Meaning.NEARNESS);
        assertThat(depth.training()).isEqualTo(DepthSpec.Training.STARTER);
        assertThat(upscaler.graph()).isEqualTo(models.resolve("starter-2x/model.onnx")).exists();
        assertThat(models.resolve("starter-v1")).doesNotExist();
        assertThat(said)
                .containsExactly(
                        "Unpacking the starter's depth model (2.3 MB, once)",
                        "Reading Starter depth",
                        "Unpacking the starter's upscaler (0.4 MB, once)",
                        "Reading Starter 2x");
    }

    @Test
    void theNamesOfWhatComesWithEaselAreTakenBeforeItIsUnpacked() {
        Path own = ModelTree.sd1(home.resolve("own")).root();
        assertThatThrownBy(() -> library.add(own, Optional.of("Starter-2x"), false, said::add))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("There is a model Starter-2x");
        assertThat(models).doesNotExist();
    }

    @Test
    void onesOwnFolderOfSuchANameIsLeftAlone() throws IOException {
        Path own = ModelTree.in(models.resolve("starter-2x")).upscaler("model.onnx").root();
        byte[] before = Files.readAllBytes(own.resolve("model.onnx"));
        assertThatThrownBy(() -> library.openUpscaler(library.find("starter-2x"), said::add))
                .isInstanceOf(ModelException.class)
                .hasMessage(
                        own
                                + " lies where the starter's upscaler belongs, and is another model. Give that folder another name.");
        assertThat(own.resolve("model.onnx")).hasBinaryContent(before);
        assertThat(own.resolve("easel.json")).doesNotExist();
    }

    @Test
    void onesOwnAreMeantBeforeThoseThatComeWithEasel() {
        assertThat(library.meant(Kind.UPSCALER))
                .extracting(InstalledModel::id)
                .containsExactly("starter-2x");
        ModelTree.in(models).upscaler("4x.onnx").upscaler("2x.onnx").text("broken.onnx", "");
        assertThat(library.meant(Kind.UPSCALER))
                .extracting(InstalledModel::id)
                .containsExactly("2x.onnx", "4x.onnx");
        assertThat(library.meant(Kind.DEPTH))
                .extracting(InstalledModel::id)
                .containsExactly("starter-depth");
        assertThat(library.meant(Kind.VAE)).isEmpty();
    }

    @Test
    void controlNetsAndUpscalersAreListedAfterModels() {
        ModelTree.sd1(models.resolve("mine"));
        ModelTree.controlNet(models.resolve("mine/controlnet"));
        ModelTree.controlNet(models.resolve("canny"));
        ModelTree.controlNet(models.resolve("controlnets/depth"));
        ModelTree.in(models.resolve("upscalers")).upscaler("4x.onnx").text("4x.txt", "");
        ModelTree.in(models).upscaler("2x.onnx");

        assertThat(library.installed())
                .extracting(InstalledModel::id, InstalledModel::kind, InstalledModel::family)
                .containsExactly(
                        tuple("starter-v1", Kind.PICTURES, "Stable Diffusion 1"),
                        tuple("mine", Kind.PICTURES, "Stable Diffusion 1"),
                        tuple("canny", Kind.CONTROLNET, CONTROLNET),
                        tuple("controlnets/depth", Kind.CONTROLNET, CONTROLNET),
                        tuple("mine/controlnet", Kind.CONTROLNET, CONTROLNET),
                        tuple("starter-2x", Kind.UPSCALER, "Upscaler"),
                        tuple("2x.onnx", Kind.UPSCALER, "Upscaler"),
                        tuple("upscalers/4x.onnx", Kind.UPSCALER, "Upscaler"),
                        tuple("starter-depth", Kind.DEPTH, "Depth (MiDaS)"));
        for (InstalledModel model : library.installed()) {
            assertThat(library.find(model.id())).isEqualTo(model);
        }
    }

    @Test
    void brokenControlNetsAndUpscalersAreNotTakenForModels() {
        ModelTree.controlNet(models.resolve("canny")).without("model.onnx");
        ModelTree.in(models).text("4x.onnx", "");
        assertThat(library.installed())
                .extracting(InstalledModel::id, InstalledModel::kind)
                .containsExactly(
                        tuple("starter-v1", Kind.PICTURES),
                        tuple("canny", Kind.CONTROLNET),
                        tuple("starter-2x", Kind.UPSCALER),
                        tuple("4x.onnx", Kind.UPSCALER),
                        tuple("starter-depth", Kind.DEPTH));
        assertThat(library.find("canny").problem().orElseThrow()).contains("no model.onnx");
        assertThat(library.find("4x.onnx").problem().orElseThrow()).contains("has no bytes");
    }

    @Test
    void eachKindIsOpenedThroughItsOwnDoor() {
        Path controlNet = ModelTree.controlNet(home.resolve("canny")).root();
        Path upscaler = ModelTree.in(home).upscaler("4x.onnx").root().resolve("4x.onnx");

        ControlNetSpec canny =
                library.openControlNet(library.find(controlNet.toString()), said::add);
        UpscalerSpec enlarger = library.openUpscaler(library.find(upscaler.toString()), said::add);

        assertThat(canny.name()).isEqualTo("canny");
        assertThat(canny.graph()).isEqualTo(controlNet.resolve("model.onnx"));
        assertThat(canny.wordsWidth()).isEqualTo(768);
        assertThat(canny.hash()).matches("[0-9a-f]{64}");
        assertThat(enlarger.name()).isEqualTo("4x");
        assertThat(enlarger.graph()).isEqualTo(upscaler);
    }

    @Test
    void aDepthModelIsListedLastAndOpenedThroughItsOwnDoor() {
        ModelTree.in(models)
                .graph("midas.onnx", List.of("x ? 3 ? ?"), List.of("y ? ? ?"))
                .upscaler("2x.onnx");
        List<InstalledModel> installed = library.installed();
        InstalledModel last = installed.get(installed.size() - 1);
        assertThat(last.kind()).isEqualTo(Kind.DEPTH);
        DepthSpec midas = library.openDepth(last, said::add);
        assertThat(midas.name()).isEqualTo("midas");
        assertThat(midas.graph()).isEqualTo(models.resolve("midas.onnx"));
        assertThatThrownBy(() -> library.openDepth(library.find("2x.onnx"), said::add))
                .isInstanceOf(ModelException.class)
                .hasMessage(
                        "2x is an upscaler (Upscaler), expected a depth model. Choose another.");
        assertThatThrownBy(() -> library.openUpscaler(last, said::add))
                .hasMessageContaining(
                        "midas is a depth model (Depth (MiDaS)), expected an upscaler");
    }

    @Test
    void oneOpenedAsTheOtherIsSaid() {
        InstalledModel controlNet = found(ModelTree.controlNet(home.resolve("canny")));
        InstalledModel model = found(ModelTree.sd1(home.resolve("mine")));
        assertThatThrownBy(() -> library.open(controlNet, said::add))
                .isInstanceOf(ModelException.class)
                .hasMessage(
                        "canny is a ControlNet (ControlNet for Stable Diffusion 1 (768)), expected a model that makes pictures. Choose another.");
        assertThatThrownBy(() -> library.openControlNet(model, said::add))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(
                        "mine is a model that makes pictures (Stable Diffusion 1), expected a ControlNet");
        assertThatThrownBy(() -> library.openUpscaler(controlNet, said::add))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("expected an upscaler");
    }

    @Test
    void aSingleFilesHashIsItsOwnWhateverItIsCalled() throws IOException {
        Path one = ModelTree.in(home).upscaler("one.onnx").root().resolve("one.onnx");
        Path other = Files.copy(one, home.resolve("other.onnx"));
        String hash = library.openUpscaler(library.find(one.toString()), said::add).hash();
        assertThat(library.openUpscaler(library.find(other.toString()), said::add).hash())
                .isEqualTo(hash)
                .isEqualTo(Sha256.of(Files.readAllBytes(one)));
    }

    @Test
    void theSecondTextEncoderCountsInTheHash() {
        ModelTree tree = ModelTree.sdxl(home.resolve("xl"));
        String hash = hash(tree);
        tree.text("text_encoder_2/model.onnx_data", "other weights");
        String withWeights = hash(tree);
        tree.json("tokenizer_2/special_tokens_map.json", "{'pad_token': '<|endoftext|>'}");
        assertThat(List.of(hash, withWeights, hash(tree))).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"starter-v1", "STARTER-V1", "Starter v1", " starter-v1 "})
    void aModelIsFoundByIdOrName(String text) {
        assertThat(library.find(text).starter()).isTrue();
    }

    /** Whoever made pictures with it can make them again. */
    @Test
    void theStarterOfAnEarlierEaselStaysAModelLikeAnyOther() throws IOException {
        ModelTree earlier = ModelTree.sd1(models.resolve("starter-v0"));
        earlier.json("easel.json", "{'name': 'Starter v0'}");
        InstalledModel found = library.find("Starter v0");
        assertThat(found.starter()).isFalse();
        assertThat(found.problem()).isEmpty();
        assertThat(library.find("starter-v1").starter()).isTrue();
    }

    @Test
    void aModelAnywhereOnDiskIsFoundByItsPathAndAgainByItsId() {
        Path elsewhere = ModelTree.sd1(home.resolve("elsewhere/mine")).root();
        InstalledModel found = library.find(elsewhere.toString());
        assertThat(found.name()).isEqualTo("mine");
        assertThat(found.problem()).isEmpty();
        assertThat(library.find(found.id())).isEqualTo(found);
        assertThat(library.open(found, said::add).unet().graph())
                .isEqualTo(elsewhere.resolve("unet/model.onnx"));
    }

    @Test
    void aPathIntoTheModelsFolderIsTheModelListedThere() {
        Path inside = ModelTree.sd1(models.resolve("mine")).root();
        assertThat(library.find(inside.toString()).id()).isEqualTo("mine");
        library.open(library.find("starter-v1"), said::add);
        assertThat(library.find(models.resolve("starter-v1").toString()).starter()).isTrue();
    }

    @Test
    void aPathThatIsNoModelIsFoundWithItsProblemAndCannotBeOpened() throws IOException {
        Path empty = Files.createDirectories(home.resolve("empty"));
        InstalledModel found = library.find(empty.toString());
        assertThat(found.problem().orElseThrow()).contains("is empty");
        assertThatThrownBy(() -> library.open(found, said::add))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("is empty");
    }

    @Test
    void anUnknownNameListsWhatThereIsAndSuggestsTheNearest() {
        ModelTree.sd1(models.resolve("dreams"));
        assertThatThrownBy(() -> library.find("dream"))
                .isInstanceOf(ModelException.class)
                .hasMessage(
                        "Model is \"dream\", expected one of starter-v1, dreams, starter-2x, starter-depth. Did you mean dreams? To add a model: easel models add PATH, or put it into "
                                + models
                                + ", or pass its path.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no/such/folder", "", "\0"})
    void whatIsNeitherNameNorPathIsUnknown(String text) {
        assertThatThrownBy(() -> library.find(text))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("expected one of starter-v1");
    }

    @Test
    void theHashFollowsTheFilesThatDeterminePictures() throws IOException {
        ModelTree tree = ModelTree.sd1(home.resolve("mine"));
        String hash = hash(tree);
        tree.text("README.md", "words").json("easel.json", "{'name': 'Mine'}");
        assertThat(hash(tree)).isEqualTo(hash);
        tree.text("unet/model.onnx_data", "weights");
        assertThat(hash(tree)).isNotEqualTo(hash);
    }

    @Test
    void theHashIsThatOfTheFilesNotOfTheirPlace() {
        String here = hash(ModelTree.sd1(home.resolve("here")));
        assertThat(hash(ModelTree.sd1(home.resolve("there")))).isEqualTo(here);
    }

    @Test
    void openingReportsWhatIsGoingOn() {
        library.open(library.find("starter-v1"), said::add);
        assertThat(said)
                .containsExactly("Unpacking the starter model (37 MB, once)", "Reading Starter v1");
    }

    @Test
    void anInterruptedOpeningIsCancelled() {
        InstalledModel starter = library.find("starter-v1");
        library.open(starter, said::add);
        ModelLibrary fresh = new ModelLibrary(models, home.resolve("other-caches"));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> fresh.open(starter, said::add))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aModelThatVanishedSinceItWasListedIsSaid() throws IOException {
        ModelTree tree = ModelTree.sd1(models.resolve("mine"));
        InstalledModel model = library.find("mine");
        assertThat(model.problem()).isEqualTo(Optional.empty());
        tree.without("scheduler/scheduler_config.json");
        assertThatThrownBy(() -> library.open(model, said::add))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("no scheduler/scheduler_config.json");
    }

    private InstalledModel found(ModelTree tree) {
        return library.find(tree.root().toString());
    }

    private String hash(ModelTree tree) {
        return library.open(library.find(tree.root().toString()), said::add).hash();
    }

    private static final String STARTER_HASH =
            "f21ee29418304bec335a32c4664f7d1a0aadc8d021032e49a9467700773d62a0";
}
