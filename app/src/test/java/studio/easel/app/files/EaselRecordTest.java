package studio.easel.app.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.app.files.References.NamedModel;
import studio.easel.app.files.References.RefinerModel;
import studio.easel.app.files.References.StartPicture;
import studio.easel.app.files.References.SteeringPicture;
import studio.easel.app.files.References.Upscaling;
import studio.easel.engine.Control;
import studio.easel.engine.EaselException;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Guidance;
import studio.easel.engine.HiresFix.Enlarging;
import studio.easel.engine.Inpainting;
import studio.easel.engine.NoiseKind;
import studio.easel.engine.Provenance;
import studio.easel.engine.Refiner;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SeparateVae;
import studio.easel.engine.Start;
import studio.easel.engine.TextualInversion;

class EaselRecordTest {
    private static final String FORMAT_1 =
            """
            {"format":1,"request":{"prompt":"a barn","negativePrompt":"snow","width":64,"height":72,
            "steps":24,"guidanceScale":6.5,"sampler":"Euler","spacing":"Karras","eta":0.0,"seed":42,
            "count":1,"start":{"denoisingStrength":0.6,"imageSha256":"abc"}},
            "provenance":{"modelName":"starter","modelHash":"00","easelVersion":"0.1.0",
            "runtimeVersion":"1.29.0","provider":"cpu"}}""";

    @TempDir Path folder;

