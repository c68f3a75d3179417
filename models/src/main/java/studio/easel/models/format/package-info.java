/**
 * Recognising models, ControlNets, upscalers and depth models by their structure and reading them
 * into the engine's {@code ModelSpec}, {@code ControlNetSpec}, {@code UpscalerSpec} and {@code
 * DepthSpec}. Start reading at {@link studio.easel.models.format.ModelFormat}.
 *
 * <p>Every file here is foreign until checked: sizes are capped before anything is read, values are
 * checked where they are read, and whatever is wrong becomes a sentence that names the file.
 */
@NullMarked
package studio.easel.models.format;

import org.jspecify.annotations.NullMarked;
