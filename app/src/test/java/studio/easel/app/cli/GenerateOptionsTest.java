package studio.easel.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import studio.easel.app.files.PngFile;
import studio.easel.app.files.SavedSettings;
import studio.easel.app.generate.FakePipeline;
import studio.easel.engine.Control;
import studio.easel.engine.ControlNetSpec;
import studio.easel.engine.EaselException;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Guidance;
import studio.easel.engine.HiresFix;
import studio.easel.engine.HiresFix.Enlarging;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.LatentResampling;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.NoiseKind;
import studio.easel.engine.Provenance;
import studio.easel.engine.Refiner;
import studio.easel.engine.RequestException;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.SizeConditioning;
import studio.easel.engine.Start;
import studio.easel.engine.UNetSpec;
import studio.easel.engine.UpscalerSpec;
import studio.easel.engine.Variation;
import studio.easel.engine.picture.Canvas;
import studio.easel.engine.picture.Canvas.Margins;
import studio.easel.engine.picture.Fit;

/** What is typed becomes a request: a model of 128x128 on a grid of 16, and three others beside. */
class GenerateOptionsTest {
    private static final ModelSpec MODEL = FakePipeline.SPEC;
    private static final ModelSpec REFINER = FakePipeline.spec("refiner", 128, 20, 5);
    private static final ControlNetSpec CANNY =
            new ControlNetSpec(
                    "canny", "a".repeat(64), Path.of("c"), 4, 768, UNetSpec.Added.NOTHING);
    private static final UpscalerSpec ESRGAN =
            new UpscalerSpec("esrgan", "b".repeat(64), Path.of("u"));
    private static final Networks NETWORKS =
            new Networks(
                    name -> only("refiner", name, REFINER),
                    name -> only("canny", name, CANNY),
                    name -> only("esrgan", name, ESRGAN));

    @TempDir static Path folder;

    private final List<String> said = new ArrayList<>();

    @Command
    static final class Line {
        @Mixin GenerateOptions options = new GenerateOptions();
    }

    private static <T> T only(String name, String wanted, T model) {
        if (!name.equals(wanted)) {
            throw new ModelException("There is no " + wanted + ".");
        }
        return model;
    }

