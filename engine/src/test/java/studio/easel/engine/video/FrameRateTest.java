package studio.easel.engine.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.EaselException;

class FrameRateTest {
    @ParameterizedTest
    @CsvSource({
        "15, 15, 1",
        "12.5, 25, 2",
        "30000/1001, 30000, 1001",
        "60/2, 30, 1",
        "23.976, 2997, 125"
    })
    void ratesAreFractionsInLowestTerms(String text, int numerator, int denominator) {
        assertThat(FrameRate.parse(text)).isEqualTo(new FrameRate(numerator, denominator));
    }

    @Test
    void thirtyFramesAtTwelveAndAHalfTakeTwoSecondsAndFourTenths() {
        assertThat(FrameRate.parse("12.5").seconds(30)).isEqualTo(2.4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0/0", "15/0", "1000", "0.01", "999999999.999999"})
    void absurdRatesAreRefused(String text) {
        assertThatThrownBy(() -> FrameRate.parse(text))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("expected 0.1 to 240");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fast", "-3", "15fps", "1e3"})
    void whatIsNoRateIsRefused(String text) {
        assertThatThrownBy(() -> FrameRate.parse(text))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("expected frames a second such as 15");
    }

    @Test
    void aGifIsNoFasterThanPlayersShowIt() {
        assertThatThrownBy(() -> VideoSettings.of(VideoFormat.GIF, FrameRate.of(60)))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("expected at most 50");
    }
}
