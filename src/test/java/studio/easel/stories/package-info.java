/**
 * Whole-system tests told as the stories of those who use Easel: on the command line or through the
 * pipeline, with the bundled starter model, on the CPU. {@link studio.easel.stories.DirectionTest}
 * keeps the house plan.
 */
@NullMarked
package studio.easel.stories;

import org.jspecify.annotations.NullMarked;
