/**
 * The networks of Stable Diffusion written as ONNX graphs, from the names and shapes of weights.
 */
@NullMarked
package studio.easel.models.convert;

import org.jspecify.annotations.NullMarked;
