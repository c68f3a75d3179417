package studio.easel.engine.animation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeyframeCurveEditTest {
    private final KeyframeCurve curve =
            new KeyframeCurve(
                    List.of(
                            new KeyframeCurve.Key(0, 1, new Easing.Linear()),
                            new KeyframeCurve.Key(20, 2, new Easing.Hold())));

    @Test
    void aKeyTakesItsPlaceInTime() {
        assertThat(curve.with(new KeyframeCurve.Key(10, 5, new Easing.Linear())).text())
                .isEqualTo("0: (1), 10: (5), 20: (2+0)");
        assertThat(curve.with(new KeyframeCurve.Key(30, 5, new Easing.Linear())).text())
                .isEqualTo("0: (1), 20: (2+0), 30: (5)");
    }

    @Test
    void aKeyTakesThePlaceOfOneAtItsFrame() {
        assertThat(curve.with(new KeyframeCurve.Key(20, 3, new Easing.Linear())).text())
                .isEqualTo("0: (1), 20: (3)");
    }

    @Test
    void aKeyIsTakenAwayButTheLastOneStays() {
        assertThat(curve.without(20).text()).isEqualTo("0: (1)");
        assertThat(curve.without(7)).isEqualTo(curve);
        assertThat(curve.without(20).without(0).text()).isEqualTo("0: (1)");
    }

    @Test
    void aKeyIsFoundAtItsFrameOnly() {
        assertThat(curve.at(20)).map(KeyframeCurve.Key::value).contains(2.0);
        assertThat(curve.at(19)).isEmpty();
    }
}
