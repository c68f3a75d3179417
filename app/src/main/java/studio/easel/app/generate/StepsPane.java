package studio.easel.app.generate;

import javafx.beans.binding.Bindings;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import studio.easel.app.FormRow;
import studio.easel.app.Hearing;
import studio.easel.app.Words;
import studio.easel.app.canvas.CanvasModel;

/** Back and forth over the steps a picture came to be in, and on from any of them another way. */
final class StepsPane extends HBox {
    private boolean following;

    StepsPane(GenerateModel model) {
        Words say = Words.of(StepsPane.class);
        Slider slider = new Slider(1, 2, 2);
        slider.setId("steps-slider");
        slider.setBlockIncrement(1);
        slider.setMajorTickUnit(1);
        slider.setMinorTickCount(0);
        slider.setSnapToTicks(true);
        HBox.setHgrow(slider, Priority.ALWAYS);
        FormRow.name(slider, say.say("steps-slider"), say.say("steps-slider.hint"));
        slider.valueProperty()
                .addListener(
                        (property, before, now) -> {
                            if (!following) {
                                model.step().set((int) Math.rint(now.doubleValue()));
                            }
                        });
        Hearing.of(this, () -> follow(model, slider), model.steps(), model.step());
        Label words = new Label();
        words.setId("step-words");
        words.textProperty()
                .bind(
                        Bindings.createStringBinding(
                                () ->
                                        say.say(
                                                "step",
                                                model.step().get(),
                                                model.steps().get().size()),
                                model.step(),
                                model.steps()));
        Button branch = new Button(say.say("branch"));
        branch.setId("branch");
        FormRow.name(branch, say.say("branch"), say.say("branch.hint"));
        branch.getStyleClass().add("small");
        branch.setOnAction(event -> model.branch());
        branch.disableProperty().bind(model.branchable().not());
        getChildren().addAll(words, slider, branch);
        getStyleClass().add("steps");
        CanvasModel canvas = model.canvas();
        visibleProperty()
                .bind(
                        Bindings.createBooleanBinding(
                                () ->
                                        model.steps().get().size() > 1
                                                && !model.runs().busy().get()
                                                && (canvas.mode().get() == CanvasModel.Mode.NOTHING
                                                        || canvas.resulted().get()),
                                model.steps(),
                                model.runs().busy(),
                                canvas.mode(),
                                canvas.resulted()));
        managedProperty().bind(visibleProperty());
    }

    /** The model's step stays what it is, also where the slider is still too short for it. */
    private void follow(GenerateModel model, Slider slider) {
        following = true;
        slider.setMax(Math.max(2, model.steps().get().size()));
        slider.setValue(model.step().get());
        following = false;
    }
}
