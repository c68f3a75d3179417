package studio.easel.app.generate;

import static studio.easel.app.FormRow.captions;
import static studio.easel.app.FormRow.line;
import static studio.easel.app.FormRow.name;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.beans.Observable;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;
import javafx.event.ActionEvent;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import studio.easel.app.FormRow;
import studio.easel.app.Hearing;
import studio.easel.app.NumberField;
import studio.easel.app.Words;
import studio.easel.app.canvas.StartPane;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.NoiseKind;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.models.InstalledModel;

/** The form: everything an artist decides, top to bottom as it is read. */
final class FormPane extends ScrollPane {
    /** Pixels a caption and its sentence take above and below a control. */
    private static final double ROOM = 96;

    private static final List<Field> WITHOUT_CONTROL =
            List.of(Field.HIRES, Field.SIZE_CONDITIONING, Field.VAE_TILE);

    private final GenerateModel model;
    private final GenerateForm form;
    private final Words words = Words.of(FormPane.class);

    /**
     * The form.
     *
     * @param openStart chooses a picture to start from
     * @param openModels shows the models folder
     */
    FormPane(GenerateModel model, Runnable openStart, Runnable openModels) {
        this.model = model;
        this.form = model.form();
        VBox rows =
                new VBox(
                        prompt(),
                        negativePrompt(),
                        new PresetPane(model.prompts()),
                        new StartPane(model.canvas(), openStart, form.error(Field.START)),
                        modelChooser(openModels),
                        size(),
                        sampling(),
                        seedAndCount(),
                        more(),
                        kept());
        rows.getStyleClass().add("form");
        setContent(rows);
        setFitToWidth(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        setFocusTraversable(false);
        getStyleClass().add("form-scroll");
        Observable[] errors = Stream.of(Field.values()).map(form::error).toArray(Observable[]::new);
        Hearing.of(this, () -> Platform.runLater(this::revealWrong), errors);
    }

    /** Brings the first control with a sentence beside it into sight and gives it the focus. */
    private void revealWrong() {
        Node wrong = lookup(".wrong");
        if (wrong == null) {
            return;
        }
        wrong.requestFocus();
        double top = getContent().sceneToLocal(wrong.localToScene(0, 0)).getY();
        double seen = getViewportBounds().getHeight();
        double hidden = getContent().getBoundsInLocal().getHeight() - seen;
        double above = getVvalue() * hidden;
        if (hidden > 0 && (top < above || top > above + seen - ROOM)) {
            setVvalue(Math.min(1, Math.max(0, (top - ROOM) / hidden)));
        }
    }

    private Node prompt() {
        TextArea area = area(3, "prompt");
        area.setPromptText(words.say("prompt.empty"));
        area.textProperty().bindBidirectional(form.prompt());
        FormRow row =
                new FormRow(
                        words.say("prompt"),
                        area,
                        words.say("prompt.hint"),
                        form.error(Field.PROMPT));
        return counted(row, "prompt-length", model.prompts().promptLength());
    }

    private Node negativePrompt() {
        TextArea area = area(2, "negative-prompt");
        area.setPromptText(words.say("negative-prompt.empty"));
        area.textProperty().bindBidirectional(form.negativePrompt());
        FormRow row =
                new FormRow(
                        words.say("negative-prompt"),
                        area,
                        words.say("negative-prompt.hint"),
                        form.error(Field.NEGATIVE_PROMPT));
        return counted(row, "negative-length", model.prompts().negativeLength());
    }

    /** How much of the model's window the words take, at the end of the caption's line. */
    private FormRow counted(FormRow row, String id, ObservableValue<String> length) {
        Label count = new Label();
        count.setId(id);
        count.getStyleClass().add("caption");
        count.textProperty().bind(length);
        count.setTooltip(FormRow.tooltip(words.say("tokens.hint")));
        count.setMinWidth(USE_PREF_SIZE);
        Label caption = (Label) row.getChildren().remove(0);
        caption.setMaxWidth(Double.MAX_VALUE);
        row.getChildren().add(0, line(caption, count));
        return row;
    }

    private TextArea area(int rows, String id) {
        TextArea area = new TextArea();
        PromptEditing.in(area, model.prompts());
        area.setId(id);
        area.setWrapText(true);
        area.setPrefRowCount(rows);
        area.setMinHeight(Region.USE_PREF_SIZE);
        area.addEventFilter(KeyEvent.KEY_PRESSED, FormPane::tabMovesOn);
        return area;
    }

    /** A prompt has no tabs, so Tab leaves it as it leaves every other control. */
    private static void tabMovesOn(KeyEvent event) {
        if (event.getCode() == KeyCode.TAB && !event.isControlDown() && !event.isConsumed()) {
            event.consume();
            Node area = (Node) event.getSource();
            area.fireEvent(
                    new KeyEvent(
                            event.getSource(),
                            event.getTarget(),
                            KeyEvent.KEY_PRESSED,
                            "",
                            "\t",
                            KeyCode.TAB,
                            event.isShiftDown(),
                            true,
                            false,
                            false));
        }
    }

    private Node modelChooser(Runnable openModels) {
        ComboBox<InstalledModel> chooser = new ComboBox<>(model.choice().models());
        chooser.setId("model");
        chooser.setCellFactory(list -> new ModelCell());
        chooser.setButtonCell(new ModelCell());
        chooser.valueProperty().bindBidirectional(model.choice().chosen());
        Label description = new Label();
        description.setId("model-description");
        description.textProperty().bind(model.choice().description());
        description.setWrapText(true);
        description.setMinHeight(Region.USE_PREF_SIZE);
        description.getStyleClass().add("description");
        Hyperlink open = new Hyperlink(words.say("models.folder"));
        open.setOnAction(event -> openModels.run());
        Hyperlink again = new Hyperlink(words.say("models.look"));
        again.setOnAction(event -> model.choice().look());
        again.disableProperty().bind(model.choice().searching());
        HBox links = new HBox(open, again);
        links.getStyleClass().add("links");
        FormRow row =
                new FormRow(
                        words.say("model"),
                        chooser,
                        words.say("model.hint"),
                        model.choice().problem());
        row.getChildren().addAll(description, links, vaeChooser());
        return row;
    }

    /** Only there where there is something to choose. */
    private Node vaeChooser() {
        ComboBox<Optional<InstalledModel>> chooser = new ComboBox<>(model.choice().vaes());
        chooser.setId("vae");
        chooser.setConverter(vaeNames(chooser));
        chooser.valueProperty().bindBidirectional(model.choice().vae());
        FormRow row =
                new FormRow(
                        words.say("vae"),
                        chooser,
                        words.say("vae.hint"),
                        new ReadOnlyStringWrapper(""));
        row.visibleProperty().bind(Bindings.size(model.choice().vaes()).greaterThan(1));
        row.managedProperty().bind(row.visibleProperty());
        return row;
    }

    private StringConverter<Optional<InstalledModel>> vaeNames(
            ComboBox<Optional<InstalledModel>> box) {
        return new StringConverter<>() {
            @Override
            public String toString(Optional<InstalledModel> vae) {
                return Stream.ofNullable(vae)
                        .flatMap(Optional::stream)
                        .map(InstalledModel::name)
                        .findFirst()
                        .orElseGet(() -> words.say("vae.own"));
            }

            @Override
            public Optional<InstalledModel> fromString(String text) {
                return box.getValue(); // Nobody types here.
            }
        };
    }

    private static final class ModelCell extends ListCell<InstalledModel> {
        @Override
        protected void updateItem(InstalledModel item, boolean empty) {
            super.updateItem(item, empty);
            setText(empty || item == null ? null : name(item));
        }

        private static String name(InstalledModel item) {
            return item.problem().isPresent()
                    ? Words.of(FormPane.class).say("model.damaged", item.name())
                    : item.name();
        }
    }

    private Node size() {
        HBox shapes = new HBox();
        shapes.getStyleClass().add("shapes");
        Hearing.of(shapes, () -> fill(shapes), model.choice().presets());
        NumberField width = side(form.width(), "width");
        NumberField height = side(form.height(), "height");
        Button swap = icon("swap", form::swapSides);
        HBox sides = line(width, new Label("\u00d7"), height, swap);
        HBox.setHgrow(height, Priority.ALWAYS);
        Label caption = new Label(words.say("size"));
        caption.getStyleClass().add("caption");
        captions(caption, width);
        VBox row =
                new VBox(
                        caption,
                        shapes,
                        sides,
                        FormRow.error(form.error(Field.SIZE), width, height));
        row.getStyleClass().add("form-row");
        return row;
    }

    private NumberField side(StringProperty text, String id) {
        NumberField field =
                NumberField.whole(
                        text, ImageSize.SMALLEST, ImageSize.LARGEST, model.choice()::grid);
        field.setId(id);
        field.setPrefColumnCount(5);
        name(field, words.say(id), words.say(id + ".hint"));
        return field;
    }

    private void fill(HBox shapes) {
        shapes.getChildren().setAll(model.choice().presets().stream().map(this::shape).toList());
        shapes.setManaged(!model.choice().presets().isEmpty());
    }

    private Node shape(SizePreset preset) {
        ToggleButton button = new ToggleButton(preset.label());
        name(
                button,
                words.say("shape", preset.label()),
                words.say("shape.hint", preset.label(), preset.size()));
        button.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(button, Priority.ALWAYS);
        Runnable update =
                () -> button.setSelected(form.size().filter(preset.size()::equals).isPresent());
        Hearing.of(button, update, form.width(), form.height());
        button.setOnAction(event -> pressed(preset, update));
        return button;
    }

    private void pressed(SizePreset preset, Runnable update) {
        form.choose(preset.size());
        update.run(); // A second press must not let go of it.
    }

    private Node sampling() {
        NumberField steps =
                NumberField.whole(form.steps(), 1, GenerationRequest.MOST_STEPS, () -> 1);
        steps.setId("steps");
        NumberField guidance =
                NumberField.decimal(form.guidanceScale(), 0, GenerationRequest.MOST_GUIDANCE);
        guidance.setId("guidance");
        ComboBox<SamplerName> sampler = choice("sampler", List.of(SamplerName.values()));
        sampler.valueProperty().bindBidirectional(form.sampler());
        ComboBox<SigmaSpacing> spacing = choice("spacing", List.of(SigmaSpacing.values()));
        spacing.valueProperty().bindBidirectional(form.spacing());
        VBox eta = eta();
        HBox noise =
                pair(
                        row("sampler", sampler, Field.SAMPLER),
                        row("spacing", spacing, Field.SPACING));
        VBox group =
                new VBox(
                        pair(
                                row("steps", steps, Field.STEPS),
                                row("guidance", guidance, Field.GUIDANCE_SCALE)),
                        noise,
                        eta,
                        FormRow.error(form.error(Field.ETA), eta),
                        reset());
        group.getStyleClass().add("group");
        return group;
    }

    /** Only DDIM asks for it. */
    private VBox eta() {
        NumberField eta = NumberField.decimal(form.eta(), 0, 1);
        eta.setId("eta");
        name(eta, words.say("eta"), words.say("eta.hint"));
        VBox box = narrow(words.say("eta"), eta);
        box.visibleProperty().bind(form.sampler().isEqualTo(SamplerName.DDIM));
        box.managedProperty().bind(box.visibleProperty());
        return box;
    }

    private Node reset() {
        Label changed = new Label(words.say("changed"));
        changed.setWrapText(true);
        changed.setMinHeight(Region.USE_PREF_SIZE);
        changed.getStyleClass().add("description");
        Hyperlink reset = new Hyperlink(words.say("reset"));
        reset.setId("reset");
        reset.setMinWidth(Region.USE_PREF_SIZE);
        reset.setOnAction(event -> form.reset());
        HBox line = new HBox(changed, reset);
        line.getStyleClass().add("links");
        line.visibleProperty().bind(form.changed());
        line.managedProperty().bind(line.visibleProperty());
        return line;
    }

    private Node seedAndCount() {
        NumberField seed = NumberField.whole(form.seed(), 0, Long.MAX_VALUE, () -> 1);
        seed.setId("seed");
        seed.setPromptText(words.say("seed.empty"));
        seed.setPrefColumnCount(6);
        Button dice = icon("dice", model::rollSeed);
        ToggleButton keep = new ToggleButton(words.say("keep-seed.short"));
        keep.setId("keep-seed");
        keep.setMinWidth(Region.USE_PREF_SIZE);
        keep.selectedProperty().bindBidirectional(form.keepSeed());
        name(keep, words.say("keep-seed"), words.say("keep-seed.hint"));
        name(seed, words.say("seed"), words.say("seed.hint"));
        Label caption = new Label(words.say("seed"));
        caption.getStyleClass().add("caption");
        captions(caption, seed);
        VBox seedBox = new VBox(caption, line(seed, dice, keep));
        seedBox.getStyleClass().add("form-row");
        HBox.setHgrow(seedBox, Priority.ALWAYS);
        NumberField count =
                NumberField.whole(form.count(), 1, GenerationRequest.MOST_IMAGES, () -> 1);
        count.setId("count");
        name(count, words.say("count"), words.say("count.hint"));
        VBox countBox = narrow(words.say("count"), count);
        HBox line = new HBox(seedBox, countBox);
        line.getStyleClass().add("pair");
        VBox row =
                new VBox(
                        line,
                        FormRow.error(form.error(Field.SEED), seed),
                        FormRow.error(form.error(Field.COUNT), count));
        row.getStyleClass().add("form-row");
        return row;
    }

    /** What most pictures leave as it is; open where this one does not. */
    private Node more() {
        NumberField rescale = NumberField.decimal(form.guidanceRescale(), 0, 1);
        rescale.setId("guidance-rescale");
        NumberField clipSkip =
                NumberField.whole(form.clipSkip(), 1, GenerationRequest.MOST_CLIP_SKIP, () -> 1);
        clipSkip.setId("clip-skip");
        ComboBox<NoiseKind> noise = choice("noise", List.of(NoiseKind.values()));
        noise.valueProperty().bindBidirectional(form.noiseKind());
        NumberField strength = NumberField.decimal(form.variationStrength(), 0, 1);
        strength.setId("variation-strength");
        NumberField subseed = NumberField.whole(form.variationSeed(), 0, Long.MAX_VALUE, () -> 1);
        subseed.setId("variation-seed");
        subseed.setPromptText(words.say("seed.empty"));
        VBox rows =
                new VBox(
                        pair(
                                row("variation", strength, Field.VARIATION),
                                row("variation-seed", subseed, new ReadOnlyStringWrapper(""))),
                        pair(
                                row("guidance-rescale", rescale, new ReadOnlyStringWrapper("")),
                                row("clip-skip", clipSkip, Field.CLIP_SKIP)),
                        row("noise", noise, Field.NOISE));
        rows.setId("details");
        rows.getStyleClass().add("group");
        BooleanProperty open = new SimpleBooleanProperty(!form.hasUsualDetails());
        Hearing.of(
                rows,
                () -> open.set(open.get() || !form.hasUsualDetails()),
                form.guidanceRescale(),
                form.clipSkip(),
                form.noiseKind(),
                form.variationStrength());
        Hyperlink more = new Hyperlink();
        more.setId("more");
        more.textProperty().bind(open.map(is -> words.say(is ? "fewer" : "more")));
        more.setOnAction(event -> open.set(!open.get()));
        rows.visibleProperty().bind(open);
        rows.managedProperty().bind(open);
        VBox group = new VBox(more, rows);
        group.getStyleClass().add("group");
        return group;
    }

    /** What goes along without a control of its own, and what is wrong with it. */
    private Node kept() {
        Label what = new Label();
        what.setId("kept");
        what.setWrapText(true);
        what.setMinHeight(Region.USE_PREF_SIZE);
        what.getStyleClass().add("description");
        Hearing.of(
                what,
                () ->
                        what.setText(
                                words.say("kept", String.join(", ", form.kept().get().inWords()))),
                form.kept());
        Hyperlink letGo = new Hyperlink(words.say("let-go"));
        letGo.setId("let-go");
        letGo.setOnAction(event -> form.letGo());
        VBox row = new VBox(what, letGo);
        row.getStyleClass().add("form-row");
        for (Field field : WITHOUT_CONTROL) {
            row.getChildren().add(FormRow.error(form.error(field), letGo));
        }
        row.visibleProperty().bind(form.kept().map(kept -> !kept.inWords().isEmpty()));
        row.managedProperty().bind(row.visibleProperty());
        return row;
    }

    /** A short number under its caption; its sentence stands below the whole line. */
    private static VBox narrow(String caption, NumberField field) {
        Label label = new Label(caption);
        label.getStyleClass().add("caption");
        captions(label, field);
        VBox box = new VBox(label, field);
        box.getStyleClass().addAll("form-row", "narrow");
        return box;
    }

    private FormRow row(String id, Control control, Field field) {
        return row(id, control, form.error(field));
    }

    private FormRow row(String id, Control control, ObservableValue<String> error) {
        return new FormRow(words.say(id), control, words.say(id + ".hint"), error);
    }

    private static <T> ComboBox<T> choice(String id, List<T> values) {
        ComboBox<T> box = new ComboBox<>();
        box.setId(id);
        box.getItems().setAll(values);
        return box;
    }

    private static HBox pair(Region left, Region right) {
        HBox pair = new HBox(left, right);
        pair.getStyleClass().add("pair");
        pair.setAlignment(Pos.TOP_LEFT);
        for (Region side : List.of(left, right)) {
            side.setPrefWidth(1); // Both grow alike from the same start.
            side.setMinWidth(0);
            HBox.setHgrow(side, Priority.ALWAYS);
        }
        return pair;
    }

    private Button icon(String id, Runnable command) {
        Button button = new Button();
        button.setId(id);
        Region shape = new Region();
        shape.getStyleClass().addAll("icon", id + "-icon");
        button.setGraphic(shape);
        button.getStyleClass().add("icon-button");
        button.setMinWidth(Region.USE_PREF_SIZE);
        name(button, words.say(id), words.say(id + ".hint"));
        button.addEventHandler(ActionEvent.ACTION, event -> command.run());
        return button;
    }
}
