package studio.easel.app.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.easel.engine.ModelException;
import studio.easel.models.InstalledModel;
import studio.easel.models.Verification;

/** {@code easel models verify}: whether models are still what they were. */
@Command(
        name = "verify",
        description = "Reads models whole and says whether they are what they were.",
        mixinStandardHelpOptions = true)
final class ModelsVerifyCommand implements Callable<Integer> {
    private final Workbench workbench;

    @Parameters(
            arity = "0..1",
            paramLabel = "ID|PATH",
            description = "One of them. Default: all that are installed.")
    @Nullable String model;

    @Spec CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli gives the spec
    ModelsVerifyCommand(Workbench workbench) {
        this.workbench = workbench;
    }

    @Override
    public Integer call() {
        List<InstalledModel> models =
                model == null
                        ? workbench.library().installed()
                        : List.of(workbench.library().find(model));
        TerminalProgress progress = new TerminalProgress(spec.commandLine().getErr(), false);
        boolean sound = true;
        for (InstalledModel each : models) {
            Verification found = verified(each, progress);
            PrintWriter out = spec.commandLine().getOut();
            out.printf(
                    "%s  %s%s%n",
                    each.id(),
                    found.sentence(),
                    found.fingerprint().map(hash -> "  " + hash).orElse(""));
            sound &= found.sound();
        }
        return sound ? 0 : EaselCommand.BAD_INPUT;
    }

    /** One that cannot be read does not keep the others from being looked at. */
    private Verification verified(InstalledModel model, TerminalProgress progress) {
        try {
            return workbench.library().verify(model, progress::stage);
        } catch (ModelException unreadable) {
            return new Verification(
                    false, String.valueOf(unreadable.getMessage()), Optional.empty());
        } finally {
            progress.end();
        }
    }
}
