package studio.easel.app.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.easel.models.InstalledModel;

/** {@code easel models add PATH}: copies a model into the models folder, once it is known. */
@Command(
        name = "add",
        description = "Copies a model into the models folder, if Easel has a use for it.",
        mixinStandardHelpOptions = true)
final class ModelsAddCommand implements Callable<Integer> {
    private final Workbench workbench;

    @Parameters(paramLabel = "PATH", description = "A file or a folder.")
    Path path;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What it will be called. Default: as it is called now.")
    @Nullable String name;

    @Option(names = "--move", description = "Move it instead of copying.")
    boolean move;

    @Mixin PredictionOption prediction = new PredictionOption();

    @Spec CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli gives path and spec
    ModelsAddCommand(Workbench workbench) {
        this.workbench = workbench;
    }

    @Override
    public Integer call() {
        var unused = prediction.parse();
        TerminalProgress progress = new TerminalProgress(spec.commandLine().getErr(), false);
        try {
            InstalledModel model =
                    workbench.library().add(path, Optional.ofNullable(name), move, progress::stage);
            prediction.remember(workbench, model, progress::stage);
            progress.end();
            spec.commandLine()
                    .getOut()
                    .printf(
                            "%s  %s%n    %s%n",
                            model.id(),
                            workbench.library().passport(model, false, progress::stage).summary(),
                            model.folder());
        } finally {
            progress.end();
        }
        return 0;
    }
}
