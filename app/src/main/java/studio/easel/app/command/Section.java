package studio.easel.app.command;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
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
        hear(screen, focus -> true);
    }

    /**
     * Listens while a screen is in sight and the focus is in one part of it, or nowhere: keys like
     * Delete mean something else in a list beside it.
     */
    public void hear(Node screen, Node part) {
        hear(screen, focus -> focus == null || within(focus, part));
    }

    private void hear(Node screen, Predicate<@Nullable Node> focused) {
        if (screen.getScene() != null) {
            hear(screen, screen.getScene(), focused);
        }
        screen.sceneProperty()
                .addListener(
                        (property, before, scene) -> {
                            if (scene != null) {
                                hear(screen, scene, focused);
                            }
                        });
    }

    private void hear(Node screen, Scene scene, Predicate<@Nullable Node> focused) {
        scene.addEventFilter(
                KeyEvent.KEY_PRESSED,
                event -> {
                    Node focus = scene.getFocusOwner();
                    if (screen.getScene() == scene && screen.isVisible() && focused.test(focus)) {
                        pressed(event, focus);
                    }
                });
    }

    private static boolean within(Node node, Node part) {
        for (Node each = node; each != null; each = each.getParent()) {
            if (each == part) {
                return true;
            }
        }
        return false;
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
