package studio.easel.app.browse;

import java.util.List;
import studio.easel.app.command.Command;
import studio.easel.app.command.Section;

/** What can be done in the gallery. The screen itself hears the keys. */
public final class BrowseCommands {
    private static final Class<?> HOME = BrowseCommands.class;

    private BrowseCommands() {}

    /**
     * The commands.
     *
     * @param show brings the gallery into sight
     */
    public static Section of(BrowseModel model, Runnable show) {
        return new Section(
                HOME,
                "place",
                show,
                List.of(
                        Command.of(HOME, "gallery.compare", model::compare).on("C"),
                        Command.of(HOME, "gallery.delete", model::delete).on("Delete"),
                        Command.of(HOME, "gallery.undo", model::undo)
                                .on("Shortcut+Z")
                                .when(model.undoable()),
                        Command.of(HOME, "gallery.trash", model::askToEmptyTrash)
                                .when(model.trash().greaterThan(0)),
                        Command.of(HOME, "gallery.rescan", model::scan),
                        Command.of(HOME, "gallery.rebuild", model::rebuild)));
    }
}
