package studio.easel.app.generate;

import static studio.easel.app.FormRow.line;
import static studio.easel.app.FormRow.name;

import java.util.List;
import javafx.application.Platform;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.Property;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.ListChangeListener;
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
import studio.easel.app.FormRow;
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
        for (Field field : Field.values()) {
            form.error(field).addListener(error -> Platform.runLater(this::revealWrong));
        }
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
        TextArea area = words(3, "prompt");
        area.setPromptText("What to draw");
        area.textProperty().bindBidirectional(form.prompt());
        FormRow row =
                new FormRow(
                        "Prompt",
                        area,
                        "What to draw, in a few words. Ctrl+Enter generates.",
                        form.error(Field.PROMPT));
        return counted(row, "prompt-length", model.prompts().promptLength());
    }

    private Node negativePrompt() {
        TextArea area = words(2, "negative-prompt");
        area.setPromptText("Nothing");
        area.textProperty().bindBidirectional(form.negativePrompt());
        FormRow row =
                new FormRow(
                        "Negative prompt",
                        area,
                        "What should not be in the picture. Counts with guidance above 1.",
                        form.error(Field.NEGATIVE_PROMPT));
        return counted(row, "negative-length", model.prompts().negativeLength());
    }

    /** How much of the model's window the words take, at the end of the caption's line. */
    private static FormRow counted(FormRow row, String id, ObservableValue<String> length) {
        Label count = new Label();
        count.setId(id);
        count.getStyleClass().add("caption");
        count.textProperty().bind(length);
        count.setTooltip(FormRow.tooltip(Words.of(FormPane.class).say("tokens.hint")));
        count.setMinWidth(USE_PREF_SIZE);
        Label caption = (Label) row.getChildren().remove(0);
        caption.setMaxWidth(Double.MAX_VALUE);
        row.getChildren().add(0, line(caption, count));
        return row;
    }

    private TextArea words(int rows, String id) {
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
        Hyperlink open = new Hyperlink("Open models folder");
        open.setOnAction(event -> openModels.run());
        Hyperlink again = new Hyperlink("Look again");
        again.setOnAction(event -> model.choice().look());
        again.disableProperty().bind(model.choice().searching());
        HBox links = new HBox(open, again);
        links.getStyleClass().add("links");
        FormRow row =
                new FormRow(
                        "Model",
                        chooser,
                        "What draws the picture. Each model knows other things.",
                        model.choice().problem());
        row.getChildren().addAll(description, links);
        return row;
    }

    private static final class ModelCell extends ListCell<InstalledModel> {
        @Override
        protected void updateItem(InstalledModel item, boolean empty) {
            super.updateItem(item, empty);
            setText(empty || item == null ? null : words(item));
        }

        private static String words(InstalledModel item) {
            return item.problem().isPresent() ? item.name() + " (damaged)" : item.name();
        }
    }

    private Node size() {
        HBox shapes = new HBox();
        shapes.getStyleClass().add("shapes");
        fill(shapes);
        model.choice()
                .presets()
                .addListener((ListChangeListener<SizePreset>) change -> fill(shapes));
        NumberField width = side(form.width(), "width", "Width");
        NumberField height = side(form.height(), "height", "Height");
        Button swap = icon("swap", "Swap width and height", form::swapSides);
        HBox sides = line(width, new Label("\u00d7"), height, swap);
        HBox.setHgrow(height, Priority.ALWAYS);
        Label caption = new Label("Size");
        caption.getStyleClass().add("caption");
        caption.setLabelFor(width);
        VBox row =
                new VBox(
                        caption,
                        shapes,
                        sides,
                        FormRow.error(form.error(Field.SIZE), width, height));
        row.getStyleClass().add("form-row");
        return row;
    }

    private NumberField side(StringProperty text, String id, String name) {
        NumberField field =
                NumberField.whole(
                        text, ImageSize.SMALLEST, ImageSize.LARGEST, model.choice()::grid);
        field.setId(id);
        field.setPrefColumnCount(5);
        name(field, name, name + " in pixels. Models draw best at the size they were trained on.");
        return field;
    }

    private void fill(HBox shapes) {
        shapes.getChildren().setAll(model.choice().presets().stream().map(this::shape).toList());
        shapes.setManaged(!model.choice().presets().isEmpty());
    }

    private Node shape(SizePreset preset) {
        ToggleButton button = new ToggleButton(preset.label());
        name(button, "Shape " + preset.label(), preset.label() + ": " + preset.size() + " pixels");
        button.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(button, Priority.ALWAYS);
        Runnable update =
                () -> button.setSelected(form.size().filter(preset.size()::equals).isPresent());
        form.width().addListener(text -> update.run());
        form.height().addListener(text -> update.run());
        button.setOnAction(event -> pressed(preset, update));
        update.run();
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
                        row(
                                "Sampler",
                                sampler,
                                "How noise is taken away. DPM++ 2M is quick; Euler a is lively.",
                                Field.SAMPLER),
                        row(
                                "Spacing",
                                spacing,
                                "How the steps are spread over the noise. Automatic is usual.",
                                Field.SPACING));
        noise.getChildren().add(eta);
        VBox group =
                new VBox(
                        pair(
                                row(
                                        "Steps",
                                        steps,
                                        "How often noise is taken away. 20 to 30 is usual.",
                                        Field.STEPS),
                                row(
                                        "Guidance",
                                        guidance,
                                        "How closely the prompt is followed (CFG). 5 to 8 is usual.",
                                        Field.GUIDANCE_SCALE)),
                        noise,
                        FormRow.error(form.error(Field.ETA), eta),
                        reset());
        group.getStyleClass().add("group");
        return group;
    }

    /** Only DDIM asks for it. */
    private VBox eta() {
        NumberField eta = NumberField.decimal(form.eta(), 0, 1);
        eta.setId("eta");
        name(eta, "Eta", "How much fresh noise DDIM adds at each step, 0 to 1. 0 is usual.");
        VBox box = narrow("Eta", eta);
        box.visibleProperty().bind(form.sampler().isEqualTo(SamplerName.DDIM));
        box.managedProperty().bind(box.visibleProperty());
        return box;
    }

    private Node reset() {
        Label changed = new Label("Differs from what is usual for the model.");
        changed.getStyleClass().add("description");
        Hyperlink reset = new Hyperlink("Reset");
        reset.setId("reset");
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
        seed.setPromptText("Random");
        seed.setPrefColumnCount(6);
        Button dice = icon("dice", "Roll a new seed", model::rollSeed);
        ToggleButton keep = new ToggleButton("Keep");
        keep.setId("keep-seed");
        keep.setMinWidth(Region.USE_PREF_SIZE);
        keep.selectedProperty().bindBidirectional(form.keepSeed());
        name(
                keep,
                "Keep seed",
                "The next run has this seed again, so only your changes change the picture.");
        name(
                seed,
                "Seed",
                "Where the noise begins. The same seed and settings give the same picture.");
        Label caption = new Label("Seed");
        caption.getStyleClass().add("caption");
        caption.setLabelFor(seed);
        VBox seedBox = new VBox(caption, line(seed, dice, keep));
        seedBox.getStyleClass().add("form-row");
        HBox.setHgrow(seedBox, Priority.ALWAYS);
        NumberField count =
                NumberField.whole(form.count(), 1, GenerationRequest.MOST_IMAGES, () -> 1);
        count.setId("count");
        name(count, "Pictures", "How many, each with the next seed. 1 to 8 is usual.");
        VBox countBox = narrow("Pictures", count);
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
        subseed.setPromptText("Random");
        VBox rows =
                new VBox(
                        pair(
                                row(
                                        "Variation",
                                        strength,
                                        "How far to turn towards another seed's picture, 0 to 1. 0.1 to 0.3 is usual.",
                                        Field.VARIATION),
                                row(
                                        "Variation seed",
                                        subseed,
                                        "That other seed. Empty for a random one each run.",
                                        new ReadOnlyStringWrapper(""))),
                        pair(
                                row(
                                        "Guidance rescale",
                                        rescale,
                                        "Against burnt colours, 0 to 1. 0 is usual.",
                                        new ReadOnlyStringWrapper("")),
                                row(
                                        "Clip skip",
                                        clipSkip,
                                        "Layer of the text encoder, from its end. 1 is usual, 2 for drawn styles.",
                                        Field.CLIP_SKIP)),
                        row(
                                "Noise",
                                noise,
                                "Whose random numbers the seed stands for. CPU is usual; A1111 takes the GPU's.",
                                Field.NOISE));
        rows.setId("details");
        rows.getStyleClass().add("group");
        BooleanProperty open = new SimpleBooleanProperty(!form.hasUsualDetails());
        for (Property<?> value :
                List.of(
                        form.guidanceRescale(),
                        form.clipSkip(),
                        form.noiseKind(),
                        form.variationStrength())) {
            value.addListener(now -> open.set(open.get() || !form.hasUsualDetails()));
        }
        Hyperlink more = new Hyperlink();
        more.setId("more");
        more.textProperty().bind(open.map(is -> is ? "Fewer settings" : "More settings"));
        more.setOnAction(event -> open.set(!open.get()));
        rows.visibleProperty().bind(open);
        rows.managedProperty().bind(open);
        VBox group = new VBox(more, rows);
        group.getStyleClass().add("group");
        return group;
    }

    /** What goes along without a control of its own, and what is wrong with it. */
    private Node kept() {
        Label words = new Label();
        words.setId("kept");
        words.setWrapText(true);
        words.setMinHeight(Region.USE_PREF_SIZE);
        words.getStyleClass().add("description");
        words.textProperty()
                .bind(
                        form.kept()
                                .map(
                                        kept ->
                                                "Also kept from the picture: "
                                                        + String.join(", ", kept.inWords())
                                                        + "."));
        Hyperlink letGo = new Hyperlink("Leave it out");
        letGo.setId("let-go");
        letGo.setOnAction(event -> form.letGo());
        VBox row = new VBox(words, letGo);
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
        label.setLabelFor(field);
        VBox box = new VBox(label, field);
        box.getStyleClass().addAll("form-row", "narrow");
        return box;
    }

    private FormRow row(String caption, Control control, String hint, Field field) {
        return row(caption, control, hint, form.error(field));
    }

    private static FormRow row(
            String caption, Control control, String hint, ObservableValue<String> error) {
        return new FormRow(caption, control, hint, error);
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

    private static Button icon(String id, String name, Runnable command) {
        Button button = new Button();
        button.setId(id);
        Region shape = new Region();
        shape.getStyleClass().addAll("icon", id + "-icon");
        button.setGraphic(shape);
        button.getStyleClass().add("icon-button");
        button.setMinWidth(Region.USE_PREF_SIZE);
        name(button, name, name + ".");
        button.addEventHandler(ActionEvent.ACTION, event -> command.run());
        return button;
    }
}
