package studio.easel.app.generate;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.easel.app.JobQueue;
import studio.easel.app.files.SavedSettings;
import studio.easel.engine.EaselException;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.RequestException;
import studio.easel.engine.RgbImage;
import studio.easel.models.InstalledModel;

/**
 * Everything the generate screen knows and does. Properties change on the window's thread alone;
 * commands return at once.
 */
public final class GenerateModel {
    private static final Logger LOG = LoggerFactory.getLogger(GenerateModel.class);

    /** Prompts for whoever does not know yet what to ask for. */
    public static final List<String> STARTERS =
            List.of(
                    "a red heart by the sea",
                    "a small yellow star at night",
                    "a purple fish and a green tree in a meadow");

    /**
     * A rough picture of what is being made.
     *
     * @param rough an eighth of the size
     * @param size of the picture it will be
     */
    public record Preview(RgbImage rough, ImageSize size) {}

    private final Workshop workshop;
    private final GenerateForm form = new GenerateForm();
    private final Deque<Run> runs = new ArrayDeque<>();
    private final Map<Run.Effort, Double> paces = new HashMap<>();
    private String wantedModel = "";

    private final ObservableList<InstalledModel> models = FXCollections.observableArrayList();
    private final ObjectProperty<@Nullable InstalledModel> model = new SimpleObjectProperty<>();
    private final ReadOnlyStringWrapper modelProblem = new ReadOnlyStringWrapper("");
    private final ReadOnlyObjectWrapper<@Nullable ModelSpec> spec = new ReadOnlyObjectWrapper<>();
    private final ObservableList<SizePreset> presets = FXCollections.observableArrayList();
    private final ReadOnlyBooleanWrapper searching = new ReadOnlyBooleanWrapper(true);
    private final ReadOnlyObjectWrapper<@Nullable Run> running = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyIntegerWrapper unfinished = new ReadOnlyIntegerWrapper();
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper();
    private final ReadOnlyStringWrapper progressText = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper provider = new ReadOnlyStringWrapper("");
    private final ReadOnlyObjectWrapper<@Nullable Preview> preview = new ReadOnlyObjectWrapper<>();
    private final BooleanProperty watching = new SimpleBooleanProperty(true);
    private final ReadOnlyObjectWrapper<@Nullable MadePicture> shown =
            new ReadOnlyObjectWrapper<>();
    private final ObservableList<MadePicture> pictures = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<@Nullable Notice> notice = new ReadOnlyObjectWrapper<>();
    private final BooleanBinding busy = unfinished.greaterThan(0);
    private final BooleanBinding canGenerate =
            Bindings.createBooleanBinding(this::modelUsable, model);
    private final StringBinding modelDescription =
            Bindings.createStringBinding(this::describe, model, searching, models);
    private final StringBinding generateText;

    public GenerateModel(Workshop workshop) {
        this.workshop = workshop;
        generateText =
                Bindings.createStringBinding(
                        this::generateWords,
                        form.count(),
                        form.steps(),
                        form.guidanceScale(),
                        form.width(),
                        form.height(),
                        model,
                        running);
        model.addListener((property, before, now) -> opened(now));
    }

    // Properties

    public GenerateForm form() {
        return form;
    }

    public ObservableList<InstalledModel> models() {
        return models;
    }

    public ObjectProperty<@Nullable InstalledModel> model() {
        return model;
    }

    /** What the chosen model is and can do; how to get one where there is none. */
    public StringBinding modelDescription() {
        return modelDescription;
    }

    /** Why the chosen model cannot be used; empty where it can. */
    public ReadOnlyStringProperty modelProblem() {
        return modelProblem.getReadOnlyProperty();
    }

    /** Sizes that suit the chosen model, once it has been read. */
    public ObservableList<SizePreset> presets() {
        return presets;
    }

    /** The step arrow keys take in a size, in pixels: the model's grid. */
    public int sizeGrid() {
        return Optional.ofNullable(spec.get()).map(ModelSpec::sizeGrid).orElse(ImageSize.CELL);
    }

    /** Whether the installed models are still being looked for. */
    public ReadOnlyBooleanProperty searching() {
        return searching.getReadOnlyProperty();
    }

    /** Whether something runs or waits. */
    public BooleanBinding busy() {
        return busy;
    }

    public BooleanBinding canGenerate() {
        return canGenerate;
    }

