/** What noise was trained, which levels a walk visits, and what removes the noise. */
@NullMarked
package studio.easel.engine.diffusion;

import org.jspecify.annotations.NullMarked;
