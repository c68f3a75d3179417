/**
 * Pictures and masks before they become latents and after they were: resizing, blurring, filling,
 * cutting, putting back. The arithmetic is Pillow's 8-bit arithmetic (version 13), level by level,
 * since that is what the reference pipelines see.
 *
 * <p>A picture is taken apart into its channels, a {@code Plane} each; everything but {@code Layer}
 * works on one plane at a time.
 */
@NullMarked
package studio.easel.engine.picture;

import org.jspecify.annotations.NullMarked;