    /** "Generate 4, about 12 s" */
    public StringBinding generateText() {
        return generateText;
    }

    /** Runs that are not over, the running one included. */
    public ReadOnlyIntegerProperty unfinished() {
        return unfinished.getReadOnlyProperty();
    }

    /** 0 to 1, or -1 where nobody can say. */
    public ReadOnlyDoubleProperty progress() {
        return progress.getReadOnlyProperty();
    }

    /** "Picture 2 of 4 · Step 13 of 20 · 6 s left"; afterwards how long it took. */
    public ReadOnlyStringProperty progressText() {
        return progressText.getReadOnlyProperty();
    }

    /** What ran the last graphs, {@code cpu}; empty before the first. */
    public ReadOnlyStringProperty provider() {
        return provider.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Preview> preview() {
        return preview.getReadOnlyProperty();
    }

    /** Whether the picture in the making is what is shown. */
    public BooleanProperty watching() {
        return watching;
    }

    /** The finished picture that is shown. */
    public ReadOnlyObjectProperty<@Nullable MadePicture> shown() {
        return shown.getReadOnlyProperty();
    }

    /** Pictures made since launch, newest first. */
    public ObservableList<MadePicture> pictures() {
        return pictures;
    }

    public ReadOnlyObjectProperty<@Nullable Notice> notice() {
        return notice.getReadOnlyProperty();
    }

    // Commands

    /**
     * Looks for the installed models, in the background; keeps the chosen one where it is still
     * there.
     */
    public void lookForModels() {
        searching.set(true);
        workshop.background()
                .execute(
                        () ->
                                guarded(
                                        () -> {
                                            workshop.pipelines().lookAgain();
                                            List<InstalledModel> found = workshop.installed().get();
                                            inWindow(() -> found(found));
                                        }));
    }

    /** Checks the form and hands the run in; says beside the control what is wrong with it. */
    public void generate() {
        form.clearErrors();
        InstalledModel chosen = model.get();
        if (chosen == null || !modelUsable()) {
            return;
        }
        try {
            form.seedForRun(workshop.newSeed());
            submit(new Run(chosen, workshop.device().get(), form.request()));
        } catch (RequestException wrong) {
            form.reject(wrong);
        } catch (EaselException wrong) {
            say(Notice.problem(String.valueOf(wrong.getMessage())));
        }
    }

    /** Ends the running run, or the next one; whatever it finished stays. */
    public void cancel() {
        Optional.ofNullable(runs.peekFirst()).ifPresent(Run::cancel);
    }

    /** Ends the runs that wait behind the running one. */
    public void cancelWaiting() {
        runs.stream().skip(1).toList().forEach(Run::cancel);
    }

    public void rollSeed() {
        form.freshSeed(workshop.newSeed().getAsLong());
    }

    /** Asks for what a first-time user may like to see. */
    public void tryPrompt(String prompt) {
        form.prompt().set(prompt);
        generate();
    }

    /** Shows a finished picture instead of the one in the making. */
    public void show(MadePicture picture) {
        watching.set(false);
        shown.set(picture);
    }

    /** Puts a picture's settings into the form. */
    public void reuse(MadePicture picture) {
        form.choose(picture.request());
        String name = picture.provenance().modelName();
        Restoration.named(name, models).ifPresent(model::set);
        say(Notice.of("Settings of this picture are in the form, its seed included."));
    }

    /** Reads the settings of a picture file, in the background, into the form. */
    public void restore(Path file) {
        workshop.background()
                .execute(
                        () ->
                                guarded(
                                        () -> {
                                            SavedSettings saved = workshop.read().apply(file);
                                            inWindow(() -> restored(file, saved));
                                        }));
    }

    /** Tries once more to save a picture that could not be. */
    public void save(MadePicture picture) {
        picture.generated()
                .ifPresent(made -> workshop.background().execute(() -> save(made, picture)));
    }

    public void say(Notice line) {
        notice.set(line);
    }

    public void dismissNotice() {
        notice.set(null);
    }

    /** The form and the chosen model, as the settings file keeps them. */
    public Map<String, String> remembered() {
        Map<String, String> values = new LinkedHashMap<>(form.values());
        values.put(
                "model",
                Optional.ofNullable(model.get()).map(InstalledModel::id).orElse(wantedModel));
        return values;
    }

    /** Takes what {@link #remembered} gave; before the models are looked for. */
    public void recall(Map<String, String> values) {
        form.restore(values);
        wantedModel = values.getOrDefault("model", "");
    }

    // Models

    private void found(List<InstalledModel> found) {
        String wanted =
                Optional.ofNullable(model.get()).map(InstalledModel::id).orElse(wantedModel);
        searching.set(false);
        models.setAll(found);
        model.set(null); // So that its files are read again.
        model.set(choice(wanted).orElse(null));
    }

    private Optional<InstalledModel> choice(String wanted) {
        return models.stream()
                .filter(candidate -> candidate.id().equals(wanted))
                .findFirst()
                .or(() -> models.stream().filter(InstalledModel::starter).findFirst())
                .or(() -> models.stream().filter(it -> it.problem().isEmpty()).findFirst())
                .or(() -> models.stream().findFirst());
    }

    private void opened(@Nullable InstalledModel now) {
        spec.set(null);
        modelProblem.set(now == null ? "" : now.problem().orElse(""));
        if (now != null && now.problem().isEmpty()) {
            workshop.background().execute(() -> readModel(now));
        }
    }

    private void readModel(InstalledModel wanted) {
        try {
            ModelSpec read = workshop.pipelines().describe(wanted, stage -> {});
            inWindow(() -> described(wanted, read));
        } catch (EaselException problem) {
            inWindow(() -> unusable(wanted, problem));
        } catch (RuntimeException problem) {
            unexpected(problem);
        }
    }

    private void described(InstalledModel wanted, ModelSpec read) {
        if (wanted.equals(model.get())) {
            spec.set(read);
            presets.setAll(SizePreset.around(read.nativeSize(), read.sizeGrid()));
            form.offer(read);
        }
    }

    private void unusable(InstalledModel wanted, EaselException problem) {
        if (wanted.equals(model.get())) {
            modelProblem.set(String.valueOf(problem.getMessage()));
        }
    }

    private boolean modelUsable() {
        return Optional.ofNullable(model.get())
                .filter(chosen -> chosen.problem().isEmpty())
                .isPresent();
    }

    private String describe() {
        InstalledModel chosen = model.get();
        if (chosen != null) {
            return chosen.description();
        }
        return searching.get()
                ? "Looking for models..."
                : "No model is installed. Put a model's folder into the models folder, then look again.";
    }

    // Runs

    private void submit(Run run) {
        runs.add(run);
        unfinished.set(runs.size());
        watching.set(true);
        dismissNotice();
        if (runs.size() == 1) {
            progress.set(-1);
            progressText.set("Starting");
        }
        run.handle = workshop.queue().submit(() -> work(run), new Ending(run));
    }

    private void work(Run run) throws Exception {
        Consumer<String> stage = text -> inWindow(() -> stage(text));
        var pipeline = workshop.pipelines().open(run.model, run.device, stage);
        var receiver =
                new ProgressRelay.Receiver(
                        report -> stepped(run, report), this::stage, this::finished);
        pipeline.generate(
                run.request,
                new ProgressRelay(run.steps(), workshop.window(), workshop.nanoTime(), receiver));
        String ranOn = pipeline.provider();
        inWindow(() -> provider.set(ranOn));
    }

    private void stage(String text) {
        progressText.set(text);
    }

    private void stepped(Run run, ProgressRelay.Report report) {
        double done = report.image() * run.request.steps() + report.step();
        progress.set(done / run.steps());
        progressText.set(run.words(report.image(), report.step(), report.secondsLeft()));
        report.secondsPerStep().ifPresent(pace -> paces.put(run.effort(), pace));
        report.preview().ifPresent(rough -> preview.set(new Preview(rough, run.request.size())));
    }

    /** On the thread that generates: saving is left to a thread that no Cancel interrupts. */
    private void finished(GeneratedImage made) {
        workshop.background()
                .execute(
                        () -> {
                            MadePicture picture = saved(made);
                            inWindow(() -> add(picture));
                        });
    }

    private MadePicture saved(GeneratedImage made) {
        try {
            return MadePicture.saved(made, workshop.save().apply(made));
        } catch (RuntimeException problem) {
            explain("The picture stays here until Easel closes; use Save again. ", problem);
            return MadePicture.unsaved(made);
        }
    }

    private void save(GeneratedImage made, MadePicture picture) {
        MadePicture again = saved(made);
        inWindow(
                () -> {
                    pictures.replaceAll(it -> it.equals(picture) ? again : it);
                    shown.set(picture.equals(shown.get()) ? again : shown.get());
                });
    }

    private void add(MadePicture picture) {
        pictures.add(0, picture);
        if (watching.get()) {
            preview.set(null);
            shown.set(picture);
        }
    }

    /** How a run ends, said on the window's thread. */
    private final class Ending implements JobQueue.Listener {
        private final Run run;
        private volatile long startedNanos;

        Ending(Run run) {
            this.run = run;
        }

        @Override
        public void started() {
            startedNanos = workshop.nanoTime().getAsLong();
            inWindow(() -> begin(run));
        }

        @Override
        public void finished() {
            double seconds = (workshop.nanoTime().getAsLong() - startedNanos) / 1e9;
            String what =
                    run.request.count() == 1 ? "1 picture" : run.request.count() + " pictures";
            inWindow(() -> end(run, what + " in " + Pace.words(seconds)));
        }

        @Override
        public void cancelled() {
            inWindow(() -> end(run, "Cancelled"));
        }

        @Override
        public void failed(Throwable problem) {
            inWindow(() -> end(run, ""));
            explain(run, problem);
        }
    }

    private void begin(Run run) {
        running.set(run);
        progress.set(-1);
        progressText.set("Starting");
    }

    private void end(Run run, String words) {
        runs.remove(run);
        unfinished.set(runs.size());
        if (running.get() == run) {
            running.set(null);
            preview.set(null);
        }
        if (runs.isEmpty()) {
            progress.set(0);
            progressText.set(words);
        }
    }

    private String generateWords() {
        String text = form.count().get().strip();
        String what = text.equals("1") || text.isEmpty() ? "Generate" : "Generate " + text;
        return what + expected().map(time -> ", about " + time).orElse("");
    }

    /** How long it would take, where a run like this one was timed. */
    private Optional<String> expected() {
        try {
            InstalledModel chosen = model.get();
            if (paces.isEmpty() || chosen == null) {
                return Optional.empty();
            }
            GenerationRequest likely = form.requestWithAnyWords();
            Run run = new Run(chosen, workshop.device().get(), likely);
            return Optional.ofNullable(paces.get(run.effort()))
                    .map(pace -> Pace.words(pace * run.steps()));
        } catch (EaselException incomplete) {
            return Optional.empty();
        }
    }

    // Restoring, and what goes wrong

    private void restored(Path file, SavedSettings saved) {
        List<String> missing = Restoration.apply(saved, form);
        Optional<InstalledModel> found = Restoration.model(saved, models);
        found.ifPresentOrElse(
                model::set, () -> Restoration.missingModel(saved).ifPresent(missing::add));
        say(Notice.of(restoredWords(String.valueOf(file.getFileName()), missing)));
    }

    private static String restoredWords(String name, List<String> missing) {
        String restored = "Settings of %s are in the form.".formatted(name);
        return missing.isEmpty()
                ? restored
                : restored + " Not restored: " + String.join(", ", missing) + ".";
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException problem) {
            inWindow(() -> searching.set(false));
            explain("", problem);
        }
    }

    private void explain(Run run, Throwable problem) {
        if (problem instanceof RequestException wrong) {
            inWindow(() -> form.reject(wrong));
        } else if (problem instanceof ModelException wrong) {
            inWindow(() -> unusable(run.model, wrong));
        } else {
            explain("", problem);
        }
    }

    private void explain(String before, Throwable problem) {
        if (problem instanceof EaselException wrong) {
            LOG.info("{}", wrong.getMessage(), wrong);
            inWindow(() -> say(Notice.problem(before + wrong.getMessage())));
        } else {
            unexpected(problem);
        }
    }

    private void unexpected(Throwable problem) {
        LOG.error("Unexpected", problem);
        String words =
                problem instanceof OutOfMemoryError
                        ? "There was not enough memory for this. Try a smaller size."
                        : "Easel met something it did not expect (%s). The log says more; trying again may help."
                                .formatted(problem);
        inWindow(() -> say(Notice.problem(words)));
    }

    private void inWindow(Runnable change) {
        workshop.window().execute(change);
    }
}
