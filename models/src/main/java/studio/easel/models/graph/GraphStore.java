package studio.easel.models.graph;

import java.nio.file.Path;
import java.util.Optional;
import studio.easel.engine.onnx.OnnxGraph;

/** Where written graphs are kept: some hundred kilobytes each, for their weights are elsewhere. */
@FunctionalInterface
public interface GraphStore {
    /**
     * Keeps a graph, if it is not there already.
     *
     * @param name of the network, for whoever looks into the store
     * @param half the same network computing in 16 bits, for devices that are fast at it
     * @return the file
     */
    Path keep(String name, OnnxGraph graph, Optional<OnnxGraph> half);
}
