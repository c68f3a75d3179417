package studio.easel.app.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures of every kind a PNG can be. */
class PngDecoderTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 5", "8, 8", "9, 33"})
    void interlacedPicturesHaveTheSamePixels(int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] argb = Pictures.noise(width, height).argb();
        image.setRGB(0, 0, width, height, argb, 0, width);
        var writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam interlaced = writer.getDefaultWriteParam();
        interlaced.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        try (var out = ImageIO.createImageOutputStream(folder.resolve("x.png").toFile())) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), interlaced);
        }
        assertThat(PngFile.read(folder.resolve("x.png")).image().argb()).isEqualTo(argb);
    }

    /** Two pixels of a row, as the samples say: filter byte first. */
    @Test
    void samplesOfEveryDepthBecomeBytes() throws IOException {
        assertThat(twoPixels(1, 0, 0x40)).containsExactly(0xFF000000, 0xFFFFFFFF);
        assertThat(twoPixels(2, 0, 0x1B << 2)).containsExactly(0xFF555555, 0xFFAAAAAA);
        assertThat(twoPixels(4, 0, 0x1F)).containsExactly(0xFF111111, 0xFFFFFFFF);
        assertThat(twoPixels(8, 0, 0x10, 0x20)).containsExactly(0xFF101010, 0xFF202020);
        assertThat(twoPixels(16, 0, 0x80, 0x80, 0xFF, 0xFF))
                .containsExactly(0xFF808080, 0xFFFFFFFF);
        assertThat(twoPixels(8, 2, 1, 2, 3, 4, 5, 6)).containsExactly(0xFF010203, 0xFF040506);
        assertThat(twoPixels(16, 2, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6))
                .containsExactly(0xFF010203, 0xFF040506);
    }

    @Test
    void whatIsTransparentLiesOnWhite() throws IOException {
        assertThat(twoPixels(8, 6, 10, 20, 30, 255, 10, 20, 30, 0))
                .containsExactly(0xFF0A141E, 0xFFFFFFFF);
        assertThat(twoPixels(8, 4, 0, 128, 7, 255)).containsExactly(0xFF7F7F7F, 0xFF070707);
    }

    @Test
    void paletteEntriesMayBeTransparent() throws IOException {
        byte[] palette = PngHostileTest.chunk("PLTE", bytes(1, 2, 3, 4, 5, 6));
        byte[] transparency = PngHostileTest.chunk("tRNS", bytes(255, 0));
        assertThat(
                        read(
                                PngHostileTest.png(
                                        PngHostileTest.header(2, 1, 4, 3),
                                        palette,
                                        transparency,
                                        PngHostileTest.chunk(
                                                "IDAT", PngHostileTest.deflated(bytes(0, 1))),
                                        PngHostileTest.chunk("IEND"))))
                .containsExactly(0xFF010203, 0xFFFFFFFF);
    }

    private int[] twoPixels(int depth, int colourType, int... samples) throws IOException {
        byte[] row = PngHostileTest.joined(new byte[1], bytes(samples));
        return read(
                PngHostileTest.png(
                        PngHostileTest.header(2, 1, depth, colourType),
                        PngHostileTest.chunk("IDAT", PngHostileTest.deflated(row)),
                        PngHostileTest.chunk("IEND")));
    }

    private int[] read(byte[] png) throws IOException {
        return PngFile.read(Files.write(folder.resolve("x.png"), png)).image().argb();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
