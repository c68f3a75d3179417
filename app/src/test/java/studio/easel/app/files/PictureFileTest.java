package studio.easel.app.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.EaselException;

class PictureFileTest {
    private static final int TIMES = 300;

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"gif", "jpg", "bmp"})
    void damagedPicturesGiveAPictureOrASentenceAndAreLeftClosed(String kind) throws IOException {
        byte[] good = some(kind);
        Path file = folder.resolve("some." + kind);
        Random random = new Random(1);
        int refused = 0;
        long before = open();
        for (int i = 0; i < TIMES; i++) {
            Files.write(file, damaged(good, random));
            try {
                assertThat(PictureFile.read(file).width()).isPositive();
            } catch (EaselException e) {
                assertThat(e).hasMessageContaining("expected a PNG, JPEG, GIF or BMP picture");
                refused++;
            }
        }
        assertThat(refused).isBetween(TIMES / 20, TIMES);
        assertThat(open()).isLessThan(before + TIMES / 10);
    }

    @Test
    void aPaletteOfLessThanNothingIsASentence() throws IOException {
        byte[] bitmap = some("bmp");
        Arrays.fill(bitmap, 10, 14, (byte) 0xF0); // where the pixels begin, and the palette ends
        bitmap[28] = 8;
        Path file = Files.write(folder.resolve("palette.bmp"), bitmap);
        assertThatThrownBy(() -> PictureFile.read(file))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("palette.bmp cannot be read");
    }

    @Test
    void foldersAndMissingFilesAreSentences() throws IOException {
        Path photos = Files.createDirectory(folder.resolve("photos.jpg"));
        assertThatThrownBy(() -> PictureFile.read(photos))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("photos.jpg is no file, expected");
        assertThatThrownBy(() -> PictureFile.read(folder.resolve("gone.jpg")))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("gone.jpg is missing, expected");
    }

    private static byte[] some(String kind) throws IOException {
        Random random = new Random(2);
        BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 40 * 30; i++) {
            image.setRGB(i % 40, i / 40, random.nextInt());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, kind, bytes)).isTrue();
        return bytes.toByteArray();
    }

    /** Half of the damage is in the header. */
    private static byte[] damaged(byte[] good, Random random) {
        byte[] bad = good.clone();
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
            bad[random.nextInt(random.nextBoolean() ? 80 : bad.length)] = (byte) random.nextInt();
        }
        return random.nextInt(5) == 0 ? Arrays.copyOf(bad, random.nextInt(bad.length)) : bad;
    }

    /** Files this process has open; 0 where the system does not say. */
    private static long open() throws IOException {
        Path open = Path.of("/proc/self/fd");
        if (!Files.isDirectory(open)) {
            return 0;
        }
        try (var all = Files.list(open)) {
            return all.count();
        }
    }
}
