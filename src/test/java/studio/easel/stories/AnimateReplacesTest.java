package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A video somebody has is not lost to a new one. */
class AnimateReplacesTest {
    @TempDir Path folder;
    private Path clip;

    @BeforeEach
    void clip() throws IOException {
        clip = folder.resolve("clip.mp4");
        settings("a.mp4");
    }

    private void settings(String video) throws IOException {
        Files.writeString(
                folder.resolve("settings.txt"),
                """
                {"W": 64, "H": 64, "seed": 1, "max_frames": 3, "diffusion_cadence": 1,
                 "animation_mode": "2D", "video_init_path": "%s", "prompts": {"0": "a chart"}}
                """
                        .formatted(video));
    }

    private Terminal previewed(String... words) {
        String[] line = new String[words.length + 3];
        line[0] = "animate";
        line[1] = folder.resolve("settings.txt").toString();
        line[2] = "--preview";
        System.arraycopy(words, 0, line, 3, words.length);
        return Terminal.easel(line);
    }

    private void assertRefused(Terminal typed, String why) throws IOException {
        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err()).contains("clip.mp4", why, "--out");
        assertThat(Files.readString(clip)).isEqualTo("mine");
        assertThat(folder.resolve("clip-preview/settings.txt")).doesNotExist();
    }

    @Test
    void aVideoThatWasNotRenderedHereStays() throws IOException {
        Files.writeString(clip, "mine");

        assertRefused(previewed(), "not made from frames");
    }

    @Test
    void theInputVideoStaysWhateverIsBesideIt() throws IOException {
        settings("'clip.mp4'");
        Files.writeString(clip, "mine");
        Files.createDirectory(folder.resolve("clip-preview"));

        assertRefused(previewed(), "the settings name it");
    }

    @Test
    void aRenderedVideoIsNotReplacedByItsPreview() throws IOException {
        Files.writeString(clip, "mine");
        Files.createDirectory(folder.resolve("clip-render"));

        assertRefused(previewed(), "is no preview");
    }

    @Test
    void theFirstFramesDoNotReplaceTheWholeClip() throws IOException {
        assertThat(previewed().exitCode()).isZero();
        byte[] whole = Files.readAllBytes(clip);

        Terminal typed = previewed("--resume", "--frames", "..1");

        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err()).contains("has 3 frames", "the first 2", "Move it away");
        assertThat(clip).hasBinaryContent(whole);
        Files.move(clip, folder.resolve("whole.mp4"));
        assertThat(previewed("--resume", "--frames", "..1").exitCode()).isZero();
        assertThat(clip).exists();
        assertThat(previewed("--resume", "--frames", "..1").exitCode()).isZero();
        assertThat(previewed("--resume").exitCode()).isZero();
        assertThat(clip).hasBinaryContent(whole);
    }

    @Test
    void aPreviewIsReplacedWhenItGoesOn() throws IOException {
        assertThat(previewed("--frames", "..1").exitCode()).isZero();
        long two = Files.size(clip);

        assertThat(previewed("--resume").exitCode()).isZero();

        assertThat(Files.size(clip)).isGreaterThan(two);
    }
}
