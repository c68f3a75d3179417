/** Random numbers that mean what they mean elsewhere. */
@NullMarked
package studio.easel.engine.noise;

import org.jspecify.annotations.NullMarked;
