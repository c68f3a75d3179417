package studio.easel.app.animate;

import java.util.List;
import java.util.function.Supplier;
import studio.easel.app.command.Command;
import studio.easel.app.command.Section;

/** What can be done on the animation screen. The screen itself hears the keys. */
public final class AnimateCommands {
    private static final Class<?> HOME = AnimateCommands.class;

    private AnimateCommands() {}

    /**
     * The commands.
     *
     * @param screen asks for names of files; made when it is first needed
     * @param show brings the screen into sight
     */
    public static Section of(AnimateModel model, Supplier<AnimateScreen> screen, Runnable show) {
        Playback playback = model.playback();
        return new Section(
                HOME,
                "place",
                show,
                List.of(
                        Command.of(HOME, "animation.render", model::render).on("Shortcut+Enter"),
                        Command.of(HOME, "animation.draft", model::renderDraft)
                                .on("Shortcut+Shift+Enter"),
                        Command.of(HOME, "animation.again", model::renderAgain).on("Shortcut+R"),
                        Command.of(HOME, "animation.pause", model::pauseOrGoOn).on("Shortcut+P"),
                        Command.of(HOME, "animation.cancel", model.rendering()::cancel)
                                .on("Esc")
                                .when(model.rendering().busy()),
                        Command.of(
                                        HOME,
                                        "animation.play",
                                        () -> playback.playing().set(!playback.playing().get()))
                                .on("Space"),
                        Command.of(HOME, "animation.first", () -> playback.seek(0)).on("Home"),
                        Command.of(
                                        HOME,
                                        "animation.last",
                                        () -> playback.seek(playback.frames() - 1))
                                .on("End"),
                        Command.of(HOME, "animation.repeat-from", playback::repeatFromHere)
                                .on("Open Bracket"),
                        Command.of(HOME, "animation.repeat-to", playback::repeatToHere)
                                .on("Close Bracket"),
                        Command.of(HOME, "animation.repeat-all", playback::repeatAll),
                        Command.of(HOME, "animation.beat-before", () -> model.seekBeat(false))
                                .on("Comma"),
                        Command.of(HOME, "animation.beat-after", () -> model.seekBeat(true))
                                .on("Period"),
                        Command.of(HOME, "animation.onion", () -> screen.get().toggleOnion())
                                .on("O"),
                        Command.of(HOME, "animation.table", () -> screen.get().toggleTable())
                                .on("T"),
                        Command.of(HOME, "animation.undo", model::undo)
                                .on("Shortcut+Z")
                                .when(model.undoable()),
                        Command.of(HOME, "animation.redo", model::redo)
                                .on("Shortcut+Shift+Z")
                                .when(model.redoable()),
                        Command.of(HOME, "animation.new", model::startNew).on("Shortcut+N"),
                        Command.of(HOME, "animation.open", () -> screen.get().open())
                                .on("Shortcut+O"),
                        Command.of(HOME, "animation.save", () -> screen.get().save())
                                .on("Shortcut+S"),
                        Command.of(HOME, "animation.save-as", () -> screen.get().saveAs())
                                .on("Shortcut+Shift+S")));
    }
}
