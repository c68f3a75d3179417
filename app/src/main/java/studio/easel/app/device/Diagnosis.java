package studio.easel.app.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.onnx.Providers;

/**
 * What this machine can run, as {@code easel doctor} and the window say it.
 *
 * @param built names of the providers this copy of Easel has, whether or not they work
 * @param cpu what is wrong with the CPU; empty when it works
 * @param cuda what is missing for the first CUDA card; empty when it works
 */
public record Diagnosis(Set<String> built, Optional<String> cpu, Optional<String> cuda) {
    /** How a probe ends that worked. */
    public static final int WORKS = 0;

    /** How a probe ends that said what is wrong. */
    public static final int FAILS = 3;

    private static final int PATIENCE_SECONDS = 120;

    /** Where ONNX Runtime's libraries lie, if not packed in its jar. */
    private static final String LIBRARIES = "onnxruntime.native.path";

    private static final String NOT_BUILT =
            "not in this build; EASEL_CUDA=1 ./easel builds and uses it";

    public Diagnosis {
        built = Set.copyOf(built);
    }

    /**
     * Tries each provider in a child process, since a broken GPU driver takes the process with it.
     * Takes seconds.
     */
    public static Diagnosis made() {
        return of(Providers.built(), Diagnosis::tryInChild);
    }

    /**
     * Finds out with another way to try a device.
     *
     * @param trial what is wrong with a device; empty when it works
     */
    static Diagnosis of(Set<String> built, Function<Device, Optional<String>> trial) {
        return new Diagnosis(
                built,
                trial.apply(Device.cpu()),
                built.contains("cuda") ? trial.apply(Device.cuda(0)) : Optional.of(NOT_BUILT));
    }

    /** What {@code auto} comes to: {@code cuda:0}, {@code cpu}; empty when nothing works. */
    public Optional<String> used() {
        if (cuda.isEmpty()) {
            return Optional.of("cuda:0");
        }
        return cpu.isEmpty() ? Optional.of("cpu") : Optional.empty();
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
            return verdict(child, file);
        } catch (IOException e) {
            return Optional.of("could not be tried: " + e.getMessage());
        } finally {
            said.ifPresent(file -> file.toFile().delete());
        }
    }

    private static Optional<String> verdict(Process child, Path said) throws IOException {
        try {
            if (!child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return Optional.of("did not answer within %d seconds".formatted(PATIENCE_SECONDS));
            }
            return verdict(child.exitValue(), Files.readString(said).strip());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("was not tried: interrupted");
        } finally {
            child.destroyForcibly();
        }
    }

    static Optional<String> verdict(int exit, String said) {
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