    @BeforeAll
    static void paint() throws IOException {
        for (String name : List.of("start", "edges", "other")) {
            BufferedImage image = new BufferedImage(64, 96, BufferedImage.TYPE_INT_RGB);
            image.setRGB(3, 3, name.hashCode());
            write(image, name);
        }
        write(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB), "square");
        write(new BufferedImage(64, 96, BufferedImage.TYPE_INT_RGB), "black");
        BufferedImage mask = new BufferedImage(64, 96, BufferedImage.TYPE_INT_ARGB);
        mask.setRGB(5, 5, 0xFFFFFFFF);
        mask.setRGB(6, 5, 0x00FFFFFF);
        mask.setRGB(7, 5, 0xFF000000);
        mask.setRGB(8, 5, 0x80FFFFFF);
        write(mask, "mask");
        write(new BufferedImage(100, 90, BufferedImage.TYPE_INT_RGB), "odd");
        write(new BufferedImage(5000, 10, BufferedImage.TYPE_INT_RGB), "thin");
        write(new BufferedImage(40, 20, BufferedImage.TYPE_INT_RGB), "small");
        write(halves(200, 100), "wide");
    }

    /** The left half is red, the right one white. */
    private static BufferedImage halves(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, i % width < width / 2 ? 0xFF0000 : 0xFFFFFF);
        }
        return image;
    }

    private static void write(BufferedImage image, String name) throws IOException {
        ImageIO.write(image, "png", folder.resolve(name + ".png").toFile());
    }

    // From words to requests

    @Test
    void nothingButAPromptIsWhatTheModelSuggests() {
        GenerationRequest request = typed("a barn --seed 7");
        assertThat(request)
                .isEqualTo(
                        new GenerationRequest(
                                "a barn",
                                "",
                                new ImageSize(128, 128),
                                20,
                                5,
                                SamplerName.EULER,
                                SigmaSpacing.AUTOMATIC,
                                0,
                                7,
                                1));
    }

    @Test
    void guidanceCanBeRescaledAndKeptToAPartOfTheWalk() {
        assertThat(
                        typed(
                                        "x --guidance 7 --guidance-rescale 0.7 --guidance-from 0.1 --guidance-to 0.8")
                                .guidance())
                .isEqualTo(new Guidance(7, 0.7, 0.1, 0.8));
    }

    @Test
    void optionsOfAGroupNeedNotStandTogether() {
        GenerationRequest request =
                typed("x --seed 5 --steps 9 --sampler DDIM --clip-skip 2 --noise gpu --guidance 3");
        assertThat(request.seed()).isEqualTo(5);
        assertThat(request.sampler()).isEqualTo(SamplerName.DDIM);
        assertThat(request.noiseKind()).isEqualTo(NoiseKind.TORCH_CUDA);
        assertThat(request.clipSkip()).isEqualTo(2);
    }

    @Test
    void aVariationNeedsItsStrengthAndRollsItsSeed() {
        Variation rolled = typed("x --variation-strength 0.2").variation().orElseThrow();
        assertThat(rolled.strength()).isEqualTo(0.2);
        assertThat(rolled.subseed()).isBetween(0L, 1L << 32);
        assertThat(
                        typed(
                                        "x --variation-strength 0.2 --variation-seed 5 --variation-size 64x96")
                                .variation())
                .contains(new Variation(5, 0.2, Optional.of(new ImageSize(64, 96))));
    }

    @Test
    void whatSdxlIsToldIsThePicturesOwnSizeUnlessItIsSaid() {
        assertThat(typed("x --original-size 100x50").sizeConditioning())
                .contains(new SizeConditioning(100, 50, 0, 0, 128, 128));
        assertThat(typed("x --size 64x96 --crop 8,16").sizeConditioning())
                .contains(new SizeConditioning(64, 96, 8, 16, 64, 96));
        assertThat(typed("x").sizeConditioning()).isEmpty();
    }

    @Test
    void aMaskIsWhiteWhereItIsPaintedWhiteAndTransparentIsBlack() {
        GenerationRequest request =
                typed(
                        "x --image start.png --mask mask.png --strength 0.6 --fill latent-noise --mask-blur 4.5 --soft-mask --no-compositing");
        Start.Inpaint start = (Start.Inpaint) request.start();
        assertThat(start.how())
                .isEqualTo(
                        new Inpainting(
                                0.6,
                                Inpainting.Fill.LATENT_NOISE,
                                4.5,
                                true,
                                OptionalInt.empty(),
                                false));
        byte[] row = Arrays.copyOfRange(start.mask().grey(), 5 * 64 + 5, 5 * 64 + 9);
        assertThat(row).containsExactly(255, 0, 0, 128);
        assertThat(request.size()).isEqualTo(new ImageSize(64, 96));
    }

    @Test
    void onlyTheMaskedPartIsWorkedOnAtTheSizeAskedFor() {
        GenerationRequest request =
                typed("x --image start.png --mask mask.png --only-masked 32 --size 256x256");
        assertThat(request.size()).isEqualTo(new ImageSize(256, 256));
        assertThat(((Start.Inpaint) request.start()).how().onlyMasked()).hasValue(32);
    }

    @Test
    void picturesSteerOnePerControl() {
        GenerationRequest request =
                typed(
                        "x --size 64x96 --control canny=edges.png,weight=0.8,to=0.5 --control canny=other.png");
        assertThat(request.controls())
                .containsExactly(
                        new Control(CANNY, picture("edges"), 0.8, 0, 0.5),
                        Control.of(CANNY, picture("other")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # typed                                                | size    | steps | strength
                    --hires 2x                                             | 256x256 | 0     | 0.7
                    --hires 1.3x --hires-strength 0.4 --hires-by nearest   | 160x160 | 0     | 0.4
                    --hires 256x320 --hires-steps 9                        | 256x320 | 9     | 0.7
                    """)
    void theSecondPassIsToldByFactorOnTheModelsGridOrBySize(
            String options, String size, int steps, double strength) {
        HiresFix hires = typed("x " + options).hires().orElseThrow();
        assertThat(hires.size()).isEqualTo(ImageSize.parse(size));
        assertThat(hires.steps()).isEqualTo(steps);
        assertThat(hires.denoisingStrength()).isEqualTo(strength);
    }

    @Test
    void theSecondPassIsEnlargedAsLatentByLanczosOrByANetwork() {
        assertThat(enlarging("latent")).isEqualTo(new Enlarging.Latent(LatentResampling.BILINEAR));
        assertThat(enlarging("nearest-exact"))
                .isEqualTo(new Enlarging.Latent(LatentResampling.NEAREST_EXACT));
        assertThat(enlarging("Lanczos")).isEqualTo(new Enlarging.Lanczos());
        assertThat(enlarging("esrgan")).isEqualTo(new Enlarging.Network(ESRGAN));
    }

    private Enlarging enlarging(String by) {
        return typed("x --hires 2x --hires-by " + by).hires().orElseThrow().enlarging();
    }

    @Test
    void aRefinerTakesOver() {
        assertThat(typed("x --refiner refiner").refiner()).contains(new Refiner(REFINER, 0.8));
        assertThat(typed("x --refiner refiner --refiner-at 0.5").refiner())
                .contains(new Refiner(REFINER, 0.5));
    }

    // Pictures of another size

    @ParameterizedTest
    @CsvSource({"'', CROP", "--fit crop, CROP", "--fit Stretch, STRETCH", "--fit fill, FILL"})
    void aStartPictureAndItsMaskBecomeAsLargeAsTheSizeAskedFor(String typed, Fit fit) {
        GenerationRequest request =
                typed("x --image wide.png --mask wide.png --size 64x96 " + typed);
        Start.Inpaint start = (Start.Inpaint) request.start();
        assertThat(start.image()).isEqualTo(fit.of(picture("wide"), 64, 96));
        assertThat(start.mask())
                .isEqualTo(fit.of(PngFile.readMask(folder.resolve("wide.png")), 64, 96));
        assertThat(request.size()).isEqualTo(new ImageSize(64, 96));
    }

    @Test
    void aMaskOfTheSizeAskedForStaysAsItIs() {
        GenerationRequest request =
                typed("x --image wide.png --mask mask.png --size 64x96 --fit stretch");
        assertThat(((Start.Inpaint) request.start()).mask())
                .isEqualTo(PngFile.readMask(folder.resolve("mask.png")));
    }

    @Test
    void aPictureOfTheSizeAskedForIsNotTouched() {
        GenerationRequest request = typed("x --image start.png --size 64x96 --fit fill");
        assertThat(request.start()).isEqualTo(new Start.FromImage(picture("start"), 0.75));
    }

    @Test
    void aPictureThatSteersBecomesAsLargeAsTheRequest() {
        assertThat(typed("x --control canny=edges.png").controls())
                .containsExactly(Control.of(CANNY, Fit.CROP.of(picture("edges"), 128, 128)));
        assertThat(typed("x --control canny=edges.png --fit fill").controls())
                .containsExactly(Control.of(CANNY, Fit.FILL.of(picture("edges"), 128, 128)));
    }

    @Test
    void aPictureThatSteersAPartBecomesAsLargeAsTheWhole() {
        GenerationRequest request =
                typed(
                        "x --image wide.png --mask wide.png --only-masked 8 --control canny=edges.png");
        assertThat(request.controls())
                .containsExactly(Control.of(CANNY, Fit.CROP.of(picture("edges"), 200, 100)));
    }

    @ParameterizedTest
    @CsvSource({"crop", "stretch", "fill"})
    void aFittedPictureIsKnownAgainWhateverTheFitWas(String fit) {
        GenerationRequest request =
                typed(
                        "x --image wide.png --mask wide.png --control canny=wide.png --size 64x96 --fit "
                                + fit);
        GenerationRequest again =
                typed(
                        "--image wide.png --mask wide.png --control canny=wide.png",
                        Optional.of(saved(request)));
        assertThat(again).isEqualTo(request);
        assertThat(said).isEmpty();
    }

    @Test
    void aPictureThatIsAnotherTakesTheRecordedSizeAndThatIsSaid() {
        GenerationRequest request = typed("x --image start.png");
        GenerationRequest again = typed("--image wide.png", Optional.of(saved(request)));
        assertThat(again.start())
                .isEqualTo(new Start.FromImage(Fit.CROP.of(picture("wide"), 64, 96), 0.75));
        assertThat(said).singleElement().asString().contains("not the one");
    }

    @Test
    void settingsOfAPictureOfWordsLeaveTheStartPictureItsSize() {
        GenerationRequest request = typed("x --size 128x192");
        GenerationRequest again = typed("--image start.png", Optional.of(saved(request)));
        assertThat(again.size()).isEqualTo(new ImageSize(64, 96));
    }

    @Test
    void anotherSizeThanRecordedCounts() {
        GenerationRequest request = typed("x --image start.png");
        GenerationRequest again =
                typed("--image start.png --size 128x192", Optional.of(saved(request)));
        assertThat(again.size()).isEqualTo(new ImageSize(128, 192));
        assertThat(said).singleElement().asString().contains("not the one");
    }

    @Test
    void whereOnlyTheMaskedPartIsWorkedOnThePictureKeepsItsSize() {
        GenerationRequest request =
                typed("x --image wide.png --mask wide.png --only-masked 8 --size 64x64");
        assertThat(((Start.Inpaint) request.start()).image()).isEqualTo(picture("wide"));
        assertThat(request.size()).isEqualTo(new ImageSize(64, 64));
    }

    // Room around a picture

    @Test
    void aPictureGrowsAndWhatIsNewIsRepainted() {
        GenerationRequest request =
                typed("x --image start.png --outpaint 16,0,48,32 --feather 4 --fill fill");
        Canvas canvas = Canvas.around(picture("start"), new Margins(16, 0, 48, 32), 4);
        assertThat(request.start())
                .isEqualTo(
                        new Start.Inpaint(
                                canvas.picture(),
                                canvas.mask(),
                                Inpainting.at(0.75).filledWith(Inpainting.Fill.FILL)));
        assertThat(request.size()).isEqualTo(new ImageSize(128, 128));
    }

    @Test
    void aGrownPictureIsKnownAgain() {
        String grown = "--image start.png --outpaint 0,0,63,0 --size 128x96";
        GenerationRequest request = typed("x " + grown + " --fit stretch");
        GenerationRequest again =
                typed("--image start.png --outpaint 0,0,63,0", Optional.of(saved(request)));
        assertThat(again).isEqualTo(request);
        assertThat(said).isEmpty();
        typed("--image start.png --outpaint 0,0,64,0", Optional.of(saved(request)));
        assertThat(said).hasSize(2).allMatch(it -> it.contains("not the one"));
    }

    // From a picture and words to the same request

    private static final String EVERYTHING =
            "x --seed 7 --guidance 7 --guidance-rescale 0.7 --guidance-to 0.8 --noise numpy "
                    + "--variation-strength 0.2 --variation-seed 5 --clip-skip 2 --vae-tile 64 "
                    + "--original-size 100x50 --size 64x96 --refiner refiner --refiner-at 0.6 "
                    + "--control canny=edges.png,weight=0.8 --hires 128x192 --hires-by esrgan "
                    + "--hires-steps 3 --hires-strength 0.4 --image start.png --strength 0.6";

    @Test
    void aPictureGivesEverythingBackOnceItsPicturesAreNamedAgain() {
        GenerationRequest request = typed(EVERYTHING);
        GenerationRequest again =
                typed("--image start.png --control canny=edges.png", Optional.of(saved(request)));
        assertThat(again).isEqualTo(request);
        assertThat(said).isEmpty();
    }

    @Test
    void aRepaintedPictureGivesItsMasksWaysBack() {
        GenerationRequest request =
                typed(
                        "x --image start.png --mask mask.png --fill fill --mask-blur 4 --soft-mask --only-masked 8");
        GenerationRequest again =
                typed("--image start.png --mask mask.png", Optional.of(saved(request)));
        assertThat(again).isEqualTo(request);
        assertThat(said).isEmpty();
    }

    @Test
    void picturesThatAreNotNamedAgainAreAskedFor() {
        GenerationRequest again = typed("x", Optional.of(saved(typed(EVERYTHING))));
        assertThat(again.start()).isEqualTo(new Start.FromNoise());
        assertThat(again.controls()).isEmpty();
        assertThat(said).hasSize(2);
        assertThat(said.get(0)).contains("denoising strength 0.6", "--image");
        assertThat(said.get(1)).contains("canny", "weight 0.8", "--control");
    }

    @Test
    void otherPicturesThanThoseAreTold() {
        typed("--image other.png --control canny=other.png", Optional.of(saved(typed(EVERYTHING))));
        assertThat(said).hasSize(2).allMatch(it -> it.contains("the pixels will differ"));
    }

    @Test
    void modelsThatAreNotThereAreSaidAndLeftOutOrReplaced() {
        Networks none =
                new Networks(
                        name -> only("nothing", name, REFINER),
                        name -> only("nothing", name, CANNY),
                        name -> only("nothing", name, ESRGAN));
        GenerationRequest again = typed("x", Optional.of(saved(typed(EVERYTHING))), none);
        assertThat(again.refiner()).isEmpty();
        assertThat(again.hires().orElseThrow().enlarging()).isEqualTo(new Enlarging.Lanczos());
        assertThat(said)
                .anyMatch(it -> it.contains("refiner \"refiner\"") && it.contains("left out"))
                .anyMatch(it -> it.contains("enlarged by \"esrgan\"") && it.contains("Lanczos"));
    }

    @Test
    void anotherModelOfTheSameNameIsTold() {
        ModelSpec other = FakePipeline.spec("refiner", 64, 1, 1).withSchedule(REFINER.schedule());
        SavedSettings saved = saved(typed("x --refiner refiner"));
        Networks networks =
                new Networks(
                        name ->
                                new ModelSpec(
                                        other.name(),
                                        "f".repeat(64),
                                        other.textEncoders(),
                                        other.unet(),
                                        other.vae(),
                                        other.schedule(),
                                        false,
                                        8,
                                        other.nativeSize(),
                                        List.of(),
                                        other.defaults()),
                        NETWORKS.controlNets(),
                        NETWORKS.upscalers());
        assertThat(typed("x", Optional.of(saved), networks).refiner()).isPresent();
        assertThat(said).singleElement().asString().contains("ffffffffff", "0000000000");
    }

    @Test
    void whatAPictureHadCanBeLeftOut() {
        GenerationRequest again =
                typed(
                        "x --hires none --refiner none --variation-strength 0",
                        Optional.of(saved(typed(EVERYTHING))));
        assertThat(again.hires()).isEmpty();
        assertThat(again.refiner()).isEmpty();
        assertThat(again.variation().orElseThrow().strength()).isZero();
    }

    // What cannot be

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # typed                                              | found                      | expected             | do this
                    --guidance-rescale 2                                 | rescale is 2.0             | 0 (none) to 1        | 0 is usual
                    --guidance-rescale x                                 | "x"                        | a number             | 7.5
                    --guidance-from 0.8 --guidance-to 0.2                | 0.8 to 0.2                 | smaller first        | 0 to 1 guides
                    --noise dice                                         | "dice"                     | CPU, GPU, NumPy      | Did you mean
                    --variation-seed 5                                   | seed of 5                  | expected both        | --variation-strength
                    --variation-strength 2                               | strength is 2.0            | 0 (the seed's own    | 0.1 to 0.3
                    --variation-strength 0.1 --variation-seed -5         | seed is -5                 | whole number         | Leave it out
                    --variation-size 5x5                                 | 5x5                        | 64 to 4096           | Try 64x64
                    --clip-skip 13                                       | is 13                      | to 12                | 2 is usual
                    --clip-skip two                                      | "two"                      | whole number         | in digits
                    --vae-tile 5                                         | is 5 pixels                | 64 to 4096           | 512 is usual
                    --vae-tile 99999999999                               | 99999999999                | 1 to 4096            | the most
                    --original-size big                                  | "big"                      | two lengths          | 1024x1024
                    --original-size 99999x1                              | 99999                      | 0 to 16384           | Leave it out
                    --crop 5                                             | "5"                        | two lengths          | 0,0
                    --mask mask.png                                      | mask.png                   | expected both        | --image
                    --image start.png --fill fill                        | --fill fill                | expected both        | --mask
                    --fill fill                                          | --fill fill                | expected both        | --mask
                    --image start.png --only-masked 8                    | --only-masked 8            | expected both        | --mask
                    --image start.png --no-compositing                   | compositing                | expected both        | --mask
                    --image start.png --mask square.png                  | 64x64                      | 64x96                | resize it
                    --image start.png --mask square.png --size 128x192   | 64x64                      | 128x192              | resize it
                    --image odd.png                                      | is 100x90                  | multiples of 16      | --size 96x80 or --size 112x96
                    --image thin.png                                     | is 5000x10                 | 64 to 4096 pixels    | --size 4096x64.
                    --image small.png                                    | is 40x20                   | 64 to 4096 pixels    | --size 128x64.
                    --image start.png --size 60x60                       | 60x60                      | 64 to 4096           | Try 64x64
                    --fit fill                                           | --fit fill                 | expected both        | --image or --control
                    --image start.png --fit squeeze --size 64x64         | "squeeze"                  | crop, stretch, fill  | Did you mean
                    --outpaint 0,0,64,0                                  | --outpaint 0,0,64,0        | expected both        | --image
                    --image start.png --feather 4                        | --feather 4                | expected both        | --outpaint
                    --image start.png --mask mask.png --outpaint 1,1,1,1 | mask.png and --outpaint    | one or the other     | Grow the picture
                    --image start.png --outpaint 64                      | "64"                       | four lengths         | 0,0,64,0
                    --image start.png --outpaint 1,2,3,4,5               | "1,2,3,4,5"                | four lengths         | 0,0,64,0
                    --image start.png --outpaint -64,0,0,0               | "-64,0,0,0"                | four lengths         | 0,0,64,0
                    --image start.png --outpaint 0,0,0,0                 | by nothing                 | at least one pixel   | .
                    --image start.png --outpaint 0,0,999999999,0         | 1000000063x96              | 64 million pixels    | Grow it by less
                    --image start.png --outpaint 0,0,64,0 --feather -1   | -1 pixels                  | 0 (a hard edge)      | .
                    --image start.png --outpaint 0,0,63,0                | is 127x96                  | multiples of 16      | --size 112x96 or --size 128x96
                    --image start.png --mask black.png                   | all black                  | some white           | invert the mask
                    --image start.png --mask mask.png --fill mud         | "mud"                      | original, fill       | Did you mean
                    --image start.png --mask mask.png --mask-blur 999    | blur is 999.0              | 0 to 256             | 4 is usual
                    --image start.png --mask mask.png --only-masked -1   | is -1                      | 0 to 1024            | 32 is usual
                    --image start.png --mask mask.png --hires 2x         | second pass                | one or the other     | Inpaint first
                    --control canny                                      | "canny"                    | a model and a pict   | canny=edges.png
                    --control canny=                                     | "canny="                   | a model and a pict   | canny=edges.png
                    --control canny=none.png                             | is missing                 | a PNG                | Choose another
                    --control cany=edges.png                             | no cany                    | .                    | .
                    --control canny=edges.png,wieght=1                   | "wieght"                   | weight, from, to     | mean weight
                    --control canny=edges.png,weight=x                   | "x"                        | a number             | 7.5
                    --size 64x96 --control canny=edges.png,weight=11     | is 11.0                    | to 10.0              | 0.5 to 1
                    --size 64x96 --control canny=edges.png,from=1        | from 1.0 to 1.0            | smaller first        | .
                    --refiner-at 0.5                                     | share of 0.5               | expected both        | --refiner
                    --refiner refiner --refiner-at 1                     | at 1.0                     | above 0 and below 1  | 0.8 is usual
                    --refiner other                                      | no other                   | .                    | .
                    --hires-steps 5                                      | --hires-steps 5            | expected both        | --hires 2x
                    --hires-by lanczos                                   | --hires-by lanczos         | expected both        | --hires 2x
                    --hires big                                          | "big"                      | a size or a factor   | 2x
                    --hires 0.5x                                         | 64x64                      | 128x128              | .
                    --hires 99x                                          | 12672x12672                | 64 to 4096           | Try
                    --hires 2x --hires-by magic                          | no magic                   | .                    | .
                    --hires 2x --hires-strength 0                        | strength is 0.0            | above 0              | 0.3 to 0.7
                    --hires 2x --hires-steps -1                          | -1 steps                   | 1 to 1000            | .
                    """)
    void isASentence(String options, String found, String expected, String doThis) {
        assertThatThrownBy(() -> typed("x " + options))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining(found)
                .hasMessageContaining(expected)
                .hasMessageContaining(doThis);
    }

    @Test
    void aNegativeNumberOfStepsIsSaidBeforeOtherModelsAreOpened() {
        List<String> opened = new ArrayList<>();
        Networks watched =
                new Networks(
                        name -> {
                            opened.add(name);
                            return REFINER;
                        },
                        NETWORKS.controlNets(),
                        NETWORKS.upscalers());
        assertThatThrownBy(() -> typed("x --steps -5 --refiner refiner", Optional.empty(), watched))
                .isInstanceOf(RequestException.class);
        assertThat(opened).isEmpty();
    }

    private GenerationRequest typed(String words) {
        return typed(words, Optional.empty());
    }

    private GenerationRequest typed(String words, Optional<SavedSettings> saved) {
        return typed(words, saved, NETWORKS);
    }

    /** Names of pictures stand for the test's own. */
    private GenerationRequest typed(
            String words, Optional<SavedSettings> saved, Networks networks) {
        String[] line = words.split(" (?=--)");
        List<String> args = new ArrayList<>();
        for (String part : line) {
            args.addAll(part.startsWith("--") ? List.of(part.split(" ", 2)) : List.of(part));
        }
        args.replaceAll(it -> it.replaceAll("(\\w+\\.png)", folder + "/$1"));
        Line typed = new Line();
        new CommandLine(typed).parseArgs(args.toArray(String[]::new));
        return typed.options.request(MODEL, saved, networks, said::add);
    }

    private static SavedSettings saved(GenerationRequest request) {
        Path file = folder.resolve("saved.png");
        Provenance provenance = new Provenance("Starter", "0".repeat(64), "0.1.0", "1.29.0", "cpu");
        PngFile.write(file, new GeneratedImage(picture("start"), request, provenance), false);
        return PngFile.settings(file);
    }

    private static RgbImage picture(String name) {
        return PngFile.read(folder.resolve(name + ".png")).image();
    }
}
