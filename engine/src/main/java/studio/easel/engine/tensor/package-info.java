/** A shape and its numbers. */
@NullMarked
package studio.easel.engine.tensor;

import org.jspecify.annotations.NullMarked;
