package studio.easel.app.generate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.easel.app.Notice;
import studio.easel.app.Words;
import studio.easel.app.files.A1111Styles;
import studio.easel.app.files.Preset;
import studio.easel.app.files.PresetFile;
import studio.easel.engine.EaselException;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.text.TokenCounter;
import studio.easel.engine.text.TokenCounter.Count;

/** What helps with writing prompts: how long they are, presets, and names to complete. */
public final class PromptModel {
    private static final Logger LOG = LoggerFactory.getLogger(PromptModel.class);

    private final PromptDesk desk;
    private final Workshop workshop;
    private final GenerateForm form;
    private final Consumer<Notice> say;
    private final ReadOnlyStringWrapper promptLength = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper negativeLength = new ReadOnlyStringWrapper("");
    private final ObservableList<Preset> presets = FXCollections.observableArrayList();
    private final AtomicInteger typed = new AtomicInteger();
    private List<String> wildcards = List.of();
    private List<String> embeddings = List.of();
    private boolean mayWrite;

    /** Only the background thread looks at these. */
    private @Nullable ModelSpec counted;

    private @Nullable TokenCounter counter;
    private @Nullable ModelSpec spec;

    PromptModel(PromptDesk desk, Workshop workshop, GenerateForm form, Consumer<Notice> say) {
        this.desk = desk;
        this.workshop = workshop;
        this.form = form;
        this.say = say;
        form.prompt().addListener((property, before, now) -> count());
        form.negativePrompt().addListener((property, before, now) -> count());
        form.steps().addListener((property, before, now) -> count());
        workshop.background().execute(this::readPresets);
        lookForNames();
    }

    // Properties

    /** {@code 23/75}; empty where it is not known. */
    public ReadOnlyStringProperty promptLength() {
        return promptLength.getReadOnlyProperty();
    }

    /** As {@link #promptLength}, of the negative prompt. */
    public ReadOnlyStringProperty negativeLength() {
        return negativeLength.getReadOnlyProperty();
    }

    /** By name. */
    public ObservableList<Preset> presets() {
        return presets;
    }

    /** How a name at the caret could go on. */
    Optional<Completion> completion(String text, int caret) {
        return Completion.at(text, caret, wildcards, embeddings);
    }

    // Commands

    /** Lists wildcards and embeddings anew, for somebody may have put some there. */
    void lookForNames() {
        workshop.background()
                .execute(
                        () -> {
                            try {
                                List<String> choices = desk.wildcards().get();
                                List<String> inversions = desk.embeddings().get();
                                workshop.window()
                                        .execute(
                                                () -> {
                                                    wildcards = choices;
                                                    embeddings = inversions;
                                                });
                            } catch (EaselException unreadable) {
                                LOG.info("{}", unreadable.getMessage(), unreadable);
                            }
                        });
    }

    /** Adds a preset's words to those in the form, as a style. */
    public void add(Preset preset) {
        form.prompt().set(preset.addedTo(form.prompt().get()));
        form.negativePrompt().set(preset.addedToNegative(form.negativePrompt().get()));
    }

    /** Puts a preset's words in place of those in the form. */
    public void replace(Preset preset) {
        form.prompt().set(preset.alone());
        form.negativePrompt().set(preset.negativePrompt());
    }

    /** Keeps the words in the form under a name, in place of what had it before. */
    public void keep(String name) {
        if (!name.isBlank()) {
            String prompt = form.prompt().get();
            put(List.of(new Preset(name.strip(), prompt, form.negativePrompt().get())));
            write();
        }
    }

    public void delete(Preset preset) {
        presets.remove(preset);
        write();
    }

    /** Adds the styles of A1111's {@code styles.csv}; one of the same name gives way. */
    public void importStyles(Path file) {
        workshop.background()
                .execute(
                        () -> {
                            try {
                                List<Preset> styles = A1111Styles.read(file);
                                workshop.window().execute(() -> imported(file, styles));
                            } catch (EaselException problem) {
                                tell(problem);
                            }
                        });
    }

    private void imported(Path file, List<Preset> styles) {
        put(styles);
        write();
        say.accept(
                Notice.of(
                        words().say(
                                        "presets.imported",
                                        styles.size(),
                                        String.valueOf(file.getFileName()))));
    }

    private void put(List<Preset> added) {
        List<Preset> all = new ArrayList<>(presets);
        for (Preset preset : added) {
            all.removeIf(it -> it.name().equalsIgnoreCase(preset.name()));
            all.add(preset);
        }
        all.sort((a, b) -> String.CASE_INSENSITIVE_ORDER.compare(a.name(), b.name()));
        presets.setAll(all);
    }

    private void readPresets() {
        try {
            List<Preset> read = desk.presets().map(PresetFile::read).orElse(List.of());
            workshop.window()
                    .execute(
                            () -> {
                                put(read);
                                mayWrite = true;
                            });
        } catch (EaselException unreadable) {
            tell(unreadable);
        }
    }

    private void write() {
        List<Preset> now = List.copyOf(presets);
        if (!mayWrite) {
            say.accept(Notice.problem(words().say("presets.unwritten")));
            return;
        }
        workshop.background()
                .execute(
                        () -> {
                            try {
                                desk.presets().ifPresent(file -> file.write(now));
                            } catch (EaselException problem) {
                                tell(problem);
                            }
                        });
    }

    private void tell(EaselException problem) {
        workshop.window()
                .execute(() -> say.accept(Notice.problem(String.valueOf(problem.getMessage()))));
    }

    // Counting

    /** Counts with another model's words. */
    void countWith(ModelSpec model) {
        spec = model;
        count();
    }

    /** Only the latest of what was typed is counted. */
    private void count() {
        ModelSpec model = spec;
        if (model == null) {
            return;
        }
        int mine = typed.incrementAndGet();
        String prompt = form.prompt().get();
        String negative = form.negativePrompt().get();
        int steps = steps();
        workshop.background()
                .execute(
                        () -> {
                            if (mine == typed.get()) {
                                String first = counted(model, prompt, false, steps);
                                String second = counted(model, negative, true, steps);
                                workshop.window().execute(() -> show(mine, first, second));
                            }
                        });
    }

    private void show(int mine, String prompt, String negative) {
        if (mine == typed.get()) {
            promptLength.set(prompt);
            negativeLength.set(negative);
        }
    }

    private int steps() {
        try {
            int steps = Integer.parseInt(form.steps().get().strip());
            return Math.min(Math.max(1, steps), GenerationRequest.MOST_STEPS);
        } catch (NumberFormatException typing) {
            return 1;
        }
    }

    private String counted(ModelSpec model, String text, boolean negative, int steps) {
        try {
            Count count = counter(model).count(text, negative, steps, desk.named().apply(text));
            return "%d/%d".formatted(count.tokens(), count.room());
        } catch (EaselException uncountable) {
            LOG.debug("A prompt could not be counted.", uncountable); // Generate says why.
            return "";
        }
    }

    private TokenCounter counter(ModelSpec model) {
        TokenCounter now = counter;
        if (now == null || !model.equals(counted)) {
            if (now != null) {
                now.close();
            }
            counter = null;
            now = new TokenCounter(model);
            counter = now;
            counted = model;
        }
        return now;
    }

    /** In the language of now: the window may change it. */
    private static Words words() {
        return Words.of(PromptModel.class);
    }
}
