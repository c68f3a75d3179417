package studio.easel.engine.animation;

import java.util.Optional;
import studio.easel.engine.RgbImage;

/**
 * Everything a render goes on with: two renders in equal states give equal frames from there on.
 *
 * @param next the frame that is diffused next
 * @param diffusions how many have been
 * @param before under cadence, the diffused picture before the last one, moved up to {@code next}
 * @param after under cadence, the last diffused picture, not moved yet
 * @param last the picture the next one grows from
 * @param reference whose colours are kept
 */
public record RenderState(
        int next,
        int diffusions,
        Optional<RgbImage> before,
        Optional<RgbImage> after,
        Optional<RgbImage> last,
        Optional<RgbImage> reference) {
    /** Before the first frame. */
    public static RenderState start() {
        return new RenderState(
                0, 0, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
