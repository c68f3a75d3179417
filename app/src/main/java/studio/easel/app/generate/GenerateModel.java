package studio.easel.app.generate;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.easel.app.Notice;
import studio.easel.app.Pace;
import studio.easel.app.Words;
import studio.easel.app.canvas.CanvasModel;
import studio.easel.app.files.SavedSettings;
import studio.easel.engine.EaselException;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.RequestException;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SeparateVae;
import studio.easel.engine.Start;
import studio.easel.models.InstalledModel;

/**
 * Everything the generate screen knows and does. Properties change on the window's thread alone;
 * commands return at once.
 */
public final class GenerateModel {
    private static final Logger LOG = LoggerFactory.getLogger(GenerateModel.class);

    /** The strip's; older ones are in the gallery. */
    static final int MOST_PICTURES = 500;

    // Models understand English.
    private static final List<String> STARTERS =
            List.of(
                    "a red fox in the snow",
                    "a watercolour of a sailboat by the sea at sunset",
                    "an owl at night in a forest");

    private final Workshop workshop;
    private final GenerateForm form = new GenerateForm();
    private final CanvasModel canvas;
    private final PromptModel prompts;
    private final ModelChoice choice;
    private final Runs runs;
    private final BooleanProperty watching = new SimpleBooleanProperty(true);
    private final ReadOnlyObjectWrapper<@Nullable MadePicture> shown =
            new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<List<RgbImage>> steps =
            new ReadOnlyObjectWrapper<>(List.of());
    private final IntegerProperty step = new SimpleIntegerProperty();
    private final ObservableList<MadePicture> pictures = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<@Nullable Notice> notice = new ReadOnlyObjectWrapper<>();

    /** A screen without anything that helps with prompts. */
    GenerateModel(Workshop workshop) {
        this(workshop, PromptDesk.BARE);
    }

    public GenerateModel(Workshop workshop, PromptDesk desk) {
        this.workshop = workshop;
        this.prompts = new PromptModel(desk, workshop, form, this::say);
        this.canvas = new CanvasModel(workshop.background(), workshop.window(), this::say, form);
        this.choice = new ModelChoice(workshop, this::described, this::explain);
        this.runs = new Runs(workshop, this::made, this::noticed, this::explain);
        shown.addListener((property, before, now) -> look(now));
    }

    // Properties

    public GenerateForm form() {
        return form;
    }

    /** What helps with writing prompts. */
    public PromptModel prompts() {
        return prompts;
    }

    /** The picture to start from, and its mask. */
    public CanvasModel canvas() {
        return canvas;
    }

    public ModelChoice choice() {
        return choice;
    }

    public Runs runs() {
        return runs;
    }

    /** "Generate 4, about 12 s" */
    public StringBinding generateText() {
        return Bindings.createStringBinding(
                this::generateWords,
                Words.language(),
                form.count(),
                form.steps(),
                form.guidanceScale(),
                form.width(),
                form.height(),
                choice.chosen(),
                choice.vae(),
                runs.running());
    }

    /** Whether the picture in the making is what is shown. */
    public BooleanProperty watching() {
        return watching;
    }

    /** The finished picture that is shown; null before the first. */
    public ReadOnlyObjectProperty<@Nullable MadePicture> shown() {
        return shown.getReadOnlyProperty();
    }

    /** How the shown picture looked after each step; none where that is forgotten. */
    ReadOnlyObjectProperty<List<RgbImage>> steps() {
        return steps.getReadOnlyProperty();
    }

    /** After which step the picture is looked at, from 1; the last is the picture itself. */
    IntegerProperty step() {
        return step;
    }

    /** Whether a walk can go on another way from the step that is looked at. */
    BooleanBinding branchable() {
        return Bindings.createBooleanBinding(
                () -> {
                    MadePicture now = shown.get();
                    return now != null
                            && step.get() >= 1
                            && step.get() < steps.get().size()
                            && now.request().hires().isEmpty()
                            && now.request().refiner().isEmpty();
                },
                shown,
                step,
                steps);
    }

    /** Pictures made since launch, newest first. */
    public ObservableList<MadePicture> pictures() {
        return pictures;
    }

    /** The line above the picture; null where there is nothing to say. */
    public ReadOnlyObjectProperty<@Nullable Notice> notice() {
        return notice.getReadOnlyProperty();
    }

    /** Prompts for whoever does not know yet what to ask for. */
    public static List<String> starters() {
        return STARTERS;
    }

    // Commands

    /** Checks the form and hands the run in; says beside the control what is wrong with it. */
    public void generate() {
        form.clearErrors();
        choice.get().filter(model -> choice.usable().get()).ifPresent(this::generate);
    }

