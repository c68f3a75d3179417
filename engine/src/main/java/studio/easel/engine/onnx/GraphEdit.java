package studio.easel.engine.onnx;

import studio.easel.engine.ModelException;

/** A change to a graph in memory, before ONNX Runtime opens it; the file stays as it is. */
@FunctionalInterface
public interface GraphEdit {
    /**
     * @throws ModelException when the graph is not built as the change needs it
     */
    void apply(OnnxGraph graph);
}
