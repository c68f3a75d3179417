/**
 * ONNX Runtime behind one deep class: {@code OnnxModel}. Nothing else of Easel touches the runtime.
 */
@NullMarked
package studio.easel.engine.onnx;

import org.jspecify.annotations.NullMarked;
