package studio.easel.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.easel.engine.EaselException;
import studio.easel.models.InstalledModel;

/** {@code easel models remove ID --yes}: deletes a model from the models folder. */
@Command(
        name = "remove",
        description = "Deletes a model from the models folder.",
        mixinStandardHelpOptions = true)
final class ModelsRemoveCommand implements Callable<Integer> {
    private final Workbench workbench;

    @Parameters(paramLabel = "ID", description = "An installed model.")
    String model;

    @Option(names = "--yes", description = "Really delete it.")
    boolean yes;

    @Spec CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli gives model and spec
    ModelsRemoveCommand(Workbench workbench) {
        this.workbench = workbench;
    }

    @Override
    public Integer call() {
        InstalledModel found = workbench.library().find(model);
        if (!yes && !found.starter()) {
            throw new EaselException(
                    "This would delete %s, and nothing was deleted. Add --yes to delete it."
                            .formatted(found.folder()));
        }
        workbench.library().remove(found);
        spec.commandLine().getOut().printf("Deleted %s%n", found.folder());
        return 0;
    }
}
