package studio.easel.app.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.app.queue.Axis.Setting;
import studio.easel.app.queue.Job;
import studio.easel.app.queue.JobState;
import studio.easel.app.queue.Records;
import studio.easel.engine.EaselException;
import studio.easel.engine.Progress;

class JobsModelTest {
    @TempDir Path home;

    private TestJobDesk desk;
    private JobsModel model;

    @BeforeEach
    void open() {
        desk = new TestJobDesk(home);
        model = new JobsModel(desk.build());
        model.begin();
    }

    @AfterEach
    void close() {
        model.end();
        model.close();
    }

    private void add(String prompt) {
        desk.prompt = prompt;
        model.add();
    }

    private List<String> titles() {
        return model.jobs().stream().map(Job::title).toList();
    }

    private List<JobState> states() {
        return model.jobs().stream().map(Job::state).toList();
    }

    @Test
    void whatIsAddedIsMadeAndHeardOf() {
        desk.count = 2;
        add("a cat");
        assertThat(states()).containsExactly(JobState.RUNNING);
        assertThat(model.unfinished().get()).isEqualTo(1);
        desk.work();
        assertThat(states()).containsExactly(JobState.DONE);
        assertThat(model.jobs().get(0).made()).isEqualTo(2);
        assertThat(desk.made).hasSize(2).allMatch(Files::isRegularFile);
        assertThat(model.unfinished().get()).isZero();
    }

    @Test
    void theNextJobBeginsWithAnEmptyBar() {
        desk.engine =
                (order, progress) -> {
                    progress.step(
                            new Progress.Step(0, 1, 3, 4, () -> Records.painted(order).image()));
                    return Records.painted(order);
                };
        add("a");
        add("b");
        desk.tasks.remove().run();
        assertThat(states()).containsExactly(JobState.DONE, JobState.RUNNING);
        assertThat(model.share().get()).isZero();
        desk.engine =
                (order, progress) -> {
                    progress.step(
                            new Progress.Step(0, 1, 3, 4, () -> Records.painted(order).image()));
                    assertThat(model.share().get()).isEqualTo(0.75);
                    return Records.painted(order);
                };
        desk.work();
        assertThat(states()).containsOnly(JobState.DONE);
    }

    @Test
    void whatIsWrongInTheFormAddsNothing() {
        desk.wrong = "The prompt is empty.";
        model.add();
        assertThat(model.jobs()).isEmpty();
    }

    @Test
    void jobsAreReorderedDuplicatedAndRemoved() {
        model.pause();
        add("a");
        add("b");
        add("c");
        model.move(model.jobs().get(2), 1);
        assertThat(titles()).containsExactly("c", "a", "b");
        model.move(model.jobs().get(0), 0);
        assertThat(titles()).containsExactly("c", "a", "b");
        model.duplicate(model.jobs().get(1));
        assertThat(titles()).containsExactly("c", "a", "a", "b");
        model.remove(model.jobs().get(0));
        assertThat(titles()).containsExactly("a", "a", "b");
    }

    @Test
    void pausingLetsNothingStartAndContinuingGoesOn() {
        model.pause();
        add("a");
        assertThat(model.paused().get()).isTrue();
        assertThat(desk.tasks).isEmpty();
        assertThat(states()).containsExactly(JobState.WAITING);
        model.resume();
        desk.work();
        assertThat(states()).containsExactly(JobState.DONE);
    }

    @Test
    void oneIsCancelledOrAllAndFinishedOnesAreTakenAway() {
        model.pause();
        add("a");
        add("b");
        add("c");
        model.cancel(model.jobs().get(1));
        assertThat(states())
                .containsExactly(JobState.WAITING, JobState.CANCELLED, JobState.WAITING);
        model.cancelAll();
        assertThat(states()).containsOnly(JobState.CANCELLED);
        model.removeFinished();
        assertThat(model.jobs()).isEmpty();
    }

    @Test
    void heldJobsWaitUntilReleasedAndFailedOnesMayTryAgain() {
        add("a");
        add("b");
        model.holdOrRelease(model.jobs().get(1));
        desk.engine =
                (order, progress) -> {
                    throw new EaselException("The model is missing. Add it.");
                };
        desk.work();
        assertThat(states()).containsExactly(JobState.FAILED, JobState.HELD);
        assertThat(model.jobs().get(0).sentence()).contains("model is missing");
        desk.engine = new TestJobDesk(home).engine;
        model.holdOrRelease(model.jobs().get(0));
        model.holdOrRelease(model.jobs().get(1));
        desk.work();
        assertThat(states()).containsOnly(JobState.DONE);
    }

    @Test
    void againOnADoneJobMakesItOnceMore() {
        add("a");
        desk.work();
        model.holdOrRelease(model.jobs().get(0));
        assertThat(titles()).containsExactly("a", "a");
        assertThat(states()).containsExactly(JobState.DONE, JobState.RUNNING);
        desk.work();
        assertThat(states()).containsOnly(JobState.DONE);
        assertThat(desk.made).hasSize(2);
    }

