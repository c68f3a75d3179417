package studio.easel.app.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.easel.engine.EaselException;
import studio.easel.engine.Names;
import studio.easel.models.InstalledModel;

/** {@code easel models}: which models there are, and how to add one. */
@Command(
        name = "models",
        description = "Lists the models there are, and why one cannot be used.",
        mixinStandardHelpOptions = true)
final class ModelsCommand implements Callable<Integer> {
    private final Workbench workbench;

    @Parameters(arity = "0..1", paramLabel = "list", description = "The same, said out loud.")
    String action = "list";

    @Spec CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli gives the spec
    ModelsCommand(Workbench workbench) {
        this.workbench = workbench;
    }

    @Override
    public Integer call() {
        if (!action.equals("list")) {
            throw new EaselException(
                    Names.unknown("The action of \"models\"", action, List.of("list")));
        }
        PrintWriter out = spec.commandLine().getOut();
        for (InstalledModel model : workbench.library().installed()) {
            out.printf("%s  (%s)  %s%n", model.id(), model.name(), whatItIs(model));
            model.problem().ifPresent(why -> out.printf("    cannot be used: %s%n", why));
            if (!model.description().isEmpty()) {
                out.printf("    %s%n", model.description());
            }
            out.printf("    %s%n", model.folder());
        }
        out.printf(
                "%nTo add a model, put its ONNX folder into %s%n",
                workbench.settings().models(workbench.folders()));
        return 0;
    }

    /** Its kind, and where that is known its family: {@code pictures: SDXL}. */
    private static String whatItIs(InstalledModel model) {
        String kind = model.kind().name().toLowerCase(Locale.ROOT);
        return model.family().isEmpty() ? kind : kind + ": " + model.family();
    }
}
