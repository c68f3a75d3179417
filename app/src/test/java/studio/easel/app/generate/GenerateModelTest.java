package studio.easel.app.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.app.Notice;
import studio.easel.app.canvas.CanvasModel;
import studio.easel.app.files.PngFile;
import studio.easel.app.files.SavedSettings;
import studio.easel.engine.EaselException;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Guidance;
import studio.easel.engine.HiresFix;
import studio.easel.engine.HiresFix.Enlarging;
import studio.easel.engine.ImageSize;
import studio.easel.engine.ModelException;
import studio.easel.engine.NoiseKind;
import studio.easel.engine.Provenance;
import studio.easel.engine.Refiner;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.SizeConditioning;
import studio.easel.engine.Start;
import studio.easel.engine.Variation;
import studio.easel.models.InstalledModel;

class GenerateModelTest {
    @TempDir Path folder;

    private final TestWorkshop workshop = new TestWorkshop();
    private Executor background = Runnable::run;

    // Making pictures

    @Test
    void aPromptBecomesAPictureThatIsSavedAndShown() {
        GenerateModel model = ready();
        model.form().prompt().set("a red heart");
        model.generate();
        assertThat(model.pictures()).hasSize(1);
        assertThat(model.shown().get()).isEqualTo(model.pictures().get(0));
        assertThat(model.pictures().get(0).file()).contains(Path.of("1000.png"));
        assertThat(model.runs().busy().get()).isFalse();
        assertThat(model.runs().preview().get()).isNull();
        assertThat(model.runs().provider().get()).isEqualTo("cpu");
    }

    @Test
    void picturesComeNewestFirstEachSavedAsSoonAsItIsFinished() {
        GenerateModel model = ready();
        model.form().prompt().set("three");
        model.form().count().set("3");
        model.generate();
        assertThat(model.pictures())
                .extracting(p -> p.request().seed())
                .containsExactly(1002L, 1001L, 1000L);
        assertThat(workshop.onDisk)
                .extracting(i -> i.request().seed())
                .containsExactly(1000L, 1001L, 1002L);
        assertThat(model.runs().words().get()).startsWith("3 pictures in ");
    }

    @Test
    void theButtonSaysHowManyAndOnceItWasTimedHowLong() {
        GenerateModel model = ready();
        assertThat(model.generateText().get()).isEqualTo("Generate");
        model.form().count().set("4");
        assertThat(model.generateText().get()).isEqualTo("Generate 4");
        model.form().prompt().set("timed");
        model.generate();
        assertThat(model.generateText().get()).startsWith("Generate 4, about ");
    }

    @Test
    void progressTellsPictureStepAndTimeLeft() {
        GenerateModel model = ready();
        List<String> told = new ArrayList<>();
        model.runs().words().addListener((property, before, now) -> told.add(now));
        model.form().prompt().set("two");
        model.form().count().set("2");
        model.generate();
        assertThat(told)
                .contains("Loading the text encoder")
                .anyMatch(
                        words ->
                                words.matches(
                                        "Picture 2 of 2 · Step 13 of 20 · (under 1|\\d+) s left"));
    }

    @Test
    void everythingARunWantsReadIsSaidAboveThePictureOnce() {
        GenerateModel model = ready();
        workshop.pipeline.notices.addAll(
                List.of("No CUDA here, so the CPU it is.", "Weight 9 was cut to 2."));
        model.form().prompt().set("x");
        model.form().count().set("2");
        model.generate();
        assertThat(model.notice().get())
                .isEqualTo(Notice.of("No CUDA here, so the CPU it is. Weight 9 was cut to 2."));
        model.generate();
        assertThat(model.notice().get().text()).containsOnlyOnce("No CUDA");
    }

    @Test
    void theMaskThatIsKeptIsTheOneThePictureWasMadeWith() {
        List<Runnable> later = new ArrayList<>();
        workshop.worker = later::add;
        workshop.save = made -> folder.resolve("a.png");
        GenerateModel model = ready();
        RgbImage image = new RgbImage(128, 128, new byte[3 * 128 * 128]);
        model.canvas().take(image, Optional.empty(), CanvasModel.Mode.MASK);
        model.canvas().editor().all();
        model.form().prompt().set("repainted");
        model.generate();
        model.canvas().editor().clear(); // while it runs
        model.canvas().letGo();
        later.forEach(Runnable::run);
        assertThat(PngFile.readMask(folder.resolve("masks").resolve("a.png")).isWhite()).isTrue();
    }

