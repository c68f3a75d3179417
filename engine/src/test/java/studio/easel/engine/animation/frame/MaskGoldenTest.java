package studio.easel.engine.animation.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.engine.EaselException;
import studio.easel.engine.Mask;

/** Deforum's mask expressions, what it means by them; its guided images to 1e-9. */
class MaskGoldenTest {
    private static final int SIDE = 8;

    static Stream<Named<JsonNode>> masks() {
        return FrameGoldens.section("masks");
    }

    static Stream<Named<JsonNode>> guided() {
        return FrameGoldens.section("guided");
    }

    @ParameterizedTest
    @MethodSource("masks")
    void masksAreMadeOfMasks(JsonNode golden) {
        Map<String, Mask> named =
                Map.of(
                        "video_mask", mask(i -> i % SIDE < 5),
                        "b", mask(i -> i / SIDE < 4));
        MaskExpression expression = MaskExpression.parse(golden.get("expr").asText());
        if (golden.has("error")) {
            assertThatThrownBy(() -> of(expression, named))
                    .isInstanceOf(EaselException.class)
                    .hasMessageContaining("\"nope\"");
            return;
        }
        JsonNode expected = golden.has("intended") ? golden.get("intended") : golden.get("out");
        assertThat(of(expression, named))
                .isEqualTo(mask(i -> expected.get(i / SIDE).get(i % SIDE).asInt() == 1));
    }

    private static Mask of(MaskExpression expression, Map<String, Mask> named) {
        return expression.of(
                SIDE, SIDE, name -> Optional.ofNullable(named.get(name)), file -> Optional.empty());
    }

    private static Mask mask(IntPredicate white) {
        byte[] grey = new byte[SIDE * SIDE];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (byte) (white.test(i) ? 255 : 0);
        }
        return new Mask(SIDE, SIDE, grey);
    }

    @ParameterizedTest
    @MethodSource("guided")
    void aGuidingPictureComesInAfterItsKey(JsonNode golden) {
        GuidedImages images =
                new GuidedImages(
                        StreamSupport.stream(
                                        ((Iterable<String>) () -> golden.get("keys").fieldNames())
                                                .spliterator(),
                                        false)
                                .map(Integer::valueOf)
                                .toList());
        GuidedImages.Tween tween =
                new GuidedImages.Tween(
                        golden.get("tweening_frames").asDouble(),
                        golden.get("blendFactorMax").asDouble(),
                        golden.get("blendFactorSlope").asDouble());
        int frame = golden.get("frame").asInt();
        assertThat(images.index(frame)).isEqualTo(golden.get("image_index").asInt());
        assertThat(images.blendFactor(frame, tween))
                .isCloseTo(golden.get("blend_factor").asDouble(), within(1e-9));
    }
}
