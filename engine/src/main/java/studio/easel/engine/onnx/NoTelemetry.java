package studio.easel.engine.onnx;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import studio.easel.engine.EaselException;

/**
 * Keeps ONNX Runtime from reporting its use. Since 1.29 its Linux and macOS libraries make up a
 * device id, keep a database of events in the user's cache folder and upload it, unless an
 * environment variable forbids it before the library is loaded; its own switch comes too late. The
 * launchers set the variable; where something else started this process, it is set here.
 */
final class NoTelemetry {
    private static final String VARIABLE = "ORT_DISABLE_TELEMETRY";

    private NoTelemetry() {}

    /** To be called before the first class of ONNX Runtime is touched. */
    static void ensure() {
        if (System.getenv(VARIABLE) != null) {
            return;
        }
        // Java knows no way to change its own environment.
        boolean set =
                Platform.isWindows()
                        ? Function.getFunction("kernel32", "SetEnvironmentVariableA")
                                        .invokeInt(new Object[] {VARIABLE, "1"})
                                != 0
                        : Function.getFunction(Platform.C_LIBRARY_NAME, "setenv")
                                        .invokeInt(new Object[] {VARIABLE, "1", 1})
                                == 0;
        if (!set) {
            throw new EaselException(
                    "ONNX Runtime's telemetry could not be turned off, so it was not started. Set the environment variable %s to 1 and start Easel again."
                            .formatted(VARIABLE));
        }
    }
}
