package studio.easel.engine.animation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyframeTextTest {
    private final Variables variables =
            DeforumSettings.defaults().with("max_frames", 50).variables(1);

    @Test
    void formulasStayAsTheyAreWritten() {
        KeyframeText keys =
                KeyframeText.of(
                        "0:(1), 20: ((t+1)*(2)), \"max_f\": (max(1, t)), 90: (3)", variables);
        assertThat(keys.values())
                .containsExactly(
                        Map.entry(0, "1"), Map.entry(20, "(t+1)*(2)"), Map.entry(49, "max(1, t)"));
        assertThat(keys.with(10, " sin(t) ").without(0).text())
                .isEqualTo("10: (sin(t)), 20: ((t+1)*(2)), 49: (max(1, t))");
    }

    @Test
    void aKeyIsMovedWithItsFormula() {
        KeyframeText keys = KeyframeText.of("0: (1), 20: (sin(t))", variables);
        assertThat(keys.moved(20, 7).text()).isEqualTo("0: (1), 7: (sin(t))");
        assertThat(keys.moved(20, 0).text()).isEqualTo("0: (sin(t))");
        assertThat(keys.moved(13, 5)).isEqualTo(keys);
    }

    @Test
    void theOnlyKeyStays() {
        KeyframeText one = KeyframeText.of("0: (1)", variables);
        assertThat(one.without(0).text()).isEqualTo("0: (1)");
        assertThat(one.with(0, "(2)").text()).isEqualTo("0: (2)");
    }

    @Test
    void whatIsNoScheduleIsRefused() {
        assertThatThrownBy(() -> KeyframeText.of("", variables))
                .isInstanceOf(ScheduleException.class);
        assertThatThrownBy(() -> KeyframeText.of("one: (1)", variables))
                .isInstanceOf(ScheduleException.class);
    }
}
