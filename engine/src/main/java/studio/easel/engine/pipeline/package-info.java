/** The page: from a request to pictures. Start reading at {@code StableDiffusion}. */
@NullMarked
package studio.easel.engine.pipeline;

import org.jspecify.annotations.NullMarked;
