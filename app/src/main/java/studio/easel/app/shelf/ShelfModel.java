package studio.easel.app.shelf;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
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
import studio.easel.app.Notice;
import studio.easel.app.Words;
import studio.easel.engine.EaselException;
import studio.easel.models.InstalledModel;
import studio.easel.models.ModelLibrary;
import studio.easel.models.Verification;
import studio.easel.models.passport.Passport;
import studio.easel.models.passport.Prediction;

/**
 * Everything the models screen knows and does. Properties change on the window's thread alone;
 * commands return at once.
 */
public final class ShelfModel {
    private static final Logger LOG = LoggerFactory.getLogger(ShelfModel.class);

    private final Shelf shelf;
    private final ObservableList<Listed> models = FXCollections.observableArrayList();
    private final ObjectProperty<@Nullable Listed> chosen = new SimpleObjectProperty<>();
    private final ReadOnlyStringWrapper reading = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper working = new ReadOnlyStringWrapper("");
    private final ReadOnlyIntegerWrapper unfinished = new ReadOnlyIntegerWrapper();
    private final ReadOnlyBooleanWrapper looking = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<@Nullable InstalledModel> leaving =
            new ReadOnlyObjectWrapper<>();
    private final BooleanProperty move = new SimpleBooleanProperty();
    private final ObservableList<Notice> notices = FXCollections.observableArrayList();

    /** The search that counts; what an older one finds out is dropped. */
    private final AtomicInteger turn = new AtomicInteger();

    /** Whoever is at work; guarded by {@link #working}. */
    private @Nullable Thread worker;

    public ShelfModel(Shelf shelf) {
        this.shelf = shelf;
        chosen.addListener((property, before, now) -> forgetQuestion(now));
    }

    // Properties

    /** The starter first, then by kind and name. */
    public ObservableList<Listed> models() {
        return models;
    }

    /** The one whose passport is shown; null for none. */
    public ObjectProperty<@Nullable Listed> chosen() {
        return chosen;
    }

    /** What is being read, in a few words; empty where nothing is. */
    public ReadOnlyStringProperty reading() {
        return reading.getReadOnlyProperty();
    }

    /** What is being added, removed or verified, in a few words; empty where nothing is. */
    public ReadOnlyStringProperty working() {
        return working.getReadOnlyProperty();
    }

    /** How many models are being added, removed or verified, or wait for it. */
    public ReadOnlyIntegerProperty unfinished() {
        return unfinished.getReadOnlyProperty();
    }

    /** Whether the models folder is being listed. */
    public ReadOnlyBooleanProperty looking() {
        return looking.getReadOnlyProperty();
    }

    /** The model that goes for good if somebody says so; null where none is asked about. */
    public ReadOnlyObjectProperty<@Nullable InstalledModel> leaving() {
        return leaving.getReadOnlyProperty();
    }

    /** Whether a model that is added is moved into the models folder instead of copied. */
    public BooleanProperty move() {
        return move;
    }

    /** What was found, newest first; each waits until it is read. */
    public ObservableList<Notice> notices() {
        return notices;
    }

    // Commands

    /** Lists the models, then reads each in the background, the chosen one first. */
    public void look() {
        int mine = turn.incrementAndGet();
        looking.set(true);
        shelf.reading().execute(() -> look(mine));
    }

    /** Adds files or folders to the models folder; of each it says what it is, or why not. */
    public void add(List<Path> paths) {
        boolean moving = move.get();
        for (Path path : paths) {
            String name = String.valueOf(path.getFileName());
            work(words().say("adding", name), name, () -> add(path, moving));
        }
    }

    /** Asks whether a model shall go. */
    public void askToRemove(InstalledModel model) {
        leaving.set(model);
    }

    /** Leaves the model where it is. */
    public void keep() {
        leaving.set(null);
    }

    /** Deletes the model that was asked about. */
    public void remove() {
        InstalledModel model = leaving.get();
        if (model != null) {
            leaving.set(null);
            work(words().say("removing", model.name()), model.name(), () -> remove(model));
        }
    }

    /** Reads a model whole and says whether it is what it was. */
    public void verify(InstalledModel model) {
        work(words().say("verifying", model.name()), model.name(), () -> verified(model));
    }

    /** Remembers what a model predicts, where its file does not say. */
    public void remember(InstalledModel model, Prediction.Type type) {
        work(
                words().say("remembering", model.name()),
                model.name(),
                () -> {
                    library().remember(model, type, this::worked);
                    Passport known = library().passport(model, true, this::worked);
                    inWindow(() -> arrived(model, known));
                    inWindow(shelf.changed());
                });
    }

    /** Ends what is being added or verified; what waits behind it goes on. */
    public void cancel() {
        synchronized (working) {
            if (worker != null) {
                worker.interrupt();
            }
        }
    }

    public void dismiss(Notice notice) {
        notices.remove(notice);
    }

    // Reading

    private void look(int mine) {
        try {
            List<InstalledModel> found = library().installed();
            inWindow(() -> found(mine, found));
            for (InstalledModel model : found) {
                read(mine, model, false);
            }
            Listed first = chosen.get();
            if (first != null) {
                read(mine, first.model(), true);
            }
            for (InstalledModel model : found) {
                read(mine, model, true);
            }
        } catch (CancellationException closing) {
            LOG.debug("Reading models was cancelled.", closing);
        } catch (RuntimeException problem) {
            explain("", problem);
        } finally {
            inWindow(() -> ended(mine));
        }
    }

