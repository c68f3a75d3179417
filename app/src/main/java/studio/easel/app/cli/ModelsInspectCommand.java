package studio.easel.app.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.easel.models.InstalledModel;
import studio.easel.models.passport.Passport;

/** {@code easel models inspect ID|PATH}: what a model is, without running anything of it. */
@Command(
        name = "inspect",
        description = "Says what a model or any file is, without running anything of it.",
        mixinStandardHelpOptions = true)
final class ModelsInspectCommand implements Callable<Integer> {
    private final Workbench workbench;

    @Parameters(paramLabel = "ID|PATH", description = "An installed model, or any file or folder.")
    String model;

    @Option(
            names = "--quick",
            description = "Leave out the fingerprint, which reads the whole file.")
    boolean quick;

    @Option(names = "--json", description = "Print the result as JSON.")
    boolean json;

    @Mixin PredictionOption prediction = new PredictionOption();

    @Spec CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli gives model and spec
    ModelsInspectCommand(Workbench workbench) {
        this.workbench = workbench;
    }

    @Override
    public Integer call() {
        var unused = prediction.parse();
        TerminalProgress progress = new TerminalProgress(spec.commandLine().getErr(), json);
        try {
            InstalledModel found = workbench.library().find(model);
            prediction.remember(workbench, found, progress::stage);
            Passport passport = workbench.library().passport(found, !quick, progress::stage);
            progress.end();
            PrintWriter out = spec.commandLine().getOut();
            out.println(
                    json
                            ? PassportText.json(passport)
                            : PassportText.text(passport).stripTrailing());
        } finally {
            progress.end();
        }
        return 0;
    }
}
