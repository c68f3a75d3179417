package studio.easel.engine.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Weights that a session is given from memory.
 *
 * @param type FLOAT or FLOAT16
 * @param bytes direct and in the machine's order: ONNX Runtime reads them where they are
 */
record GivenWeights(ElementType type, List<Long> shape, ByteBuffer bytes) {
    /** To be closed after the session. */
    OnnxTensor tensor() throws OrtException {
        return OnnxTensor.createTensor(
                Providers.environment(),
                bytes,
                shape.stream().mapToLong(Long::longValue).toArray(),
                type == ElementType.FLOAT16 ? OnnxJavaType.FLOAT16 : OnnxJavaType.FLOAT);
    }
}
