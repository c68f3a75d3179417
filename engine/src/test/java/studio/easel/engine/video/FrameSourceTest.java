package studio.easel.engine.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static studio.easel.engine.video.Film.FRAMES;
import static studio.easel.engine.video.Film.frame;
import static studio.easel.engine.video.Film.shoot;
import static studio.easel.engine.video.Film.watch;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;

class FrameSourceTest {
    @TempDir Path folder;
    private Path lossless;

    @BeforeEach
    void film() {
        lossless =
                shoot(
                        folder.resolve("film.mkv"),
                        VideoSettings.of(VideoFormat.LOSSLESS, FrameRate.of(12)));
    }

    @ParameterizedTest
    @CsvSource({"0, 29, 1", "3, 29, 5", "10, 12, 1", "29, 29, 1", "2, 2147483647, 9"})
    void everyNthFrameFromHereToThere(int from, int to, int step) {
        FrameRange range = new FrameRange(from, to, step);

        List<RgbImage> seen = watch(lossless, range);

        int number = from;
        for (RgbImage picture : seen) {
            assertThat(picture).isEqualTo(frame(number));
            number += step;
        }
        assertThat(number).isGreaterThan(Math.min(to, FRAMES - 1));
        try (FrameSource source = VideoFrames.open(lossless, range)) {
            assertThat(source.count()).isEqualTo(seen.size());
            assertThat(source.rate()).isEqualTo(new FrameRate(12, step));
        }
    }

    @Test
    void aRangeBehindTheEndIsRefused() {
        assertThatThrownBy(() -> watch(lossless, new FrameRange(30, 40, 1)))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("film.mkv has 30 frames")
                .hasMessageContaining("number 30");
    }

