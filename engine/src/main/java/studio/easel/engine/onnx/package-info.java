/**
 * ONNX Runtime behind one deep class: {@code OnnxModel}. Nothing else of Easel touches the runtime.
 * A graph can be changed before it is opened: {@code GraphEdit}, {@code OnnxGraph}. Foreign graphs
 * are looked through before the runtime sees them: {@code GraphInspection}.
 */
@NullMarked
package studio.easel.engine.onnx;

import org.jspecify.annotations.NullMarked;