    /**
     * What Generate would ask for now, with a seed for it, for somebody else to make; says beside
     * the control what is wrong with it.
     */
    public Optional<GenerationRequest> asked() {
        form.clearErrors();
        try {
            form.seedForRun(workshop.newSeed());
            return Optional.of(canvas.over(form.request()));
        } catch (EaselException wrong) {
            reject(wrong);
        }
        return Optional.empty();
    }

    /**
     * The same, only to be looked at.
     *
     * @throws EaselException when something is wrong with it
     */
    public GenerationRequest planned() {
        return canvas.over(form.plannedRequest());
    }

    /** Asks for what a first-time user may like to see. */
    public void tryPrompt(String prompt) {
        form.prompt().set(prompt);
        generate();
    }

    public void rollSeed() {
        form.freshSeed(workshop.newSeed().getAsLong());
    }

    /** Shows a finished picture instead of the one in the making. */
    public void show(MadePicture picture) {
        watching.set(false);
        canvas.cameOut();
        shown.set(picture);
    }

    /** Puts a picture's settings into the form. */
    public void reuse(MadePicture picture) {
        form.choose(picture.request());
        choice.choose(picture.provenance().modelName());
        Optional<String> vae = picture.provenance().vae().map(SeparateVae::name);
        if (vae.isEmpty()) {
            choice.ownVae();
        }
        boolean missing = vae.filter(name -> !choice.chooseVae(name)).isPresent();
        say(Notice.of(missing ? say("reused.vae", vae.get()) : say("reused")));
    }

    /** Reads the settings of a picture file, in the background, into the form. */
    public void restore(Path file) {
        workshop.background().execute(() -> read(file));
    }

    /** Makes a finished picture the one to start from. */
    public void send(MadePicture picture, CanvasModel.Mode mode) {
        workshop.background()
                .execute(
                        () -> {
                            try {
                                RgbImage image = picture.image();
                                inWindow(() -> canvas.take(image, picture.file(), mode));
                            } catch (EaselException gone) {
                                explain(gone);
                            }
                        });
    }

    /**
     * Keeps the shown picture's walk up to the step that is looked at, and goes on with the words,
     * guidance and mask as they are now.
     */
    public void branch() {
        form.clearErrors();
        MadePicture from = shown.get();
        if (from == null || !branchable().get()) {
            return;
        }
        choice.get()
                .filter(model -> choice.usable().get())
                .ifPresent(model -> from.whole().get().ifPresent(it -> branch(model, from, it)));
    }

    /** The picture may have to be read for its mask. */
    private void branch(InstalledModel model, MadePicture picture, GenerationRequest from) {
        int after = step.get();
        workshop.background()
                .execute(
                        () -> {
                            try {
                                RgbImage image = picture.image();
                                inWindow(() -> branch(model, from, after, image));
                            } catch (EaselException gone) {
                                explain(gone);
                            }
                        });
    }

    private void branch(InstalledModel model, GenerationRequest from, int after, RgbImage image) {
        // A walk of a part goes on in that part: a mask of the whole picture would not fit it.
        boolean inPart =
                new Start.Branch(from, after, Optional.empty()).rest() instanceof Start.Inpaint held
                        && held.how().onlyMasked().isPresent();
        Optional<Start.Inpaint> mask = inPart ? Optional.empty() : canvas.maskOver(image);
        run(
                model,
                () ->
                        from.but()
                                .prompt(form.prompt().get())
                                .negativePrompt(form.negativePrompt().get())
                                .guidance(form.requestWithAnyWords().guidance())
                                .start(new Start.Branch(from, after, mask))
                                .request());
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
        values.put("model", choice.remembered());
        values.put("vae", choice.rememberedVae());
        return values;
    }

    /** Takes what {@link #remembered} gave; before models are looked for. */
    public void recall(Map<String, String> values) {
        form.restore(values);
        choice.recall(values.getOrDefault("model", ""), values.getOrDefault("vae", ""));
    }

    private void described(ModelSpec spec) {
        form.offer(spec);
        canvas.modelChanged();
        prompts.countWith(spec);
    }

    // Making

    private void generate(InstalledModel model) {
        try {
            form.seedForRun(workshop.newSeed());
            Supplier<GenerationRequest> asked = canvas.starting(form.request());
            if (canvas.starts()) {
                workshop.background().execute(() -> prepare(model, asked));
            } else {
                run(model, asked);
            }
        } catch (EaselException wrong) {
            reject(wrong);
        }
    }

    /** A start from a large picture, or a mask that grows, takes seconds. */
    private void prepare(InstalledModel model, Supplier<GenerationRequest> asked) {
        try {
            GenerationRequest request = asked.get();
            inWindow(() -> run(model, () -> request));
        } catch (EaselException wrong) {
            inWindow(() -> reject(wrong));
        }
    }

