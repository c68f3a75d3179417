package studio.easel.app.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.engine.RgbImage;

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
