/**
 * What a model is, before it runs: the words for it, importing nothing of ours. {@link
 * studio.easel.models.ModelLibrary#passport} fills one in.
 */
@NullMarked
package studio.easel.models.passport;

import org.jspecify.annotations.NullMarked;
