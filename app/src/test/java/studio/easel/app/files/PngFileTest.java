package studio.easel.app.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.EaselException;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;

class PngFileTest {
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a red heart by the sea",
                "바닷가의 빨간 하트",
                "a 🎨 heart, 納屋と雪、café",
                "two\nlines\r\nand\ttabs ",
                "  spaces around  ",
                "say \"hi\", back\\slash: colon, comma,,",
                "Steps: 20, Sampler: Euler, Size: 1x1",
                "x\nNegative prompt: y\nSteps: 1, Sampler: DDIM, Seed: 2",
                "{\"format\": 1}",
                "Ã© is not é",
                "a\u0000b\u0001c \uD83D half",
                "</x:xmpmeta> <?xpacket end='w'?> %s &amp;"
            })
    void aPictureRemembersItsRequestExactly(String prompt) {
        GeneratedImage image = Pictures.of(prompt, "not " + prompt);
        assertThat(written(image).generated()).contains(image);
    }

    @ParameterizedTest
    @EnumSource
    void everySpacingSurvivesInBothTexts(SigmaSpacing spacing) {
        GenerationRequest request =
                new GenerationRequest(
                        "x",
                        "",
                        new ImageSize(64, 64),
                        1000,
                        0.1 + 0.2,
                        SamplerName.DDIM,
                        spacing,
                        0.25,
                        Long.MAX_VALUE - 1,
                        1);
        SavedSettings settings = written(Pictures.of(request)).settings().orElseThrow();
        assertThat(settings.request()).contains(request);
        SavedSettings foreign = A1111Settings.read(settings.parameters());
        assertThat(foreign.knownSpacing()).contains(spacing);
        assertThat(foreign.guidanceScale()).contains(0.1 + 0.2);
        assertThat(foreign.eta()).contains(0.25);
        assertThat(foreign.seed()).contains(Long.MAX_VALUE - 1);
    }

    @Test
    void otherToolsReadTheSettingsAsA1111WritesThem() {
        PngContent content =
                written(Pictures.of(Pictures.request("a barn", "snow", SamplerName.DDIM, 0.5)));
        assertThat(content.settings().orElseThrow().parameters())
                .isEqualTo(
                        """
                        a barn
                        Negative prompt: snow
                        Steps: 24, Sampler: DDIM, Schedule type: Karras, CFG scale: 6.5, Seed: 42, Size: 64x72, Model hash: 0123456789, Model: starter, RNG: CPU, Eta DDIM: 0.5, Version: Easel 0.1.0""");
    }

    @Test
    void ourVersionDoesNotWakeA1111sImitationOfItsOwnPast() {
        Infotext text = A1111Writer.infotext(Pictures.of("[old] (prompt:1.1)"));
        assertThat(Infotext.parse(text.text()).completed())
                .doesNotContainKeys(
                        "Old prompt editing timelines", "Pad conds v0", "Downcast alphas_cumprod");
    }

    @Test
    void textsStandBeforeThePixelsAndPlainOnesStayPlain() {
        assertThat(chunks(PngFile.bytes(Pictures.of("café"), true)))
                .containsExactly("IHDR", "sRGB", "iTXt", "tEXt", "iTXt", "IDAT", "IEND");
        assertThat(chunks(PngFile.bytes(Pictures.of("하트"), false)))
                .containsExactly("IHDR", "sRGB", "iTXt", "iTXt", "IDAT", "IEND");
    }

    @Test
    void theSamePictureGivesTheSameBytes() {
        assertThat(PngFile.bytes(Pictures.of("x"), true))
                .isEqualTo(PngFile.bytes(Pictures.of("x"), true));
    }

    @Test
    void anotherReaderSeesTheSamePixels() throws IOException {
        GeneratedImage image = Pictures.of("x");
        var read = ImageIO.read(new ByteArrayInputStream(PngFile.bytes(image, true)));
        int[] pixels = read.getRGB(0, 0, read.getWidth(), read.getHeight(), null, 0, 64);
        assertThat(pixels).isEqualTo(image.image().argb());
    }

    /**
     * Frames are packed in pieces: less than one, exactly one and two, a row more, and many; calm
     * and noisy.
     */
    @ParameterizedTest
    @CsvSource({"1, 1", "1365, 31", "1365, 32", "1365, 64", "1365, 65", "512, 512", "700, 900"})
    void anotherReaderSeesTheSameFrame(int width, int height) throws IOException {
        byte[] rgb = new byte[3 * width * height];
        new Random(1).nextBytes(rgb);
        Arrays.fill(rgb, 0, rgb.length / 2, (byte) 77);
        Path file = folder.resolve("frame.png");
        PngFile.write(file, new RgbImage(width, height, rgb));
        byte[] first = Files.readAllBytes(file);
        var read = ImageIO.read(file.toFile());
        int[] argb = read.getRGB(0, 0, width, height, null, 0, width);
        assertThat(RgbImage.ofArgb(width, height, argb).rgb()).isEqualTo(rgb);
        assertThat(PictureFile.read(file).rgb()).isEqualTo(rgb);
        PngFile.write(file, new RgbImage(width, height, rgb));
        assertThat(file).hasBinaryContent(first);
    }

    @Test
    void anExistingFileIsReplacedAndNothingElseIsLeft() throws IOException {
        Path file = Files.writeString(folder.resolve("heart.png"), "old");
        PngFile.write(file, Pictures.of("x"), true);
        assertThat(PngFile.readSettings(file)).isPresent();
        assertThat(names()).containsExactly("heart.png");
    }

    @Test
    void aCancelledThreadStillFinishesItsFile() {
        Thread.currentThread().interrupt();
        PngFile.write(folder.resolve("heart.png"), Pictures.of("x"), true);
        PngContent content = PngFile.read(folder.resolve("heart.png"));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(content.generated()).isPresent();
    }

    @Test
    void aMissingFolderIsASentence() {
        Path file = folder.resolve("nowhere/heart.png");
        assertThatThrownBy(() -> PngFile.write(file, Pictures.of("x"), true))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("nowhere is missing");
        assertThat(file.getParent()).doesNotExist();
    }

    @Test
    void aFolderInPlaceOfTheFileStaysAndNothingIsLeftBeside() throws IOException {
        Path file = Files.createDirectory(folder.resolve("heart.png"));
        assertThatThrownBy(() -> PngFile.write(file, Pictures.of("x"), true))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("is a folder, expected a file");
        assertThat(names()).containsExactly("heart.png");
    }

    @Test
    void aFileInPlaceOfTheFolderIsASentence() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "").resolve("heart.png");
        assertThatThrownBy(() -> PngFile.write(file, Pictures.of("x"), true))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("is a file, expected a folder");
        assertThat(names()).containsExactly("file");
    }

    private PngContent written(GeneratedImage image) {
        Path file = folder.resolve("picture.png");
        PngFile.write(file, image, true);
        assertThat(PngFile.readSettings(file)).isEqualTo(PngFile.read(file).settings());
        return PngFile.read(file);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static List<String> chunks(byte[] png) {
        Stream.Builder<String> types = Stream.builder();
        for (int at = 8; at < png.length; ) {
            types.add(new String(png, at + 4, 4, StandardCharsets.ISO_8859_1));
            at += 12 + ByteBuffer.wrap(png).getInt(at);
        }
        return types.build().toList();
    }

    @Test
    void aPictureWithoutSettingsIsStillAPicture() throws IOException {
        var image = new BufferedImage(5, 3, BufferedImage.TYPE_INT_RGB);
        ImageIO.write(image, "png", folder.resolve("plain.png").toFile());
        PngContent content = PngFile.read(folder.resolve("plain.png"));
        assertThat(content.settings()).isEqualTo(Optional.empty());
        assertThat(content.image().width()).isEqualTo(5);
        assertThatThrownBy(() -> PngFile.settings(folder.resolve("plain.png")))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("plain.png holds no settings");
    }
}
