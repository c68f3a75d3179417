package studio.easel.engine.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import org.jspecify.annotations.Nullable;

/**
 * Lets another thread stop a run, whether it has begun or not. The options live for one run: ones
 * left terminated would stop every later run too.
 */
final class RunTermination {
    private @Nullable RunOptions options;
    private boolean terminated;

    /** Options for the run that begins now. */
    synchronized RunOptions begin() throws OrtException {
        RunOptions begun = new RunOptions();
        begun.setTerminate(terminated);
        options = begun;
        return begun;
    }

    synchronized void end() {
        if (options != null) {
            options.close();
            options = null;
        }
    }

    /** Returns whether a run was under way, which now leaves its graph at once. */
    synchronized boolean terminate() {
        terminated = true;
        if (options != null) {
            try {
                options.setTerminate(true);
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        }
        return options != null;
    }
}
