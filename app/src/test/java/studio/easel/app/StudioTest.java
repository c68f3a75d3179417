package studio.easel.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.app.gallery.Made;
import studio.easel.app.generate.FakePipeline;
import studio.easel.app.generate.ModelChoice;
import studio.easel.app.jobs.GridPlan;
import studio.easel.app.queue.Axis;
import studio.easel.app.queue.JobState;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.pipeline.ImagePipeline;
import studio.easel.models.InstalledModel;

@Timeout(30)
class StudioTest {
    @TempDir Path home;

    private FakePipeline pipeline = new FakePipeline(FakePipeline.SPEC, 100);

    /** What comes after the last test is dropped, as a toolkit does that has ended. */
    private final ExecutorService window =
            new ThreadPoolExecutor(
                    1,
                    1,
                    0,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    new ThreadPoolExecutor.DiscardPolicy());

    private final CountDownLatch readingEnded = new CountDownLatch(1);
    private @Nullable CountDownLatch reading;
    private Path searched;
    private List<String> ids = List.of("it");
    private final List<String> opened = new CopyOnWriteArrayList<>();

    @AfterEach
    void closeWindow() {
        window.shutdownNow();
    }

    @Test
    void whatWasTypedIsThereAtTheNextLaunch() throws Exception {
        try (Studio studio = studio()) {
            inWindow(() -> studio.generate().form().prompt().set("a lighthouse"));
        }
        try (Studio studio = studio()) {
            assertThat(studio.generate().form().prompt().get()).isEqualTo("a lighthouse");
        }
    }

    @Test
    void aDamagedSettingsFileIsSaidInTheWindowAndKept() throws Exception {
        Files.createDirectories(folders().configuration());
        Files.writeString(folders().configuration().resolve("settings.json"), "{oops");
        try (Studio studio = studio()) {
            assertThat(studio.generate().notice().get().text()).contains("could not be read");
        }
        assertThat(folders().configuration().resolve("settings-damaged-1.json")).exists();
    }

    @Test
    void closingCancelsTheRunAndClosesTheModel() throws Exception {
        try (Studio studio = studio()) {
            inWindow(() -> studio.generate().choice().look());
            until(() -> studio.generate().form().width().get().equals("128"));
            inWindow(() -> studio.generate().tryPrompt("x"));
            until(() -> !pipeline.requests.isEmpty());
        }
        assertThat(pipeline.closed).isTrue();
        assertThat(folders().pictures()).doesNotExist();
    }

    @Test
    void aRunThatDoesNotEndIsLeftAloneAndToldOf() throws Exception {
        pipeline.stubborn = new CountDownLatch(1);
        Studio studio = studio();
        inWindow(() -> studio.generate().choice().look());
        until(() -> studio.generate().form().width().get().equals("128"));
        inWindow(() -> studio.generate().tryPrompt("x"));
        until(() -> !pipeline.requests.isEmpty());
        studio.close(Duration.ofMillis(100));
        assertThat(studio.idle()).isFalse();
        assertThat(pipeline.closed).isFalse();
        assertThat(settingsJson()).content().contains("\"prompt\" : \"x\"");
        pipeline.stubborn.countDown();
        until(() -> !studio.generate().runs().busy().get()); // The window outlives the worker.
    }

    @Test
    void savingNeverWaitsForAModelThatIsBeingReadAndClosingEndsTheReading() throws Exception {
        reading = new CountDownLatch(1);
        try (Studio studio = studio()) {
            inWindow(() -> studio.generate().choice().look());
            reading.await();
            inWindow(() -> studio.change(now -> now.withDevice("cpu")));
            until(() -> Files.exists(settingsJson()));
            assertThat(readingEnded.getCount()).isEqualTo(1);
        }
        readingEnded.await();
    }

    @Test
    void movingTheModelsLooksInTheNewFolder() throws Exception {
        Path elsewhere = home.resolve("elsewhere");
        try (Studio studio = studio()) {
            inWindow(() -> studio.change(now -> now.withModelsFolder(Optional.of(elsewhere))));
            until(() -> elsewhere.equals(searched));
        }
    }

    @Test
    void anotherPicturesFolderIsTheGalleryAtOnce() throws Exception {
        Made.write(home.resolve("elsewhere/barn.png"), "a barn", 1);
        try (Studio studio = studio()) {
            begin(studio);
            until(() -> !studio.gallery().scanning().get());
            inWindow(
                    () ->
                            studio.change(
                                    now ->
                                            now.withPicturesFolder(
                                                    Optional.of(home.resolve("elsewhere")))));
            until(() -> studio.gallery().size().get() == 1);
        }
    }

    @Test
    void aQueuedPictureIsMadeSavedAndInTheGallery() throws Exception {
        pipeline = new FakePipeline(FakePipeline.SPEC, 0);
        try (Studio studio = studio()) {
            begin(studio);
            until(() -> !studio.jobs().readOnly().get());
            inWindow(() -> studio.generate().form().prompt().set("a lighthouse"));
            inWindow(() -> studio.jobs().add());
            until(() -> studio.gallery().size().get() == 1);
            until(() -> studio.jobs().unfinished().get() == 0);
            inWindow(() -> studio.gallery().filters().text().set("lighthouse"));
            inWindow(() -> studio.gallery().choose(0));
            inWindow(() -> studio.gallery().restore());
            until(() -> studio.place().get() == Settings.Place.PICTURE);
        }
        assertThat(pipeline.closed).isTrue();
    }

