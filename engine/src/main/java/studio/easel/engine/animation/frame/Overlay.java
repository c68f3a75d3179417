package studio.easel.engine.animation.frame;

import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;
import studio.easel.engine.picture.Composite;
import studio.easel.engine.picture.Fit;

/**
 * Puts the first picture, or the video's, back where the mask says that nothing changes.
 *
 * @param mask white shows what was made; resized if need be
 * @param inverted black shows it instead
 */
public record Overlay(Mask mask, boolean inverted) {
    /**
     * @param made what was generated
     * @param kept what shows in the rest
     * @throws IllegalArgumentException when the two differ in size
     */
    public RgbImage of(RgbImage made, RgbImage kept) {
        Mask fitting = Fit.STRETCH.of(mask, made.width(), made.height());
        return inverted ? Composite.of(made, fitting, kept) : Composite.of(kept, fitting, made);
    }
}
