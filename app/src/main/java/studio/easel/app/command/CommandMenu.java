package studio.easel.app.command;

import javafx.geometry.Pos;
import javafx.scene.control.CustomMenuItem;
import javafx.scene.control.Label;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import studio.easel.app.Hearing;

/**
 * The menus: one a section, with the keys beside each command. The items know no accelerators of
 * their own, since {@link Section#hear} leaves keys to whoever types.
 */
public final class CommandMenu extends MenuBar {
    public CommandMenu(Commands commands) {
        getStyleClass().add("command-menu");
        setId("menu");
        for (Section section : commands.sections()) {
            Menu menu = new Menu(section.name());
            menu.setId("menu-" + section.id());
            for (Command command : section.commands()) {
                menu.getItems().add(item(section, command));
            }
            getMenus().add(menu);
        }
    }

    private CustomMenuItem item(Section section, Command command) {
        Label name = new Label(command.name());
        Region space = new Region();
        space.setMinWidth(24);
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox line = new HBox(name, space);
        if (!command.keys().isEmpty()) {
            Label keys = new Label(command.keysInWords());
            keys.getStyleClass().add("menu-keys");
            line.getChildren().add(keys);
        }
        line.setAlignment(Pos.CENTER_LEFT);
        line.setMinWidth(240);
        CustomMenuItem item = new CustomMenuItem(line);
        item.setId("do-" + command.id());
        item.setText(command.name()); // For screen readers: the line is drawn instead.
        Hearing.of(this, () -> item.setDisable(!command.enabled().get()), command.enabled());
        item.setOnAction(event -> section.run(command));
        return item;
    }
}