    private void read(int mine, InstalledModel model, boolean fingerprint) {
        if (mine != turn.get()) {
            return;
        }
        try {
            Passport passport = library().passport(model, fingerprint, stage -> read(mine, stage));
            inWindow(() -> arrived(model, passport));
        } catch (EaselException problem) {
            LOG.info("{}", problem.getMessage(), problem); // Its listing says why already.
        }
    }

    /** A fingerprint takes seconds, and whoever added a model meanwhile waits to see it. */
    private void read(int mine, String stage) {
        if (mine != turn.get()) {
            throw new CancellationException();
        }
        inWindow(() -> reading.set(stage));
    }

    private void found(int mine, List<InstalledModel> found) {
        if (mine != turn.get()) {
            return;
        }
        looking.set(false);
        Listed before = chosen.get();
        models.setAll(found.stream().map(this::listed).toList());
        Optional<Listed> same =
                models.stream()
                        .filter(it -> before != null && it.model().id().equals(before.model().id()))
                        .findFirst();
        chosen.set(same.or(() -> models.stream().findFirst()).orElse(null));
    }

    /** What is known already stays until it is known better. */
    private Listed listed(InstalledModel model) {
        return models.stream()
                .filter(it -> it.model().equals(model))
                .findFirst()
                .orElseGet(() -> new Listed(model, Optional.empty()));
    }

    private void ended(int mine) {
        if (mine == turn.get()) {
            looking.set(false);
            reading.set("");
        }
    }

    private void arrived(InstalledModel model, Passport passport) {
        for (int i = 0; i < models.size(); i++) {
            Listed listed = models.get(i);
            if (listed.model().equals(model) && !isBetter(listed, passport)) {
                Listed known = listed.with(passport);
                boolean shown = listed.equals(chosen.get());
                models.set(i, known);
                if (shown) {
                    chosen.set(known);
                }
            }
        }
    }

    /** A passport with a fingerprint does not give way to one without. */
    private static boolean isBetter(Listed listed, Passport passport) {
        return listed.passport().filter(it -> it.fingerprint().isPresent()).isPresent()
                && passport.fingerprint().isEmpty();
    }

    // Working

    private void work(String stage, String name, Runnable job) {
        unfinished.set(unfinished.get() + 1);
        shelf.working()
                .execute(
                        () -> {
                            worked(stage);
                            works(Thread.currentThread());
                            try {
                                job.run();
                            } catch (CancellationException cancelled) {
                                tell(Notice.of(words().say("cancelled", name)));
                            } catch (RuntimeException problem) {
                                explain(name, problem);
                            } finally {
                                works(null);
                                boolean late = Thread.interrupted(); // Cancel came too late.
                                LOG.debug("{} is over, cancelled late: {}", stage, late);
                                inWindow(this::workEnded);
                            }
                        });
    }

    /** Whoever cancels meets this job or none, never the next. */
    private void works(@Nullable Thread thread) {
        synchronized (working) {
            worker = thread;
        }
    }

    private void workEnded() {
        unfinished.set(unfinished.get() - 1);
        if (unfinished.get() == 0) {
            working.set("");
        }
    }

    private void worked(String stage) {
        inWindow(() -> working.set(stage));
    }

    private void add(Path path, boolean moving) {
        ModelLibrary library = library();
        InstalledModel added = library.add(path, Optional.empty(), moving, this::worked);
        Passport passport = library.passport(added, false, this::worked);
        tell(Notice.of(words().say("added", added.name(), passport.summary())));
        inWindow(
                () -> {
                    chosen.set(new Listed(added, Optional.of(passport)));
                    changed();
                });
    }

    private void remove(InstalledModel model) {
        library().remove(model);
        tell(Notice.of(words().say("removed", model.name())));
        inWindow(this::changed);
    }

    private void verified(InstalledModel model) {
        Verification found = library().verify(model, this::worked);
        tell(new Notice(!found.sound(), model.name() + " " + found.sentence()));
    }

    private void changed() {
        look();
        shelf.changed().run();
    }

    private ModelLibrary library() {
        return shelf.library().get();
    }

    private void forgetQuestion(@Nullable Listed now) {
        InstalledModel asked = leaving.get();
        if (asked != null && (now == null || !now.model().equals(asked))) {
            leaving.set(null);
        }
    }

    private void explain(String name, RuntimeException problem) {
        String before = name.isEmpty() ? "" : name + ": ";
        if (problem instanceof EaselException wrong) {
            LOG.info("{}", wrong.getMessage(), wrong);
            tell(Notice.problem(before + wrong.getMessage()));
        } else {
            LOG.error("Unexpected in the models screen", problem);
            tell(Notice.problem(before + words().say("unexpected", problem)));
        }
    }

    private void tell(Notice notice) {
        inWindow(() -> add(notice));
    }

    /** The same sentence once. */
    private void add(Notice notice) {
        notices.remove(notice);
        notices.add(0, notice);
    }

    private void inWindow(Runnable change) {
        shelf.window().execute(change);
    }

    /** In the language of now: the window may change it. */
    private static Words words() {
        return Words.of(ShelfModel.class);
    }
}
