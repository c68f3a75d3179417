package studio.easel.engine.animation.frame;

import java.util.Optional;
import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;

/**
 * One frame's motion in the plane: the picture is moved, then turned and zoomed about a centre, so
 * the translation is itself turned and zoomed. Bilinear; a new picture of the same size.
 *
 * @param angle degrees counter-clockwise
 * @param zoom scale, 1 for none
 * @param translationX pixels to the right
 * @param translationY pixels down
 * @param centreX of turning and zooming, as a fraction of the width
 * @param centreY as a fraction of the height
 * @param flip tilts the picture after all this
 * @param edge what is seen beyond the picture
 * @param fidelity Deforum loses the translation wherever there is a {@code flip}
 */
public record Warp2d(
        double angle,
        double zoom,
        double translationX,
        double translationY,
        double centreX,
        double centreY,
        Optional<PerspectiveFlip> flip,
        Edge edge,
        Fidelity fidelity) {
    /** What is seen beyond the edges of a picture. */
    public enum Edge {
        /** Its outermost pixels, on and on. */
        REPLICATE {
            @Override
            int index(int i, int length) {
                return Math.max(0, Math.min(length - 1, i));
            }
        },
        /** The picture again, as a tile. */
        WRAP {
            @Override
            int index(int i, int length) {
                return Math.floorMod(i, length);
            }
        },
        /** Its mirror image, the outermost pixels once. */
        REFLECT {
            @Override
            int index(int i, int length) {
                if (length == 1) {
                    return 0;
                }
                int folded = Math.floorMod(i, 2 * (length - 1));
                return Math.min(folded, 2 * (length - 1) - folded);
            }
        };

        /** Which of {@code length} pixels stands at place {@code i}. */
        abstract int index(int i, int length);
    }

    /**
     * @throws EaselException when one of the numbers is none
     */
    public Warp2d {
        Motion.requireNumber("Angle", angle);
        Motion.requireNumber("Zoom", zoom);
        Motion.requireNumber("Translation x", translationX);
        Motion.requireNumber("Translation y", translationY);
        Motion.requireNumber("Transform centre x", centreX);
        Motion.requireNumber("Transform centre y", centreY);
    }

    /** No motion at all. */
    public static Warp2d none() {
        return new Warp2d(0, 1, 0, 0, 0.5, 0.5, Optional.empty(), Edge.REPLICATE, Fidelity.MENDED);
    }

    public RgbImage of(RgbImage picture) {
        return map(picture.width(), picture.height()).warp(picture, edge);
    }

    /** A flow of the picture, carried along; how far each pixel goes does not change. */
    public Flow of(Flow flow) {
        return map(flow.width(), flow.height()).warp(flow);
    }

    /** From where a pixel is to where it goes. */
    Homography map(int width, int height) {
        Homography move = Homography.translation(translationX, translationY);
        Homography turn = turn(width * centreX, height * centreY);
        if (flip.isEmpty()) {
            return turn.after(move);
        }
        Homography tilt = flip.get().map(width, height);
        return tilt.after(fidelity == Fidelity.STRICT ? turn : turn.after(move));
    }

    private Homography turn(double x, double y) {
        double a = zoom * Math.cos(Math.toRadians(angle));
        double b = zoom * Math.sin(Math.toRadians(angle));
        return new Homography(a, b, (1 - a) * x - b * y, -b, a, b * x + (1 - a) * y, 0, 0, 1);
    }
}
