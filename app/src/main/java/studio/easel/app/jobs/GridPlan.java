package studio.easel.app.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javafx.beans.Observable;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import studio.easel.app.files.EaselRecord;
import studio.easel.app.queue.Axis;
import studio.easel.app.queue.Axis.Setting;
import studio.easel.app.queue.GridEstimate;
import studio.easel.app.queue.Work;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;

/** A grid of pictures as it stands in the pane: up to three axes, or the parts of the prompt. */
public final class GridPlan {
    /** Axes a grid may have: x, y and z. */
    public static final int AXES = 3;

    /** One axis; its setting is null where there is none. */
    public static final class Edge {
        private final ObjectProperty<@Nullable Setting> setting = new SimpleObjectProperty<>();
        private final StringProperty values = new SimpleStringProperty("");

        public ObjectProperty<@Nullable Setting> setting() {
            return setting;
        }

        /** Between commas, as {@link Axis#parse} reads them. */
        public StringProperty values() {
            return values;
        }
    }

    private final List<Edge> edges = List.of(new Edge(), new Edge(), new Edge());
    private final BooleanProperty matrix = new SimpleBooleanProperty();
    private final BooleanProperty shown = new SimpleBooleanProperty();
    private final ReadOnlyObjectWrapper<@Nullable GridEstimate> estimate =
            new ReadOnlyObjectWrapper<>();
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper("");

    GridPlan() {}

    public List<Edge> edges() {
        return edges;
    }

    /** Whether the parts of the prompt between {@code |} are tried in place of axes. */
    public BooleanProperty matrix() {
        return matrix;
    }

    /** Whether somebody looks at the plan, so that it is worth counting. */
    public BooleanProperty shown() {
        return shown;
    }

    /** What it will cost; null where it cannot be done yet. */
    public ReadOnlyObjectProperty<@Nullable GridEstimate> estimate() {
        return estimate.getReadOnlyProperty();
    }

    /** Why it cannot be done, in a sentence. */
    public ReadOnlyStringProperty problem() {
        return problem.getReadOnlyProperty();
    }

    List<Observable> all() {
        return Stream.concat(
                        edges.stream().flatMap(edge -> Stream.of(edge.setting, edge.values)),
                        Stream.of(matrix, shown))
                .map(Observable.class::cast)
                .toList();
    }

    void costs(GridEstimate now) {
        problem.set("");
        estimate.set(now);
    }

    void cannot(String why) {
        estimate.set(null);
        problem.set(why);
    }

    /** What stands in the pane, so that another thread can count it. */
    Wanted wanted() {
        List<Typed> typed = new ArrayList<>();
        for (Edge edge : edges) {
            Setting setting = edge.setting.get();
            if (setting != null) {
                typed.add(new Typed(setting, edge.values.get()));
            }
        }
        return new Wanted(matrix.get(), List.copyOf(typed));
    }

    record Typed(Setting setting, String values) {}

    record Wanted(boolean matrix, List<Typed> axes) {
        /**
         * The job.
         *
         * @throws RequestException when a cell cannot work, or there is no axis
         */
        Work of(EaselRecord record) {
            if (matrix) {
                return Work.matrix(record);
            }
            if (axes.isEmpty()) {
                throw new RequestException(
                        Field.COUNT,
                        "The grid has no axis, expected one to three. Choose what changes along x.");
            }
            return Work.grid(
                    record,
                    axes.stream().map(it -> Axis.parse(it.setting(), it.values())).toList());
        }
    }
}
