/** Between latents and pixels. */
@NullMarked
package studio.easel.engine.vae;

import org.jspecify.annotations.NullMarked;
