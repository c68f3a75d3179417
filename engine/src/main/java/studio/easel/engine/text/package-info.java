/**
 * How words become vectors. {@link studio.easel.engine.text.Wildcards} fill in words by the seed;
 * {@link studio.easel.engine.text.PromptSyntax} takes the prompt apart into texts by step and words
 * by weight (docs/prompt-syntax.md); {@code Chunks} puts their tokens into windows of the model's
 * length, a {@code TextEncoder} makes vectors of those, and {@link
 * studio.easel.engine.text.Emphasis} weighs the vectors.
 */
@NullMarked
package studio.easel.engine.text;

import org.jspecify.annotations.NullMarked;
