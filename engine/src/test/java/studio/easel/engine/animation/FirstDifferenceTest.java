package studio.easel.engine.animation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What is rendered again when a render goes on with other settings: no more than must be. */
class FirstDifferenceTest {
    private static final int FRAMES = 20;

    private static Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("W", 64);
        settings.put("H", 64);
        settings.put("seed", 7);
        settings.put("max_frames", FRAMES);
        settings.put("prompts", Map.of("0", "a star"));
        return settings;
    }

    private static Animation with(String key, Object value) {
        Map<String, Object> settings = settings();
        settings.put(key, value);
        DeforumSettings read = DeforumSettings.of(settings);
        return Animation.of(read, read.whole("seed"), Dialect.EASEL, OptionalInt.empty());
    }

    private static int between(String key, Object value) {
        return with(key, value).firstDifference(with("W", 64));
    }

    /** JSON has one kind of number: what was drawn as a long is read back as an int. */
    @Test
    void aNumberIsTheSameHoweverItIsWritten() {
        assertThat(between("seed", 7L)).isEqualTo(FRAMES);
        assertThat(between("seed", 7.0)).isEqualTo(FRAMES);
        assertThat(between("W", "64")).isEqualTo(FRAMES);
        assertThat(between("seed", 8)).isZero();
    }

    @Test
    void aSettingLeftOutIsTheSameAsItsUsualValue() {
        assertThat(between("noise_type", "perlin")).isEqualTo(FRAMES);
        assertThat(between("use_init", false)).isEqualTo(FRAMES);
        assertThat(between("noise_type", "uniform")).isZero();
    }

    @Test
    void whatNoFrameIsMadeFromRendersNothingAgain() {
        assertThat(between("delete_imgs", true)).isEqualTo(FRAMES);
        assertThat(between("deforum_git_commit_id", "1b2c")).isEqualTo(FRAMES);
    }

    @Test
    void otherGuidingPicturesRenderAllAgain() {
        assertThat(between("init_images", Map.of("0", "a.png"))).isZero();
    }

    @Test
    void aKeyRendersAgainFromTheFirstFrameThatMoves() {
        assertThat(between("angle", "0:(0), 9:(0), 10:(5)")).isEqualTo(10);
    }
}