    private void run(InstalledModel model, Supplier<GenerationRequest> asked) {
        try {
            Run run = new Run(model, workshop.device().get(), asked.get());
            watching.set(true);
            dismissNotice();
            runs.submit(run);
        } catch (EaselException wrong) {
            reject(wrong);
        }
    }

    private void reject(EaselException problem) {
        if (problem instanceof RequestException wrong) {
            form.reject(wrong);
        } else {
            say(Notice.problem(String.valueOf(problem.getMessage())));
        }
    }

    private void look(@Nullable MadePicture picture) {
        Optional<GenerationRequest> whole =
                Optional.ofNullable(picture).flatMap(it -> it.whole().get());
        List<RgbImage> walk = whole.map(runs.denoising()::of).orElse(List.of());
        step.set(walk.size());
        steps.set(walk);
    }

    /** On the thread that generates: saving is left to a thread that no Cancel interrupts. */
    private void made(GeneratedImage made) {
        workshop.background()
                .execute(
                        () -> {
                            MadePicture picture = saved(made);
                            inWindow(() -> add(picture));
                        });
    }

    /** Beside what is not read yet, for a run may have more than one thing to say. */
    private void noticed(String sentence) {
        Notice now = notice.get();
        if (now == null) {
            say(Notice.of(sentence));
        } else if (!now.text().contains(sentence)) {
            say(new Notice(now.problem(), now.text() + " " + sentence));
        }
    }

    private MadePicture saved(GeneratedImage made) {
        try {
            Path file = workshop.save().apply(made);
            if (made.request().start() instanceof Start.Inpaint run) {
                canvas.keepMask(file, run.mask());
            }
            return MadePicture.saved(made, file);
        } catch (RuntimeException problem) {
            explain(say("unsaved") + " ", problem);
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
        for (int i = pictures.size() - 1; i > 0 && pictures.size() > MOST_PICTURES; i--) {
            if (pictures.get(i).file().isPresent()) { // What could not be saved is nowhere else.
                pictures.remove(i);
            }
        }
        if (watching.get()) {
            canvas.cameOut();
            shown.set(picture);
        }
        runs.forgetPreview();
    }

    private String generateWords() {
        String count = form.count().get().strip();
        String what =
                count.equals("1") || count.isEmpty()
                        ? say("generate")
                        : say("generate.count", count);
        return what
                + choice.get()
                        .flatMap(this::expected)
                        .map(t -> say("generate.about", t))
                        .orElse("");
    }

    private Optional<String> expected(InstalledModel model) {
        try {
            Run run = new Run(model, workshop.device().get(), form.requestWithAnyWords());
            return runs.expected(run)
                    .filter(seconds -> Math.round(seconds) >= 1) // Less needs no warning.
                    .map(Pace::words);
        } catch (EaselException incomplete) {
            return Optional.empty(); // The form is being filled in.
        }
    }

    // Restoring

    private void read(Path file) {
        try {
            SavedSettings saved = workshop.read().apply(file);
            inWindow(() -> restored(file, saved));
        } catch (RuntimeException problem) {
            explain(problem);
        }
    }

    private void restored(Path file, SavedSettings saved) {
        List<String> missing = Restoration.apply(saved, form, choice);
        String words = say("restored", file.getFileName());
        List<String> along = form.kept().get().inWords();
        String kept = along.isEmpty() ? "" : " " + say("restored.kept", String.join(", ", along));
        String lost =
                missing.isEmpty() ? "" : " " + say("restored.not", String.join(", ", missing));
        String notes = saved.notes().isEmpty() ? "" : " " + String.join(" ", saved.notes());
        say(Notice.of(words + kept + lost + notes));
    }

    // What goes wrong, said where it belongs

    private void explain(Run run, Throwable problem) {
        if (problem instanceof RequestException wrong) {
            inWindow(() -> form.reject(wrong));
        } else if (problem instanceof ModelException wrong) {
            inWindow(() -> choice.reject(run.model, wrong));
        } else {
            explain(problem);
        }
    }

    private void explain(Throwable problem) {
        explain("", problem);
    }

    private void explain(String before, Throwable problem) {
        if (problem instanceof EaselException wrong) {
            LOG.info("{}", wrong.getMessage(), wrong);
            inWindow(() -> say(Notice.problem(before + wrong.getMessage())));
        } else {
            LOG.error("Unexpected", problem);
            inWindow(() -> say(Notice.problem(before + unexpected(problem))));
        }
    }

    private static String unexpected(Throwable problem) {
        return problem instanceof OutOfMemoryError ? say("memory") : say("unexpected", problem);
    }

    private static String say(String key, Object... parts) {
        return Words.of(GenerateModel.class).say(key, parts);
    }

    private void inWindow(Runnable change) {
        workshop.window().execute(change);
    }
}
