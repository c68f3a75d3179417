package studio.easel.engine.animation.frame;

import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;

/**
 * Tilts a picture in space as if it were a card seen by a camera whose view just holds its
 * diagonal. Before a motion in space it is done by itself, {@link #of}; in a motion of the plane it
 * is part of {@link Warp2d}.
 *
 * @param theta degrees about the axis of view
 * @param phi degrees about the horizontal
 * @param gamma degrees about the vertical
 * @param fieldOfView degrees, more than 0 and less than 180
 */
public record PerspectiveFlip(double theta, double phi, double gamma, double fieldOfView) {
    /**
     * @throws EaselException when one of the numbers is none, or the field of view cannot be
     */
    public PerspectiveFlip {
        Motion.requireNumber("Perspective flip theta", theta);
        Motion.requireNumber("Perspective flip phi", phi);
        Motion.requireNumber("Perspective flip gamma", gamma);
        Motion.requireFieldOfView("Perspective flip field of view", fieldOfView);
    }

    public RgbImage of(RgbImage picture, Warp2d.Edge edge) {
        return map(picture.width(), picture.height()).warp(picture, edge);
    }

    /** A flow of the picture, carried along; how far each pixel goes does not change. */
    public Flow of(Flow flow) {
        return map(flow.width(), flow.height()).warp(flow);
    }

    /** From where a pixel is to where it goes. */
    Homography map(int width, int height) {
        double half = Math.toRadians(fieldOfView) / 2;
        double diagonal = Math.hypot(width, height);
        double side = diagonal / Math.cos(half);
        double distance = diagonal / (2 * Math.sin(half));
        double[][] from = new double[4][];
        double[][] to = new double[4][];
        for (int corner = 0; corner < 4; corner++) {
            double x = (corner % 2 - 0.5) * width;
            double y = ((corner >> 1) - 0.5) * height;
            double[] turned = turned(x, y);
            // One more than the distance: the projection's last element is 1 where it should be 0.
            // It hardly shows, and what was made with Deforum was made so.
            double scale = 1 / (Math.tan(half) * (distance - turned[2] + 1));
            from[corner] = single(x + width / 2.0, y + height / 2.0);
            to[corner] =
                    single((turned[0] * scale + 1) * side / 2, (turned[1] * scale + 1) * side / 2);
        }
        return Homography.between(from, to)
                .after(
                        Homography.translation(
                                (float) ((width - side) / 2), (float) ((height - side) / 2)));
    }

    /** The point {@code (x, y, 0)} turned about z, then y, then x. */
    private double[] turned(double x, double y) {
        double t = Math.toRadians(theta);
        double g = Math.toRadians(gamma);
        double p = Math.toRadians(phi);
        double x1 = Math.cos(t) * x - Math.sin(t) * y;
        double y1 = Math.sin(t) * x + Math.cos(t) * y;
        double x2 = Math.cos(g) * x1;
        double z2 = -Math.sin(g) * x1;
        return new double[] {
            x2, Math.cos(p) * y1 - Math.sin(p) * z2, Math.sin(p) * y1 + Math.cos(p) * z2
        };
    }

    /** OpenCV takes points as float32. */
    private static double[] single(double x, double y) {
        return new double[] {(float) x, (float) y};
    }
}
