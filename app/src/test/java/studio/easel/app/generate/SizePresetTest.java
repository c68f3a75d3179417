package studio.easel.app.generate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.engine.ImageSize;

class SizePresetTest {
    @ParameterizedTest
    @CsvSource({
        "512x512, 512x512",
        "1024x1024, 1024x1024", // a second pass of twice the size may go on
        "1024x1032, 512x512",
        "4000x3000, 592x440",
        "2048x2048, 512x512",
        "4096x264, 2016x128",
    })
    void aPictureOfMoreThanFourTimesTheModelsPixelsIsWorkedOnSmaller(String picture, String work) {
        assertThat(SizePreset.manageable(ImageSize.parse(picture), new ImageSize(512, 512), 8))
                .isEqualTo(ImageSize.parse(work));
    }
}