    @Test
    void aPictureToStartFromIsPreparedWhereNobodyWaitsForIt() {
        workshop.background = task -> background.execute(task);
        GenerateModel model = ready();
        RgbImage image = new RgbImage(192, 128, new byte[3 * 192 * 128]);
        model.canvas().take(image, Optional.empty(), CanvasModel.Mode.MASK);
        model.canvas().editor().all();
        model.form().prompt().set("repainted");
        List<Runnable> later = new ArrayList<>();
        background = later::add;
        model.generate();
        model.canvas().editor().clear();
        assertThat(workshop.pipeline.requests).isEmpty();
        List.copyOf(later).forEach(Runnable::run);
        assertThat(workshop.pipeline.requests).hasSize(1);
        Start.Inpaint start = (Start.Inpaint) workshop.pipeline.requests.get(0).start();
        assertThat(start.mask().isWhite()).isTrue();
        model.generate();
        later.get(later.size() - 1).run();
        assertThat(model.form().error(Field.START).get()).contains("all black");
    }

    @Test
    void theStripForgetsTheOldestPicturesButNoneThatIsNotSaved() {
        GenerateModel model = ready();
        model.form().prompt().set("many");
        model.form().steps().set("1");
        workshop.save =
                made -> {
                    throw new EaselException("The disk is full.");
                };
        model.generate();
        workshop.save = made -> Path.of(made.request().seed() + ".png");
        for (int i = 0; i < GenerateModel.MOST_PICTURES; i++) {
            model.generate();
        }
        assertThat(model.pictures()).hasSize(GenerateModel.MOST_PICTURES);
        assertThat(model.pictures().get(model.pictures().size() - 1).file()).isEmpty();
        assertThat(model.pictures()).extracting(it -> it.request().seed()).doesNotContain(1001L);
    }

    @Test
    void nothingIsMadeWithoutAModel() {
        workshop.installed = List.of();
        GenerateModel model = ready();
        assertThat(model.choice().usable().get()).isFalse();
        assertThat(model.choice().description().get()).startsWith("No model is installed.");
        model.form().prompt().set("x");
        model.generate();
        assertThat(workshop.onDisk).isEmpty();
    }

    @Test
    void onlyModelsThatMakePicturesAreOffered() {
        InstalledModel upscaler =
                new InstalledModel(
                        "4x.onnx",
                        "4x",
                        InstalledModel.Kind.UPSCALER,
                        "Upscaler",
                        "",
                        Path.of("4x.onnx"),
                        Optional.empty(),
                        false);
        workshop.installed = List.of(TestWorkshop.STARTER, upscaler, TestWorkshop.BROKEN);
        assertThat(ready().choice().models())
                .containsExactly(TestWorkshop.STARTER, TestWorkshop.BROKEN);
    }

    // Sentences beside controls

    @Test
    void anEmptyPromptIsSaidBesideThePromptUntilSomethingIsTyped() {
        GenerateModel model = ready();
        model.generate();
        assertThat(model.form().error(Field.PROMPT).get()).startsWith("The prompt is empty");
        assertThat(workshop.pipeline.requests).isEmpty();
        model.form().prompt().set("a");
        assertThat(model.form().error(Field.PROMPT).get()).isEmpty();
    }

    @Test
    void whatTheEngineRefusesIsSaidBesideItsControl() {
        GenerateModel model = ready();
        workshop.opener =
                (spec, device) -> {
                    throw new RequestException(Field.SAMPLER, "This model needs Euler.");
                };
        model.form().prompt().set("x");
        model.generate();
        assertThat(model.form().error(Field.SAMPLER).get()).isEqualTo("This model needs Euler.");
        assertThat(model.runs().busy().get()).isFalse();
    }

    @Test
    void aDamagedModelIsSaidBesideTheModel() {
        GenerateModel model = ready();
        workshop.opener =
                (spec, device) -> {
                    throw new ModelException("unet/model.onnx is cut short.");
                };
        model.form().prompt().set("x");
        model.generate();
        assertThat(model.choice().problem().get()).isEqualTo("unet/model.onnx is cut short.");
        model.choice().chosen().set(TestWorkshop.BROKEN);
        assertThat(model.choice().problem().get()).isEqualTo("broken has no unet/model.onnx.");
        assertThat(model.choice().usable().get()).isFalse();
    }

