package studio.easel.models.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.ControlNetSpec;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Goldens;
import studio.easel.engine.ImageSize;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.PredictionType;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.UNetSpec.Added;
import studio.easel.engine.VaeSpec;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.onnx.OnnxModel;
import studio.easel.engine.pipeline.ImagePipeline;
import studio.easel.engine.pipeline.StableDiffusion;
import studio.easel.models.InstalledModel;
import studio.easel.models.ModelLibrary;
import studio.easel.models.passport.Prediction;

/** Whole models that are there as weights: in one file, or in a folder as diffusers saves it. */
class CheckpointTest {
    @TempDir Path home;

    private ModelLibrary library;

    @BeforeEach
    void models() throws IOException {
        Files.createDirectories(home.resolve("models"));
        library = new ModelLibrary(home.resolve("models"), home.resolve("caches"));
    }

    @ParameterizedTest
    @CsvSource({
        "unet-sd1, clip-l, Stable Diffusion 1, EPSILON",
        "unet-inpainting, clip-l, Stable Diffusion 1 inpainting, EPSILON",
        "unet-lcm, clip-l, Stable Diffusion 1 LCM, EPSILON",
        "unet-sd2, clip-h, Stable Diffusion 2, EPSILON"
    })
    void oneFileIsAModelOfTheKindItsWeightsAre(
            String unet, String clip, String family, PredictionType prediction) {
        file(unet, clip).write(home.resolve("models/mine.safetensors"));
        InstalledModel model = library.find("mine");
        assertThat(model.problem()).isEmpty();
        assertThat(model.family()).isEqualTo(family);
        ModelSpec spec = library.open(model, stage -> {});
        assertThat(spec.name()).isEqualTo("mine");
        assertThat(spec.schedule().predictionType()).isEqualTo(prediction);
        assertThat(spec.vae().downscale()).isEqualTo(2);
        assertThat(spec.unet().residuals()).hasSize(7);
        assertThat(spec.textEncoders().get(0).tokenizer().endId()).isEqualTo(49407);
        assertThat(spec.textEncoders().get(0).tokenizer().padId()).isZero(); // 768 wide alone is L
    }

    /** The passport and the walk have one answer, whoever gave it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    modelspec.prediction_type | v                | V
                    modelspec.prediction_type | epsilon          | EPSILON
                    ss_v_parameterization     | True             | V
                    modelspec.title           | nothing said     | EPSILON
                    """)
    void whatAFileSaysItPredictsIsHowItIsOpened(String key, String text, Prediction.Type type) {
        file("unet-sd1", "clip-l").note(key, text).write(home.resolve("models/mine.safetensors"));
        InstalledModel model = library.find("mine");
        PredictionType walked =
                type == Prediction.Type.V ? PredictionType.V_PREDICTION : PredictionType.EPSILON;
        assertThat(library.open(model, stage -> {}).schedule().predictionType()).isEqualTo(walked);
        library.passport(model, true, stage -> {})
                .prediction()
                .filter(Prediction::certain)
                .ifPresent(said -> assertThat(said.type()).isEqualTo(type));
    }

    /** Stable Diffusion 2's base paints 512 pixels, what predicts v 768. */
    @Test
    void whatSomebodySaysAModelPredictsDecidesItsSize() {
        WrittenSafetensors file = new WrittenSafetensors();
        MadeUpNetwork.recorded("unet-sd2").addSingleFile("model.diffusion_model.", file);
        MadeUpNetwork.recorded("clip-h").addSingleFile("cond_stage_model.model.", file);
        MadeUpNetwork.recorded("vae").addSingleFile("first_stage_model.", file);
        file.note("modelspec.prediction_type", "v").write(home.resolve("models/mine.safetensors"));
        InstalledModel model = library.find("mine");
        assertThat(library.open(model, stage -> {}).nativeSize())
                .isEqualTo(new ImageSize(768, 768));
        library.remember(model, Prediction.Type.EPSILON, stage -> {});
        ModelSpec base = library.open(model, stage -> {});
        assertThat(base.schedule().predictionType()).isEqualTo(PredictionType.EPSILON);
        assertThat(base.nativeSize()).isEqualTo(new ImageSize(512, 512));
    }

