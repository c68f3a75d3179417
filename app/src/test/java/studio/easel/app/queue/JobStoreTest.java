package studio.easel.app.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.app.files.EaselRecord;
import studio.easel.app.queue.Axis.Setting;
import studio.easel.engine.EaselException;
import studio.easel.engine.Inpainting;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;
import studio.easel.engine.Start;

class JobStoreTest {
    @TempDir Path folder;

    private JobStore open() {
        return JobStore.open(folder);
    }

    private static Work work(String prompt) {
        return Work.pictures(Records.of(prompt, 2));
    }

    private static List<String> titles(JobStore store) {
        return store.jobs().stream().map(Job::title).toList();
    }

    @Test
    void jobsAreThereAgainInTheirOrder() {
        Work grid = Work.grid(Records.of("a grid", 1), List.of(Axis.parse(Setting.STEPS, "1-4")));
        try (JobStore store = open()) {
            store.add(work("one"));
            store.add(work("two"));
            store.add(grid);
        }
        try (JobStore store = open()) {
            assertThat(titles(store)).containsExactly("one", "two", "a grid");
            assertThat(store.jobs().get(2).work()).isEqualTo(grid);
            assertThat(store.jobs().get(2).cells()).isEqualTo(4);
            assertThat(store.paused()).as("nothing starts by itself").isTrue();
        }
    }

    @Test
    void jobsMoveAndAreDuplicated() {
        try (JobStore store = open()) {
            long one = store.add(work("one")).id();
            store.add(work("two"));
            long three = store.add(work("three")).id();
            store.move(three, 1);
            assertThat(titles(store)).containsExactly("three", "one", "two");
            store.move(three, 99);
            assertThat(titles(store)).containsExactly("one", "two", "three");
            store.move(three, -5);
            store.move(777, 1);
            assertThat(titles(store)).containsExactly("three", "one", "two");
            Job copy = store.duplicate(one).orElseThrow();
            assertThat(titles(store)).containsExactly("three", "one", "one", "two");
            assertThat(copy.id()).isNotEqualTo(one);
            assertThat(copy.place()).isEqualTo(3);
            assertThat(copy.work()).isEqualTo(work("one"));
            assertThat(store.duplicate(777)).isEmpty();
            assertThat(store.jobs()).extracting(Job::place).containsExactly(1, 2, 3, 4);
        }
    }

    @Test
    void anIdIsNeverGivenTwice() {
        long first;
        try (JobStore store = open()) {
            first = store.add(work("one")).id();
            assertThat(store.remove(first)).isTrue();
        }
        try (JobStore store = open()) {
            assertThat(store.add(work("two")).id()).isGreaterThan(first);
        }
    }

    @Test
    void aJobDuringWhichEaselEndedIsMarkedAndThenSetAside() {
        long id;
        try (JobStore store = open()) {
            id = store.add(work("crashing")).id();
            store.begin(id);
            store.made(id, 0, Path.of("first.png"), 1.5);
        } // no end: as after a kill
        try (JobStore store = open()) {
            Job job = store.job(id).orElseThrow();
            assertThat(job.state()).isEqualTo(JobState.INTERRUPTED);
            assertThat(job.crashes()).isOne();
            assertThat(job.made()).isOne();
            assertThat(job.seconds()).isEqualTo(1.5);
            assertThat(store.next()).as("its turn may come").isPresent();
            store.begin(id);
        }
        try (JobStore store = open()) {
            Job job = store.job(id).orElseThrow();
            assertThat(job.state()).isEqualTo(JobState.SET_ASIDE);
            assertThat(job.sentence()).contains("ended 2 times");
            assertThat(store.next()).isEmpty();
            store.release(id);
            assertThat(store.next().orElseThrow().crashes()).isZero();
        }
    }

    @Test
    void whatCannotBeReadIsSeenFailedAtOpeningAndCanBeRemoved() {
        try (JobStore store = open()) {
            store.add(work("good"));
            store.add(work("bad"));
            store.add(work("foreign kind"));
            store.add(work("foreign state"));
        }
        Records.inDatabase(
                folder,
                "UPDATE jobs SET record = replace(record, 'Euler', 'Euler ZZ') WHERE title = 'bad'");
        Records.inDatabase(folder, "UPDATE jobs SET kind = 'FILM' WHERE title = 'foreign kind'");
        Records.inDatabase(
                folder, "UPDATE jobs SET state = 'DREAMT' WHERE title = 'foreign state'");
        try (JobStore store = open()) {
            assertThat(store.jobs())
                    .extracting(Job::state)
                    .containsExactly(
                            JobState.WAITING, JobState.FAILED, JobState.FAILED, JobState.FAILED);
            assertThat(store.jobs().get(1).sentence()).contains("Euler ZZ");
            assertThat(store.jobs().get(2).sentence()).contains("FILM").contains("remove the job");
            assertThat(store.jobs().get(3).sentence()).contains("DREAMT");
            assertThatThrownBy(() -> store.jobs().get(2).work()).isInstanceOf(EaselException.class);
            for (Job job : store.jobs().subList(1, 4)) {
                store.release(job.id());
                assertThat(store.remove(job.id())).isTrue();
            }
            assertThat(titles(store)).containsExactly("good");
        }
    }

