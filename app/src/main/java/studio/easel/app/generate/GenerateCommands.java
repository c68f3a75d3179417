package studio.easel.app.generate;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.binding.BooleanBinding;
import studio.easel.app.canvas.CanvasModel;
import studio.easel.app.canvas.PictureView;
import studio.easel.app.command.Command;
import studio.easel.app.command.Section;

/** What can be done on the generate screen, but for its mask. */
final class GenerateCommands {
    private static final Class<?> HOME = GenerateCommands.class;

    private GenerateCommands() {}

    /**
     * The commands.
     *
     * @param openStart chooses a picture to start from
     * @param openModels shows the models folder
     * @param show brings the screen into sight
     */
    static Section of(
            GenerateModel model,
            PictureView view,
            PictureActions actions,
            Runnable openStart,
            Runnable openModels,
            Runnable show) {
        GenerateForm form = model.form();
        Runs runs = model.runs();
        CanvasModel canvas = model.canvas();
        BooleanBinding shown = model.shown().isNotNull();
        BooleanBinding started = canvas.picture().isNotNull();
        return new Section(
                HOME,
                "place",
                show,
                List.of(
                        Command.of(HOME, "generate", model::generate)
                                .on("Shortcut+Enter")
                                .when(model.choice().usable()),
                        Command.of(HOME, "cancel", runs::cancel).on("Esc").when(runs.busy()),
                        Command.of(HOME, "cancel.waiting", runs::cancelWaiting)
                                .when(runs.unfinished().greaterThan(1)),
                        Command.of(HOME, "live", () -> model.watching().set(true))
                                .when(runs.busy().and(model.watching().not())),
                        Command.of(HOME, "dice", model::rollSeed),
                        Command.of(
                                HOME,
                                "keep-seed",
                                () -> form.keepSeed().set(!form.keepSeed().get())),
                        Command.of(HOME, "swap", form::swapSides),
                        Command.of(HOME, "reset", form::reset).when(form.changed()),
                        Command.of(HOME, "start.open", openStart).on("Shortcut+O"),
                        Command.of(HOME, "start.nothing", canvas::letGo),
                        Command.of(
                                        HOME,
                                        "start.picture",
                                        () -> canvas.mode().set(CanvasModel.Mode.PICTURE))
                                .when(started),
                        Command.of(
                                        HOME,
                                        "start.mask",
                                        () -> canvas.mode().set(CanvasModel.Mode.MASK))
                                .when(started),
                        Command.of(
                                        HOME,
                                        "go-on",
                                        with(model, it -> model.send(it, canvas.mode().get())))
                                .when(shown),
                        Command.of(HOME, "back-to-start", canvas::lookAtStart)
                                .when(canvas.resulted()),
                        Command.of(HOME, "branch", model::branch).when(model.branchable()),
                        Command.of(HOME, "zoom.fit", view::fit)
                                .on("Shortcut+0", "Shortcut+Numpad 0")
                                .when(view.filled()),
                        Command.of(HOME, "zoom.pixels", view::pixels)
                                .on("Shortcut+1", "Shortcut+Numpad 1")
                                .when(view.filled()),
                        Command.of(HOME, "shown.reuse", with(model, model::reuse)).when(shown),
                        Command.of(
                                        HOME,
                                        "shown.picture",
                                        with(model, it -> model.send(it, CanvasModel.Mode.PICTURE)))
                                .when(shown),
                        Command.of(
                                        HOME,
                                        "shown.mask",
                                        with(model, it -> model.send(it, CanvasModel.Mode.MASK)))
                                .when(shown),
                        Command.of(HOME, "shown.copy", with(model, actions::copy)).when(shown),
                        Command.of(HOME, "shown.file", with(model, actions::showFile)).when(shown),
                        Command.of(HOME, "models.look", model.choice()::look)
                                .when(model.choice().searching().not()),
                        Command.of(HOME, "models.folder", openModels),
                        Command.of(HOME, "notice.dismiss", model::dismissNotice)
                                .when(model.notice().isNotNull())));
    }

    /** What is done with the picture that is shown. */
    private static Runnable with(GenerateModel model, Consumer<MadePicture> command) {
        return () -> Optional.ofNullable(model.shown().get()).ifPresent(command);
    }
}
