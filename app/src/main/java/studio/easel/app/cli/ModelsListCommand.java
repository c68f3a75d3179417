package studio.easel.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code easel models list}: the same as {@code easel models}, said out loud. */
@Command(name = "list", description = "The same, said out loud.", mixinStandardHelpOptions = true)
final class ModelsListCommand implements Callable<Integer> {
    private final Workbench workbench;

    @Spec CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli gives the spec
    ModelsListCommand(Workbench workbench) {
        this.workbench = workbench;
    }

    @Override
    public Integer call() {
        ModelsCommand.list(workbench, spec.commandLine().getOut());
        return 0;
    }
}
