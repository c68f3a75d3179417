package studio.easel.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.engine.NoiseAmounts;
import studio.easel.engine.RequestException;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.diffusion.Denoiser;
import studio.easel.engine.diffusion.LadderPlan;
import studio.easel.engine.diffusion.NoiseLadder;
import studio.easel.engine.diffusion.NoiseLevel;
import studio.easel.engine.diffusion.NoiseSchedule;
import studio.easel.engine.diffusion.TimestepLadders;
import studio.easel.engine.noise.NoiseSource;
import studio.easel.engine.noise.TorchCpuNoise;
import studio.easel.engine.sampling.DpmSolver.Correction;
import studio.easel.engine.sampling.DpmSolver.Integrand;
import studio.easel.engine.tensor.Tensor;

/**
 * Laws on data whose answer is known: one standard Gaussian. Then x0 given x is {@code s x / (s² +
 * n²)} at signal s and noise n, and the probability-flow ODE keeps {@code x / sqrt(s² + n²)}, so
 * every deterministic walk has an exact end to compare with.
 */
class SamplerLawTest {
    private static final Denoiser GAUSSIAN =
            (x, level) -> x.times(level.signal() * level.inputScale() * level.inputScale());

    private static final NoiseSource NO_NOISE = shape -> Tensor.of(new float[1], 1);
    private static final StepListener IN_SILENCE = (step, x, denoised) -> x;

    /** Made for models that go to x0 in one call, not for denoisers. */
    private static final Set<SamplerName> DISTILLED = Set.of(SamplerName.LCM, SamplerName.TCD);

    private static final Set<SamplerName> STOCHASTIC =
            Set.of(
                    SamplerName.DDPM,
                    SamplerName.EULER_ANCESTRAL,
                    SamplerName.DPM2_ANCESTRAL,
                    SamplerName.DPM_PLUS_PLUS_2M_SDE,
                    SamplerName.DPM_PLUS_PLUS_2M_SDE_HEUN,
                    SamplerName.DPM_PLUS_PLUS_3M_SDE,
                    SamplerName.DPM_PLUS_PLUS_SDE);