    static Stream<GenerationRequest> requests() {
        return FullRequests.all();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void everyRequestComesBackOutOfAPictureOnceItsPicturesAndModelsAreGivenAgain(
            GenerationRequest request) {
        Path file = folder.resolve("picture.png");
        PngFile.write(file, Pictures.of(request), true);
        EaselRecord record = PngFile.settings(file).exact().orElseThrow();
        assertThat(given(record, request)).isEqualTo(request);
    }

    @Test
    void aVaeThatIsNotTheModelsOwnIsRemembered() {
        Provenance own = Pictures.PROVENANCE;
        Provenance provenance =
                new Provenance(
                        own.modelName(),
                        own.modelHash(),
                        Optional.of(new SeparateVae("vae-ft-mse", "c6a580b13a".repeat(6) + "abcd")),
                        own.easelVersion(),
                        own.runtimeVersion(),
                        own.provider());
        EaselRecord record = EaselRecord.of(FullRequests.usual(), provenance);
        assertThat(EaselRecord.parse(record.json())).isEqualTo(record);
        assertThat(record.references().modelsInWords()).containsEntry("VAE", "vae-ft-mse");
        GeneratedImage image =
                new GeneratedImage(Pictures.noise(64, 64), FullRequests.usual(), provenance);
        SavedSettings read = A1111Settings.read(A1111Writer.infotext(image).text());
        assertThat(read.parameters())
                .contains(", VAE hash: c6a580b13a, VAE: vae-ft-mse.safetensors,");
        assertThat(read.references().vae())
                .contains(new NamedModel("vae-ft-mse.safetensors", "c6a580b13a"));
        assertThat(read.notes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"None", "Automatic"})
    void aModelsOwnVaeIsNotNamed(String name) {
        SavedSettings read =
                A1111Settings.read("x\nSteps: 20, Seed: 1, Size: 512x512, VAE: " + name);
        assertThat(read.references().vae()).isEmpty();
        assertThat(EaselRecord.of(FullRequests.usual(), Pictures.PROVENANCE).json())
                .doesNotContain("\"vae\"");
    }

    /** What somebody does who has the pictures and models of {@code original} at hand. */
    private static GenerationRequest given(EaselRecord record, GenerationRequest original) {
        References references = record.references();
        GenerationRequest.Draft draft = record.request().but();
        references.start().ifPresent(start -> draft.start(again(start, original.start())));
        draft.controls(references.controls().stream().map(it -> again(it, original)).toList());
        references
                .refiner()
                .map(it -> it.with(FullRequests.REFINER))
                .ifPresent(refiner -> draft.refiner(Optional.of(refiner)));
        references
                .upscaling()
                .map(it -> it.by(new Enlarging.Network(FullRequests.ESRGAN)))
                .ifPresent(hires -> draft.hires(Optional.of(hires)));
        draft.embeddings(references.embeddings().stream().map(it -> named(it, original)).toList());
        draft.loras(
                original.loras().stream()
                        .filter(
                                it ->
                                        references
                                                .loras()
                                                .contains(new NamedModel(it.name(), it.hash())))
                        .toList());
        return draft.request();
    }

    private static TextualInversion named(NamedModel embedding, GenerationRequest original) {
        return original.embeddings().stream()
                .filter(it -> it.name().equals(embedding.name()) && embedding.mayBe(it.hash()))
                .findFirst()
                .orElseThrow();
    }

    private static Start again(StartPicture start, Start original) {
        if (original instanceof Start.Inpaint inpaint) {
            return new Start.Inpaint(
                    inpaint.image(), inpaint.mask(), start.masked().orElseThrow().how());
        }
        assertThat(start.masked()).isEmpty();
        return new Start.FromImage(((Start.FromImage) original).image(), start.denoisingStrength());
    }

    private static Control again(SteeringPicture it, GenerationRequest original) {
        RgbImage image = original.controls().get(0).image();
        return new Control(FullRequests.CANNY, image, it.weight(), it.from(), it.to());
    }

    @Test
    void picturesAndModelsAreKnownAgainByTheirFingerprints() {
        StartPicture start = References.of(FullRequests.fromImage()).start().orElseThrow();
        assertThat(start.image().mayBe(PictureHash.of(Pictures.noise(64, 72)))).isTrue();
        assertThat(start.image().mayBe(PictureHash.of(Pictures.noise(72, 64)))).isFalse();
        assertThat(PictureHash.UNKNOWN.mayBe(start.image())).isTrue();
        SteeringPicture picture = References.of(FullRequests.steered()).controls().get(0);
        assertThat(picture.net().mayBe("a1".repeat(32))).isTrue();
        assertThat(picture.net().mayBe("b1".repeat(32))).isFalse();
    }

    @Test
    void picturesThatAreMissingAreAskedForByTheOptionsThatGiveThem() {
        assertThat(References.of(FullRequests.usual()).missingPictures()).isEmpty();
        assertThat(References.of(FullRequests.fromImage()).missingPictures())
                .singleElement()
                .asString()
                .contains("denoising strength 0.6", "--image")
                .doesNotContain("--mask");
        assertThat(References.of(FullRequests.inpaint(Inpainting.at(0.5))).missingPictures())
                .singleElement()
                .asString()
                .contains("--image and --mask");
        assertThat(References.of(FullRequests.steered()).missingPictures())
                .hasSize(2)
                .first()
                .asString()
                .contains("canny", "weight 0.75", "--control");
    }

    @Test
    void format1IsStillReadAndWhatItDidNotKnowIsAsUsual() {
        EaselRecord record = EaselRecord.parse(FORMAT_1);
        assertThat(record.request()).isEqualTo(FullRequests.usual());
        assertThat(record.references().start())
                .contains(new StartPicture(new PictureHash("abc"), 0.6, Optional.empty()));
    }

    @Test
    void format2IsStillReadWithTheUsualNoise() {
        String json = EaselRecord.of(Pictures.of(FullRequests.usual())).json();
        String older =
                json.replace("\"format\":3", "\"format\":2")
                        .replace(",\"noiseMultiplier\":1.0,\"ancestralEta\":1.0", "");
        assertThat(older).hasSizeLessThan(json.length());
        assertThat(EaselRecord.parse(older)).isEqualTo(EaselRecord.parse(json));
    }

    @Test
    void aFormatOfTheFutureIsRefusedByItsNumber() {
        assertThatThrownBy(() -> EaselRecord.parse("{\"format\":4}"))
                .isInstanceOf(EaselException.class)
                .hasMessage("it has format 4, this Easel reads format 1 to 3");
    }

    @Test
    void membersNobodyKnowsAreSkipped() {
        String json = EaselRecord.of(Pictures.of(FullRequests.steered())).json();
        String more =
                json.replace("\"clipSkip\":", "\"freeU\":[{\"name\":\"x\"}],\"clipSkip\":")
                        .replace("\"weight\":", "\"mood\":{},\"weight\":");
        assertThat(more).isNotEqualTo(json);
        assertThat(EaselRecord.parse(more)).isEqualTo(EaselRecord.parse(json));
    }

    @Test
    void aReaderNeverGuesses() {
        String json = EaselRecord.of(Pictures.of(FullRequests.usual())).json();
        for (String member :
                List.of(
                        "guidance",
                        "noise",
                        "clipSkip",
                        "vaeTile",
                        "noiseMultiplier",
                        "ancestralEta")) {
            String less = json.replace("\"" + member + "\":", "\"other\":");
            assertThatThrownBy(() -> EaselRecord.parse(less))
                    .isInstanceOf(EaselException.class)
                    .hasMessageContaining("its \"" + member + "\" is not");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # in place of                     | stands                         | found
                    "noise":"CPU"                     | "noise":"dice"                 | Noise is "dice"
                    "clipSkip":1                      | "clipSkip":13                  | Clip skip is 13
                    "vaeTile":0                       | "vaeTile":1                    | tile is 1
                    "noiseMultiplier":1.0             | "noiseMultiplier":-1           | noise multiplier is -1.0
                    "ancestralEta":1.0                | "ancestralEta":11              | eta of ancestral samplers is 11.0
                    "rescale":0.0                     | "rescale":2                    | rescale is 2.0
                    "to":1.0                          | "to":-1                        | interval is 0.0 to -1.0
                    "clipSkip":1                      | "clipSkip":1,"controls":5      | "controls" is not a list
                    "clipSkip":1                      | "clipSkip":1,"refiner":[]      | "refiner" is not an object
                    "clipSkip":1                      | "clipSkip":1,"embeddings":[1]  | "name" is not a text
                    "clipSkip":1                      | "clipSkip":1,"embeddings":{}   | "embeddings" is not a list
                    "clipSkip":1                      | "clipSkip":1,"start":{}        | "denoisingStrength" is not a number
                    "clipSkip":1                      | "clipSkip":1,"hires":{"width":128,"height":144,"enlarging":{"kind":"magic"}} | "kind" is not latent
                    "clipSkip":1                      | "clipSkip":1,"variation":{"subseed":-1,"strength":0} | variation seed is -1
                    """)
    void whatNoRequestCanSayIsASentence(String member, String instead, String found) {
        String json = EaselRecord.of(Pictures.of(FullRequests.usual())).json();
        String bad = json.replace(member, instead);
        assertThat(bad).isNotEqualTo(json);
        assertThatThrownBy(() -> EaselRecord.parse(bad))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining(found);
    }

    @Test
    void showSaysWhatIsUnusualAndWhatIsMissing() {
        GenerationRequest request =
                FullRequests.steered()
                        .but()
                        .guidance(new Guidance(6.5, 0.7, 0, 0.8))
                        .noiseKind(NoiseKind.NUMPY)
                        .clipSkip(2)
                        .hires(
                                FullRequests.hires(new Enlarging.Network(FullRequests.ESRGAN), 9)
                                        .hires())
                        .refiner(
                                FullRequests.all().flatMap(it -> it.refiner().stream()).findFirst())
                        .request();
        SavedSettings settings = EaselRecord.of(Pictures.of(request)).settings("");
        assertThat(SettingsText.of(Path.of("x.png"), settings))
                .contains("Guidance    6.5, rescaled by 0.7, from 0.0 to 0.8 of the walk")
                .contains("Noise       NumPy")
                .contains("Clip skip   2")
                .contains("Refiner     refiner-1.0 from 0.8 on")
                .contains("Second pass 128x144 by esrgan-4x, 9 steps, denoising strength 0.45")
                .contains("--control");
    }

    @Test
    void showNamesTheEmbeddings() {
        SavedSettings settings = EaselRecord.of(Pictures.of(FullRequests.embedded())).settings("");
        assertThat(SettingsText.of(Path.of("x.png"), settings))
                .contains("Embeddings  EasyNegative (d4d4d4d4d4), bad-hands 5 (e5e5e5e5e5)");
    }

    @Test
    void aRefinerAndAnUpscalerAreReferredToByName() {
        References references =
                References.of(
                        FullRequests.hires(new Enlarging.Network(FullRequests.ESRGAN), 9)
                                .but()
                                .refiner(Optional.of(new Refiner(FullRequests.REFINER, 0.8)))
                                .request());
        assertThat(references.refiner())
                .contains(new RefinerModel(new NamedModel("refiner-1.0", "c3".repeat(32)), 0.8));
        assertThat(references.upscaling().map(Upscaling::upscaler))
                .contains(new NamedModel("esrgan-4x", "b2".repeat(32)));
    }
}
