/** Larger pictures and larger latents. */
@NullMarked
package studio.easel.engine.upscale;

import org.jspecify.annotations.NullMarked;
