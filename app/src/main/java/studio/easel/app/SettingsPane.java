package studio.easel.app;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.stage.DirectoryChooser;
import javafx.util.StringConverter;
import studio.easel.app.Settings.Language;
import studio.easel.app.Settings.Looks;
import studio.easel.app.Settings.Surround;
import studio.easel.app.Settings.Theme;
import studio.easel.engine.EaselException;
import studio.easel.engine.onnx.Device;

/** The settings: folders, device, declaration and looks. Every change counts at once. */
final class SettingsPane extends VBox {
    private final Studio studio;
    private final Runnable dress;
    private final Consumer<Language> speak;
    private final Words words = Words.of(SettingsPane.class);

    /**
     * The settings.
     *
     * @param dress puts on a theme that was changed
     * @param speak speaks the language that was chosen
     */
    SettingsPane(Studio studio, Runnable dress, Consumer<Language> speak) {
        this.studio = studio;
        this.dress = dress;
        this.speak = speak;
        getStyleClass().add("settings");
        getChildren()
                .addAll(
                        folder(
                                "models",
                                () -> studio.settings().models(studio.folders()),
                                path -> studio.change(now -> now.withModelsFolder(path))),
                        folder(
                                "pictures",
                                () -> studio.settings().pictures(studio.folders()),
                                path -> studio.change(now -> now.withPicturesFolder(path))),
                        device(),
                        declaration(),
                        looks(),
                        language());
    }

    private Node folder(String id, Supplier<Path> current, Consumer<Optional<Path>> change) {
        Label path = new Label();
        path.setMaxWidth(Double.MAX_VALUE);
        path.getStyleClass().add("path");
        path.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        HBox.setHgrow(path, Priority.ALWAYS);
        Runnable show =
                () -> {
                    path.setText(current.get().toString());
                    path.setTooltip(new Tooltip(current.get().toString()));
                };
        Button choose = new Button(words.say("folder.change"));
        choose.setMinWidth(USE_PREF_SIZE);
        choose.setAccessibleText(words.say("folder." + id + ".change"));
        choose.setOnAction(
                event -> {
                    choose(id, current.get()).ifPresent(found -> change.accept(Optional.of(found)));
                    show.run();
                });
        Hyperlink usual = new Hyperlink(words.say("folder.usual"));
        usual.setMinWidth(USE_PREF_SIZE);
        usual.setAccessibleText(words.say("folder." + id + ".usual"));
        usual.setOnAction(
                event -> {
                    change.accept(Optional.empty());
                    show.run();
                });
        show.run();
        HBox line = new HBox(path, choose, usual);
        line.getStyleClass().add("line");
        return row(words.say("folder." + id), line);
    }

    private Optional<Path> choose(String id, Path from) {
        DirectoryChooser chooser = new DirectoryChooser();
        chooser.setTitle(words.say("folder." + id));
        if (Files.isDirectory(from)) {
            chooser.setInitialDirectory(from.toFile());
        }
        return Optional.ofNullable(chooser.showDialog(getScene().getWindow())).map(File::toPath);
    }

    private Node device() {
        ComboBox<String> box = new ComboBox<>();
        box.getItems().setAll(List.of("auto", "cpu", "cuda:0", "cuda:1"));
        box.setEditable(true);
        box.setValue(studio.settings().device());
        Label error = new Label();
        error.setWrapText(true);
        error.getStyleClass().add("error");
        error.visibleProperty().bind(error.textProperty().isNotEmpty());
        error.managedProperty().bind(error.visibleProperty());
        box.valueProperty().addListener((property, before, now) -> error.setText(device(now)));
        name(box, words.say("settings.device"), words.say("settings.device.hint"));
        VBox row = row(words.say("settings.device"), box);
        row.getChildren().add(error);
        return row;
    }

    /** The sentence that says what is wrong with a device; empty when it counts from now on. */
    private String device(String text) {
        try {
            String device = Device.parse(text).toString();
            studio.change(now -> now.withDevice(device));
            return "";
        } catch (EaselException wrong) {
            return String.valueOf(wrong.getMessage());
        }
    }

    private Node declaration() {
        CheckBox declare = new CheckBox(words.say("declare"));
        declare.setSelected(studio.settings().declareAi());
        declare.selectedProperty()
                .addListener(
                        (property, before, now) ->
                                studio.change(settings -> settings.withDeclareAi(now)));
        name(declare, words.say("declare"), words.say("declare.hint"));
        return declare;
    }

    private Node looks() {
        ComboBox<Theme> theme = choice("theme", Theme.values(), studio.settings().looks().theme());
        theme.valueProperty()
                .addListener(
                        (property, before, now) -> wear(looks -> new Looks(now, looks.surround())));
        ComboBox<Surround> surround =
                choice("surround", Surround.values(), studio.settings().looks().surround());
        surround.valueProperty()
                .addListener(
                        (property, before, now) -> wear(looks -> new Looks(looks.theme(), now)));
        name(theme, words.say("theme"), words.say("theme.hint"));
        name(surround, words.say("surround"), words.say("surround.hint"));
        HBox looks = new HBox(row(words.say("theme"), theme), row(words.say("surround"), surround));
        looks.getStyleClass().add("pair");
        return looks;
    }

    private Node language() {
        ComboBox<Language> box =
                choice("language", Language.values(), studio.settings().language());
        box.setId("language");
        // Later: another window takes the place of this one, whose list is still open.
        box.valueProperty()
                .addListener((property, before, now) -> Platform.runLater(() -> speak.accept(now)));
        name(box, words.say("language"), words.say("language.hint"));
        return row(words.say("language"), box);
    }

    private void wear(UnaryOperator<Looks> change) {
        studio.change(now -> now.withLooks(change.apply(now.looks())));
        dress.run();
    }

    private static <E extends Enum<E>> ComboBox<E> choice(String id, E[] values, E current) {
        ComboBox<E> box = new ComboBox<>();
        box.getItems().setAll(values);
        box.setConverter(new Named<>(id, box));
        box.setValue(current);
        return box;
    }

    /** "Dark" for {@code DARK}. */
    private static final class Named<E extends Enum<E>> extends StringConverter<E> {
        private final String id;
        private final ComboBox<E> box;

        Named(String id, ComboBox<E> box) {
            this.id = id;
            this.box = box;
        }

        @Override
        public String toString(E value) {
            return Words.of(SettingsPane.class)
                    .say(id + "." + value.name().toLowerCase(Locale.ROOT));
        }

        @Override
        public E fromString(String text) {
            return box.getValue(); // Nobody types here.
        }
    }

    private static VBox row(String caption, Node content) {
        Label label = new Label(caption);
        label.getStyleClass().add("caption");
        label.setLabelFor(content);
        VBox row = new VBox(label, content);
        row.getStyleClass().add("form-row");
        return row;
    }

    private static void name(Control control, String name, String hint) {
        control.setAccessibleText(name);
        control.setAccessibleHelp(hint);
        control.setTooltip(new Tooltip(hint));
    }
}
