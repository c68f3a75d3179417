package studio.easel.app.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import studio.easel.app.device.Diagnosis;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.onnx.Providers;
import studio.easel.engine.pipeline.EaselVersion;

/** {@code easel doctor}: what this machine can run. */
@Command(
        name = "doctor",
        description = "Says what runs on this machine, and what is missing for the rest.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private final Workbench workbench;

    @Option(names = "--probe", hidden = true, description = "Try one device in this process.")
    @Nullable String probe;

    @Spec CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli gives the spec
    DoctorCommand(Workbench workbench) {
        this.workbench = workbench;
    }

    @Override
    public Integer call() {
        if (probe != null) {
            Optional<String> problem = Providers.problemWith(Device.parse(probe));
            problem.ifPresent(spec.commandLine().getOut()::println);
            return problem.isEmpty() ? Diagnosis.WORKS : Diagnosis.FAILS;
        }
        report(spec.commandLine().getOut());
        return 0;
    }

    private void report(PrintWriter out) {
        Runtime machine = Runtime.getRuntime();
        line(out, "Easel", EaselVersion.text());
        line(out, "ONNX Runtime", Providers.runtimeVersion());
        line(
                out,
                "Java",
                System.getProperty("java.version") + ", " + System.getProperty("java.vendor"));
        line(
                out,
                "System",
                "%s %s, %s, %d processors"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.version"),
                                System.getProperty("os.arch"),
                                machine.availableProcessors()));
        line(out, "Models", workbench.settings().models(workbench.folders()).toString());
        line(out, "Pictures", workbench.settings().pictures(workbench.folders()).toString());
        out.println();
        Diagnosis found = Diagnosis.made();
        line(out, "This build has", String.join(", ", new TreeSet<>(found.built())));
        line(out, "cpu", found.cpu().orElse("works"));
        line(out, "cuda:0", found.cuda().orElse("works"));
        line(out, "Would be used", found.used().orElse("nothing"));
    }

    private static void line(PrintWriter out, String label, String value) {
        out.printf("%-15s %s%n", label, value);
    }
}
