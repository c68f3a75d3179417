package studio.easel.models.format;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import studio.easel.engine.ModelException;

/**
 * One tensor of a LoRA, read when asked.
 *
 * @param path of {@code file}
 */
record LoraPart(Path path, Safetensors file, Safetensors.Entry entry) {
    private static final int MOST = 1 << 30;

    /** What layers are stored as. */
    private static final Set<Safetensors.Type> LAYERS =
            EnumSet.of(Safetensors.Type.F32, Safetensors.Type.F16, Safetensors.Type.BF16);

    /** What else a single number is stored as: torch.tensor(8) is an I64. */
    private static final Set<Safetensors.Type> SINGLE =
            EnumSet.of(Safetensors.Type.F64, Safetensors.Type.I64, Safetensors.Type.I32);

    /** Whether it has numbers at all, and no more than Java counts. */
    static boolean isUsable(Safetensors.Entry entry) {
        return entry.count() > 0 && entry.count() <= MOST;
    }

    /**
     * @throws ModelException when its numbers are of a type that is not read
     */
    LoraPart {
        if (!LAYERS.contains(entry.type())
                && !(entry.count() == 1 && SINGLE.contains(entry.type()))) {
            throw new ModelException(
                    "%s holds \"%s\" as %s, expected F32, F16 or BF16. Choose another copy of this LoRA."
                            .formatted(path, Safetensors.quote(entry.name()), entry.type()));
        }
    }

    /**
     * Its only number.
     *
     * @throws ModelException when the file cannot be read any more
     */
    double number() {
        if (LAYERS.contains(entry.type())) {
            return numbers()[0];
        }
        ByteBuffer bytes = ByteBuffer.allocate(entry.type().bytes()).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(path)) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, entry.start() + bytes.position()) < 0) {
                    throw new EOFException("it became shorter while it was read");
                }
            }
        } catch (IOException e) {
            throw new ModelException(
                    "%s cannot be read (%s). Check the file's permissions and the disk."
                            .formatted(path, e),
                    e);
        }
        return switch (entry.type()) {
            case F64 -> bytes.getDouble(0);
            case I64 -> bytes.getLong(0);
            default -> bytes.getInt(0);
        };
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
