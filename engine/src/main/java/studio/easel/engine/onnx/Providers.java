package studio.easel.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.easel.engine.EaselException;

/** What this build of ONNX Runtime can run on, and what a wish for a device comes to here. */
public final class Providers {
    private Providers() {}

    /**
     * The device that will run the graphs.
     *
     * @param device CPU or CUDA, never AUTO
     * @param notice a sentence when something else was hoped for; to be said aloud
     */
    public record Choice(Device device, Optional<String> notice) {}

    /** ONNX Runtime's version, for example {@code 1.29.0}. */
    public static String runtimeVersion() {
        return environment().getVersion();
    }

    /** Names of the providers this build has, whether or not they work here: {@code cpu, cuda}. */
    public static Set<String> built() {
        environment();
        Set<String> names = new TreeSet<>();
        for (OrtProvider provider : OrtEnvironment.getAvailableProviders()) {
            names.add(provider.name().toLowerCase(Locale.ROOT));
        }
        return names;
    }

    /**
     * Decides what runs. AUTO falls back to the CPU with a notice where this build has CUDA and the
     * machine lets it down.
     *
     * @throws EaselException when CUDA was asked for by name and cannot be had
     */
    public static Choice choose(Device wanted) {
        boolean built = built().contains("cuda");
        if (wanted.kind() == Device.Kind.CPU || (wanted.kind() == Device.Kind.AUTO && !built)) {
            return new Choice(Device.cpu(), Optional.empty());
        }
        Device cuda = Device.cuda(wanted.index());
        Optional<String> problem = built ? problemWith(cuda) : Optional.of(NOT_BUILT);
        if (problem.isEmpty()) {
            return new Choice(cuda, Optional.empty());
        }
        if (wanted.kind() == Device.Kind.CUDA) {
            throw new EaselException(
                    "Device is %s, but %s Or use --device cpu.".formatted(wanted, problem.get()));
        }
        return new Choice(Device.cpu(), Optional.of("Running on the CPU: " + problem.get()));
    }

    /** How the loaders of Linux and Windows name a library that is not there. */
    private static final Pattern MISSING_LIBRARY =
            Pattern.compile(
                    "([\\w.+-]+\\.(?:so[.\\d]*|dll))\"?(?:: cannot open|[^.]* which is missing)");

    private static final String NOT_BUILT =
            "this copy of Easel has the CPU runtime only. Start it with EASEL_CUDA=1 to build and use the CUDA one.";

    /**
     * What keeps a device from working, found by running a three-number graph on it; empty when it
     * works. A broken driver may crash the process: {@code easel doctor} asks in a child process.
     */
    public static Optional<String> problemWith(Device device) {
        if (device.kind() == Device.Kind.CUDA && !driverPresent()) {
            return Optional.of(
                    "no NVIDIA driver answers here (%s is missing). Install the driver for your card."
                            .formatted(driverLibrary()));
        }
        try {
            runProbe(device);
            return Optional.empty();
        } catch (OrtException | LinkageError e) {
            return Optional.of(explained(device, e));
        }
    }

    private static String explained(Device device, Throwable problem) {
        String reason = firstLine(problem);
        Matcher missing = MISSING_LIBRARY.matcher(reason);
        return missing.find()
                ? "%s needs the library %s, which is not installed here. Install the CUDA 12 runtime and cuDNN 9; docs/howto/cuda.md lists what belongs to them."
                        .formatted(device, missing.group(1))
                : "%s does not answer (%s). Check its driver with nvidia-smi; docs/howto/cuda.md says what it needs."
                        .formatted(device, reason);
    }

    private static void runProbe(Device device) throws OrtException {
        OrtEnvironment environment = environment();
        try (SessionOptions options = sessionOptions(device)) {
            if (device.kind() == Device.Kind.CUDA) {
                options.addConfigEntry("session.disable_cpu_ep_fallback", "1");
            }
            try (OrtSession session = environment.createSession(probeGraph(), options);
                    OnnxTensor x =
                            OnnxTensor.createTensor(
                                    environment, FloatBuffer.wrap(new float[3]), new long[] {3});
                    OrtSession.Result result = session.run(Map.of("x", x))) {
                result.get(0);
            }
        }
    }

    /** All settings of sessions, in one place. */
    static SessionOptions sessionOptions(Device device) throws OrtException {
        SessionOptions options = new SessionOptions();
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        // Else a file's name or a few of its bytes choose another format, which nobody inspects.
        options.addConfigEntry("session.load_model_format", "ONNX");
        // Numbers too small to matter cost a hundred times the time of others.
        options.addConfigEntry("session.set_denormal_as_zero", "1");
        if (device.kind() == Device.Kind.CUDA) {
            // The GPU works; spinning CPU threads would only burn power.
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.addCUDA(cuda(device.index()));
        }
        return options;
    }

    private static OrtCUDAProviderOptions cuda(int index) throws OrtException {
        OrtCUDAProviderOptions options = new OrtCUDAProviderOptions(index);
        // EXHAUSTIVE, the default, takes seconds for each new picture size.
        options.add("cudnn_conv_algo_search", "HEURISTIC");
        options.add("cudnn_conv_use_max_workspace", "1");
        // Powers of two, the default, reserve up to twice the memory that is needed.
        options.add("arena_extend_strategy", "kSameAsRequested");
        // TF32 keeps 10 bits of the mantissa: fp32 graphs would no longer match the CPU's pictures.
        options.add("use_tf32", "0");
        return options;
    }

    static synchronized OrtEnvironment environment() {
        NoTelemetry.ensure();
        LargeBlocks.ensure();
        OrtEnvironment environment =
                OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "easel");
        try {
            environment.setTelemetry(false);
        } catch (OrtException e) {
            throw new EaselException("ONNX Runtime would not turn its telemetry off.", e);
        }
        return environment;
    }

    private static boolean driverPresent() {
        if (System.getProperty("os.name", "").startsWith("Windows")) {
            return loads(driverLibrary());
        }
        return Files.exists(Path.of("/proc/driver/nvidia/version"))
                || Files.exists(Path.of("/dev/nvidiactl"))
                || Files.exists(Path.of("/dev/dxg"));
    }

    private static boolean loads(String library) {
        try {
            System.loadLibrary(library.replace(".dll", ""));
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    private static String driverLibrary() {
        return System.getProperty("os.name", "").startsWith("Windows")
                ? "nvcuda.dll"
                : "libcuda.so.1";
    }

    private static byte[] probeGraph() {
        try (InputStream stream = Providers.class.getResourceAsStream("probe.onnx")) {
            if (stream == null) {
                throw new IllegalStateException("probe.onnx is not packed into the engine");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String firstLine(Throwable problem) {
        String message = problem.getMessage();
        return message == null
                ? problem.toString()
                : message.lines().findFirst().orElse("").strip();
    }
}
