package studio.easel.engine.onnx;

import com.sun.jna.Function;
import com.sun.jna.Platform;

/**
 * Has a network leave the processor to the window and to whatever else somebody works with. ONNX
 * Runtime computes on every core, and without this a brush drew 31 frames a second beside it on two
 * cores in place of 56. On Linux, where threads inherit it from the one that starts them;
 * setpriority(2).
 */
final class LowPriority {
    /** Of 0 to 19: a fifth of the processor where others want all of it, and all where none do. */
    private static final int NICE = 7;

    private static final int PRIO_PROCESS = 0;
    private static final int THIS_THREAD = 0;

    private LowPriority() {}

    /** Of the calling thread, and of those it will start. */
    static void here() {
        if (!Platform.isLinux()) {
            return;
        }
        try {
            int unused =
                    Function.getFunction(Platform.C_LIBRARY_NAME, "setpriority")
                            .invokeInt(new Object[] {PRIO_PROCESS, THIS_THREAD, NICE});
        } catch (UnsatisfiedLinkError e) {
            return; // another C library, and only a little less comfort
        }
    }
}
