package studio.easel.app.generate;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import studio.easel.app.Words;
import studio.easel.engine.EaselException;
import studio.easel.engine.ImageSize;
import studio.easel.engine.ModelSpec;
import studio.easel.models.InstalledModel;

/** Which models there are, which one is chosen, and what it is once its files have been read. */
public final class ModelChoice {
    private final Workshop workshop;
    private final Consumer<ModelSpec> described;
    private final Consumer<Throwable> failed;
    private final ObservableList<InstalledModel> models = FXCollections.observableArrayList();
    private final ObjectProperty<@Nullable InstalledModel> chosen = new SimpleObjectProperty<>();
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper("");
    private final ReadOnlyBooleanWrapper searching = new ReadOnlyBooleanWrapper(true);
    private final ObservableList<SizePreset> presets = FXCollections.observableArrayList();
    private final BooleanBinding usable = Bindings.createBooleanBinding(this::isUsable, chosen);
    private final StringBinding description =
            Bindings.createStringBinding(this::describe, chosen, searching, Words.language());
    private String wanted = "";
    private int grid = ImageSize.CELL;

    /**
     * The choice.
     *
     * @param described hears, in the window, what a newly chosen model is
     * @param failed hears, on any thread, what nobody expected
     */
    ModelChoice(Workshop workshop, Consumer<ModelSpec> described, Consumer<Throwable> failed) {
        this.workshop = workshop;
        this.described = described;
        this.failed = failed;
        chosen.addListener((property, before, now) -> read(now));
    }

    // Properties

    public ObservableList<InstalledModel> models() {
        return models;
    }

    /** Null while there is none. */
    public ObjectProperty<@Nullable InstalledModel> chosen() {
        return chosen;
    }

    /** What the chosen model is and can do; how to get one where there is none. */
    public StringBinding description() {
        return description;
    }

    /** Why the chosen model cannot be used; empty where it can. */
    public ReadOnlyStringProperty problem() {
        return problem.getReadOnlyProperty();
    }

    /** Whether the chosen model can make pictures, as far as is known. */
    public BooleanBinding usable() {
        return usable;
    }

    /** Whether the installed models are still being looked for. */
    public ReadOnlyBooleanProperty searching() {
        return searching.getReadOnlyProperty();
    }

    /** Sizes that suit the chosen model. */
    public ObservableList<SizePreset> presets() {
        return presets;
    }

    /** Pixels that sides are multiples of. */
    public int grid() {
        return grid;
    }

    Optional<InstalledModel> get() {
        return Optional.ofNullable(chosen.get());
    }

    // Commands

    /** Looks again, in the background; the chosen model stays where it is still there. */
    public void look() {
        searching.set(true);
        workshop.looking().execute(this::search);
    }

    /** Chooses the installed model of that name, if there is one. */
    void choose(String name) {
        Restoration.named(name, models).ifPresent(chosen::set);
    }

    /** Chooses the model of that id as soon as it is found. */
    void recall(String id) {
        wanted = id;
    }

    /** The id of the chosen model, or of the one that would be. */
    String remembered() {
        return get().map(InstalledModel::id).orElse(wanted);
    }

    /** Says why a model cannot be used, if it still is the chosen one. */
    void reject(InstalledModel model, EaselException why) {
        if (model.equals(chosen.get())) {
            problem.set(String.valueOf(why.getMessage()));
        }
    }

    private void search() {
        try {
            workshop.pipelines().lookAgain();
            List<InstalledModel> found = workshop.installed().get();
            workshop.window().execute(() -> found(found));
        } catch (CancellationException closing) {
            return;
        } catch (RuntimeException unexpected) {
            workshop.window().execute(() -> searching.set(false));
            failed.accept(unexpected);
        }
    }

    private void found(List<InstalledModel> found) {
        String id = remembered();
        searching.set(false);
        models.setAll(
                found.stream()
                        .filter(model -> model.kind() == InstalledModel.Kind.PICTURES)
                        .toList());
        chosen.set(null); // So that its files are read again.
        chosen.set(best(id).orElse(null));
    }

    private Optional<InstalledModel> best(String id) {
        return models.stream()
                .filter(model -> model.id().equals(id))
                .findFirst()
                .or(() -> models.stream().filter(InstalledModel::starter).findFirst())
                .or(() -> models.stream().filter(model -> model.problem().isEmpty()).findFirst())
                .or(() -> models.stream().findFirst());
    }

    private void read(@Nullable InstalledModel model) {
        problem.set(model == null ? "" : model.problem().orElse(""));
        if (model != null && model.problem().isEmpty()) {
            workshop.looking().execute(() -> open(model));
        }
    }

    private void open(InstalledModel model) {
        try {
            ModelSpec spec = workshop.pipelines().describe(model, stage -> {});
            workshop.window().execute(() -> arrived(model, spec));
        } catch (CancellationException closing) {
            return;
        } catch (EaselException why) {
            workshop.window().execute(() -> reject(model, why));
        } catch (RuntimeException unexpected) {
            failed.accept(unexpected);
        }
    }

    private void arrived(InstalledModel model, ModelSpec spec) {
        if (model.equals(chosen.get())) {
            grid = spec.sizeGrid();
            presets.setAll(SizePreset.around(spec.nativeSize(), spec.sizeGrid()));
            described.accept(spec);
        }
    }

    private boolean isUsable() {
        return get().filter(model -> model.problem().isEmpty()).isPresent();
    }

    private String describe() {
        return get().map(InstalledModel::description)
                .orElse(
                        searching.get()
                                ? Words.of(ModelChoice.class).say("models.looking")
                                : Words.of(ModelChoice.class).say("models.none"));
    }
}