    @Test
    void aPictureThatCannotBeSavedStaysAndCanBeSavedAgain() {
        GenerateModel model = ready();
        workshop.save =
                made -> {
                    throw new EaselException("The disk is full.");
                };
        model.form().prompt().set("x");
        model.generate();
        MadePicture kept = model.pictures().get(0);
        assertThat(kept.file()).isEmpty();
        assertThat(model.notice().get().text())
                .contains("Save again")
                .contains("The disk is full.");
        workshop.save = made -> Path.of("again.png");
        model.save(kept);
        assertThat(model.pictures().get(0).file()).contains(Path.of("again.png"));
        assertThat(model.shown().get()).isEqualTo(model.pictures().get(0));
    }

    // Seeds

    @Test
    void everyRunRollsASeedUnlessItIsKept() {
        GenerateModel model = ready();
        model.form().prompt().set("x");
        model.generate();
        model.generate();
        model.form().keepSeed().set(true);
        model.generate();
        assertThat(seeds()).containsExactly(1000L, 1001L, 1001L);
    }

    @Test
    void aTypedSeedIsKept() {
        GenerateModel model = ready();
        model.form().prompt().set("x");
        model.form().seed().set("42");
        assertThat(model.form().keepSeed().get()).isTrue();
        model.generate();
        model.generate();
        assertThat(seeds()).containsExactly(42L, 42L);
    }

    @Test
    void theDiceShowsTheSeedTheNextRunWillHave() {
        GenerateModel model = ready();
        model.form().prompt().set("x");
        model.rollSeed();
        assertThat(model.form().seed().get()).isEqualTo("1000");
        model.generate();
        model.generate();
        assertThat(seeds()).containsExactly(1000L, 1001L);
    }

    @Test
    void anEmptiedSeedIsRandomAgain() {
        GenerateModel model = ready();
        model.form().prompt().set("x");
        model.form().seed().set("42");
        model.form().seed().set("");
        assertThat(model.form().keepSeed().get()).isFalse();
        model.generate();
        assertThat(seeds()).containsExactly(1000L);
    }

    // Models

    @Test
    void theStarterIsChosenAtFirstAndOffersItsSettings() {
        GenerateModel model = ready();
        assertThat(model.choice().chosen().get()).isEqualTo(TestWorkshop.STARTER);
        assertThat(model.choice().description().get()).isEqualTo("About starter.");
        assertThat(model.form().width().get()).isEqualTo("128");
        assertThat(model.form().steps().get()).isEqualTo("20");
        assertThat(model.form().guidanceScale().get()).isEqualTo("5");
        assertThat(model.form().sampler().get()).isEqualTo(SamplerName.EULER);
        assertThat(model.form().changed().get()).isFalse();
    }

    @Test
    void anotherModelChangesOnlyWhatNobodyTouched() {
        GenerateModel model = ready();
        model.form().steps().set("40");
        model.choice().chosen().set(TestWorkshop.REAL);
        assertThat(model.form().steps().get()).isEqualTo("40");
        assertThat(model.form().guidanceScale().get()).isEqualTo("7.5");
        assertThat(model.form().width().get()).isEqualTo("512");
        assertThat(model.form().changed().get()).isTrue();
        model.form().reset();
        assertThat(model.form().steps().get()).isEqualTo("25");
        assertThat(model.form().changed().get()).isFalse();
    }

    @Test
    void shapesHaveAsManyPixelsAsTheModelWasTrainedOnAndLieOnItsGrid() {
        assertThat(SizePreset.around(new ImageSize(512, 512), 64))
                .extracting(preset -> preset.label() + " " + preset.size())
                .containsExactly(
                        "1:1 512x512",
                        "3:2 640x448",
                        "2:3 448x640",
                        "16:9 704x384",
                        "9:16 384x704");
    }

    @Test
    void shapesThatTheGridMakesSquareAreLeftOut() {
        assertThat(SizePreset.around(new ImageSize(64, 64), 64))
                .extracting(SizePreset::label)
                .containsExactly("1:1");
    }

    @Test
    void anotherModelClosesTheLastPipeline() {
        GenerateModel model = ready();
        model.form().prompt().set("x");
        FakePipeline first = workshop.pipeline;
        model.generate();
        model.generate();
        assertThat(first.closed).isFalse();
        workshop.pipeline = new FakePipeline(FakePipeline.SPEC, 0);
        model.choice().chosen().set(TestWorkshop.REAL);
        model.generate();
        assertThat(first.closed).isTrue();
    }

