package studio.easel.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import studio.easel.app.Settings.Language;
import studio.easel.app.Settings.Looks;
import studio.easel.app.Settings.Place;
import studio.easel.app.Settings.Surround;
import studio.easel.app.Settings.Theme;
import studio.easel.app.command.Command;
import studio.easel.app.command.Section;

/** What can be done to the window itself: where it is, how it looks, what it speaks. */
final class WindowCommands {
    private static final Class<?> HOME = WindowCommands.class;

    private WindowCommands() {}

    static Section of(StudioWindow window, Studio studio) {
        List<Command> commands = new ArrayList<>();
        commands.add(
                Command.of(HOME, "palette", window::openPalette)
                        .on("Shortcut+K", "Shortcut+Shift+P"));
        commands.add(Command.of(HOME, "go.picture", () -> window.go(Place.PICTURE)).on("Alt+1"));
        commands.add(
                Command.of(HOME, "go.animation", () -> window.go(Place.ANIMATION)).on("Alt+2"));
        commands.add(Command.of(HOME, "go.gallery", () -> window.go(Place.GALLERY)).on("Alt+3"));
        commands.add(Command.of(HOME, "go.models", () -> window.go(Place.MODELS)).on("Alt+4"));
        commands.add(
                Command.of(
                                HOME,
                                "queue.show",
                                () -> studio.queueShown().set(!studio.queueShown().get()))
                        .on("Shortcut+J"));
        commands.add(
                Command.of(
                                HOME,
                                "queue.add",
                                () -> {
                                    studio.queueShown().set(true);
                                    studio.jobs().add();
                                })
                        .on("Shortcut+Shift+Enter")
                        // There the keys render a draft.
                        .when(studio.place().isNotEqualTo(Place.ANIMATION)));
        commands.add(Command.of(HOME, "settings", window::showSettings));
        for (Theme theme : Theme.values()) {
            commands.add(
                    Command.of(
                            HOME,
                            "wear.theme." + id(theme),
                            () -> window.wear(looks -> new Looks(theme, looks.surround()))));
        }
        for (Surround surround : Surround.values()) {
            commands.add(
                    Command.of(
                            HOME,
                            "wear.surround." + id(surround),
                            () -> window.wear(looks -> new Looks(looks.theme(), surround))));
        }
        for (Locale language : Words.LANGUAGES) {
            commands.add(
                    Command.of(
                            HOME,
                            "speak." + language.getLanguage(),
                            () -> window.speak(Language.of(language))));
        }
        return new Section(HOME, "window", () -> {}, commands);
    }

    private static String id(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
