/** The solvers: each a pure function from a noisy latent to a clean one, one file a paper. */
@NullMarked
package studio.easel.engine.sampling;

import org.jspecify.annotations.NullMarked;
