package studio.easel.app.canvas;

import java.util.ArrayList;
import java.util.List;
import javafx.beans.binding.BooleanBinding;
import studio.easel.app.command.Command;
import studio.easel.app.command.Section;

/** What can be done to a mask, while there is one to paint. */
public final class CanvasCommands {
    private static final Class<?> HOME = CanvasCommands.class;

    private CanvasCommands() {}

    /**
     * The commands.
     *
     * @param show brings the canvas into sight
     */
    public static Section of(CanvasModel canvas, ToolPane.Files files, Runnable show) {
        MaskEditor editor = canvas.editor();
        BooleanBinding masking = canvas.mode().isEqualTo(CanvasModel.Mode.MASK);
        List<Command> commands = new ArrayList<>();
        for (Tool tool : Tool.values()) {
            commands.add(
                    Command.of(HOME, tool.id(), () -> editor.tool().set(tool))
                            .on(String.valueOf(tool.key()))
                            .when(masking));
        }
        commands.add(
                Command.of(HOME, "mask.undo", editor::undo)
                        .on("Shortcut+Z")
                        .when(masking.and(editor.undoable())));
        commands.add(
                Command.of(HOME, "mask.redo", editor::redo)
                        .on("Shortcut+Shift+Z", "Shortcut+Y")
                        .when(masking.and(editor.redoable())));
        for (Command command :
                List.of(
                        Command.of(HOME, "brush.larger", editor::larger).on("Close Bracket"),
                        Command.of(HOME, "brush.smaller", editor::smaller).on("Open Bracket"),
                        Command.of(HOME, "brush.harder", editor::harder).on("Shift+Close Bracket"),
                        Command.of(HOME, "brush.softer", editor::softer).on("Shift+Open Bracket"),
                        Command.of(HOME, "mask.all", editor::all),
                        Command.of(HOME, "mask.clear", editor::clear).on("Delete"),
                        Command.of(HOME, "mask.invert", editor::invert).on("I"),
                        Command.of(HOME, "mask.grow", () -> editor.grow(ToolPane.STEP)),
                        Command.of(HOME, "mask.shrink", () -> editor.grow(-ToolPane.STEP)),
                        Command.of(HOME, "mask.feather", () -> editor.feather(ToolPane.STEP)),
                        Command.of(HOME, "mask.load", files::loadMask),
                        Command.of(HOME, "mask.save", files::saveMask))) {
            commands.add(command.when(masking));
        }
        return new Section(HOME, "mask", show, commands);
    }
}