    @Test
    void anInstalledVaeTakesThePlaceOfTheModelsOwnAndIsRemembered() {
        workshop.installed = List.of(TestWorkshop.STARTER, TestWorkshop.SOFT);
        List<String> opened = new ArrayList<>();
        workshop.opener =
                (spec, device) -> {
                    opened.add(spec.name());
                    return workshop.pipeline;
                };
        GenerateModel model = ready();
        model.form().prompt().set("x");
        assertThat(model.choice().vaes())
                .containsExactly(Optional.empty(), Optional.of(TestWorkshop.SOFT));
        model.generate();
        model.choice().vae().set(Optional.of(TestWorkshop.SOFT));
        model.generate();
        assertThat(opened).containsExactly(FakePipeline.SPEC.name(), "starter with Soft");
        GenerateModel next = new GenerateModel(workshop.build());
        next.recall(model.remembered());
        next.choice().look();
        assertThat(next.choice().vae().get()).contains(TestWorkshop.SOFT);
        next.choice().look(); // as at any time
        assertThat(next.choice().vae().get()).contains(TestWorkshop.SOFT);
    }

    @Test
    void aBranchOfAPaintedPartOfALargePictureStaysInThatPart() {
        GenerateModel model = ready();
        model.form().prompt().set("x");
        RgbImage large = new RgbImage(512, 512, new byte[3 * 512 * 512]);
        model.canvas().take(large, Optional.empty(), CanvasModel.Mode.MASK);
        assertThat(model.form().size()).contains(new ImageSize(128, 128));
        model.canvas().editor().all();
        model.generate();
        assertThat(model.steps().get()).isNotEmpty();
        model.step().set(1);
        model.branch();
        assertThat(workshop.pipeline.requests).hasSize(2);
        GenerationRequest branched = workshop.pipeline.requests.get(1);
        assertThat(branched.size()).isEqualTo(new ImageSize(128, 128));
        assertThat(((Start.Branch) branched.start()).masked()).isEmpty();
    }

    // Restoring

    @Test
    void aDroppedPictureRestoresItsVaeOrSaysThatItIsNotHere() {
        workshop.installed = List.of(TestWorkshop.REAL, TestWorkshop.SOFT);
        GenerateModel model = ready();
        workshop.read = file -> TestWorkshop.decodedBy("Soft");
        model.restore(Path.of("old.png"));
        assertThat(model.choice().vae().get()).contains(TestWorkshop.SOFT);
        assertThat(model.notice().get())
                .isEqualTo(Notice.of("Settings of old.png are in the form."));
        workshop.read = file -> TestWorkshop.decodedBy("Sharp");
        model.restore(Path.of("old.png"));
        assertThat(model.choice().vae().get()).isEmpty();
        assertThat(model.notice().get().text()).contains("Not restored: its vae Sharp");
        workshop.read = file -> TestWorkshop.decodedBy("Soft");
        model.restore(Path.of("old.png"));
        workshop.read = file -> TestWorkshop.settings(Optional.of(SamplerName.DDIM));
        model.restore(Path.of("old.png"));
        assertThat(model.choice().vae().get()).isEmpty();
    }

    @Test
    void aDroppedPictureRestoresItsSettingsAndItsModel() {
        GenerateModel model = ready();
        model.restore(Path.of("old.png"));
        GenerationRequest request = model.form().request();
        assertThat(request)
                .isEqualTo(
                        new GenerationRequest(
                                "a blue house",
                                "fog",
                                new ImageSize(192, 128),
                                33,
                                6.5,
                                SamplerName.DDIM,
                                request.spacing(),
                                0.5,
                                77,
                                1));
        assertThat(model.choice().chosen().get()).isEqualTo(TestWorkshop.REAL);
        assertThat(model.form().keepSeed().get()).isTrue();
        assertThat(model.notice().get())
                .isEqualTo(Notice.of("Settings of old.png are in the form."));
    }

    @Test
    void whatCouldNotBeRestoredIsSaid() {
        workshop.installed = List.of(TestWorkshop.STARTER);
        SavedSettings saved = TestWorkshop.settings(Optional.empty());
        workshop.read = file -> saved;
        GenerateModel model = ready();
        model.restore(Path.of("old.png"));
        assertThat(model.notice().get().text())
                .contains(
                        "The sampler \"Heun\" is unknown here.",
                        "the model \"real\" (not installed)");
        assertThat(model.form().sampler().get()).isEqualTo(SamplerName.EULER);
    }

