package studio.easel.engine.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static studio.easel.engine.video.Film.FRAMES;
import static studio.easel.engine.video.Film.frame;
import static studio.easel.engine.video.Film.psnr;
import static studio.easel.engine.video.Film.shoot;
import static studio.easel.engine.video.Film.watch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;

class VideoFileTest {
    private static final String SETTINGS =
            "{\"prompt\": \"ein Apfel, 苹果 \\\"rot\\\"\",\n \"steps\": 20}";

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # format, rate,       PSNR of the first frame in dB, and of the worst one:
                    # OpenH264 takes slow changes of colour for none until its next key frame
                    MP4,      15,         42,       31
                    MP4,      30000/1001, 42,       31
                    WEBM,     15,         42,       40
                    WEBM,     24000/1001, 42,       40
                    GIF,      10,         28,       28
                    GIF,      25,         28,       28
                    LOSSLESS, 15,         Infinity, Infinity
                    LOSSLESS, 30000/1001, Infinity, Infinity
                    """)
    void whatIsWrittenIsSeen(VideoFormat format, String rate, double first, double worst) {
        VideoSettings settings = VideoSettings.of(format, FrameRate.parse(rate));

        Path video = shoot(file(format), settings);

        List<RgbImage> seen = watch(video);
        assertThat(seen).hasSize(FRAMES);
        for (int i = 0; i < FRAMES; i++) {
            assertThat(psnr(seen.get(i), frame(i)))
                    .as("frame %d", i)
                    .isGreaterThanOrEqualTo(i == 0 ? first : worst);
        }
        try (FrameSource source = VideoFrames.open(video, FrameRange.ALL)) {
            assertThat(source.rate()).isEqualTo(settings.rate());
            assertThat(source.count()).isEqualTo(FRAMES);
        }
        assertThat(duration(video)).isCloseTo(settings.rate().seconds(FRAMES), within(0.011));
    }

    /** A wrong matrix or range moves pure colours by 10 levels and more. */
    @ParameterizedTest
    @CsvSource({
        "MP4, 224, 16, 16", "MP4, 16, 200, 16", "MP4, 16, 16, 224", "MP4, 0, 0, 0",
        "MP4, 255, 255, 255", "WEBM, 224, 16, 16", "WEBM, 255, 255, 255", "GIF, 224, 16, 16"
    })
    void coloursStay(VideoFormat format, int red, int green, int blue) {
        byte[] pixels = new byte[64 * 48 * 3];
        for (int i = 0; i < pixels.length; i += 3) {
            pixels[i] = (byte) red;
            pixels[i + 1] = (byte) green;
            pixels[i + 2] = (byte) blue;
        }
        Path file = file(format);
        try (VideoFile video = VideoFile.create(file, of(format))) {
            video.write(new RgbImage(64, 48, pixels));
            video.finish();
        }

        byte[] seen = watch(file).get(0).rgb();

        int middle = (24 * 64 + 32) * 3;
        assertThat(seen[middle] & 0xFF).isCloseTo(red, within(3));
        assertThat(seen[middle + 1] & 0xFF).isCloseTo(green, within(3));
        assertThat(seen[middle + 2] & 0xFF).isCloseTo(blue, within(3));
    }

    /** So a run that broke off and one that did not end in the same file. */
    @ParameterizedTest
    @EnumSource
    void theSameFramesGiveTheSameBytes(VideoFormat format) throws Exception {
        VideoSettings settings = of(format).withComment(SETTINGS);
        if (format.hasSound()) {
            Path wav = Film.sine(folder.resolve("sine.wav"), 0, 5, 44_100);
            settings = settings.withSoundtrack(Soundtrack.of(wav));
        }
        byte[] unbroken = Files.readAllBytes(shoot(folder.resolve("a." + format), settings));
        Path again = folder.resolve("b." + format);
        VideoFile killed = VideoFile.create(again, settings);
        killed.write(frame(0));
        killed.write(frame(1));
        Thread.sleep(1100); // no clock may have left its second in the file

        assertThat(Files.readAllBytes(shoot(again, settings))).isEqualTo(unbroken);
        assertThat(filesIn(folder)).noneMatch(name -> name.contains("part"));
    }

    @ParameterizedTest
    @EnumSource
    void theCommentComesBack(VideoFormat format) {
        String longText = SETTINGS + "x".repeat(1000);
        Path video = shoot(file(format), of(format).withComment(longText), 2);
        assertThat(VideoFile.comment(video)).contains(longText);
        assertThat(watch(video)).hasSize(2);

        Path silent = shoot(folder.resolve("silent." + format), of(format), 2);
        assertThat(VideoFile.comment(silent)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"MP4, 64, 48", "WEBM, 63, 47", "GIF, 63, 47", "LOSSLESS, 63, 47"})
    void oddSizesAreTakenAndH264RepeatsTheEdge(VideoFormat format, int width, int height) {
        Path file = file(format);
        try (VideoFile video = VideoFile.create(file, of(format))) {
            video.write(frame(0, 63, 47));
            video.finish();
        }
        RgbImage seen = watch(file).get(0);
        assertThat(seen.width()).isEqualTo(width);
        assertThat(seen.height()).isEqualTo(height);
        if (format == VideoFormat.MP4) {
            byte[] rgb = seen.rgb();
            for (int i = 0; i < 3; i++) {
                assertThat(rgb[63 * 3 + i] & 0xFF).isCloseTo(rgb[62 * 3 + i] & 0xFF, within(8));
            }
        }
    }

    /** As after {@code kill -9}: the growing file is read while its writer is still open. */
    @Test
    void aGrowingVideoCanBeWatchedUpToTheLastFrame() {
        Path file = file(VideoFormat.MP4);
        try (VideoFile video = VideoFile.create(file, of(VideoFormat.MP4).withComment(SETTINGS))) {
            for (int i = 0; i < 7; i++) {
                video.write(frame(i));
            }
            assertThat(watch(VideoFile.growing(file))).hasSize(7);
            assertThat(VideoFile.comment(VideoFile.growing(file))).contains(SETTINGS);
            assertThat(file).doesNotExist();
        }
        assertThat(filesIn(folder)).as("given up").isEmpty();
    }

    @Test
    void aGrowingVideoCutAnywherePlaysUpToThere() throws Exception {
        Path file = file(VideoFormat.MP4);
        byte[] grown;
        int header;
        try (VideoFile video = VideoFile.create(file, of(VideoFormat.MP4))) {
            video.write(frame(0));
            header = (int) Files.size(VideoFile.growing(file));
            for (int i = 1; i < FRAMES; i++) {
                video.write(frame(i));
            }
            grown = Files.readAllBytes(VideoFile.growing(file));
        }
        int before = 0;
        Path cut = folder.resolve("cut.mp4");
        // The seven meets every part of a fragment, its index included.
        for (int length = header; length <= grown.length; length += 7) {
            Files.write(cut, Arrays.copyOf(grown, length));
            List<RgbImage> seen = watch(cut);
            int whole = seen.size();
            assertThat(whole).as("cut at %d", length).isBetween(Math.max(1, before), FRAMES);
            assertThat(psnr(seen.get(whole - 1), frame(whole - 1))).isGreaterThan(31);
            before = whole;
        }
        assertThat(before).isGreaterThan(FRAMES - 3);
    }

    @Test
    void aVideoIsReplacedOnlyWhenTheNewOneIsFinished() throws Exception {
        Path file = Files.writeString(file(VideoFormat.MP4), "yesterday's");
        try (VideoFile video = VideoFile.create(file, of(VideoFormat.MP4))) {
            video.write(frame(0));
            assertThat(file).hasContent("yesterday's");
            video.finish();
        }
        assertThat(watch(file)).hasSize(1);
        assertThat(filesIn(folder)).containsExactly("film.mp4");
    }

    @Test
    void qualityIsBoughtWithBytes() throws Exception {
        for (VideoFormat format : List.of(VideoFormat.MP4, VideoFormat.WEBM)) {
            Path small = shoot(folder.resolve("small." + format), of(format).withQuality(20));
            Path large = shoot(folder.resolve("large." + format), of(format).withQuality(95));
            assertThat(Files.size(large)).isGreaterThan(Files.size(small) * 3 / 2);
            assertThat(psnr(watch(large).get(20), frame(20)))
                    .isGreaterThan(psnr(watch(small).get(20), frame(20)) + 3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyFormatPassesItsTrial(VideoFormat format) {
        VideoFile.check(of(format), 512, 512);
    }

    @Test
    void theTrialTellsWhatTheEncoderRefuses() {
        assertThatThrownBy(() -> VideoFile.check(of(VideoFormat.MP4), 8192, 8192))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("libopenh264 does not take these frames")
                .hasMessageContaining("another size or another video format");
    }

    @Test
    void theTrialTellsOfAMissingSoundtrack() {
        VideoSettings settings =
                of(VideoFormat.MP4).withSoundtrack(Soundtrack.of(folder.resolve("no.mp3")));
        assertThatThrownBy(() -> VideoFile.check(settings, 64, 64))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("no.mp3 is missing");
    }

    @Test
    void aFrameOfAnotherSizeIsRefused() {
        try (VideoFile video = VideoFile.create(file(VideoFormat.MP4), of(VideoFormat.MP4))) {
            video.write(frame(0));
            assertThatThrownBy(() -> video.write(frame(1, 32, 32)))
                    .isInstanceOf(EaselException.class)
                    .hasMessage("Frame 1 is 32x32, expected 64x48 as those before it.");
        }
    }

    @Test
    void aVideoWithoutFramesIsNone() {
        try (VideoFile video = VideoFile.create(file(VideoFormat.MP4), of(VideoFormat.MP4))) {
            assertThatThrownBy(video::finish)
                    .isInstanceOf(EaselException.class)
                    .hasMessageContaining("There is no frame");
        }
        assertThat(filesIn(folder)).isEmpty();
    }

    @Test
    void aMissingFolderIsToldAtOnce() {
        Path nowhere = folder.resolve("missing/film.mp4");
        assertThatThrownBy(() -> VideoFile.create(nowhere, of(VideoFormat.MP4)))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("film.part.mp4 cannot be written: No such file or directory");
    }

    @Test
    void aFolderIsNoVideo() {
        assertThatThrownBy(() -> VideoFile.create(folder, of(VideoFormat.MP4)))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("is a folder");
    }

    /** {@code /dev/full} takes no byte, as a full disk. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsToldInASentence() throws Exception {
        Path file = file(VideoFormat.MP4);
        Files.createSymbolicLink(VideoFile.growing(file), Path.of("/dev/full"));
        try (VideoFile video = VideoFile.create(file, of(VideoFormat.MP4))) {
            assertThatThrownBy(() -> video.write(frame(0)))
                    .isInstanceOf(EaselException.class)
                    .hasMessageContaining("cannot be written: No space left on device")
                    .hasMessageContaining("make room");
        }
        assertThat(filesIn(folder)).isEmpty();
    }

    private Path file(VideoFormat format) {
        return folder.resolve("film." + format.extension());
    }

    private static VideoSettings of(VideoFormat format) {
        return VideoSettings.of(format, FrameRate.of(15));
    }

    private static double duration(Path video) {
        try (MediaReader reader = MediaReader.open(video, MediaReader.Kind.PICTURES)) {
            return reader.duration();
        }
    }

    private static List<String> filesIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