    @Test
    void aGridSaysWhatItCostsBeforeItStarts() {
        GridPlan plan = model.plan();
        plan.shown().set(true);
        assertThat(plan.problem().get()).contains("no axis");
        plan.edges().get(0).setting().set(Setting.STEPS);
        plan.edges().get(0).values().set("1-3");
        plan.edges().get(2).setting().set(Setting.SEED);
        plan.edges().get(2).values().set("5, 6");
        assertThat(plan.problem().get()).isEmpty();
        assertThat(Objects.requireNonNull(plan.estimate().get()).pictures()).isEqualTo(6);
        assertThat(Objects.requireNonNull(plan.estimate().get()).seconds()).isEmpty();
        model.addGrid();
        assertThat(model.jobs().get(0).cells()).isEqualTo(6);
        desk.work();
        assertThat(states()).containsExactly(JobState.DONE);
        assertThat(desk.made).hasSize(7); // and the sheet
        model.recount();
        assertThat(Objects.requireNonNull(plan.estimate().get()).seconds()).isPresent();
        model.show(model.jobs().get(0));
        assertThat(desk.shown).singleElement().satisfies(it -> assertThat(it).isDirectory());
    }

    @Test
    void aValueThatCannotBeIsRefusedWithItsSentence() {
        GridPlan plan = model.plan();
        plan.shown().set(true);
        plan.edges().get(0).setting().set(Setting.SAMPLER);
        plan.edges().get(0).values().set("Euler, Oyler");
        assertThat(plan.estimate().get()).isNull();
        assertThat(plan.problem().get()).contains("Oyler");
        model.addGrid();
        assertThat(model.jobs()).isEmpty();
        assertThat(Objects.requireNonNull(model.notice().get()).text()).contains("Oyler");
    }

    @Test
    void aGridWithAModelThatIsNotInstalledIsRefusedBeforeTheNight() {
        GridPlan plan = model.plan();
        plan.shown().set(true);
        plan.edges().get(0).setting().set(Setting.MODEL);
        plan.edges().get(0).values().set("starter, gone");
        assertThat(plan.estimate().get()).isNull();
        assertThat(plan.problem().get()).contains("\"gone\" is not installed");
        model.addGrid();
        assertThat(model.jobs()).isEmpty();
        assertThat(Objects.requireNonNull(model.notice().get()).text()).contains("gone");
    }

    @Test
    void aPromptMatrixTriesEveryChoice() {
        desk.prompt = "a house|by the sea|at night";
        model.plan().matrix().set(true);
        model.plan().shown().set(true);
        assertThat(Objects.requireNonNull(model.plan().estimate().get()).pictures()).isEqualTo(4);
        desk.prompt = "a house";
        model.recount();
        assertThat(model.plan().problem().get()).contains("between |");
    }

    @Test
    void afterACrashTheQueueIsThereAndWaitsForContinue() {
        desk.count = 3;
        add("a");
        desk.tasks.remove().run(); // One of three, and then the power is cut.
        model.close();

        TestJobDesk next = new TestJobDesk(home);
        model = new JobsModel(next.build());
        model.begin();
        assertThat(states()).containsExactly(JobState.INTERRUPTED);
        assertThat(model.paused().get()).isTrue();
        assertThat(Objects.requireNonNull(model.notice().get()).text()).contains("Continue");
        assertThat(next.tasks).isEmpty();
        model.resume();
        next.work();
        assertThat(states()).containsExactly(JobState.DONE);
        assertThat(next.made).hasSize(2);
    }

    @Test
    void aJobThatCannotBeReadIsListedAndTheOthersGoOn() {
        model.pause();
        add("good");
        add("bad");
        model.close();
        Records.inDatabase(
                home.resolve("queue"),
                "UPDATE jobs SET record = replace(record, 'Euler', 'Euler ZZ') WHERE title = 'bad'");

        TestJobDesk next = new TestJobDesk(home);
        model = new JobsModel(next.build());
        model.begin();
        assertThat(states()).containsExactly(JobState.WAITING, JobState.FAILED);
        assertThat(model.paused().get()).isTrue();
        model.resume();
        next.work();
        assertThat(states()).containsExactly(JobState.DONE, JobState.FAILED);
        model.remove(model.jobs().get(1));
        assertThat(titles()).containsExactly("good");
    }

    @Test
    void aSecondStudioMayOnlyLook() {
        add("a");
        JobsModel second = new JobsModel(new TestJobDesk(home).build());
        second.begin();
        assertThat(second.readOnly().get()).isTrue();
        assertThat(Objects.requireNonNull(second.notice().get()).text()).contains("Another Easel");
        second.dismissNotice();
        second.add();
        assertThat(second.jobs()).hasSize(1);
        assertThat(Objects.requireNonNull(second.notice().get()).problem())
                .as("nobody goes to bed believing it was added")
                .isTrue();
        assertThat(Objects.requireNonNull(second.notice().get()).text()).contains("Another Easel");
        second.close();
    }

    @Test
    void whatIsAddedBeforeTheQueueIsOpenIsSaidToBeLost() {
        JobsModel early = new JobsModel(new TestJobDesk(home.resolve("early")).build());
        early.add();
        assertThat(Objects.requireNonNull(early.notice().get()).text()).contains("not open");
        assertThat(early.jobs()).isEmpty();
    }
}
