package studio.easel.engine.animation.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;

/** Deforum's colour match, contrast and anti-blur, strictly, level by level. */
class ColourGoldenTest {
    static Stream<Named<JsonNode>> matches() {
        return FrameGoldens.section("color_match");
    }

    static Stream<Named<JsonNode>> contrasts() {
        return FrameGoldens.section("contrast");
    }

    static Stream<Named<JsonNode>> antiBlurs() {
        return FrameGoldens.section("anti_blur");
    }

    @ParameterizedTest
    @MethodSource("matches")
    void coloursAreMatched(JsonNode golden) {
        RgbImage picture = FrameGoldens.pic(golden.get("image_pic"));
        // "pic(W,H,1)//2+40"
        int k = golden.get("reference").asText().charAt("pic(W,H,".length()) - '0';
        RgbImage reference = FrameGoldens.faint(picture.width(), picture.height(), k);
        ColourSpace space = ColourSpace.valueOf(golden.get("mode").asText());
        RgbImage ours = new ColourMatch(reference, space, Fidelity.STRICT).of(picture);
        assertEqual(ours, golden.get("out"));
    }

    @ParameterizedTest
    @MethodSource("contrasts")
    void contrastWrapsPastWhite(JsonNode golden) {
        RgbImage picture = FrameGoldens.pic(golden.get("pic"));
        double factor = golden.get("contrast").asDouble();
        assertEqual(new Contrast(factor, Fidelity.STRICT).of(picture), golden.get("out"));
    }

    @ParameterizedTest
    @MethodSource("antiBlurs")
    void blurredPicturesAreSharpened(JsonNode golden) {
        RgbImage picture = FrameGoldens.pic(golden.get("pic"));
        AntiBlur antiBlur =
                new AntiBlur(
                        golden.get("kernel").asInt(),
                        golden.get("sigma").asDouble(),
                        golden.get("amount").asDouble(),
                        golden.get("threshold").asDouble(),
                        Fidelity.STRICT);
        assertEqual(antiBlur.blurred(picture), golden.get("blurred"));
        RgbImage sharp =
                golden.get("mask").isNull()
                        ? antiBlur.of(picture)
                        : antiBlur.of(picture, leftHalf(picture.width(), picture.height()));
        assertEqual(sharp, golden.get("out"));
    }

    private static Mask leftHalf(int width, int height) {
        byte[] grey = new byte[width * height];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (byte) (i % width < width / 2 ? 255 : 0);
        }
        return new Mask(width, height, grey);
    }

    private static void assertEqual(RgbImage ours, JsonNode recorded) {
        assertThat(recorded.size()).isEqualTo(ours.height());
        List<Integer> differences = FrameGoldens.differences(ours, recorded, 1);
        assertThat(FrameGoldens.worst(differences)).isZero();
    }
}
