package studio.easel.app.animate;

import java.util.ArrayDeque;
import java.util.Deque;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import studio.easel.engine.animation.DeforumSettings;

/** The settings as they are, as they were, and as they would be again. */
final class History {
    /** More than anybody goes back. */
    private static final int MOST = 500;

    private final Deque<DeforumSettings> past = new ArrayDeque<>();
    private final Deque<DeforumSettings> future = new ArrayDeque<>();
    private final ReadOnlyObjectWrapper<DeforumSettings> present;
    private final ReadOnlyBooleanWrapper undoable = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper redoable = new ReadOnlyBooleanWrapper();
    private @Nullable Object stroke;

    History(DeforumSettings first) {
        present = new ReadOnlyObjectWrapper<>(first);
    }

    ReadOnlyObjectProperty<DeforumSettings> present() {
        return present.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty undoable() {
        return undoable.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty redoable() {
        return redoable.getReadOnlyProperty();
    }

    /**
     * Changes the settings.
     *
     * @param belongsTo changes in a row that belong to one thing are undone at once: a drag, the
     *     typing into a field
     */
    void change(DeforumSettings next, Object belongsTo) {
        if (next.values().equals(present.get().values())) {
            return;
        }
        if (!belongsTo.equals(stroke)) {
            past.push(present.get());
            if (past.size() > MOST) {
                past.removeLast();
            }
        }
        stroke = belongsTo;
        future.clear();
        show(next);
    }

    /** The next change is one of its own. */
    void lift() {
        stroke = null;
    }

    void undo() {
        step(past, future);
    }

    void redo() {
        step(future, past);
    }

    /** Begins anew. */
    void restart(DeforumSettings first) {
        past.clear();
        future.clear();
        stroke = null;
        show(first);
    }

    private void step(Deque<DeforumSettings> from, Deque<DeforumSettings> to) {
        if (!from.isEmpty()) {
            to.push(present.get());
            stroke = null;
            show(from.pop());
        }
    }

    private void show(DeforumSettings settings) {
        undoable.set(!past.isEmpty());
        redoable.set(!future.isEmpty());
        present.set(settings);
    }
}
