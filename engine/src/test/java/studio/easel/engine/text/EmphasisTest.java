package studio.easel.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import studio.easel.engine.RequestException;
import studio.easel.engine.tensor.Tensor;

class EmphasisTest {
    private static final Tensor TWO_TEXTS = Tensor.of(new float[] {1, 2, 3, 5}, 2, 2, 1);
    private static final List<List<Double>> WEIGHTS = List.of(List.of(1.0, 1.5), List.of(0.5, 1.0));

    @Test
    void weightsOfOneChangeNothing() {
        List<List<Double>> ones = List.of(List.of(1.0, 1.0), List.of(1.0, 1.0));
        assertThat(Emphasis.ORIGINAL.apply(TWO_TEXTS, ones).values())
                .containsExactly(TWO_TEXTS.values());
    }

    @Test
    void aRepeatedTextCountsInTheMeanAsOftenAsItIsThere() {
        Tensor thrice = Tensor.of(new float[] {1, 2, 3, 5, 3, 5}, 3, 2, 1);
        List<List<Double>> weights = List.of(WEIGHTS.get(0), WEIGHTS.get(1), WEIGHTS.get(1));
        float[] written = Emphasis.ORIGINAL.apply(thrice, weights).values();
        float[] counted = Emphasis.ORIGINAL.apply(TWO_TEXTS, WEIGHTS, new int[] {1, 2}).values();
        assertThat(counted).containsExactly(written[0], written[1], written[2], written[3]);
    }

    @Test
    void whereNoMeanIsLeftTheWeightedVectorsStay() {
        Tensor z = Tensor.of(new float[] {1, 1}, 1, 2, 1);
        List<List<Double>> opposite = List.of(List.of(1.0, -1.0));
        assertThat(Emphasis.ORIGINAL.apply(z, opposite).values()).containsExactly(1, -1);
    }

    @Test
    void everyModeIsFoundByItsNames() {
        assertThat(Emphasis.parse("No norm")).isEqualTo(Emphasis.NO_NORM);
        assertThat(Emphasis.parse("no_norm")).isEqualTo(Emphasis.NO_NORM);
        assertThatThrownBy(() -> Emphasis.parse("Orignal"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("Did you mean Original?");
    }
}
