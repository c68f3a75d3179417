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

    /**
     * The settings.
     *
     * @param dress puts on a theme that was changed
     */
    SettingsPane(Studio studio, Runnable dress) {
        this.studio = studio;
        this.dress = dress;
        getStyleClass().add("settings");
        getChildren()
                .addAll(
                        folder(
                                "Models",
                                () -> studio.settings().models(studio.folders()),
                                path -> studio.change(now -> now.withModelsFolder(path))),
                        folder(
                                "Pictures",
                                () -> studio.settings().pictures(studio.folders()),
                                path -> studio.change(now -> now.withPicturesFolder(path))),
                        device(),
                        declaration(),
                        looks(),
                        language());
    }

    private Node folder(String name, Supplier<Path> current, Consumer<Optional<Path>> change) {
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
        Button choose = new Button("Change");
        choose.setAccessibleText("Change the folder for " + name.toLowerCase(Locale.ROOT));
        choose.setOnAction(
                event -> {
                    choose(name, current.get())
                            .ifPresent(found -> change.accept(Optional.of(found)));
                    show.run();
                });
        Hyperlink usual = new Hyperlink("Usual");
        usual.setAccessibleText("The usual folder for " + name.toLowerCase(Locale.ROOT));
        usual.setOnAction(
                event -> {
                    change.accept(Optional.empty());
                    show.run();
                });
        show.run();
        HBox line = new HBox(path, choose, usual);
        line.getStyleClass().add("line");
        return row(name + " folder", line);
    }

    private Optional<Path> choose(String name, Path from) {
        DirectoryChooser chooser = new DirectoryChooser();
        chooser.setTitle(name + " folder");
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
        name(box, "Device", "auto takes a CUDA card where there is one, otherwise the CPU.");
        VBox row = row("Device", box);
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
        CheckBox declare = new CheckBox("Say in the file that a model made it");
        declare.setSelected(studio.settings().declareAi());
        declare.selectedProperty()
                .addListener(
                        (property, before, now) ->
                                studio.change(settings -> settings.withDeclareAi(now)));
        name(
                declare,
                "Say in the file that a model made it",
                "Writes IPTC's digital source type into each picture.");
        return declare;
    }

    private Node looks() {
        ComboBox<Theme> theme = choice(Theme.values(), studio.settings().looks().theme());
        theme.valueProperty()
                .addListener(
                        (property, before, now) -> wear(looks -> new Looks(now, looks.surround())));
        ComboBox<Surround> surround =
                choice(Surround.values(), studio.settings().looks().surround());
        surround.valueProperty()
                .addListener(
                        (property, before, now) -> wear(looks -> new Looks(looks.theme(), now)));
        name(theme, "Theme", "How the window looks.");
        name(surround, "Surround", "The grey a picture is judged against.");
        HBox looks = new HBox(row("Theme", theme), row("Around the picture", surround));
        looks.getStyleClass().add("pair");
        return looks;
    }

    private Node language() {
        Words said = Words.of(SettingsPane.class);
        ComboBox<Language> box = new ComboBox<>();
        box.setId("language");
        box.getItems().setAll(Language.values());
        box.setConverter(new Languages(box, said));
        box.setValue(studio.settings().language());
        Label later = new Label(said.say("language.later"));
        later.getStyleClass().add("caption");
        later.setVisible(false);
        later.managedProperty().bind(later.visibleProperty());
        box.valueProperty()
                .addListener(
                        (property, before, now) -> {
                            studio.change(settings -> settings.withLanguage(now));
                            later.setVisible(true);
                        });
        name(box, said.say("language"), said.say("language.hint"));
        VBox row = row(said.say("language"), box);
        row.getChildren().add(later);
        return row;
    }

    /** Each language by its own name, so that whoever speaks it finds it. */
    private static final class Languages extends StringConverter<Language> {
        private final ComboBox<Language> box;
        private final Words said;

        Languages(ComboBox<Language> box, Words said) {
            this.box = box;
            this.said = said;
        }

        @Override
        public String toString(Language value) {
            return said.say("language." + value);
        }

        @Override
        public Language fromString(String text) {
            return box.getValue(); // Nobody types here.
        }
    }

    private void wear(UnaryOperator<Looks> change) {
        studio.change(now -> now.withLooks(change.apply(now.looks())));
        dress.run();
    }

    private static <E extends Enum<E>> ComboBox<E> choice(E[] values, E current) {
        ComboBox<E> box = new ComboBox<>();
        box.getItems().setAll(values);
        box.setConverter(new Capitalised<>(box));
        box.setValue(current);
        return box;
    }

    /** "Dark" for {@code DARK}. */
    private static final class Capitalised<E extends Enum<E>> extends StringConverter<E> {
        private final ComboBox<E> box;

        Capitalised(ComboBox<E> box) {
            this.box = box;
        }

        @Override
        public String toString(E value) {
            String name = value.name();
            return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
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