    @Test
    void anEstimateOfAJobThatCannotBeReadIsUnknown() {
        try (JobStore store = open()) {
            store.pace().heard(Records.of("one", 1), 2, 1000);
            store.add(work("one"));
            assertThat(store.secondsLeft()).hasValue(4);
            store.add(work("bad"));
            Records.inDatabase(
                    folder,
                    "UPDATE jobs SET record = replace(record, 'Euler', 'Euler ZZ') WHERE title = 'bad'");
            assertThat(store.secondsLeft()).isEmpty();
        }
    }

    @Test
    void whatIsHeldIsPassedOver() {
        try (JobStore store = open()) {
            long one = store.add(work("one")).id();
            store.add(work("two"));
            store.hold(one);
            assertThat(store.next().orElseThrow().title()).isEqualTo("two");
            store.release(one);
            assertThat(store.next().orElseThrow().title()).isEqualTo("one");
        }
    }

    @Test
    void finishedJobsGoAndThoseThatNeedADecisionStay() {
        try (JobStore store = open()) {
            for (JobState state : JobState.values()) {
                store.end(store.add(work(state.name())).id(), state, "");
            }
            assertThat(store.removeFinished()).isEqualTo(2);
            assertThat(titles(store))
                    .containsExactly(
                            "WAITING", "RUNNING", "HELD", "INTERRUPTED", "FAILED", "SET_ASIDE");
            long running = store.jobs().get(1).id();
            assertThat(store.remove(running)).isFalse();
        }
    }

    @Test
    void aSecondStudioSeesTheQueueAndLeavesItAlone() {
        try (JobStore first = open()) {
            long id = first.add(work("one")).id();
            first.begin(id);
            try (JobStore second = open()) {
                assertThat(second.readOnly()).isTrue();
                assertThat(second.notes()).singleElement().asString().contains("Another Easel");
                assertThat(second.jobs()).extracting(Job::state).containsExactly(JobState.RUNNING);
                assertThatThrownBy(() -> second.add(work("two")))
                        .isInstanceOf(EaselException.class);
            }
            assertThat(first.job(id).orElseThrow().state()).isEqualTo(JobState.RUNNING);
        }
    }

    @Test
    void picturesToStartFromAreKeptOnceAndLetGo() throws Exception {
        RgbImage image = new RgbImage(64, 64, new byte[64 * 64 * 3]);
        byte[] grey = new byte[64 * 64];
        grey[0] = 17;
        Mask mask = new Mask(64, 64, grey);
        var start = new Start.Inpaint(image, mask, Inpainting.at(0.5).blurred(3));
        var request = Records.request("a sea", 1).but().start(start).request();
        try (JobStore store = open()) {
            EaselRecord record = store.record(request, Records.STARTER);
            Job job = store.add(Work.pictures(record));
            long again = store.duplicate(job.id()).orElseThrow().id();
            Order order = new Order(job.work().cells().get(0).record(), store.pictures());
            assertThat(order.request()).isEqualTo(request);
            assertThat(kept()).isEqualTo(2);
            store.remove(job.id());
            assertThat(kept()).isEqualTo(2);
            store.remove(again);
            assertThat(kept()).isZero();
            assertThatThrownBy(order::request)
                    .isInstanceOf(EaselException.class)
                    .hasMessageContaining("missing");
        }
    }

    private long kept() throws Exception {
        try (var files = Files.list(folder.resolve("pictures"))) {
            return files.count();
        }
    }

    @Test
    void timeLeftComesFromWhatWasMeasured() {
        try (JobStore store = open()) {
            store.add(work("two pictures"));
            assertThat(store.secondsLeft()).isEmpty();
            EaselRecord measured = Records.of("x", 1);
            store.pace().heard(measured, 4, 20_000);
            assertThat(store.secondsLeft()).hasValue(8);
            EaselRecord twice =
                    EaselRecord.of(
                            Records.request("x", 1).but().steps(20).request(), Records.STARTER);
            assertThat(store.pace().seconds(twice)).hasValue(8);
            GridEstimate estimate =
                    GridEstimate.of(
                            Work.grid(
                                    measured,
                                    List.of(
                                            Axis.parse(Setting.SEED, "1-5"),
                                            Axis.parse(Setting.STEPS, "10, 30"))),
                            store.pace());
            assertThat(estimate.pictures()).isEqualTo(10);
            assertThat(estimate.seconds()).hasValue(5 * 4 + 5 * 12);
            assertThat(estimate.bytes()).isEqualTo(2 * 10 * 20_000);
        }
        try (JobStore store = open()) {
            assertThat(store.secondsLeft()).as("measured before").hasValue(8);
        }
    }
}
