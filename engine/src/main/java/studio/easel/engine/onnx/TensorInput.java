package studio.easel.engine.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import studio.easel.engine.ModelException;
import studio.easel.engine.tensor.Tensor;

/**
 * One input of a graph: turns tensors into the element type and rank the graph asks for. Exporters
 * differ: timesteps come as int64, int32 or float, as a scalar, {@code [1]} or one a picture.
 */
final class TensorInput {
    private final Path graph;
    private final String name;
    private final OnnxJavaType type;
    private final long[] shape;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(0); // reused from run to run

    TensorInput(Path graph, String name, TensorInfo info) {
        this.graph = graph;
        this.name = name;
        this.type = info.type;
        this.shape = info.getShape();
    }

    String name() {
        return name;
    }

    int rank() {
        return shape.length;
    }

    int size(int axis) {
        return axis < shape.length ? Math.toIntExact(shape[axis]) : 1;
    }

    /** The values in native memory; valid until the next call. */
    OnnxTensor valueOf(Tensor offered) throws OrtException {
        Tensor tensor = offered.length() == 1 ? spread(offered.get(0)) : offered;
        requireFit(tensor, offered);
        long[] dimensions = Arrays.stream(tensor.shape()).asLongStream().toArray();
        OrtEnvironment environment = Providers.environment();
        float[] values = tensor.values();
        ByteBuffer bytes = reserve(values.length * 8);
        return switch (type) {
            case FLOAT -> {
                bytes.asFloatBuffer().put(values);
                yield OnnxTensor.createTensor(
                        environment, limited(bytes, 4 * values.length).asFloatBuffer(), dimensions);
            }
            case FLOAT16 -> {
                for (float value : values) {
                    bytes.putShort(Fp16Conversions.floatToFp16(value));
                }
                yield OnnxTensor.createTensor(
                        environment,
                        limited(bytes, 2 * values.length).asShortBuffer(),
                        dimensions,
                        OnnxJavaType.FLOAT16);
            }
            case DOUBLE -> {
                for (float value : values) {
                    bytes.putDouble(value);
                }
                yield OnnxTensor.createTensor(
                        environment,
                        limited(bytes, 8 * values.length).asDoubleBuffer(),
                        dimensions);
            }
            case INT64 -> {
                for (float value : values) {
                    bytes.putLong((long) Math.rint(value));
                }
                yield OnnxTensor.createTensor(
                        environment, limited(bytes, 8 * values.length).asLongBuffer(), dimensions);
            }
            case INT32 -> {
                for (float value : values) {
                    bytes.putInt((int) Math.rint(value));
                }
                yield OnnxTensor.createTensor(
                        environment, limited(bytes, 4 * values.length).asIntBuffer(), dimensions);
            }
            case BOOL -> {
                for (float value : values) {
                    bytes.put((byte) (value == 0 ? 0 : 1));
                }
                yield OnnxTensor.createTensor(
                        environment, limited(bytes, values.length), dimensions, type);
            }
            default ->
                    throw new ModelException(
                            "Input \"%s\" of %s takes %s, which Easel does not speak. Export the graph with float or integer inputs."
                                    .formatted(name, OnnxSession.shortName(graph), type));
        };
    }

    /** A single number in the shape the graph wants: scalar, one, or as many as it insists on. */
    private Tensor spread(float value) {
        int[] wanted =
                Arrays.stream(shape)
                        .mapToInt(size -> size < 0 ? 1 : Math.toIntExact(size))
                        .toArray();
        float[] values = new float[Arrays.stream(wanted).reduce(1, Math::multiplyExact)];
        Arrays.fill(values, value);
        return Tensor.of(values, wanted);
    }

    private void requireFit(Tensor tensor, Tensor offered) {
        int[] sizes = tensor.shape();
        boolean fits = sizes.length == shape.length;
        for (int axis = 0; fits && axis < sizes.length; axis++) {
            fits = shape[axis] < 0 || shape[axis] == sizes[axis];
        }
        if (!fits) {
            throw new ModelException(
                    "Input \"%s\" of %s takes %s %s; this request offers %s. Either it was exported for a fixed shape, then use the size it was made for; or it is another graph than its name says, then copy the model again."
                            .formatted(
                                    name,
                                    OnnxSession.shortName(graph),
                                    type,
                                    Arrays.toString(shape).replace("-1", "any"),
                                    Arrays.toString(offered.shape())));
        }
    }

    private ByteBuffer reserve(int bytes) {
        if (buffer.capacity() < bytes) {
            buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }
        return buffer.clear();
    }

    private static ByteBuffer limited(ByteBuffer bytes, int length) {
        return bytes.position(0).limit(length).slice().order(ByteOrder.nativeOrder());
    }
}