    @Test
    void aPlannedGridFollowsTheForm() throws Exception {
        try (Studio studio = studio()) {
            begin(studio);
            until(() -> !studio.jobs().readOnly().get());
            GridPlan plan = studio.jobs().plan();
            inWindow(() -> studio.generate().form().prompt().set("a house"));
            inWindow(() -> plan.matrix().set(true));
            inWindow(() -> plan.shown().set(true));
            until(() -> plan.problem().get().contains("between |"));
            inWindow(() -> studio.generate().form().prompt().set("a house|by the sea"));
            until(() -> plan.problem().get().isEmpty() && plan.estimate().get() != null);
            assertThat(plan.estimate().get().pictures()).isEqualTo(2);
            inWindow(() -> studio.generate().form().steps().set("many"));
            until(() -> plan.problem().get().contains("many"));
        }
    }

    @Test
    void aGridOfModelsThatAreNotInstalledIsRefusedWhileItIsPlanned() throws Exception {
        try (Studio studio = studio()) {
            begin(studio);
            until(() -> !studio.jobs().readOnly().get());
            GridPlan plan = studio.jobs().plan();
            inWindow(() -> studio.generate().form().prompt().set("a house"));
            inWindow(() -> plan.edges().get(0).setting().set(Axis.Setting.MODEL));
            inWindow(() -> plan.edges().get(0).values().set("it, its twin"));
            inWindow(() -> plan.shown().set(true));
            until(() -> plan.problem().get().contains("\"its twin\", which is not installed"));
            inWindow(() -> plan.edges().get(0).values().set("it"));
            until(() -> plan.problem().get().isEmpty());
        }
    }

    @Test
    void ofTwoModelsWithOneNameTheChosenOneMakesTheJob() throws Exception {
        pipeline = new FakePipeline(FakePipeline.SPEC, 0);
        ids = List.of("it", "deeper/it");
        try (Studio studio = studio()) {
            begin(studio);
            until(() -> !studio.jobs().readOnly().get());
            inWindow(
                    () -> {
                        ModelChoice choice = studio.generate().choice();
                        choice.chosen().set(choice.models().get(1));
                    });
            inWindow(() -> studio.generate().form().prompt().set("a lighthouse"));
            inWindow(() -> studio.jobs().add());
            until(() -> studio.gallery().size().get() == 1);
        }
        assertThat(opened).containsExactly("deeper/it");
    }

    @Test
    void aPictureMadeInTheWindowIsInTheGalleryAtOnce() throws Exception {
        pipeline = new FakePipeline(FakePipeline.SPEC, 0);
        try (Studio studio = studio()) {
            begin(studio);
            inWindow(() -> studio.generate().tryPrompt("x"));
            until(() -> studio.gallery().size().get() == 1);
        }
    }

    @Test
    void closingEndsTheQueuedPictureAndTheJobWaitsForTheNextLaunch() throws Exception {
        try (Studio studio = studio()) {
            begin(studio);
            until(() -> !studio.jobs().readOnly().get());
            inWindow(() -> studio.generate().form().prompt().set("x"));
            inWindow(() -> studio.jobs().add());
            until(() -> !pipeline.requests.isEmpty());
        }
        assertThat(pipeline.closed).isTrue();
        pipeline = new FakePipeline(FakePipeline.SPEC, 0);
        try (Studio studio = studio()) {
            begin(studio);
            until(() -> studio.jobs().jobs().size() == 1);
            assertThat(studio.jobs().jobs().get(0).state()).isEqualTo(JobState.WAITING);
            assertThat(studio.jobs().paused().get()).as("somebody is to say so").isTrue();
            inWindow(() -> studio.jobs().resume());
            until(() -> studio.jobs().unfinished().get() == 0);
            until(() -> studio.gallery().size().get() == 1);
        }
    }

    private void begin(Studio studio) throws Exception {
        inWindow(() -> studio.generate().choice().look());
        inWindow(studio::begin);
        until(() -> studio.generate().form().width().get().equals("128"));
    }

    private Path settingsJson() {
        return folders().configuration().resolve("settings.json");
    }

    private Folders folders() {
        return Folders.of(Map.of("EASEL_HOME", home.toString()), "Linux", home);
    }

    private Studio studio() {
        return new Studio(folders(), window, new Models());
    }

    private void inWindow(Runnable command) throws Exception {
        window.submit(command).get(10, TimeUnit.SECONDS);
    }

    private void until(BooleanSupplier condition) throws Exception {
        while (!condition.getAsBoolean()) {
            Thread.sleep(10);
        }
    }

    private void readForever(CountDownLatch begun) {
        begun.countDown();
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException closing) {
            readingEnded.countDown();
            throw new CancellationException();
        }
    }

    private final class Models implements Studio.Models {
        @Override
        public List<InstalledModel> installed(Path folder) {
            searched = folder;
            return ids.stream()
                    .map(
                            id ->
                                    new InstalledModel(
                                            id,
                                            "it",
                                            InstalledModel.Kind.PICTURES,
                                            "",
                                            "",
                                            folder.resolve(id),
                                            Optional.empty(),
                                            true))
                    .toList();
        }

        @Override
        public ModelSpec describe(Path folder, InstalledModel model, Consumer<String> stage) {
            if (reading != null) {
                readForever(reading);
            }
            return FakePipeline.spec(model.id(), 128, 20, 5);
        }

        @Override
        public ImagePipeline open(ModelSpec spec, Device device) {
            opened.add(spec.name());
            return pipeline;
        }

        @Override
        public Companions companions(Path folder) {
            throw new AssertionError("no request here has another model");
        }
    }
}
