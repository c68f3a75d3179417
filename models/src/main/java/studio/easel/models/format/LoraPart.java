package studio.easel.models.format;

import java.util.List;
import studio.easel.engine.ModelException;

/** One tensor of a LoRA, read when asked. */
record LoraPart(Safetensors file, Safetensors.Entry entry) {
    private static final int MOST = 1 << 30;

    /** Whether it has numbers at all, and no more than Java counts. */
    static boolean isUsable(Safetensors.Entry entry) {
        return entry.count() > 0 && entry.count() <= MOST;
    }

    List<Long> shape() {
        return entry.shape();
    }

    /** The length of an axis; 1 where there is none. */
    int size(int axis) {
        return axis < shape().size() ? Math.toIntExact(shape().get(axis)) : 1;
    }

    /** How many numbers there are behind the first axis for each place on it. */
    int behind() {
        return Math.toIntExact(entry.count() / size(0));
    }

    /**
     * Row-major.
     *
     * @throws ModelException when they are no floats of 16 or 32 bits
     */
    float[] numbers() {
        return file.floats(entry);
    }
}
