package studio.easel.app.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.app.files.PngFile;
import studio.easel.app.queue.Axis.Setting;
import studio.easel.engine.RgbImage;

class GridSheetTest {
    @TempDir Path folder;

    private static Work grid(String steps, String seeds) {
        return Work.grid(
                Records.of("바다 sea", 1),
                List.of(Axis.parse(Setting.STEPS, steps), Axis.parse(Setting.SEED, seeds)));
    }

    private Path flat(String name, int grey) {
        byte[] rgb = new byte[64 * 64 * 3];
        Arrays.fill(rgb, (byte) grey);
        Path file = folder.resolve(name);
        PngFile.write(file, new RgbImage(64, 64, rgb));
        return file;
    }

    private static long pixels(RgbImage sheet, int grey) {
        return Arrays.stream(sheet.argb())
                .filter(argb -> (argb & 0xFFFFFF) == grey * 0x010101)
                .count();
    }

    @Test
    void everyPictureIsOnItAndAMissingOneStaysGrey() {
        Map<Integer, Path> files = new HashMap<>();
        files.put(0, flat("a.png", 10));
        files.put(1, flat("b.png", 20));
        files.put(3, folder.resolve("deleted.png"));
        RgbImage sheet = new GridSheet(grid("1-3", "1, 2")).draw(files);
        assertThat(pixels(sheet, 10)).isBetween(64L * 64, 64L * 64 + 100); // letters' edges
        assertThat(pixels(sheet, 20)).isBetween(64L * 64, 64L * 64 + 100);
        assertThat(pixels(sheet, 192)).isGreaterThanOrEqualTo(4 * 64 * 64);
    }

    @Test
    void valuesAreWrittenBesideThePictures() {
        RgbImage sheet = new GridSheet(grid("1-3", "1, 2")).draw(Map.of());
        int above = sheet.height() - 2 * 68;
        int[] argb = sheet.argb();
        long dark =
                Arrays.stream(argb, 0, above * sheet.width())
                        .filter(pixel -> (pixel & 0xFF) < 100)
                        .count();
        assertThat(dark).as("letters").isGreaterThan(50);
    }

    @Test
    void aSheetIsNeverLargerThanEaselReads() {
        RgbImage sheet =
                new GridSheet(
                                Work.grid(
                                        Records.of("a sea", 1),
                                        List.of(
                                                Axis.parse(Setting.SEED, "1-100"),
                                                Axis.parse(Setting.STEPS, "1-100"))))
                        .draw(Map.of());
        assertThat((long) sheet.width() * sheet.height()).isLessThan(64_000_000);
        PngFile.write(folder.resolve("sheet.png"), sheet);
        assertThat(PngFile.read(folder.resolve("sheet.png")).image().width())
                .isEqualTo(sheet.width());
    }
}
