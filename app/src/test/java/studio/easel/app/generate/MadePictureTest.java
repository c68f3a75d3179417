package studio.easel.app.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.Mask;
import studio.easel.engine.Provenance;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.Start;

class MadePictureTest {
    @Test
    void aSmallPictureIsItsOwnThumbnail() {
        RgbImage image = new RgbImage(128, 96, new byte[128 * 96 * 3]);
        assertThat(MadePicture.thumbnail(image)).isSameAs(image);
    }

    @Test
    void aThumbnailIsTheMeanOfItsBlocks() {
        int side = 2 * MadePicture.THUMBNAIL;
        byte[] stripes = new byte[side * side * 3];
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = (byte) (i / 3 % 2 == 0 ? 200 : 100); // Columns take turns.
        }
        RgbImage thumbnail = MadePicture.thumbnail(new RgbImage(side, side, stripes));
        assertThat(thumbnail.width()).isEqualTo(MadePicture.THUMBNAIL);
        assertThat(thumbnail.height()).isEqualTo(MadePicture.THUMBNAIL);
        assertThat(thumbnail.rgb()).containsOnly((byte) 150);
    }

    @Test
    void aVeryWidePictureKeepsAtLeastOneRow() {
        RgbImage thumbnail = MadePicture.thumbnail(new RgbImage(4096, 8, new byte[4096 * 8 * 3]));
        assertThat(thumbnail.height()).isEqualTo(1);
    }

    @Test
    void aSavedPictureLetsGoOfWhatItStartedFrom() {
        MadePicture picture = savedWithMask();
        assertThat(picture.request().prompt()).isEqualTo("a cat");
        for (int i = 0; i < 100 && picture.whole().get().isPresent(); i++) {
            System.gc();
        }
        assertThat(picture.whole().get()).isEmpty();
        assertThat(picture.request().start()).isEqualTo(new Start.FromNoise());
    }

    private static MadePicture savedWithMask() {
        GeneratedImage made = withMask();
        MadePicture picture = MadePicture.saved(made, Path.of("a.png"));
        assertThat(picture.whole().get()).containsSame(made.request());
        return picture;
    }

    @Test
    void aPictureThatCouldNotBeSavedKeepsAll() {
        GeneratedImage made = withMask();
        assertThat(MadePicture.unsaved(made).generated()).contains(made);
    }

    private static GeneratedImage withMask() {
        RgbImage image = new RgbImage(64, 64, new byte[3 * 64 * 64]);
        byte[] white = new byte[64 * 64];
        Arrays.fill(white, (byte) 255);
        Start start =
                new Start.Inpaint(
                        image,
                        new Mask(64, 64, white),
                        new Inpainting(
                                0.5,
                                Inpainting.Fill.ORIGINAL,
                                0,
                                false,
                                OptionalInt.empty(),
                                true));
        GenerationRequest request =
                new GenerationRequest(
                        "a cat",
                        "",
                        new ImageSize(64, 64),
                        4,
                        5,
                        SamplerName.EULER,
                        SigmaSpacing.AUTOMATIC,
                        0,
                        7,
                        1);
        return new GeneratedImage(
                image, request.startingFrom(start), new Provenance("m", "", "", "", ""));
    }

    @Test
    void eachPlatformShowsAFileWithItsOwnFileBrowser(@TempDir Path folder) {
        Path file = folder.resolve("a picture.png");
        assertThat(PictureActions.command("Windows 11", file))
                .isEqualTo(List.of("explorer.exe", "/select," + file));
        assertThat(PictureActions.command("Mac OS X", file))
                .isEqualTo(List.of("open", "-R", file.toString()));
        assertThat(PictureActions.command("Linux", file))
                .isEqualTo(List.of("xdg-open", folder.toString()));
    }
}
