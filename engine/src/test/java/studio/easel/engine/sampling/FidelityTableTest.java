package studio.easel.engine.sampling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import studio.easel.engine.SamplerName;

/**
 * Writes how closely each sampler follows the reference as a Markdown table, to the path given in
 * the system property {@code easel.fidelity}. From the root of the repository:
 *
 * <pre>
 * mvn -pl engine -am test -Dtest=FidelityTableTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Deasel.fidelity=docs/fidelity.md
 * </pre>
 */
@EnabledIfSystemProperty(named = "easel.fidelity", matches = ".+")
class FidelityTableTest {
    private static final String HEADING =
            """
            # Fidelity: every sampler against diffusers

            Written by `FidelityTableTest`; its comment says how. Each case is a walk recorded from the reference
            ([format and pitfalls](../src/test/goldens/sampling/README.md)): text-to-image, image-to-image and
            inpainting starts, 1 to 50 steps. A case is met where the worst deviation of any latent on the way is at
            most its tolerance, that is where the last column is at most 1. Most tolerances are 1e-5 of the
            largest number.

            | sampler | spacing | prediction | cases | worst error / tolerance |
            | --- | --- | --- | ---: | ---: |
            """;

    @Test
    void theTableIsWritten() throws IOException {
        Map<String, Fit> rows = new LinkedHashMap<>();
        Fit all = new Fit(0, 0);
        for (String scheduler : GoldenCase.SCHEDULERS) {
            for (GoldenCase golden : GoldenCase.of(scheduler).toList()) {
                Fit fit = new Fit(1, GoldenWalk.worstOverTolerance(golden));
                rows.merge(row(golden), fit, Fit::and);
                all = all.and(fit);
            }
        }
        StringBuilder table = new StringBuilder(HEADING);
        rows.forEach((row, fit) -> table.append(line(row, fit)));
        table.append(line("| all | | ", all));
        Path path =
                Path.of(System.getProperty("easel.root", "../"))
                        .resolve(System.getProperty("easel.fidelity"));
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.writeString(path, table);
    }

    private static String row(GoldenCase golden) {
        return "| %s (%s) | %s | %s "
                .formatted(
                        SamplerName.parse(golden.scheduler()).label(),
                        golden.scheduler(),
                        golden.spread(),
                        golden.config().get("prediction_type").asText());
    }

    private static String line(String row, Fit fit) {
        return "%s| %d | %.2f |%n".formatted(row, fit.cases(), fit.worst());
    }
}
