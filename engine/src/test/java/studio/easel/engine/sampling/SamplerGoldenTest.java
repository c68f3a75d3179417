package studio.easel.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;

/**
 * Each solver against recorded trajectories of diffusers, within each case's own tolerance: the
 * timesteps and sigmas it visits, what it shows the network at each call, the noise it draws, and
 * every latent on the way.
 */
class SamplerGoldenTest {
    /** Deviations over tolerance, by scheduler: printed at the end. */
    private static final Map<String, Fit> FITS = new TreeMap<>();

    @TestFactory
    Stream<DynamicNode> everySolverFollowsTheReference() {
        return GoldenCase.SCHEDULERS.stream().map(SamplerGoldenTest::cases);
    }

    private static DynamicNode cases(String scheduler) {
        try {
            return DynamicContainer.dynamicContainer(
                    scheduler,
                    GoldenCase.of(scheduler)
                            .map(
                                    golden ->
                                            DynamicTest.dynamicTest(
                                                    golden.toString(), () -> follow(golden))));
        } catch (TestAbortedException missing) {
            return DynamicTest.dynamicTest(
                    scheduler,
                    () -> {
                        throw missing;
                    });
        }
    }

    private static void follow(GoldenCase golden) {
        double worst = GoldenWalk.worstOverTolerance(golden);
        FITS.merge(golden.scheduler(), new Fit(1, worst), Fit::and);
        assertThat(worst).as("worst deviation over tolerance").isLessThanOrEqualTo(1);
    }

    @AfterAll
    static void table() {
        FITS.forEach((scheduler, fit) -> System.out.printf("%-20s %s%n", scheduler, fit));
    }
}
