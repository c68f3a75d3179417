package studio.easel.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class JobQueueTest {
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final JobQueue queue = JobQueue.onItsOwnThread("test-worker");

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void jobsRunOneAfterTheOtherInTheOrderTheyCame() throws Exception {
        CountDownLatch over = new CountDownLatch(3);
        for (int i = 1; i <= 3; i++) {
            String name = "job " + i;
            queue.submit(() -> log.add(name), notes(name, over));
        }
        over.await();
        assertThat(log)
                .containsExactly(
                        "job 1 started",
                        "job 1",
                        "job 1 finished",
                        "job 2 started",
                        "job 2",
                        "job 2 finished",
                        "job 3 started",
                        "job 3",
                        "job 3 finished");
    }

    @Test
    void onTheSpotExecutorRunsTheJobBeforeSubmitReturns() {
        JobQueue onTheSpot = new JobQueue(Runnable::run);
        onTheSpot.submit(() -> log.add("done"), new JobQueue.Listener() {});
        assertThat(log).containsExactly("done");
    }

    @Test
    void cancellingARunningJobInterruptsItAndSparesTheNext() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(2);
        JobQueue.Handle first = queue.submit(sleeping(running), notes("first", over));
        queue.submit(
                () -> log.add("interrupted: " + Thread.currentThread().isInterrupted()),
                notes("second", over));
        running.await();
        first.cancel();
        over.await();
        assertThat(log)
                .containsExactly(
                        "first started",
                        "first cancelled",
                        "second started",
                        "interrupted: false",
                        "second finished");
    }

    @Test
    void aWaitingJobThatIsCancelledNeverRuns() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(2);
        JobQueue.Handle first = queue.submit(sleeping(running), notes("first", over));
        JobQueue.Handle second = queue.submit(() -> log.add("ran"), notes("second", over));
        running.await();
        assertThat(queue.waiting()).isEqualTo(1);
        second.cancel();
        assertThat(queue.waiting()).isZero();
        first.cancel();
        over.await();
        assertThat(log).containsExactly("first started", "second cancelled", "first cancelled");
    }

    @Test
    void cancellingAJobThatIsOverDoesNothing() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        JobQueue.Handle handle = queue.submit(() -> {}, notes("it", over));
        over.await();
        handle.cancel();
        assertThat(log).containsExactly("it started", "it finished");
    }

    @Test
    void anExceptionGoesToTheJobsListenerAndTheWorkerGoesOn() throws Exception {
        CountDownLatch over = new CountDownLatch(2);
        queue.submit(
                () -> {
                    throw new IllegalStateException("broken");
                },
                notes("first", over));
        queue.submit(() -> {}, notes("second", over));
        over.await();
        assertThat(log)
                .containsExactly(
                        "first started",
                        "first failed: broken",
                        "second started",
                        "second finished");
    }

    @Test
    void closingCancelsEverythingWaitsAndRefusesWhatComesLater() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(3);
        queue.submit(sleeping(running), notes("first", over));
        queue.submit(() -> {}, notes("second", over));
        running.await();
        queue.close();
        queue.submit(() -> {}, notes("third", over));
        assertThat(over.await(0, TimeUnit.SECONDS)).isTrue();
        assertThat(log)
                .containsExactly(
                        "first started", "second cancelled", "first cancelled", "third cancelled");
    }

    private static JobQueue.Job sleeping(CountDownLatch running) {
        return () -> {
            running.countDown();
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException cancelled) {
                throw new CancellationException();
            }
        };
    }

    private JobQueue.Listener notes(String name, CountDownLatch over) {
        return new JobQueue.Listener() {
            @Override
            public void started() {
                log.add(name + " started");
            }

            @Override
            public void finished() {
                end(" finished");
            }

            @Override
            public void cancelled() {
                end(" cancelled");
            }

            @Override
            public void failed(Throwable problem) {
                end(" failed: " + problem.getMessage());
            }

            private void end(String how) {
                log.add(name + how);
                over.countDown();
            }
        };
    }
}
