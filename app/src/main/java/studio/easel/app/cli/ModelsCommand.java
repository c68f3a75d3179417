package studio.easel.app.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import studio.easel.models.InstalledModel;
import studio.easel.models.passport.Passport;

/** {@code easel models}: which models there are; its commands add, inspect and remove them. */
@Command(
        name = "models",
        description = "Lists the models there are, and why one cannot be used.",
        synopsisSubcommandLabel = "[COMMAND]",
        mixinStandardHelpOptions = true)
final class ModelsCommand implements Callable<Integer> {
    private final Workbench workbench;

    @Spec CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli gives the spec
    private ModelsCommand(Workbench workbench) {
        this.workbench = workbench;
    }

    /** The command with those below it. */
    static CommandLine with(Workbench workbench) {
        return new CommandLine(new ModelsCommand(workbench))
                .addSubcommand(new ModelsListCommand(workbench))
                .addSubcommand(new ModelsAddCommand(workbench))
                .addSubcommand(new ModelsInspectCommand(workbench))
                .addSubcommand(new ModelsVerifyCommand(workbench))
                .addSubcommand(new ModelsRemoveCommand(workbench))
                .addSubcommand(new ModelsDownloadCommand(workbench));
    }

    @Override
    public Integer call() {
        list(workbench, spec.commandLine().getOut());
        return 0;
    }

    static void list(Workbench workbench, PrintWriter out) {
        for (InstalledModel model : workbench.library().installed()) {
            out.printf("%s  (%s)  %s%n", model.id(), model.name(), whatItIs(model));
            model.problem().ifPresent(why -> out.printf("    cannot be used: %s%n", why));
            if (!model.description().isEmpty()) {
                out.printf("    %s%n", model.description());
            }
            out.printf("    %s%n", model.folder());
        }
        for (Passport lora : workbench.vocabulary().loras()) {
            out.printf("%s  %s%n", lora.path().getFileName(), lora.summary());
            lora.problem().ifPresent(why -> out.printf("    cannot be used: %s%n", why));
            out.printf("    %s%n", lora.path());
        }
        out.printf(
                "%nTo add a model: easel models add PATH, or put it into %s%n",
                workbench.settings().models(workbench.folders()));
    }

    /** Its kind, and where that is known its family: {@code pictures: SDXL}. */
    private static String whatItIs(InstalledModel model) {
        String kind = model.kind().name().toLowerCase(Locale.ROOT);
        return model.family().isEmpty() ? kind : kind + ": " + model.family();
    }
}
