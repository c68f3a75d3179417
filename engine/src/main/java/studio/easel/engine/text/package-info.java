/** How words become vectors: tokens in windows of the model's length, encoded by CLIP. */
@NullMarked
package studio.easel.engine.text;

import org.jspecify.annotations.NullMarked;
