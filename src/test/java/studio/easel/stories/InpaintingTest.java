package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.Inpainting.Fill;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;
import studio.easel.engine.Start;
import studio.easel.engine.picture.Canvas;
import studio.easel.engine.picture.Canvas.Margins;
import studio.easel.engine.picture.GaussianBlur;
import studio.easel.engine.picture.MaskedRegion;
import studio.easel.engine.pipeline.ImagePipeline;

/** A part of a picture is repainted, and the rest stays as it was: bit for bit. */
class InpaintingTest {
    private static final Map<String, ImagePipeline> OPEN = new TreeMap<>();
    private static final RgbImage BEACH = Recorded.picture("init-64");
    private static final Mask HARD = Recorded.mask("mask-64");
    private static final Inpainting USUAL = Inpainting.at(0.75);

    @AfterAll
    static void close() {
        OPEN.values().forEach(ImagePipeline::close);
        OPEN.clear();
    }

    private static RgbImage picture(String family, GenerationRequest request) {
        return Recorded.picture(OPEN.computeIfAbsent(family, Recorded::pipeline), request);
    }

    private static RgbImage repainted(String family, Mask mask, Inpainting how) {
        return picture(
                family, Recorded.request().startingFrom(new Start.Inpaint(BEACH, mask, how)));
    }

    @ParameterizedTest
    @CsvSource({
        "sd1,0,false",
        "sd1,0,true",
        "sd1,3,false",
        "sd1,3,true",
        "inpaint9,0,false",
        "inpaint9,3,true",
        "sdxl,3,false"
    })
    void blackStaysBitForBit(String family, double blur, boolean soft) {
        RgbImage made = repainted(family, HARD, USUAL.blurred(blur).soft(soft));

        assertStays(made, BEACH, new GaussianBlur(blur).of(HARD));
        assertThat(changed(made, BEACH)).isGreaterThan(300);
    }

    @Test
    void withoutTheOldPixelsPutBackTheVaeShowsEverywhere() {
        RgbImage made = repainted("sd1", HARD, USUAL.compositing(false));

        assertThat(made).isNotEqualTo(repainted("sd1", HARD, USUAL));
        assertThat(changed(made, BEACH)).isGreaterThan(64 * 64 / 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd1", "inpaint9"})
    void anAllWhiteMaskIsImageToImage(String family) {
        GenerationRequest fromPicture =
                Recorded.request().startingFrom(new Start.FromImage(BEACH, 0.75));

        assertThat(repainted(family, white(), USUAL)).isEqualTo(picture(family, fromPicture));
    }

    private static Mask white() {
        byte[] grey = new byte[64 * 64];
        Arrays.fill(grey, (byte) 255);
        return new Mask(64, 64, grey);
    }

    @ParameterizedTest
    @CsvSource({"sd1,64,64,0", "sd1,64,64,12", "sd1,96,64,4", "inpaint9,64,96,4"})
    void onlyMaskedTouchesNothingOutsideItsRegion(
            String family, int width, int height, int padding) {
        RgbImage beach = Recorded.picture("init-96x64");
        Mask mask = Recorded.mask("mask-small-96x64");
        GenerationRequest sized =
                Recorded.request().but().size(new ImageSize(width, height)).request();
        MaskedRegion region = MaskedRegion.of(mask, width, height, padding);

        RgbImage free =
                picture(
                        family,
                        sized.startingFrom(
                                new Start.Inpaint(
                                        beach,
                                        mask,
                                        USUAL.onlyMasked(padding).compositing(false))));
        RgbImage put =
                picture(
                        family,
                        sized.startingFrom(
                                new Start.Inpaint(beach, mask, USUAL.onlyMasked(padding))));

        assertThat(free.width()).isEqualTo(96);
        assertStays(free, beach, inside(region, 96, 64));
        assertStays(put, beach, mask);
        assertThat(changed(put, beach)).isPositive();
    }

    private static Mask inside(MaskedRegion region, int width, int height) {
        byte[] grey = new byte[width * height];
        for (int y = region.top(); y < region.bottom(); y++) {
            Arrays.fill(grey, y * width + region.left(), y * width + region.right(), (byte) 255);
        }
        return new Mask(width, height, grey);
    }

    @Test
    void eachFillBeginsOtherwiseAndAlwaysTheSame() {
        for (Fill fill : Fill.values()) {
            RgbImage made = repainted("sd1", HARD, USUAL.filledWith(fill));
            assertStays(made, BEACH, HARD);
            for (Fill other : Fill.values()) {
                assertThat(repainted("sd1", HARD, USUAL.filledWith(other)).equals(made))
                        .as("%s, %s", fill, other)
                        .isEqualTo(fill == other);
            }
        }
    }

    @Test
    void aSoftMaskOfBlackAndWhiteCellsIsAHardOne() {
        Mask cells = cells();

        assertThat(repainted("sd1", cells, USUAL.soft(true)))
                .isEqualTo(repainted("sd1", cells, USUAL.soft(false)));
    }

    /** White from column 24 to 40, which are edges of latent cells. */
    private static Mask cells() {
        byte[] grey = new byte[64 * 64];
        for (int y = 0; y < 64; y++) {
            Arrays.fill(grey, y * 64 + 24, y * 64 + 40, (byte) 255);
        }
        return new Mask(64, 64, grey);
    }

    @Test
    void greyRepaintsAsMuchAsItIsLightWhereTheMaskIsSoft() {
        Mask grey = Recorded.mask("mask-soft-64");
        Inpainting hard = USUAL.compositing(false);

        assertThat(repainted("sd1", grey, hard.soft(true)))
                .isNotEqualTo(repainted("sd1", grey, hard.soft(false)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd1", "inpaint9"})
    void aLargerCanvasIsPaintedAroundTheOldPicture(String family) {
        Canvas canvas = Canvas.around(BEACH, new Margins(32, 0, 0, 32), 4);
        Start.Inpaint start =
                new Start.Inpaint(
                        canvas.picture(), canvas.mask(), Inpainting.at(1).filledWith(Fill.FILL));

        RgbImage made = picture(family, Recorded.request().startingFrom(start));

        assertThat(made.width()).isEqualTo(96);
        assertThat(made.height()).isEqualTo(96);
        assertStays(made, canvas.picture(), canvas.mask());
        assertThat(changed(made, canvas.picture())).isGreaterThan(96 * 32);
    }

    private static void assertStays(RgbImage made, RgbImage old, Mask mask) {
        byte[] mine = made.rgb();
        byte[] theirs = old.rgb();
        byte[] grey = mask.grey();
        assertThat(mine).hasSameSizeAs(theirs);
        for (int i = 0; i < mine.length; i++) {
            if (grey[i / 3] == 0 && mine[i] != theirs[i]) {
                throw new AssertionError("byte %d, outside the mask, changed".formatted(i));
            }
        }
    }

    /** How many bytes differ. */
    private static int changed(RgbImage made, RgbImage old) {
        byte[] mine = made.rgb();
        byte[] theirs = old.rgb();
        int changed = 0;
        for (int i = 0; i < mine.length; i++) {
            changed += mine[i] == theirs[i] ? 0 : 1;
        }
        return changed;
    }
}
