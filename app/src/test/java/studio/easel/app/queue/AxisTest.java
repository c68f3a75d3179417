package studio.easel.app.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.app.queue.Axis.Setting;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SamplerName;
import studio.easel.engine.Start;

class AxisTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    STEPS    ; 10, 20,30      ; 10|20|30
                    STEPS    ; 1-5            ; 1|2|3|4|5
                    STEPS    ; 5-1            ; 5|4|3|2|1
                    STEPS    ; 10-50 (+20)    ; 10|30|50
                    STEPS    ; 10-4 (-3)      ; 10|7|4
                    STEPS    ; 1-10 [4]       ; 1|4|7|10
                    STEPS    ; 7, 1-3         ; 7|1|2|3
                    GUIDANCE ; 1-2 [5]        ; 1|1.25|1.5|1.75|2
                    GUIDANCE ; 0.1-0.5 (+0.1) ; 0.1|0.2|0.3|0.4|0.5
                    SEED     ; 7              ; 7
                    SAMPLER  ; Euler a, DDIM  ; Euler a|DDIM
                    PROMPT   ; 1-3            ; 1-3
                    PROMPT   ; cat, "red, old dog" ; cat|red, old dog
                    """)
    void valuesAreTypedAsInA1111(Setting setting, String typed, String values) {
        assertThat(Axis.parse(setting, typed).values()).containsExactly(values.split("\\|"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    STEPS    ; ','            ; has 0 values
                    STEPS    ; 1-100000       ; more than 1000
                    STEPS    ; 1-5 [0]        ; no values
                    """)
    void noneAndTooManyAreRefused(Setting setting, String typed, String sentence) {
        assertThatThrownBy(() -> Axis.parse(setting, typed))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining(sentence);
    }

    private static GenerationRequest applied(Setting setting, String value) {
        return new Axis(setting, List.of("sea", value))
                .apply(Records.of("a red sea", 1), 1)
                .request();
    }

    @Test
    void eachSettingChangesThatAlone() {
        GenerationRequest request = Records.request("a red sea", 1);
        assertThat(applied(Setting.PROMPT, "hill"))
                .isEqualTo(request.but().prompt("a red hill").request());
        assertThat(applied(Setting.SEED, "7")).isEqualTo(request.but().seed(7).request());
        assertThat(applied(Setting.STEPS, "7")).isEqualTo(request.but().steps(7).request());
        assertThat(applied(Setting.GUIDANCE, "1.5").guidanceScale()).isEqualTo(1.5);
        assertThat(applied(Setting.SAMPLER, "ddim").sampler()).isEqualTo(SamplerName.DDIM);
        assertThat(applied(Setting.SPACING, "exponential").spacing().label())
                .isEqualTo("Exponential");
        assertThat(applied(Setting.SIZE, "64x128").size()).hasToString("64x128");
        assertThat(applied(Setting.CLIP_SKIP, "2").clipSkip()).isEqualTo(2);
        assertThat(applied(Setting.ETA, "0.5").eta()).isEqualTo(0.5);
    }

    @Test
    void aModelIsAnotherNameWhoseHashIsNotKnownYet() {
        Axis models = new Axis(Setting.MODEL, List.of("starter", "other"));
        assertThat(models.apply(Records.of("a sea", 1), 0)).isEqualTo(Records.of("a sea", 1));
        assertThat(models.apply(Records.of("a sea", 1), 1).provenance().modelName())
                .isEqualTo("other");
        assertThat(models.apply(Records.of("a sea", 1), 1).provenance().modelHash()).isEmpty();
    }

    @Test
    void aStrengthNeedsAPictureToStartFrom() {
        Axis strengths = new Axis(Setting.STRENGTH, List.of("0.25"));
        assertThatThrownBy(() -> strengths.apply(Records.of("a sea", 1), 0))
                .hasMessageContaining("needs a picture to start from");
        var start = new Start.FromImage(new RgbImage(64, 64, new byte[64 * 64 * 3]), 0.75);
        var record =
                studio.easel.app.files.EaselRecord.of(
                        Records.request("a sea", 1).but().start(start).request(), Records.STARTER);
        var changed = strengths.apply(record, 0).references().start().orElseThrow();
        assertThat(changed.denoisingStrength()).isEqualTo(0.25);
        assertThat(changed.image()).isEqualTo(record.references().start().orElseThrow().image());
        assertThatThrownBy(() -> new Axis(Setting.SIZE, List.of("64x128")).apply(record, 0))
                .hasMessageContaining("a size of its own");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    PROMPT   ; PROMPT ; wood ; stands in neither prompt
                    STEPS    ; STEPS  ; many ; expected a whole number
                    STEPS    ; STEPS  ; 0    ; expected 1 to
                    STEPS    ; STEPS  ; 99999999999 ; expected 1 to
                    GUIDANCE ; GUIDANCE_SCALE ; high ; expected a number
                    SAMPLER  ; SAMPLER ; Eulr ; Did you mean
                    SIZE     ; SIZE   ; 3x3  ; Image size
                    """)
    void whatCannotWorkIsSaidBesideItsSetting(
            Setting setting, Field field, String value, String sentence) {
        assertThatThrownBy(() -> new Axis(setting, List.of(value)).apply(Records.of("a sea", 1), 0))
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.field()).isEqualTo(field))
                .hasMessageContaining(sentence);
    }
}
