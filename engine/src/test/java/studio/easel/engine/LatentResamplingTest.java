package studio.easel.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.RequestException.Field;

class LatentResamplingTest {
    @ParameterizedTest
    @CsvSource({
        "Latent,                       BILINEAR",
        "Latent (antialiased),         BILINEAR_ANTIALIASED",
        "Latent (bicubic),             BICUBIC",
        "Latent (bicubic antialiased), BICUBIC_ANTIALIASED",
        "Latent (nearest),             NEAREST",
        "Latent (nearest-exact),       NEAREST_EXACT"
    })
    void modesAnswerToA1111sNamesAndShowThem(String a1111, LatentResampling mode) {
        assertThat(mode.label()).isEqualTo(a1111);
        assertThat(LatentResampling.parse(a1111)).isEqualTo(mode);
        assertThat(LatentResampling.parse(a1111.toUpperCase())).isEqualTo(mode);
        assertThat(LatentResampling.parse(mode.name())).isEqualTo(mode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Lanczos", "ESRGAN_4x"})
    void upscalersOfPicturesAreNoModes(String name) {
        assertThat(LatentResampling.find(name)).isEmpty();
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearest() {
        assertThatThrownBy(() -> LatentResampling.parse("Latent (bicubik)"))
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.field()).isEqualTo(Field.HIRES))
                .hasMessageContaining("Did you mean Latent (bicubic)?");
    }
}
