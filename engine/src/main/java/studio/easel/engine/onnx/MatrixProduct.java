package studio.easel.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import studio.easel.engine.EaselException;
import studio.easel.engine.ModelException;
import studio.easel.engine.onnx.GraphValue.Axis;

/** The product of two matrices, by ONNX Runtime: many times as fast as a loop in Java. */
public final class MatrixProduct {
    private static final int OPSET = 17;

    private MatrixProduct() {}

    private static final class Opened {
        private static final OrtSession SESSION = open();

        private static OrtSession open() {
            OnnxGraph graph = OnnxGraph.empty("product", OPSET);
            graph.addInput(matrix("a"));
            graph.addInput(matrix("b"));
            graph.add(GraphNode.of("MatMul", List.of("a", "b"), List.of("c")));
            graph.addOutput(matrix("c"));
            try (SessionOptions options = Providers.sessionOptions(Device.cpu())) {
                return Providers.environment().createSession(graph.bytes(), options);
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        }

        private static GraphValue matrix(String name) {
            return GraphValue.of(
                    name,
                    ElementType.FLOAT,
                    List.of(new Axis(-1, name + "0"), new Axis(-1, name + "1")));
        }
    }

    /**
     * @param a {@code [rows, inner]}, row-major
     * @param b {@code [inner, columns]}
     * @return {@code [rows, columns]}
     * @throws ModelException when that is more than an array holds, or ONNX Runtime refuses
     */
    public static float[] of(float[] a, float[] b, int rows, int inner, int columns) {
        if ((long) rows * columns > Integer.MAX_VALUE) {
            throw new ModelException(
                    "A change of the model's weights has %,d times %,d numbers, expected no more than a layer has. The LoRA is damaged or for another model; take its tag out of the prompt."
                            .formatted(rows, columns));
        }
        try (OnnxTensor left = tensor(a, rows, inner);
                OnnxTensor right = tensor(b, inner, columns);
                OrtSession.Result result = Opened.SESSION.run(Map.of("a", left, "b", right))) {
            float[] product = new float[rows * columns];
            ((OnnxTensor) result.get(0)).getFloatBuffer().get(product);
            return product;
        } catch (OrtException e) {
            String reason = Providers.firstLine(e);
            if (reason.contains("allocate")) {
                throw new EaselException(
                        "There is not enough memory to change the model's weights (%s). Close other programs."
                                .formatted(reason),
                        e);
            }
            throw new ModelException(
                    "The model's weights could not be changed: ONNX Runtime says \"%s\". Take the LoRAs' tags out of the prompt."
                            .formatted(reason),
                    e);
        }
    }

    private static OnnxTensor tensor(float[] values, long rows, long columns) throws OrtException {
        return OnnxTensor.createTensor(
                Providers.environment(), FloatBuffer.wrap(values), new long[] {rows, columns});
    }
}
