/**
 * The nouns of the engine: immutable records and enums that import nothing else of Easel.
 *
 * <p>A tour, in the order a prompt travels:
 *
 * <ol>
 *   <li>A {@link studio.easel.engine.GenerationRequest} says everything the artist decided; its
 *       constructor refuses what cannot work, with a sentence.
 *   <li>A {@link studio.easel.engine.ModelSpec} says what the model is and where its graphs lie.
 *   <li>{@code pipeline.StableDiffusion} is the page that turns the one into pictures with the
 *       other: words, noise levels, starting point, denoiser, walk, pixels.
 *   <li>{@link studio.easel.engine.Progress} hears about every step and every finished picture.
 *   <li>A {@link studio.easel.engine.GeneratedImage} carries its pixels and how they came about.
 * </ol>
 *
 * <p>Whoever runs the engine cancels by interrupting the thread that generates.
 */
@NullMarked
package studio.easel.engine;

import org.jspecify.annotations.NullMarked;
