/** Writing ONNX graphs: weights by name, values, and the operators that join them. */
@NullMarked
package studio.easel.models.graph;

import org.jspecify.annotations.NullMarked;