    static Stream<Arguments> samplersAndSpacings() {
        return Arrays.stream(SamplerName.values())
                .flatMap(
                        sampler ->
                                Arrays.stream(SigmaSpacing.values())
                                        .map(spacing -> Arguments.of(sampler, spacing)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("samplersAndSpacings")
    void anyNumberOfStepsFromOneEndsInFiniteNumbers(SamplerName sampler, SigmaSpacing spacing) {
        for (int steps : new int[] {1, 2, 3, 4, 5, 10, 15, 16, 50}) {
            Samplers.Walk walk = walk(sampler, spacing, steps);
            for (int first : new int[] {0, steps / 2, steps - 1}) {
                Tensor end = end(walk, first, 16);
                assertThat(end.isFinite()).as("%d steps from %d", steps, first).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWalkFromPureNoiseStaysFinite(SamplerName sampler) {
        Samplers.Walk walk =
                Samplers.walk(
                        Requests.of(sampler, SigmaSpacing.TRAILING, 10),
                        Requests.ZERO_TERMINAL_SNR);
        assertThat(end(walk, 0, 16).isFinite()).isTrue();
    }

    static Stream<Arguments> deterministic() {
        return samplersAndSpacings()
                .filter(pair -> !DISTILLED.contains(pair.get()[0]))
                .filter(pair -> !STOCHASTIC.contains(pair.get()[0]));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("deterministic")
    void deterministicWalksComeToTheExactEnd(SamplerName sampler, SigmaSpacing spacing) {
        Samplers.Walk walk = walk(sampler, spacing, 100);
        double start = walk.ladder().startScale();
        Tensor end =
                walk.sampler()
                        .sample(
                                GAUSSIAN,
                                Tensor.scalar(start),
                                walk.ladder(),
                                0,
                                NO_NOISE,
                                IN_SILENCE);
        double exact = start * walk.ladder().from(0).inputScale();
        assertThat((double) end.get(0)).isCloseTo(exact, within(0.05));
    }

    static Stream<Arguments> stochastic() {
        return samplersAndSpacings().filter(pair -> STOCHASTIC.contains(pair.get()[0]));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("stochastic")
    void stochasticWalksEndWithTheDatasVariance(SamplerName sampler, SigmaSpacing spacing) {
        Tensor end = end(walk(sampler, spacing, 100), 0, 4096);
        double squares = 0;
        for (float value : end.values()) {
            squares += (double) value * value;
        }
        assertThat(Math.sqrt(squares / end.length())).isCloseTo(1, within(0.08));
    }

    static Stream<SamplerName> fresh() {
        return Arrays.stream(SamplerName.values()).filter(SamplerName::addsFreshNoise);
    }

    @Test
    void stochasticSamplersTakeTheirNoiseByShareButDdpm() {
        assertThat(Stream.concat(fresh(), Stream.of(SamplerName.DDPM)))
                .containsExactlyInAnyOrderElementsOf(STOCHASTIC);
    }

    @ParameterizedTest
    @MethodSource("fresh")
    void withoutFreshNoiseTheyComeToTheExactEnd(SamplerName sampler) {
        Samplers.Walk walk = sharing(sampler, 0);
        double start = walk.ladder().startScale();
        Tensor end =
                walk.sampler()
                        .sample(
                                GAUSSIAN,
                                Tensor.scalar(start),
                                walk.ladder(),
                                0,
                                shape -> Tensor.of(new float[] {1e6f}, 1),
                                IN_SILENCE);
        double exact = start * walk.ladder().from(0).inputScale();
        assertThat((double) end.get(0)).isCloseTo(exact, within(0.05));
    }

    @ParameterizedTest
    @MethodSource("fresh")
    void anyShareOfFreshNoiseKeepsTheDatasVariance(SamplerName sampler) {
        for (double share : new double[] {0.3, 0.7, 1}) {
            Tensor end = end(sharing(sampler, share), 0, 4096);
            double squares = 0;
            for (float value : end.values()) {
                squares += (double) value * value;
            }
            assertThat(Math.sqrt(squares / end.length()))
                    .as("share %s", share)
                    .isCloseTo(1, within(0.08));
        }
    }

    @Test
    void moreThanAllOfItIsStillAWalk() {
        fresh().forEach(
                        sampler ->
                                assertThat(
                                                end(sharing(sampler, NoiseAmounts.MOST), 0, 16)
                                                        .isFinite())
                                        .isTrue());
    }

    private static Samplers.Walk sharing(SamplerName sampler, double fresh) {
        return Samplers.walk(
                Requests.of(sampler, SigmaSpacing.KARRAS, 100)
                        .but()
                        .noiseAmounts(new NoiseAmounts(1, fresh))
                        .request(),
                Requests.STABLE_DIFFUSION_1);
    }

    /** A solver, the ladder it is tried on, and the order its paper promises. */
    private record Promise(Sampler sampler, Convention convention, double order) {}

    private enum Convention {
        EXPLODING,
        PRESERVING
    }

    static Stream<Named<Promise>> promises() {
        return Stream.of(
                promise("Euler", new Euler(Euler.Churn.NONE), Convention.EXPLODING, 1),
                promise("Heun", new Heun(SampleLimit.none()), Convention.EXPLODING, 2),
                promise(
                        "DPM2",
                        new Dpm2(Requests.STABLE_DIFFUSION_1, false, 0),
                        Convention.EXPLODING,
                        2),
                promise("LMS of order 2", new Lms(2), Convention.EXPLODING, 2),
                promise("DDIM", new Ddim(0, SampleLimit.none(), false), Convention.PRESERVING, 1),
                promise("DPM-Solver++ 1", multistep(Integrand.DATA, 1), Convention.PRESERVING, 1),
                promise("DPM-Solver++ 2M", multistep(Integrand.DATA, 2), Convention.PRESERVING, 2),
                promise("DPM-Solver 2M", multistep(Integrand.NOISE, 2), Convention.PRESERVING, 2),
                promise("DPM-Solver++ 2S", singlestep(2), Convention.PRESERVING, 2),
                promise("DPM-Solver++ 3S", singlestep(3), Convention.PRESERVING, 3),
                promise("UniPC of order 1", uniPc(1), Convention.PRESERVING, 2),
                promise("UniPC of order 2", uniPc(2), Convention.PRESERVING, 3),
                promise("DEIS of order 1", deis(1), Convention.PRESERVING, 1),
                promise("DEIS of order 2", deis(2), Convention.PRESERVING, 2));
    }

    @ParameterizedTest
    @MethodSource("promises")
    void halfTheStepLeavesTheErrorItsOrderPromises(Promise promise) {
        double coarse = error(promise.sampler, evenly(promise.convention, 24));
        double fine = error(promise.sampler, evenly(promise.convention, 48));
        double measured = Math.log(coarse / fine) / Math.log(2);
        assertThat(measured).isCloseTo(promise.order, within(0.35));
    }

    /**
     * A multistep method that remembers more begins with a first-order step all the same, and what
     * that loses is of second order. The third-order DPM-Solvers are no better by themselves: their
     * published formula has half the second derivative. So this is what remembering more brings.
     */
    static Stream<Arguments> longerMemories() {
        return Stream.of(
                longer(new Lms(2), new Lms(3), Convention.EXPLODING),
                longer(new Lms(3), new Lms(4), Convention.EXPLODING),
                longer(
                        multistep(Integrand.DATA, 2),
                        multistep(Integrand.DATA, 3),
                        Convention.PRESERVING),
                longer(
                        multistep(Integrand.NOISE, 2),
                        multistep(Integrand.NOISE, 3),
                        Convention.PRESERVING),
                longer(uniPc(2), uniPc(3), Convention.PRESERVING),
                longer(deis(2), deis(3), Convention.PRESERVING));
    }

    @ParameterizedTest
    @MethodSource("longerMemories")
    void rememberingMoreIsMoreExactAndOfSecondOrderAtLeast(
            Sampler shorter, Sampler longer, Convention convention) {
        double coarse = error(longer, evenly(convention, 24));
        double fine = error(longer, evenly(convention, 48));
        assertThat(Math.log(coarse / fine) / Math.log(2)).isGreaterThan(1.9);
        assertThat(fine).isLessThan(error(shorter, evenly(convention, 48)) / 1.9);
    }

    @Test
    void plmsIsMoreExactThanDdimAtAsManyNetworkCalls() {
        NoiseSchedule schedule = Requests.STABLE_DIFFUSION_1;
        LadderPlan plan =
                LadderPlan.of(SigmaSpacing.LEADING, SigmaSpacing.AUTOMATIC, SigmaSpacing.AUTOMATIC);
        double plms = error(new Pndm(schedule, false), TimestepLadders.plms(schedule, plan, 19));
        double pndm = error(new Pndm(schedule, true), TimestepLadders.pndm(schedule, plan, 20));
        double ddim =
                error(
                        new Ddim(0, SampleLimit.none(), false),
                        TimestepLadders.ddim(schedule, plan, 20));
        assertThat(plms).isLessThan(ddim / 5);
        assertThat(pndm).isLessThan(ddim / 5);
    }

    private static double error(Sampler sampler, NoiseLadder ladder) {
        Tensor start = Tensor.scalar(1 / ladder.from(0).inputScale());
        Tensor end = sampler.sample(GAUSSIAN, start, ladder, 0, NO_NOISE, IN_SILENCE);
        return Math.abs(end.get(0) * ladder.to(ladder.steps() - 1).inputScale() - 1);
    }

    /** Evenly in log sigma from 5 to 0.2: neither end is where a method has its trouble. */
    private static NoiseLadder evenly(Convention convention, int steps) {
        List<NoiseLevel> levels = new ArrayList<>();
        for (int i = 0; i <= steps; i++) {
            levels.add(level(convention, (double) i / steps));
        }
        return NoiseLadder.through(levels, 1);
    }

    private static NoiseLevel level(Convention convention, double part) {
        double sigma = 5 * Math.pow(0.04, part);
        return convention == Convention.EXPLODING
                ? NoiseLevel.exploding(500, sigma)
                : NoiseLevel.preserving(500, sigma);
    }

    private static Named<Promise> promise(
            String name, Sampler sampler, Convention convention, double order) {
        return Named.of(name, new Promise(sampler, convention, order));
    }

    private static Arguments longer(Sampler shorter, Sampler longer, Convention convention) {
        return Arguments.of(shorter, longer, convention);
    }

    private static Sampler multistep(Integrand integrand, int order) {
        DpmSolver solver = new DpmSolver(integrand, 0, Correction.MIDPOINT);
        return new DpmSolverMultistep(solver, order, false, false, SampleLimit.none());
    }

    private static Sampler singlestep(int order) {
        return new DpmSolverSinglestep(DpmSolver.PLUS_PLUS, order, false, SampleLimit.none());
    }

    private static Sampler uniPc(int order) {
        return new UniPc(order, Integrand.DATA, UniPc.B.BH2, false, Set.of(), SampleLimit.none());
    }

    private static Sampler deis(int order) {
        return new Deis(order, false, SampleLimit.none());
    }

    @ParameterizedTest
    @EnumSource(
            value = SamplerName.class,
            names = {"LCM", "TCD"})
    void distilledModelsHaveNoMoreStepsThanTheyWereTaught(SamplerName sampler) {
        assertThatThrownBy(
                        () ->
                                Samplers.walk(
                                        Requests.of(sampler, SigmaSpacing.AUTOMATIC, 51),
                                        Requests.STABLE_DIFFUSION_1))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("expected 1 to 50 for " + sampler);
    }

    private static Samplers.Walk walk(SamplerName sampler, SigmaSpacing spacing, int steps) {
        boolean few = DISTILLED.contains(sampler);
        return Samplers.walk(
                Requests.of(sampler, spacing, few ? Math.min(50, steps) : steps),
                Requests.STABLE_DIFFUSION_1);
    }

    /** Walks numbers that begin as data with the first level's noise. */
    private static Tensor end(Samplers.Walk walk, int first, int numbers) {
        NoiseSource noise = new TorchCpuNoise(1);
        NoiseLevel level = walk.ladder().from(Math.min(first, walk.ladder().steps() - 1));
        Tensor start = noise.next(numbers).times(1 / level.inputScale());
        return walk.sampler().sample(GAUSSIAN, start, walk.ladder(), first, noise, IN_SILENCE);
    }
}
