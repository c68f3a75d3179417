/**
 * Recognising models, ControlNets and upscalers by their structure and reading them into the
 * engine's {@code ModelSpec}, {@code ControlNetSpec} and {@code UpscalerSpec}. Start reading at
 * {@link studio.easel.models.format.ModelFormat}.
 *
 * <p>Every file here is foreign until checked: sizes are capped before anything is read, values are
 * checked where they are read, and whatever is wrong becomes a sentence that names the file.
 */
@NullMarked
package studio.easel.models.format;

import org.jspecify.annotations.NullMarked;
