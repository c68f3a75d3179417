package studio.easel.app.jobs;

import javafx.beans.binding.Bindings;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import studio.easel.app.FormRow;
import studio.easel.app.Pace;
import studio.easel.app.Words;
import studio.easel.app.queue.Axis.Setting;
import studio.easel.app.queue.GridEstimate;

/** Chooses the axes of a grid, and says what it will cost before it starts. */
final class PlanPane extends VBox {
    private static final double MEBI = 1 << 20;

    private final JobsModel model;
    private final Words words = Words.of(PlanPane.class);

    PlanPane(JobsModel model) {
        this.model = model;
        setId("plan");
        CheckBox matrix = new CheckBox(words.say("matrix"));
        matrix.setId("matrix");
        matrix.setWrapText(true);
        FormRow.name(matrix, words.say("matrix"), words.say("matrix.hint"));
        matrix.selectedProperty().bindBidirectional(model.plan().matrix());
        getStyleClass().add("plan");
        for (int i = 0; i < GridPlan.AXES; i++) {
            getChildren().add(axis(i));
        }
        Label cost = new Label();
        cost.setId("plan-cost");
        cost.setWrapText(true);
        cost.textProperty()
                .bind(
                        Bindings.createStringBinding(
                                () -> cost(model.plan().estimate().get()),
                                model.plan().estimate()));
        Label problem = FormRow.error(model.plan().problem());
        problem.setId("plan-problem");
        Button start = new Button(words.say("grid.start"));
        start.setId("grid-start");
        start.setMaxWidth(Double.MAX_VALUE);
        FormRow.name(start, words.say("grid.start"), words.say("grid.start.hint"));
        start.disableProperty().bind(Bindings.isNull(model.plan().estimate()).or(model.readOnly()));
        start.setOnAction(event -> model.addGrid());
        getChildren().addAll(matrix, cost, problem, start);
    }

    private Node axis(int number) {
        GridPlan.Edge edge = model.plan().edges().get(number);
        String name = String.valueOf((char) ('X' + number));
        ComboBox<@Nullable Setting> setting = new ComboBox<>();
        setting.setId("axis-" + name.toLowerCase(java.util.Locale.ROOT));
        setting.getItems().add(null);
        setting.getItems().addAll(Setting.values());
        setting.setPrefWidth(132);
        setting.setMinWidth(132);
        setting.setConverter(
                new StringConverter<>() {
                    @Override
                    public String toString(@Nullable Setting item) {
                        return item == null ? words.say("axis.none") : words.say("axis." + item);
                    }

                    @Override
                    public @Nullable Setting fromString(String typed) {
                        return edge.setting().get(); // not editable
                    }
                });
        FormRow.name(setting, words.say("axis", name), words.say("axis.hint"));
        setting.valueProperty().bindBidirectional(edge.setting());
        TextField values = new TextField();
        values.setId("values-" + name.toLowerCase(java.util.Locale.ROOT));
        FormRow.name(values, words.say("values", name), words.say("values.hint"));
        values.textProperty().bindBidirectional(edge.values());
        values.promptTextProperty()
                .bind(
                        Bindings.createStringBinding(
                                () -> example(edge.setting().get()), edge.setting()));
        values.disableProperty().bind(Bindings.isNull(edge.setting()));
        HBox.setHgrow(values, Priority.ALWAYS);
        Label caption = new Label(name);
        caption.getStyleClass().add("caption");
        caption.setMinWidth(12);
        HBox line = new HBox(caption, setting, values);
        line.getStyleClass().add("line");
        line.disableProperty().bind(model.plan().matrix());
        return line;
    }

    private String example(@Nullable Setting setting) {
        return setting == null ? "" : words.say("example." + setting);
    }

    private String cost(@Nullable GridEstimate estimate) {
        if (estimate == null) {
            return "";
        }
        String time =
                estimate.seconds().isPresent()
                        ? words.say("cost.time", Pace.words(estimate.seconds().getAsDouble()))
                        : words.say("cost.unknown");
        double mebibytes = estimate.bytes() / MEBI;
        String disk =
                mebibytes < 1024
                        ? "%.0f MB".formatted(Math.max(1, mebibytes))
                        : "%.1f GB".formatted(mebibytes / 1024);
        return words.say("cost", estimate.pictures(), time, disk);
    }
}
