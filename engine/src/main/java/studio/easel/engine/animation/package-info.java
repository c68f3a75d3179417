/**
 * Values and words that change from frame to frame, in the language of Deforum's settings
 * (docs/schedule-language.md). {@link studio.easel.engine.animation.KeyframeSchedule} and {@link
 * studio.easel.engine.animation.TextSchedule} are what a line of it says for every frame; {@link
 * studio.easel.engine.animation.Expression} is its arithmetic; {@link
 * studio.easel.engine.animation.KeyframePrompts} are the prompts; {@link
 * studio.easel.engine.animation.DeforumSettings} is a whole file of them.
 */
@NullMarked
package studio.easel.engine.animation;

import org.jspecify.annotations.NullMarked;