    @Test
    void aDroppedFileThatIsNoPictureIsSaidAndChangesNothing() {
        workshop.read =
                file -> {
                    throw new EaselException("notes.png is not a PNG.");
                };
        GenerateModel model = ready();
        model.form().prompt().set("mine");
        model.restore(Path.of("notes.png"));
        assertThat(model.notice().get()).isEqualTo(Notice.problem("notes.png is not a PNG."));
        assertThat(model.form().prompt().get()).isEqualTo("mine");
    }

    @Test
    void whatHasNoControlGoesAlongInSightUntilItIsLeftOut() {
        GenerationRequest made =
                request()
                        .guidance(new Guidance(6, 0.7, 0.1, 0.9))
                        .noiseKind(NoiseKind.TORCH_CUDA)
                        .variation(Optional.of(new Variation(5, 0.2, Optional.of(LARGE))))
                        .clipSkip(2)
                        .vaeTile(512)
                        .hires(Optional.of(HIRES))
                        .sizeConditioning(Optional.of(SizeConditioning.of(LARGE)))
                        .request();
        GenerateModel model = restored(made);
        assertThat(model.form().request()).isEqualTo(made);
        assertThat(model.form().clipSkip().get()).isEqualTo("2");
        assertThat(model.form().variationStrength().get()).isEqualTo("0.2");
        assertThat(model.notice().get().text())
                .contains(
                        "Also kept: guidance from 0.1 to 0.9 of the walk, noise drawn at 256x256, ",
                        "second pass 256x256 by Lanczos");
        model.form().letGo();
        assertThat(model.form().request())
                .isEqualTo(
                        request()
                                .guidance(Guidance.of(6).rescaled(0.7))
                                .noiseKind(NoiseKind.TORCH_CUDA)
                                .variation(Optional.of(Variation.towards(5, 0.2)))
                                .clipSkip(2)
                                .request());
    }

    @Test
    void anotherPicturesSettingsTakeThePlaceOfWhatWasKept() {
        GenerateModel model = restored(request().hires(Optional.of(HIRES)).clipSkip(2).request());
        workshop.read = file -> settingsOf(request().request());
        model.restore(Path.of("plain.png"));
        assertThat(model.form().request()).isEqualTo(request().request());
        assertThat(model.notice().get().text()).doesNotContain("Also kept");
    }

    @Test
    void otherPicturesAndModelsAreSaidToBeMissing() {
        GenerateModel model =
                restored(
                        request()
                                .start(
                                        new Start.FromImage(
                                                new RgbImage(64, 64, new byte[12288]), 0.5))
                                .refiner(Optional.of(new Refiner(FakePipeline.SPEC, 0.8)))
                                .request());
        assertThat(model.notice().get().text())
                .contains(
                        "Not restored: the picture it started from, its refiner Starter from 0.8 on");
    }

    @Test
    void resetLetsGoOfEverythingThatIsUnusual() {
        GenerateModel model = restored(request().hires(Optional.of(HIRES)).clipSkip(2).request());
        model.form().reset();
        assertThat(model.form().request().hires()).isEmpty();
        assertThat(model.form().request().clipSkip()).isEqualTo(1);
        assertThat(model.form().changed().get()).isFalse();
    }

    @Test
    void whatWasKeptAndNoLongerFitsIsSaidBesideIt() {
        GenerateModel model = restored(request().hires(Optional.of(HIRES)).request());
        model.form().width().set("512");
        model.generate();
        assertThat(model.form().error(Field.HIRES).get()).contains("second pass is 256x256");
    }

    @Test
    void aVariationWithoutASeedRollsOneForEachRun() {
        GenerateModel model = ready();
        model.form().prompt().set("x");
        model.form().seed().set("42");
        model.form().variationStrength().set("0.2");
        model.generate();
        model.generate();
        assertThat(workshop.pipeline.requests)
                .extracting(it -> it.variation().orElseThrow())
                .containsExactly(Variation.towards(1000, 0.2), Variation.towards(1001, 0.2));
        assertThat(model.form().variationSeed().get()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "13, 0, '', CLIP_SKIP, Clip skip is 13",
        "two, 0, '', CLIP_SKIP, Clip skip is \"two\"",
        "1, 2, '', VARIATION, variation strength is 2",
        "1, x, '', VARIATION, variation strength is \"x\"",
        "1, 0.1, x, VARIATION, variation seed is \"x\"",
    })
    void whatIsWrongWithADetailIsSaidBesideIt(
            String clipSkip, String strength, String subseed, Field field, String found) {
        GenerateModel model = ready();
        model.form().prompt().set("x");
        model.form().clipSkip().set(clipSkip);
        model.form().variationStrength().set(strength);
        model.form().variationSeed().set(subseed);
        model.generate();
        assertThat(model.form().error(field).get()).contains(found);
        assertThat(workshop.pipeline.requests).isEmpty();
    }

