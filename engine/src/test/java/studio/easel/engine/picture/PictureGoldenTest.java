package studio.easel.engine.picture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;

/** Pillow's and diffusers' pictures, level by level: no difference is allowed. */
class PictureGoldenTest {
    private static final PictureGoldens GOLDENS = new PictureGoldens();

    static Stream<Named<JsonNode>> grey() {
        return GOLDENS.cases("grey");
    }

    @ParameterizedTest
    @MethodSource("grey")
    void greyIsPillowsLuma(JsonNode golden) {
        Mask made = Mask.of(GOLDENS.picture(golden.get("of").asText()));
        assertLevels(made, golden);
    }

    static Stream<Named<JsonNode>> resize() {
        return GOLDENS.cases("resize");
    }

    @ParameterizedTest
    @MethodSource("resize")
    void sizesAndFiltersArePillows(JsonNode golden) {
        Resize resize =
                new Resize(
                        golden.get("width").asInt(),
                        golden.get("height").asInt(),
                        Resampling.valueOf(golden.get("by").asText()));
        String of = golden.get("of").asText();
        if (GOLDENS.isMask(of)) {
            assertLevels(resize.of(GOLDENS.mask(of)), golden);
        } else {
            assertLevels(resize.of(GOLDENS.picture(of)), golden);
        }
    }

    static Stream<Named<JsonNode>> resizeLarge() {
        return GOLDENS.cases("resize_large");
    }

    @ParameterizedTest
    @MethodSource("resizeLarge")
    void largePicturesAreResizedAsPillowDoes(JsonNode golden) {
        Resize resize =
                new Resize(
                        golden.get("to").get(0).asInt(),
                        golden.get("to").get(1).asInt(),
                        Resampling.valueOf(golden.get("by").asText()));
        int width = golden.get("from").get(0).asInt();
        int height = golden.get("from").get(1).asInt();
        byte[] made =
                golden.get("bands").asInt() == 1
                        ? resize.of(PictureGoldens.patternMask(width, height)).grey()
                        : resize.of(PictureGoldens.pattern(width, height)).rgb();
        assertThat(PictureGoldens.sha256(made)).isEqualTo(golden.get("sha256").asText());
    }

    static Stream<Named<JsonNode>> blur() {
        return GOLDENS.cases("blur");
    }

    @ParameterizedTest
    @MethodSource("blur")
    void blurIsPillowsGaussian(JsonNode golden) {
        GaussianBlur blur = new GaussianBlur(golden.get("radius").asDouble());
        String of = golden.get("of").asText();
        if (GOLDENS.isMask(of)) {
            assertLevels(blur.of(GOLDENS.mask(of)), golden);
        } else {
            assertLevels(blur.of(GOLDENS.picture(of)), golden);
        }
    }

    static Stream<Named<JsonNode>> blurLarge() {
        return GOLDENS.cases("blur_large");
    }

    @ParameterizedTest
    @MethodSource("blurLarge")
    void everyRadiusBlursAsPillowDoes(JsonNode golden) {
        Mask sharp =
                PictureGoldens.patternMask(
                        golden.get("size").get(0).asInt(), golden.get("size").get(1).asInt());
        Mask made = new GaussianBlur(golden.get("radius").asDouble()).of(sharp);
        assertThat(PictureGoldens.sha256(made.grey())).isEqualTo(golden.get("sha256").asText());
    }

    static Stream<Named<JsonNode>> fill() {
        return GOLDENS.cases("fill");
    }

    @ParameterizedTest
    @MethodSource("fill")
    void whatIsMaskedTakesTheColoursAroundItAsInTheWebui(JsonNode golden) {
        assertLevels(
                MaskedFill.of(
                        GOLDENS.picture(golden.get("picture").asText()),
                        GOLDENS.mask(golden.get("mask").asText())),
                golden);
    }

    static Stream<Named<JsonNode>> fit() {
        return GOLDENS.cases("fit");
    }

    @ParameterizedTest
    @MethodSource("fit")
    void shapesAreFittedAsDiffusersDoes(JsonNode golden) {
        Fit fit =
                switch (golden.get("mode").asText()) {
                    case "default" -> Fit.STRETCH;
                    case "fill" -> Fit.FILL;
                    case "crop" -> Fit.CROP;
                    default -> throw new AssertionError(golden);
                };
        int width = golden.get("width").asInt();
        int height = golden.get("height").asInt();
        String of = golden.get("of").asText();
        if (GOLDENS.isMask(of)) {
            assertLevels(fit.of(GOLDENS.mask(of), width, height), golden);
        } else {
            assertLevels(fit.of(GOLDENS.picture(of), width, height), golden);
        }
    }

    static Stream<Named<JsonNode>> region() {
        return GOLDENS.cases("region");
    }

    @ParameterizedTest
    @MethodSource("region")
    void theMaskedRegionIsDiffusersCropRegion(JsonNode golden) {
        MaskedRegion made =
                MaskedRegion.of(
                        GOLDENS.mask(golden.get("mask").asText()),
                        golden.get("width").asInt(),
                        golden.get("height").asInt(),
                        golden.get("padding").asInt());
        assertThat(made).isEqualTo(box(golden));
    }

    static Stream<Named<JsonNode>> composite() {
        return GOLDENS.cases("composite");
    }

    @ParameterizedTest
    @MethodSource("composite")
    void oldPixelsAreOverlaidAsDiffusersDoes(JsonNode golden) {
        assertLevels(
                Composite.of(
                        GOLDENS.picture(golden.get("original").asText()),
                        GOLDENS.mask(golden.get("mask").asText()),
                        GOLDENS.picture(golden.get("made").asText())),
                golden);
    }

    static Stream<Named<JsonNode>> onlyMasked() {
        return GOLDENS.cases("only_masked");
    }

    @ParameterizedTest
    @MethodSource("onlyMasked")
    void aRegionIsCutWorkedOnAndPutBackAsDiffusersDoes(JsonNode golden) {
        RgbImage picture = GOLDENS.picture(golden.get("picture").asText());
        Mask mask = GOLDENS.mask(golden.get("mask").asText());
        RgbImage made = GOLDENS.picture(golden.get("made").asText());
        int width = made.width();
        int height = made.height();

        MaskedRegion region = MaskedRegion.of(mask, width, height, golden.get("padding").asInt());
        assertThat(region).isEqualTo(box(golden));
        assertThat(region.cut(picture, width, height).rgb())
                .isEqualTo(PictureGoldens.picture(golden, "cut", width, height).rgb());
        assertThat(region.cut(mask, width, height).grey())
                .isEqualTo(PictureGoldens.mask(golden, "cut_mask", width, height).grey());
        assertLevels(Composite.of(picture, mask, region.paste(made, picture)), golden);
    }

    private static MaskedRegion box(JsonNode golden) {
        JsonNode box = golden.get("box");
        return new MaskedRegion(
                box.get(0).asInt(), box.get(1).asInt(), box.get(2).asInt(), box.get(3).asInt());
    }

    private static void assertLevels(RgbImage made, JsonNode golden) {
        assertThat(made.rgb()).isEqualTo(PictureGoldens.expected(golden, made).rgb());
    }

    private static void assertLevels(Mask made, JsonNode golden) {
        assertThat(made.grey()).isEqualTo(PictureGoldens.expected(golden, made).grey());
    }
}
