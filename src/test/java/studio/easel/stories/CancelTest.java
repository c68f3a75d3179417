package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Progress;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.pipeline.ImagePipeline;

/** Somebody changes their mind: whatever the moment, nothing breaks and nothing is left behind. */
@Timeout(120)
class CancelTest {
    private static final GenerationRequest QUICK = request(2);
    private static final GenerationRequest LONG = request(900);

    private static ImagePipeline pipeline;
    private static RgbImage right;

    @TempDir Path folder;

    @BeforeAll
    static void open() {
        pipeline = Starter.pipeline();
        right = picture(pipeline);
    }

    @AfterAll
    static void close() {
        pipeline.close();
    }

    @Test
    void anInterruptEndsTheRunWithinAStepAndTheNextRunIsRight() {
        AtomicLong cancelled = new AtomicLong();
        Thread worker = Thread.currentThread();

        assertThatThrownBy(
                        () ->
                                pipeline.generate(
                                        LONG,
                                        step -> {
                                            if (step.step() == 3) {
                                                later(3, () -> interrupt(worker, cancelled));
                                            }
                                        }))
                .isInstanceOf(CancellationException.class);

        Duration took = Duration.ofNanos(System.nanoTime() - cancelled.get());
        assertThat(took).isLessThan(Duration.ofSeconds(2)); // some 10 ms on an idle machine
        assertThat(Thread.interrupted()).isFalse();
        assertThat(picture(pipeline)).isEqualTo(right);
    }

    private static void interrupt(Thread worker, AtomicLong time) {
        time.set(System.nanoTime());
        worker.interrupt();
    }

    @Test
    void aCancelledCommandLeavesNoFileBehind() throws Exception {
        CompletableFuture<Terminal> answer = new CompletableFuture<>();
        Thread worker =
                new Thread(
                        () ->
                                answer.complete(
                                        Terminal.generate(
                                                "a star",
                                                "--steps",
                                                "900",
                                                "--out",
                                                folder.toString())));
        worker.start();
        Thread.sleep(1500); // most likely walking, far too short to arrive

        worker.interrupt();

        assertThat(answer.get(10, TimeUnit.SECONDS).exitCode()).isEqualTo(130);
        assertThat(answer.get().err()).contains("Cancelled");
        assertThat(Starter.filesIn(folder)).isEmpty();
    }

    @Test
    void interruptsAtAnyMomentLeaveThePipelineSound() {
        Random random = new Random(7);
        Thread worker = Thread.currentThread();
        int cancelled = 0;

        for (int i = 0; i < 200; i++) {
            Thread canceller = later(random.nextInt(40), worker::interrupt);
            try {
                assertThat(picture(pipeline)).isEqualTo(right);
            } catch (CancellationException e) {
                cancelled++;
            }
            settle(canceller);
        }

        assertThat(cancelled).isPositive();
        assertThat(picture(pipeline)).isEqualTo(right);
    }

    @Test
    void closingWhileARunIsUnderWayEndsItAsCancelled() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 4; i++) {
            ImagePipeline closing = Starter.pipeline();
            CountDownLatch walking = new CountDownLatch(1);
            CompletableFuture<?> run =
                    CompletableFuture.runAsync(
                            () -> closing.generate(LONG, step -> walking.countDown()));
            walking.await();
            Thread.sleep(random.nextInt(30));

            closing.close();

            assertCancelled(run);
        }
        assertThat(picture(pipeline)).isEqualTo(right);
    }

    @Test
    void closingWhileGraphsAreOpenedIsSafe() throws Exception {
        for (int i = 0; i < 4; i++) {
            ImagePipeline closing = Starter.pipeline();
            CompletableFuture<?> run =
                    CompletableFuture.runAsync(() -> closing.generate(LONG, Progress.silent()));
            Thread.sleep(100L * i);

            closing.close();

            assertCancelled(run);
        }
    }

    @Test
    void closingTwiceIsAsGoodAsOnce() {
        ImagePipeline closing = Starter.pipeline();
        assertThat(picture(closing)).isEqualTo(right);

        closing.close();
        closing.close();

        assertThatThrownBy(() -> picture(closing)).isInstanceOf(CancellationException.class);
    }

    @Test
    void unloadingWhileARunIsUnderWayDoesNotDisturbIt() {
        RgbImage image = pipeline.generate(QUICK, step -> pipeline.unload()).get(0).image();

        assertThat(image).isEqualTo(right);
    }

    @Test
    void twoAtOnceTakeTurns() {
        List<CompletableFuture<RgbImage>> both =
                List.of(
                        CompletableFuture.supplyAsync(() -> picture(pipeline)),
                        CompletableFuture.supplyAsync(() -> picture(pipeline)));

        assertThat(both).allSatisfy(one -> assertThat(one.join()).isEqualTo(right));
    }

    /** On a model never seen before, so that its files are read and fingerprinted. */
    @Test
    void anInterruptBeforeTheStartCancelsToo() {
        Path model = Starter.copyTo(folder.resolve("model"));
        Path out = folder.resolve("out");
        String[] words = {"a star", "--model", model.toString(), "--out", out.toString()};

        Thread.currentThread().interrupt();
        Terminal answer = Terminal.generate(words);
        boolean unused = Thread.interrupted();

        assertThat(answer.exitCode()).as(answer.err()).isEqualTo(130);
        assertThat(Starter.filesIn(out)).isEmpty();
    }

    private static void assertCancelled(CompletableFuture<?> run)
            throws InterruptedException, TimeoutException {
        try {
            run.get(10, TimeUnit.SECONDS);
            throw new AssertionError("the run went on to its end");
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(CancellationException.class);
        } catch (CancellationException e) {
            return; // how a future reports the same
        }
    }

    private static RgbImage picture(ImagePipeline pipeline) {
        return pipeline.generate(QUICK, Progress.silent()).get(0).image();
    }

    private static Thread later(long milliseconds, Runnable action) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                Thread.sleep(milliseconds);
                                action.run();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        thread.start();
        return thread;
    }

    /** Waits for a canceller and takes back an interrupt that came after the run. */
    private static void settle(Thread canceller) {
        while (canceller.isAlive()) {
            try {
                canceller.join();
            } catch (InterruptedException e) {
                continue; // the very interrupt
            }
        }
        boolean unused = Thread.interrupted();
    }

    private static GenerationRequest request(int steps) {
        return new GenerationRequest(
                "a star",
                "",
                new ImageSize(64, 64),
                steps,
                5,
                SamplerName.EULER,
                SigmaSpacing.AUTOMATIC,
                0,
                7,
                1);
    }
}
