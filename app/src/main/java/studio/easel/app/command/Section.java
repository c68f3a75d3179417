package studio.easel.app.command;

import java.util.List;
import java.util.Locale;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.input.KeyEvent;
import org.jspecify.annotations.Nullable;
import studio.easel.app.Words;

/**
 * The commands of one place, in the order of its menu.
 *
 * @param home a class of the package whose words name it
 * @param id the name of its words
 * @param show brings the place into sight, before one of its commands is done from elsewhere
 */
public record Section(Class<?> home, String id, Runnable show, List<Command> commands) {
    public Section {
        commands = List.copyOf(commands);
    }

    /** The menu's title. */
    public String name() {
        return name(Words.spoken());
    }

    String name(Locale language) {
        return Words.of(home, language).say(id);
    }

    /** Shows the place, then does what was asked for. */
    public void run(Command command) {
        show.run();
        command.run();
    }

    /** Listens to the keyboard while a screen is in sight, wherever the focus is. */
    public void hear(Node screen) {
        if (screen.getScene() != null) {
            hear(screen, screen.getScene());
        }
        screen.sceneProperty()
                .addListener(
                        (property, before, scene) -> {
                            if (scene != null) {
                                hear(screen, scene);
                            }
                        });
    }

    private void hear(Node screen, Scene scene) {
        scene.addEventFilter(
                KeyEvent.KEY_PRESSED,
                event -> {
                    if (screen.getScene() == scene && screen.isVisible()) {
                        pressed(event, scene.getFocusOwner());
                    }
                });
    }

    /** Disabled commands leave their keys to whoever has the focus. */
    private void pressed(KeyEvent event, @Nullable Node focus) {
        commands.stream()
                .filter(it -> it.enabled().get())
                .filter(it -> it.keys().stream().anyMatch(keys -> keys.match(event, focus)))
                .findFirst()
                .ifPresent(
                        it -> {
                            it.run();
                            event.consume();
                        });
    }
}
