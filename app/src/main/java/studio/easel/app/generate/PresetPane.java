package studio.easel.app.generate;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;
import studio.easel.app.FormRow;
import studio.easel.app.Hearing;
import studio.easel.app.TextUndo;
import studio.easel.app.Words;
import studio.easel.app.files.Preset;

/** Prompts and styles by name: to take, to keep, to bring along from A1111. */
final class PresetPane extends VBox {
    private final Words words = Words.of(PresetPane.class);
    private final PromptModel model;
    private final MenuButton menu = new MenuButton();
    private final TextField name = new TextField();
    private final HBox naming;

    PresetPane(PromptModel model) {
        this.model = model;
        menu.setId("presets");
        menu.setText(words.say("presets"));
        menu.getStyleClass().add("small");
        FormRow.name(menu, words.say("presets"), words.say("presets.hint"));
        name.setId("preset-name");
        name.setPromptText(words.say("presets.name"));
        FormRow.name(name, words.say("presets.name"), words.say("presets.name.hint"));
        TextUndo.in(name);
        name.setOnAction(event -> keep());
        name.addEventFilter(KeyEvent.KEY_PRESSED, this::escape);
        Button keep = new Button(words.say("presets.keep"));
        keep.setId("keep-preset");
        FormRow.name(keep, words.say("presets.keep"), words.say("presets.name.hint"));
        keep.disableProperty().bind(name.textProperty().map(String::isBlank));
        keep.setOnAction(event -> keep());
        naming = FormRow.line(name, keep);
        naming.managedProperty().bind(naming.visibleProperty());
        naming.setVisible(false);
        Hearing.of(this, this::fill, model.presets());
        getStyleClass().add("form-row");
        getChildren().addAll(menu, naming);
    }

    private void fill() {
        List<MenuItem> items = new ArrayList<>(model.presets().stream().map(this::item).toList());
        if (!items.isEmpty()) {
            items.add(new SeparatorMenuItem());
        }
        items.add(command("presets.save", this::name));
        items.add(command("presets.import", this::importStyles));
        menu.getItems().setAll(items);
    }

    private MenuItem item(Preset preset) {
        Menu item = new Menu(preset.name());
        item.setMnemonicParsing(false);
        item.getItems()
                .setAll(
                        command("presets.add", () -> model.add(preset)),
                        command("presets.replace", () -> model.replace(preset)),
                        command("presets.delete", () -> model.delete(preset)));
        return item;
    }

    private MenuItem command(String key, Runnable command) {
        MenuItem item = new MenuItem(words.say(key));
        item.setOnAction(event -> command.run());
        return item;
    }

    private void name() {
        naming.setVisible(true);
        name.requestFocus();
        name.selectAll();
    }

    private void keep() {
        if (!name.getText().isBlank()) {
            model.keep(name.getText());
            naming.setVisible(false);
            menu.requestFocus();
        }
    }

    private void escape(KeyEvent event) {
        if (event.getCode() == KeyCode.ESCAPE) {
            naming.setVisible(false);
            menu.requestFocus();
            event.consume();
        }
    }

    private void importStyles() {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(words.say("presets.import"));
        chooser.getExtensionFilters().add(new FileChooser.ExtensionFilter("styles.csv", "*.csv"));
        Optional.ofNullable(chooser.showOpenDialog(getScene().getWindow()))
                .map(File::toPath)
                .ifPresent(model::importStyles);
    }
}
