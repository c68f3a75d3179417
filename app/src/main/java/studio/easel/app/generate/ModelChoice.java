package studio.easel.app.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Stream;
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
    private final ObservableList<Optional<InstalledModel>> vaes =
            FXCollections.observableArrayList();
    private final ObjectProperty<Optional<InstalledModel>> vae =
            new SimpleObjectProperty<>(Optional.empty());
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper("");
    private final ReadOnlyBooleanWrapper searching = new ReadOnlyBooleanWrapper(true);
    private final ObservableList<SizePreset> presets = FXCollections.observableArrayList();
    private final BooleanBinding usable = Bindings.createBooleanBinding(this::isUsable, chosen);
    private final StringBinding description =
            Bindings.createStringBinding(this::describe, chosen, searching, Words.language());
    private String wanted = "";
    private String wantedVae = "";
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
        chosen.addListener((property, before, now) -> read());
        vae.addListener((property, before, now) -> read());
    }

    // Properties

    public ObservableList<InstalledModel> models() {
        return models;
    }

    /** Null while there is none. */
    public ObjectProperty<@Nullable InstalledModel> chosen() {
        return chosen;
    }

    /** The model's own, which is empty, and those installed. */
    public ObservableList<Optional<InstalledModel>> vaes() {
        return vaes;
    }

    /** The VAE in the place of the model's own; null only while the list changes. */
    public ObjectProperty<Optional<InstalledModel>> vae() {
        return vae;
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

    /** The chosen model with the chosen VAE. */
    public Optional<InstalledModel> get() {
        return Optional.ofNullable(chosen.get()).map(model -> model.with(vaeNow()));
    }

    private Optional<InstalledModel> vaeNow() {
        return Stream.ofNullable(vae.get()).flatMap(Optional::stream).findFirst();
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

    /**
     * Chooses the installed VAE of that name, or else the model's own; while nobody has looked what
     * is installed, as soon as it is found.
     *
     * @return false where it is not there
     */
    boolean chooseVae(String name) {
        if (vaes.isEmpty()) {
            wantedVae = name;
            return true;
        }
        Optional<InstalledModel> found = Restoration.named(name, installedVaes());
        vae.set(found);
        return found.isPresent();
    }

    /** Goes back to the model's own. */
    void ownVae() {
        wantedVae = "";
        vae.set(Optional.empty());
    }

    /** Chooses the model and the VAE of those ids as soon as they are found. */
    void recall(String id, String vaeId) {
        wanted = id;
        wantedVae = vaeId;
    }

    /** The id of the chosen model, or of the one that would be. */
    String remembered() {
        return get().map(InstalledModel::id).orElse(wanted);
    }

    /** The id of the chosen VAE, or of the one that would be; empty for the model's own. */
    String rememberedVae() {
        return vaes.isEmpty() ? wantedVae : vaeNow().map(InstalledModel::id).orElse("");
    }

    private List<InstalledModel> installedVaes() {
        return vaes.stream().flatMap(Optional::stream).toList();
    }

    /** Says why a model cannot be used, if it still is the chosen one. */
    void reject(InstalledModel model, EaselException why) {
        if (get().filter(model::equals).isPresent()) {
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
        String vaeId = rememberedVae();
        searching.set(false);
        models.setAll(
                found.stream()
                        .filter(model -> model.kind() == InstalledModel.Kind.PICTURES)
                        .toList());
        chosen.set(null); // So that its files are read again.
        List<Optional<InstalledModel>> decoders = new ArrayList<>(List.of(Optional.empty()));
        found.stream()
                .filter(it -> it.kind() == InstalledModel.Kind.VAE && it.problem().isEmpty())
                .forEach(it -> decoders.add(Optional.of(it)));
        vaes.setAll(decoders);
        vae.set(Restoration.named(vaeId, installedVaes()));
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

    private void read() {
        Optional<InstalledModel> now = get();
        problem.set(now.flatMap(InstalledModel::problem).orElse(""));
        now.filter(model -> model.problem().isEmpty())
                .ifPresent(model -> workshop.looking().execute(() -> open(model)));
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
        if (get().filter(model::equals).isPresent()) {
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
