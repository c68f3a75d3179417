package studio.easel.engine.animation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Formulas as numexpr evaluates them, 1e-12 of the larger of 1 and the value. */
class ExpressionGoldenTest {
    static Stream<Named<JsonNode>> formulas() throws IOException {
        JsonNode file = DeforumGoldens.file("deforum/expressions.json");
        variables = new Variables(13, file.get("s").asLong(), file.get("max_f").asLong());
        return DeforumGoldens.cases("deforum/expressions.json", "cases");
    }

    private static Variables variables = Variables.of(1, 0);

    @ParameterizedTest
    @MethodSource("formulas")
    void deforumsFormulasHaveNumexprsValues(JsonNode golden) {
        String formula = golden.get("formula").asText();
        if (DeforumGoldens.fails(golden)) {
            assertThatThrownBy(() -> Expression.parse(formula, Dialect.DEFORUM))
                    .isInstanceOf(ScheduleException.class)
                    .hasMessageStartingWith("Character ");
            return;
        }
        Expression expression = Expression.parse(formula, Dialect.DEFORUM);
        double[] expected = DeforumGoldens.numbers(golden.get("values"));
        for (int t = 0; t < expected.length; t++) {
            double found = expression.at(t, variables);
            assertThat(DeforumGoldens.error(found, expected[t]))
                    .as("%s at %d: %s for %s", formula, t, found, expected[t])
                    .isLessThan(1e-12);
        }
    }
}