    @Test
    void aVideoThatBreaksOffSaysSo() throws Exception {
        Path whole =
                shoot(
                        folder.resolve("whole.mp4"),
                        VideoSettings.of(VideoFormat.MP4, FrameRate.of(12)));
        byte[] bytes = Files.readAllBytes(whole);
        Path half =
                Files.write(folder.resolve("half.mp4"), Arrays.copyOf(bytes, bytes.length * 2 / 3));
        assertThatThrownBy(() -> watch(half))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("half.mp4 breaks off: of 30 frames");
        Path start = Files.write(folder.resolve("start.mp4"), Arrays.copyOf(bytes, 60));
        assertThatThrownBy(() -> watch(start))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("start.mp4 has no pictures");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not a video at all", "\0\0\0\30ftypisom", "GIF89a"})
    void whatIsNoVideoSaysSo(String content) throws Exception {
        Path file = Files.writeString(folder.resolve("x.mp4"), content);
        assertThatThrownBy(() -> watch(file))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("x.mp4");
    }

    @Test
    void soundIsNoVideo() throws Exception {
        Path wav = Film.sine(folder.resolve("tone.wav"), 0, 1, 44_100);
        assertThatThrownBy(() -> watch(wav))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("tone.wav has no pictures");
    }

    @Test
    void missingFilesAndFoldersAreNoVideos() {
        assertThatThrownBy(() -> watch(folder.resolve("no.mp4")))
                .hasMessageContaining("no.mp4 is missing");
        assertThatThrownBy(() -> watch(folder)).hasMessageContaining("is a folder");
    }

    /** Matroska names the size in its header: PixelWidth is 0xB0, PixelHeight 0xBA. */
    @Test
    void hugeFramesAreRefusedBeforeTheyAreUnpacked() throws Exception {
        Path file = folder.resolve("huge.mkv");
        try (VideoFile video =
                VideoFile.create(file, VideoSettings.of(VideoFormat.LOSSLESS, FrameRate.of(12)))) {
            video.write(frame(0, 256, 256));
            video.finish();
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(text).contains("\u00b0\u0082\1\0").contains("\u00ba\u0082\1\0");
        text = text.replace("\u00b0\u0082\1\0", "\u00b0\u0082\u0028\0");
        text = text.replace("\u00ba\u0082\1\0", "\u00ba\u0082\u0028\0");
        Files.writeString(file, text, StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> watch(file))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("10240x10240 pixels, expected at most 64 million");
    }

    /** A GIF names it again where the decoder looks. */
    @Test
    void hugeFramesAreRefusedByTheDecoderToo() throws Exception {
        byte[] gif =
                Files.readAllBytes(
                        shoot(
                                folder.resolve("film.gif"),
                                VideoSettings.of(VideoFormat.GIF, FrameRate.of(10)),
                                2));
        Arrays.fill(gif, 6, 10, (byte) 0xFF);
        Path huge = Files.write(folder.resolve("huge.gif"), gif);
        assertThatThrownBy(() -> watch(huge))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("larger than 64 million pixels");
    }

    /** Whatever a damaged file does, it gives frames or a sentence. */
    @Test
    void damagedBytesGiveFramesOrASentence() throws Exception {
        byte[] bytes =
                Files.readAllBytes(
                        shoot(
                                folder.resolve("whole.mp4"),
                                VideoSettings.of(VideoFormat.MP4, FrameRate.of(12))));
        Random random = new Random(7);
        for (int i = 0; i < 40; i++) {
            byte[] damaged = bytes.clone();
            for (int j = 0; j < 20; j++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Path file = Files.write(folder.resolve("damaged.mp4"), damaged);
            try {
                assertThat(watch(file)).hasSizeLessThanOrEqualTo(100);
            } catch (EaselException e) {
                assertThat(e.getMessage()).contains("damaged.mp4").endsWith(".");
            }
        }
    }

    @Test
    void aSequenceOfPicturesIsASourceAndASink() {
        PngSequence sink = new PngSequence(folder, "ride_", 0, FrameSourceTest::write);
        for (int i = 0; i < 12; i++) {
            sink.write(frame(i));
        }
        sink.finish();
        sink.close();
        assertThat(folder.resolve("ride_000000011.png")).exists();

        try (FrameSource source = pictures("ride_", new FrameRange(1, 10, 4))) {
            assertThat(source.count()).isEqualTo(3);
            assertThat(source.rate()).isEqualTo(new FrameRate(3, 1));
            assertThat(source.next()).contains(frame(1));
            assertThat(source.next()).contains(frame(5));
            assertThat(source.next()).contains(frame(9));
            assertThat(source.next()).isEmpty();
        }
    }

    @Test
    void aSequenceGoesOnWhereItBrokeOff() {
        try (PngSequence sink = new PngSequence(folder, "ride_", 7, FrameSourceTest::write)) {
            assertThatThrownBy(sink::finish).hasMessageContaining("There is no frame");
            sink.write(frame(7));
        }
        assertThat(folder.resolve("ride_000000007.png")).exists();
    }

    @Test
    void aFolderWithoutSuchPicturesIsRefused() {
        assertThatThrownBy(() -> pictures("none_", FrameRange.ALL))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("has 0 pictures named none_*.png");
        Path missing = folder.resolve("missing");
        assertThatThrownBy(
                        () ->
                                PictureFrames.open(
                                        missing,
                                        "",
                                        FrameRate.of(12),
                                        FrameRange.ALL,
                                        FrameSourceTest::read))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("expected a folder of PNG pictures");
    }

    private FrameSource pictures(String prefix, FrameRange range) {
        return PictureFrames.open(folder, prefix, FrameRate.of(12), range, FrameSourceTest::read);
    }

    // The engine knows no picture files: any writer and reader that agree will do.
    private static void write(Path file, RgbImage picture) {
        try {
            Files.write(file, picture.rgb());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static RgbImage read(Path file) {
        try {
            return new RgbImage(Film.WIDTH, Film.HEIGHT, Files.readAllBytes(file));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
