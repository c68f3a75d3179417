package studio.easel.engine.onnx;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Has networks give their memory back when they are closed. GNU's C library takes a large block
 * from the system and returns it when it is freed, but raises what it calls large to 32 MB as it
 * goes; most weights are smaller, and of a U-Net that was closed half or more stayed with the
 * process, out of reach of the next network, whose thread has a store of its own. Said once, the
 * limit stays: mallopt(3).
 */
final class LargeBlocks {
    private static final String VARIABLE = "MALLOC_MMAP_THRESHOLD_";

    private static final int M_MMAP_THRESHOLD = -3;
    private static final int BYTES = 1 << 20;

    private static final AtomicBoolean SAID = new AtomicBoolean();

    private LargeBlocks() {}

    /** To be called before the first network is opened; somebody's own setting stays. */
    static void ensure() {
        if (!Platform.isLinux() || System.getenv(VARIABLE) != null || SAID.getAndSet(true)) {
            return;
        }
        try {
            int unused =
                    Function.getFunction(Platform.C_LIBRARY_NAME, "mallopt")
                            .invokeInt(new Object[] {M_MMAP_THRESHOLD, BYTES});
        } catch (UnsatisfiedLinkError e) {
            return; // another C library than GNU's, which has its own ways
        }
    }
}