    private static final ImageSize LARGE = new ImageSize(256, 256);
    private static final HiresFix HIRES = new HiresFix(LARGE, new Enlarging.Lanczos(), 3, 0.5);

    private static GenerationRequest.Draft request() {
        return new GenerationRequest(
                        "a barn",
                        "",
                        new ImageSize(64, 64),
                        9,
                        6,
                        SamplerName.EULER,
                        SigmaSpacing.KARRAS,
                        0,
                        77,
                        1)
                .but();
    }

    private SavedSettings settingsOf(GenerationRequest made) {
        Path file = folder.resolve("made.png");
        RgbImage grey = new RgbImage(64, 64, new byte[12288]);
        Provenance provenance = new Provenance("starter", "0".repeat(64), "0.1.0", "1", "cpu");
        PngFile.write(file, new GeneratedImage(grey, made, provenance), false);
        return PngFile.settings(file);
    }

    /** A model whose form has the settings of a picture made so. */
    private GenerateModel restored(GenerationRequest made) {
        SavedSettings saved = settingsOf(made);
        workshop.read = file -> saved;
        GenerateModel model = ready();
        model.restore(Path.of("old.png"));
        return model;
    }

    @Test
    void reusingAPictureAsksForTheSamePictureAgain() {
        GenerateModel model = ready();
        model.form().prompt().set("again");
        model.generate();
        GenerationRequest made = model.pictures().get(0).request();
        model.form().prompt().set("other");
        model.form().steps().set("3");
        model.generate();
        model.reuse(model.pictures().get(1));
        model.generate();
        assertThat(workshop.pipeline.requests.get(2)).isEqualTo(made);
    }

    @Test
    void everythingInTheFormIsRememberedWithTheModel() {
        GenerateModel model = ready();
        model.choice().chosen().set(TestWorkshop.REAL);
        model.form().prompt().set("바다");
        model.form().steps().set("31");
        model.form().sampler().set(SamplerName.DDPM);
        model.form().seed().set("9");
        Map<String, String> remembered = model.remembered();

        GenerateModel next = new GenerateModel(workshop.build());
        next.recall(remembered);
        next.choice().look();
        assertThat(next.remembered()).isEqualTo(remembered);
        assertThat(next.form().steps().get()).isEqualTo("31");
        assertThat(next.choice().chosen().get()).isEqualTo(TestWorkshop.REAL);
    }

    // The queue

    @Test
    void cancelEndsTheFirstRunAndLeavesTheNextAlone() {
        List<Runnable> later = new ArrayList<>();
        workshop.worker = later::add;
        GenerateModel model = ready();
        model.form().prompt().set("first");
        model.generate();
        model.form().prompt().set("second");
        model.generate();
        assertThat(model.runs().unfinished().get()).isEqualTo(2);
        model.runs().cancel();
        assertThat(model.runs().unfinished().get()).isEqualTo(1);
        later.forEach(Runnable::run);
        assertThat(workshop.pipeline.requests)
                .extracting(GenerationRequest::prompt)
                .containsExactly("second");
        assertThat(model.runs().busy().get()).isFalse();
    }

    @Test
    void waitingRunsCanBeCancelledTogether() {
        List<Runnable> later = new ArrayList<>();
        workshop.worker = later::add;
        GenerateModel model = ready();
        model.form().prompt().set("x");
        model.generate();
        model.generate();
        model.generate();
        model.runs().cancelWaiting();
        assertThat(model.runs().unfinished().get()).isEqualTo(1);
    }

    private GenerateModel ready() {
        GenerateModel model = new GenerateModel(workshop.build());
        model.choice().look();
        return model;
    }

    private List<Long> seeds() {
        return workshop.pipeline.requests.stream().map(GenerationRequest::seed).toList();
    }
}
