package studio.easel.app.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.onnx.Providers;
import studio.easel.engine.pipeline.EaselVersion;

/**
 * {@code easel doctor}: what this machine can run. Each provider is tried in a child process, since
 * a broken GPU driver takes the process with it.
 */
@Command(
        name = "doctor",
        description = "Says what runs on this machine, and what is missing for the rest.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private static final int PATIENCE_SECONDS = 120;
    private static final int WORKS = 0;
    private static final int FAILS = 3;

    /** Where ONNX Runtime's libraries lie, if not packed in its jar. */
    private static final String LIBRARIES = "onnxruntime.native.path";

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
            return problem.isEmpty() ? WORKS : FAILS;
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
        Set<String> built = Providers.built();
        line(out, "This build has", String.join(", ", built));
        Optional<String> cpu = tryInChild(Device.cpu());
        line(out, "cpu", cpu.orElse("works"));
        Optional<String> cuda =
                built.contains("cuda")
                        ? tryInChild(Device.cuda(0))
                        : Optional.of("not in this build; EASEL_CUDA=1 ./easel builds and uses it");
        line(out, "cuda:0", cuda.orElse("works"));
        line(out, "Would be used", cuda.isEmpty() ? "cuda:0" : cpu.isEmpty() ? "cpu" : "nothing");
    }

    private static void line(PrintWriter out, String label, String value) {
        out.printf("%-15s %s%n", label, value);
    }

    private static Optional<String> tryInChild(Device device) {
        Optional<Path> said = Optional.empty();
        try {
            // Into a file: reading a pipe would wait for ever for a driver that hangs.
            Path file = Files.createTempFile("easel-doctor", ".txt");
            said = Optional.of(file);
            Process child =
                    new ProcessBuilder(childCommand(device))
                            .redirectErrorStream(true)
                            .redirectOutput(file.toFile())
                            .start();
            if (!child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                child.destroyForcibly();
                return Optional.of("did not answer within %d seconds".formatted(PATIENCE_SECONDS));
            }
            return verdict(child.exitValue(), Files.readString(file).strip());
        } catch (IOException e) {
            return Optional.of("could not be tried: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("was not tried: interrupted");
        } finally {
            said.ifPresent(file -> file.toFile().delete());
        }
    }

    private static Optional<String> verdict(int exit, String said) {
        return switch (exit) {
            case WORKS -> Optional.empty();
            case FAILS -> Optional.of("does not work: " + said);
            default ->
                    Optional.of(
                            "crashed when tried (exit code %d). Its driver or libraries do not fit this build."
                                    .formatted(exit));
        };
    }

    private static List<String> childCommand(Device device) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Optional.ofNullable(System.getProperty(LIBRARIES))
                .ifPresent(folder -> command.add("-D" + LIBRARIES + "=" + folder));
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        "studio.easel.app.Main",
                        "doctor",
                        "--probe",
                        device.toString()));
        return command;
    }
}