    @Test
    void openingWritesGraphsOnceAndNoWeights() throws IOException {
        file("unet-sd1", "clip-l").write(home.resolve("models/mine.safetensors"));
        ModelSpec first = library.open(library.find("mine"), stage -> {});
        List<Path> written = graphs();
        ModelSpec again = library.open(library.find("mine"), stage -> {});
        assertThat(again).isEqualTo(first);
        assertThat(graphs()).isEqualTo(written).hasSize(4);
        for (Path graph : written) {
            assertThat(Files.size(graph)).isLessThan(1 << 20);
        }
    }

    @Test
    void aWrittenGraphWithOtherBytesIsWrittenAnewAndOldOnesGo() throws IOException {
        file("unet-sd1", "clip-l").write(home.resolve("models/mine.safetensors"));
        ModelSpec spec = library.open(library.find("mine"), stage -> {});
        Path graph = spec.unet().graph();
        byte[] sound = Files.readAllBytes(graph);
        byte[] damaged = sound.clone();
        damaged[sound.length / 2] ^= 1;
        Files.write(graph, damaged);
        Path old = Files.copy(graph, graph.resolveSibling("unet-0123456789abcdef.graph"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(400))));
        assertThat(library.open(library.find("mine"), stage -> {})).isEqualTo(spec);
        assertThat(graph).hasBinaryContent(sound);
        assertThat(old).doesNotExist();
    }

    /** The usual way to share models between programs. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void aCheckpointThatIsALinkIsOpenedWhereItLies() throws IOException {
        Path shared = Files.createDirectories(home.resolve("shared")).resolve("sd.bin");
        Path mine = home.resolve("models/mine.safetensors");
        Files.createSymbolicLink(mine, file("unet-sd1", "clip-l").write(shared));
        ModelSpec spec = library.open(library.find("mine"), stage -> {});
        assertThat(spec.name()).isEqualTo("mine");
        try (OnnxModel encoder = OnnxModel.at(spec.textEncoders().get(0).graph(), Device.cpu())) {
            encoder.load();
        }
    }

    /** Its graphs would read at the old one's places in the new one's numbers. */
    @Test
    void aCheckpointExchangedForAnotherIsNotOpenedWithTheOldOnesGraphs() throws IOException {
        Path file = file("unet-sd1", "clip-l").write(home.resolve("models/mine.safetensors"));
        ModelSpec spec = library.open(library.find("mine"), stage -> {});
        try (OnnxModel vae = OnnxModel.at(spec.vae().decoder(), Device.cpu())) {
            vae.load();
            vae.unload();
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
            assertThatThrownBy(vae::load)
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("mine.safetensors has changed");
        }
        ModelSpec again = library.open(library.find("mine"), stage -> {});
        try (OnnxModel vae = OnnxModel.at(again.vae().decoder(), Device.cpu())) {
            vae.load();
        }
    }

    private List<Path> graphs() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("caches/graphs"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void sdxlHasTwoTextEncodersAndIsToldSizes() {
        WrittenSafetensors file = new WrittenSafetensors();
        MadeUpNetwork.recorded("unet-sdxl").addSingleFile("model.diffusion_model.", file);
        MadeUpNetwork.recorded("clip-g").addSingleFile("conditioner.embedders.1.model.", file);
        MadeUpNetwork.recorded("clip-l")
                .addTransformers("conditioner.embedders.0.transformer.", file);
        MadeUpNetwork.recorded("vae").addSingleFile("first_stage_model.", file);
        file.addZeros("v_pred", "F32", List.of(0L)).addZeros("ztsnr", "F32", List.of(0L));
        file.write(home.resolve("models/xl.safetensors"));
        InstalledModel model = library.find("xl");
        assertThat(model.problem()).isEmpty();
        assertThat(model.family()).isEqualTo("SDXL (v-prediction)");
        ModelSpec spec = library.open(model, stage -> {});
        assertThat(spec.textEncoders()).hasSize(2);
        assertThat(spec.unet().added()).isEqualTo(Added.SIZES);
        assertThat(spec.schedule().zeroTerminalSnr()).isTrue();
        assertThat(spec.vae().latentScale()).isEqualTo(0.13025);
        assertThat(spec.nativeSize()).isEqualTo(new ImageSize(1024, 1024));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    model.diffusion_model.out.2.weight | has no tensor "conv_out.weight"
                    first_stage_model.decoder.conv_in.weight | has no tensor "decoder.conv_in.weight"
                    model.diffusion_model.input_blocks.0.0.weight | is not a whole model
                    """)
    void aMissingPartIsSaid(String without, String said) {
        Path file =
                file("unet-sd1", "clip-l")
                        .without(without)
                        .write(home.resolve("models/mine.safetensors"));
        assertThatThrownBy(() -> library.open(library.find(file.toString()), stage -> {}))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(said);
    }

    /** Opened without their factors they would paint noise. */
    @ParameterizedTest
    @CsvSource({
        "scaled_fp8, F8_E4M3, 0",
        "model.diffusion_model.out.2.scale_weight, F32, 1",
        "first_stage_model.decoder.conv_in.weight_scale, F32, 1"
    })
    void weightsWithFactorsOfTheirOwnAreRefused(String name, String type, long count) {
        file("unet-sd1", "clip-l")
                .addZeros(name, type, count == 0 ? List.of(0L) : List.of())
                .write(home.resolve("models/mine.safetensors"));
        assertThat(library.find("mine.safetensors").problem().orElseThrow())
                .contains("scaled 8-bit weights (\"" + name + "\"), which Easel does not open");
    }

    @Test
    void aCheckpointWithoutAVaeSaysSo() {
        WrittenSafetensors file = new WrittenSafetensors();
        MadeUpNetwork.recorded("unet-sd1").addSingleFile("model.diffusion_model.", file);
        MadeUpNetwork.recorded("clip-l").addTransformers("cond_stage_model.transformer.", file);
        file.write(home.resolve("models/mine.safetensors"));
        assertThat(library.find("mine.safetensors").problem().orElseThrow()).contains("has no VAE");
    }

    @Test
    void aFileThatIsCutShortIsRefused() throws IOException {
        Path file = file("unet-sd1", "clip-l").write(home.resolve("models/mine.safetensors"));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        assertThat(library.find("mine.safetensors").problem().orElseThrow())
                .contains("not a sound safetensors file");
    }

    @Test
    void oneFileAndADiffusersFolderOfTheSameWeightsPaintTheSamePicture() throws IOException {
        file("unet-sd1", "clip-l").write(home.resolve("models/file.safetensors"));
        ModelSpec file = library.open(library.find("file"), stage -> {});
        ModelSpec folder = library.open(library.find(diffusersFolder(file).toString()), s -> {});
        RgbImage fromFile = picture(file);
        assertThat(picture(folder).rgb()).isEqualTo(fromFile.rgb());
        assertThat(distinct(fromFile)).isGreaterThan(100); // not black, not grey
        assertThat(folder.name()).isEqualTo("folder");
        assertThat(folder.hash()).isNotEqualTo(file.hash());
    }

    @Test
    void weightsInSeveralFilesPaintTheSamePicture() throws IOException {
        file("unet-sd1", "clip-l").write(home.resolve("models/file.safetensors"));
        ModelSpec file = library.open(library.find("file"), stage -> {});
        Path folder = diffusersFolder(file);
        String name = "unet/diffusion_pytorch_model";
        Files.delete(folder.resolve(name + ".safetensors"));
        weights("unet-sd1").half(0).write(folder.resolve(name + "-1.safetensors"));
        weights("unet-sd1").half(1).write(folder.resolve(name + "-2.safetensors"));
        write(
                folder,
                name + ".safetensors.index.json",
                "{'weight_map': {'a': 'diffusion_pytorch_model-1.safetensors', 'b': 'diffusion_pytorch_model-2.safetensors'}}");
        ModelSpec sharded = library.open(library.find("folder"), stage -> {});
        assertThat(picture(sharded).rgb()).isEqualTo(picture(file).rgb());

        write(
                folder,
                name + ".safetensors.index.json",
                "{'weight_map': {'a': '../../../elsewhere.safetensors'}}");
        assertThat(library.find("folder").problem().orElseThrow())
                .contains("../../../elsewhere.safetensors");
    }

    /** Hugging Face's cache keeps what its folders link to side by side under other names. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void filesThatAreLinksMustLeadToOneFolder() throws IOException {
        file("unet-sd1", "clip-l").write(home.resolve("models/file.safetensors"));
        Path folder = diffusersFolder(library.open(library.find("file"), stage -> {}));
        Path unet = folder.resolve("unet");
        Path blobs = Files.createDirectories(home.resolve("blobs"));
        Files.delete(unet.resolve("diffusion_pytorch_model.safetensors"));
        weights("unet-sd1").half(0).write(blobs.resolve("0a"));
        Path second = weights("unet-sd1").half(1).write(blobs.resolve("0b"));
        Files.createSymbolicLink(unet.resolve("one.safetensors"), blobs.resolve("0a"));
        Files.createSymbolicLink(unet.resolve("two.safetensors"), second);
        write(
                folder,
                "unet/diffusion_pytorch_model.safetensors.index.json",
                "{'weight_map': {'a': 'one.safetensors', 'b': 'two.safetensors'}}");
        ModelSpec spec = library.open(library.find("folder"), stage -> {});
        try (OnnxModel opened = OnnxModel.at(spec.unet().graph(), Device.cpu())) {
            opened.load();
        }
        Path elsewhere = Files.createDirectories(home.resolve("elsewhere"));
        Files.delete(unet.resolve("two.safetensors"));
        Files.move(second, elsewhere.resolve("0b"));
        Files.createSymbolicLink(unet.resolve("two.safetensors"), elsewhere.resolve("0b"));
        assertThat(library.find("folder").problem().orElseThrow())
                .contains("Expected the files of one network in one folder");
    }

    @Test
    void oneBadModelDoesNotHideTheOthers() throws IOException {
        file("unet-sd1", "clip-l").write(home.resolve("models/sound.safetensors"));
        file("unet-sd2", "clip-h")
                .without("cond_stage_model.model.transformer.resblocks.0.attn.in_proj_weight")
                .addZeros(
                        "cond_stage_model.model.transformer.resblocks.0.attn.in_proj_weight",
                        "F32",
                        List.of())
                .write(home.resolve("models/pointless.safetensors"));
        Path folder = diffusersFolder(library.open(library.find("sound"), stage -> {}));
        String weights = "unet/diffusion_pytorch_model.safetensors";
        Files.delete(folder.resolve(weights));
        write(folder, weights + ".index.json", "{'weight_map': {'a': 'no\\u0000name'}}");
        assertThat(library.find("sound").problem()).isEmpty();
        assertThat(library.find("folder").problem().orElseThrow())
                .contains("lists no?name, expected the names of at most");
        assertThat(library.find("pointless.safetensors").problem().orElseThrow())
                .contains("in_proj_weight\" of shape [], expected a size along axis 0");
    }

    @Test
    void anInterruptedLookIsCancelledAndCallsNoFileBroken() {
        file("unet-sd1", "clip-l").write(home.resolve("models/mine.safetensors"));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> library.installed()).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aDiffusersFolderWithoutItsTokenizerSaysSo() throws IOException {
        file("unet-sd1", "clip-l").write(home.resolve("models/file.safetensors"));
        Path folder = diffusersFolder(library.open(library.find("file"), stage -> {}));
        Files.delete(folder.resolve("tokenizer/tokenizer.json"));
        assertThat(library.find("folder").problem().orElseThrow())
                .contains("has no tokenizer/tokenizer.json");
    }

    private Path diffusersFolder(ModelSpec same) throws IOException {
        Path folder = home.resolve("models/folder");
        weights("unet-sd1").write(folder.resolve("unet/diffusion_pytorch_model.safetensors"));
        weights("vae").write(folder.resolve("vae/diffusion_pytorch_model.fp16.safetensors"));
        weights("clip-l").write(folder.resolve("text_encoder/model.safetensors"));
        write(folder, "model_index.json", "{'_class_name': 'StableDiffusionPipeline'}");
        write(
                folder,
                "scheduler/scheduler_config.json",
                "{'_class_name': 'EulerDiscreteScheduler', 'beta_start': 0.00085, 'beta_end': 0.012, 'beta_schedule': 'scaled_linear', 'steps_offset': 1}");
        write(folder, "unet/config.json", "{'sample_size': 64, 'block_out_channels': [32, 64]}");
        write(folder, "vae/config.json", "{'block_out_channels': [32, 64]}");
        write(folder, "text_encoder/config.json", "{'hidden_act': 'gelu'}");
        Files.createDirectories(folder.resolve("tokenizer"));
        Files.writeString(
                folder.resolve("tokenizer/tokenizer.json"),
                same.textEncoders().get(0).tokenizer().json());
        write(folder, "tokenizer/special_tokens_map.json", "{'pad_token': '!'}");
        return folder;
    }

    private static void write(Path folder, String file, String json) throws IOException {
        Files.createDirectories(folder.resolve(file).resolveSibling(""));
        Files.writeString(folder.resolve(file), json.replace('\'', '"'));
    }

    private static WrittenSafetensors weights(String network) {
        WrittenSafetensors file = new WrittenSafetensors();
        MadeUpNetwork.recorded(network).addTransformers("", file);
        return file;
    }

    private static RgbImage picture(ModelSpec model) {
        GenerationRequest request =
                new GenerationRequest(
                        "a small red house",
                        "",
                        new ImageSize(64, 64),
                        2,
                        5,
                        SamplerName.EULER,
                        SigmaSpacing.AUTOMATIC,
                        0,
                        7,
                        1);
        try (ImagePipeline pipeline = StableDiffusion.open(model, Device.cpu())) {
            return pipeline.generate(request, step -> {}).get(0).image();
        }
    }

    private static long distinct(RgbImage image) {
        byte[] rgb = image.rgb();
        return IntStream.range(0, rgb.length).map(i -> rgb[i]).distinct().count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"control_model.", "", "diffusers"})
    void aControlNetInOneFileIsOpened(String names) {
        WrittenSafetensors file = new WrittenSafetensors();
        MadeUpNetwork network = MadeUpNetwork.recorded("controlnet");
        if (names.equals("diffusers")) {
            network.addTransformers("", file);
        } else {
            network.addSingleFile(names, file);
        }
        file.write(home.resolve("models/canny.safetensors"));
        InstalledModel model = library.find("canny");
        assertThat(model.problem()).isEmpty();
        assertThat(model.family()).isEqualTo("ControlNet for Stable Diffusion 1 (128)");
        ControlNetSpec spec = library.openControlNet(model, stage -> {});
        assertThat(spec.wordsWidth()).isEqualTo(128);
        assertThat(spec.graph()).isRegularFile();
    }

    /** Real models' names and shapes, given with -Deasel.goldens; their numbers are zeros here. */
    @ParameterizedTest
    @CsvSource({
        "sd1-full-fp32, Stable Diffusion 1",
        "sd1-nai-clip-names, Stable Diffusion 1",
        "sd1-inpainting-fp32-buffers, Stable Diffusion 1 inpainting",
        "sd2-base, Stable Diffusion 2 (v-prediction)",
        "sd2-inpainting, Stable Diffusion 2 inpainting",
        "sd2-wd15, Stable Diffusion 2 (v-prediction)",
        "sdxl-base, SDXL",
        "controlnet-sd1-bare, ControlNet for Stable Diffusion 1 (768)",
        "controlnet-sd1-diffusers, ControlNet for Stable Diffusion 1 (768)",
        "controlnet-sd2-diffusers, ControlNet for Stable Diffusion 2 (1024)",
        "controlnet-sdxl-ldm, ControlNet for SDXL (2048)",
        "sdxl-vpred-marker, SDXL (v-prediction)",
        "sdxl-refiner, SDXL refiner"
    })
    void realCheckpointsAreRecognised(String name, String family) throws IOException {
        Path recorded = Goldens.path("headers/" + name + ".json.gz");
        JsonNode header;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(recorded))) {
            header = new ObjectMapper().readTree(in);
        }
        WrittenSafetensors file = new WrittenSafetensors();
        header.path("tensors")
                .properties()
                .forEach(
                        entry ->
                                file.addZeros(
                                        entry.getKey(),
                                        entry.getValue().path(0).asText(),
                                        shape(entry.getValue().path(1))));
        Path written = file.write(home.resolve("models/real.safetensors"));
        InstalledModel model = library.find("real.safetensors");
        assertThat(model.problem()).isEmpty();
        assertThat(model.family()).isEqualTo(family);
        Files.delete(written);
    }

    private static List<Long> shape(JsonNode sizes) {
        List<Long> shape = new ArrayList<>();
        sizes.forEach(size -> shape.add(size.asLong()));
        return shape;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "first_stage_model.", "diffusers"})
    void aVaeByItselfTakesThePlaceOfAModelsOwn(String names) {
        file("unet-sd1", "clip-l").write(home.resolve("models/whole.safetensors"));
        file("unet-sd1", "clip-l")
                .addZeros(
                        "first_stage_model.decoder.conv_out.weight",
                        "F32",
                        List.of(3L, 32L, 3L, 3L))
                .write(home.resolve("models/grey.safetensors"));
        WrittenSafetensors file = new WrittenSafetensors();
        if (names.equals("diffusers")) {
            MadeUpNetwork.recorded("vae").addTransformers("", file);
        } else {
            MadeUpNetwork.recorded("vae").addSingleFile(names, file);
        }
        file.write(home.resolve("models/better.vae.safetensors"));

        InstalledModel vae = library.find("better.vae");
        assertThat(vae.problem()).isEmpty();
        assertThat(vae.kind()).isEqualTo(InstalledModel.Kind.VAE);
        assertThat(vae.family()).isEqualTo("VAE (4 channels)");
        ModelSpec whole = library.open(library.find("whole"), stage -> {});
        ModelSpec grey = library.open(library.find("grey"), stage -> {});
        ModelSpec better = library.open(library.find("grey"), vae, stage -> {});
        assertThat(grey.vae().separate()).isEmpty();
        assertThat(better.vae().separate().orElseThrow().name()).isEqualTo("better.vae");
        assertThat(better.vae().separate().orElseThrow().hash())
                .hasSize(64)
                .isNotEqualTo(grey.hash());
        assertThat(better.hash()).isEqualTo(grey.hash());
        assertThat(better.vae().latentScale()).isEqualTo(grey.vae().latentScale());
        assertThat(picture(better).rgb())
                .isEqualTo(picture(whole).rgb())
                .isNotEqualTo(picture(grey).rgb());
    }

    @Test
    void onlyAVaeTakesAVaesPlace() {
        file("unet-sd1", "clip-l").write(home.resolve("models/whole.safetensors"));
        weights("vae").write(home.resolve("models/good.safetensors"));
        weights("vae")
                .without("decoder.conv_out.weight")
                .write(home.resolve("models/broken.safetensors"));
        InstalledModel whole = library.find("whole");
        assertThatThrownBy(() -> library.open(whole, whole, stage -> {}))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("expected a VAE");
        assertThatThrownBy(() -> library.open(library.find("good"), stage -> {}))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("good is a VAE (VAE (4 channels)), expected a model");
        assertThatThrownBy(
                        () -> library.open(whole, library.find("broken.safetensors"), stage -> {}))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("has no tensor \"decoder.conv_out.weight\"");
        ModelSpec model = library.open(whole, stage -> {});
        assertThatThrownBy(
                        () ->
                                model.withVae(
                                        new VaeSpec(
                                                model.vae().decoder(), Optional.empty(), 1, 16, 8)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("latents of 16 channels and cells of 8 pixels")
                .hasMessageContaining("takes 4 and 2");
    }

    private static WrittenSafetensors file(String unet, String clip) {
        WrittenSafetensors file = new WrittenSafetensors();
        MadeUpNetwork.recorded(unet).addSingleFile("model.diffusion_model.", file);
        if (clip.equals("clip-l")) {
            MadeUpNetwork.recorded(clip).addTransformers("cond_stage_model.transformer.", file);
        } else {
            MadeUpNetwork.recorded(clip).addSingleFile("cond_stage_model.model.", file);
        }
        MadeUpNetwork.recorded("vae").addSingleFile("first_stage_model.", file);
        return file;
    }
}
