package studio.easel.app.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;
import studio.easel.engine.video.FrameRate;
import studio.easel.engine.video.FrameSource;

/** Videos that have fewer frames than they say. */
class InputVideoTest {
    private final List<String> said = new ArrayList<>();
    private int opened;

    private InputVideo video(int announced, int there) {
        return new InputVideo(
                Optional.of(Path.of("dance.mp4")), () -> source(announced, there), said::add);
    }

    private FrameSource source(int announced, int there) {
        opened++;
        return new FrameSource() {
            private int next;

            @Override
            public int count() {
                return announced;
            }

            @Override
            public FrameRate rate() {
                return FrameRate.of(25);
            }

            @Override
            public Optional<RgbImage> next() {
                assertThat(next).as("asked again behind the end").isLessThanOrEqualTo(there);
                next++;
                return next <= there ? Optional.of(plain(next)) : Optional.empty();
            }

            @Override
            public void close() {}
        };
    }

    private static RgbImage plain(int level) {
        byte[] rgb = new byte[3 * 64];
        Arrays.fill(rgb, (byte) level);
        return new RgbImage(8, 8, rgb);
    }

    @Test
    void theLastFrameThatComesStaysAndThatIsSaidOnce() {
        InputVideo video = video(5, 3);
        List<RgbImage> frames = new ArrayList<>();
        for (int i = 0; i < video.count(); i++) {
            frames.add(video.held(i));
        }

        assertThat(frames).containsExactly(plain(1), plain(2), plain(3), plain(3), plain(3));
        assertThat(said)
                .containsExactly(
                        "Of the 5 frames dance.mp4 says it has 3 come; the last one stays.");
        assertThat(video.held(4)).as("from the start, as after a break").isEqualTo(plain(3));
        video.close();
        assertThat(video.held(4)).isEqualTo(plain(3));
        assertThat(said).hasSize(1);
    }

    @Test
    void aFrameAskedForTwiceIsDecodedOnce() {
        InputVideo video = video(3, 3);
        int counting = opened + 1;

        assertThat(video.held(1)).isEqualTo(plain(2));
        assertThat(video.held(1)).isEqualTo(plain(2));
        assertThat(opened).isEqualTo(counting + 1);
        assertThat(video.held(0)).isEqualTo(plain(1));
        assertThat(opened).isEqualTo(counting + 2);
        assertThat(said).isEmpty();
    }

    @Test
    void aVideoOfNoFrameAtAllIsASentence() {
        assertThatThrownBy(() -> video(3, 0).held(0))
                .isInstanceOf(EaselException.class)
                .hasMessage("dance.mp4 has no frame that can be shown. Convert it to MP4.");
    }
}
