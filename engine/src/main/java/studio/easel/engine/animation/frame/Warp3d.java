package studio.easel.engine.animation.frame;

import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;

/**
 * One frame's motion of a camera before a picture that has depth. Every pixel stands in the world
 * where its depth puts it, 2 units for the width and the height of the picture; how far it has
 * moved in the camera's new view is where the pixel is read from, the other way. A new picture of
 * the same size, its levels cut off to whole ones as Deforum cuts them.
 *
 * @param camera what it does
 * @param sampling how a pixel is read between pixels
 * @param edge what is seen beyond the picture
 */
public record Warp3d(Camera camera, Sampling sampling, Edge edge) {
    /**
     * How the camera moves and sees.
     *
     * @param translationX to the right, so that what is seen moves left, in 200ths of a world unit
     * @param translationY what is seen moves down
     * @param translationZ forward, so that what is seen grows
     * @param rotationX degrees; what is seen moves down
     * @param rotationY degrees; what is seen moves left
     * @param rotationZ degrees; what is seen turns counter-clockwise
     * @param fieldOfView degrees, more than 0 and less than 180
     * @param aspect divides the focal length of the horizontal; 1 in Deforum, and width by height
     *     by its older formula
     */
    public record Camera(
            double translationX,
            double translationY,
            double translationZ,
            double rotationX,
            double rotationY,
            double rotationZ,
            double fieldOfView,
            double aspect) {
        /**
         * @throws EaselException when one of the numbers is none, or cannot be
         */
        public Camera {
            Motion.requireNumber("Translation x", translationX);
            Motion.requireNumber("Translation y", translationY);
            Motion.requireNumber("Translation z", translationZ);
            Motion.requireNumber("Rotation 3d x", rotationX);
            Motion.requireNumber("Rotation 3d y", rotationY);
            Motion.requireNumber("Rotation 3d z", rotationZ);
            Motion.requireFieldOfView("Field of view", fieldOfView);
            Motion.requireNumber("Aspect ratio", aspect);
            if (aspect == 0) {
                throw new EaselException(
                        "Aspect ratio is 0, expected another number. Change its schedule.");
            }
        }

        /** Stands still and sees 70 degrees. */
        public static Camera still() {
            return new Camera(0, 0, 0, 0, 0, 0, 70, 1);
        }
    }

    /** How a picture is read between its pixels. */
    public enum Sampling {
        BICUBIC,
        BILINEAR,
        NEAREST
    }

    /** What is seen beyond the edges of a picture. */
    public enum Edge {
        /** Its outermost pixels, on and on. */
        BORDER,
        /** Its mirror image, the outermost pixels twice. */
        REFLECTION,
        /** Black. */
        ZEROS
    }

    /**
     * @throws IllegalArgumentException when picture and depth differ in size
     */
    public RgbImage of(RgbImage picture, DepthMap depth) {
        if (depth.width() != picture.width() || depth.height() != picture.height()) {
            throw new IllegalArgumentException(
                    "The depth is %dx%d, expected %dx%d like the picture"
                            .formatted(
                                    depth.width(),
                                    depth.height(),
                                    picture.width(),
                                    picture.height()));
        }
        float[] places = places(depth);
        Grid grid = new Grid(picture, edge);
        return sampling == Sampling.BICUBIC
                ? grid.bicubic(places)
                : sampling == Sampling.BILINEAR ? grid.bilinear(places) : grid.nearest(places);
    }

    /** A flow of the picture, carried along; how far each pixel goes does not change. */
    public Flow of(Flow flow, DepthMap depth) {
        return flow.readAt(places(depth));
    }

    /** Where each pixel is read, x and y, in pixels from the centre of the first one. */
    float[] places(DepthMap depth) {
        int width = depth.width();
        int height = depth.height();
        double[] r = rotation();
        double moveX = -camera.translationX / 200;
        double moveY = camera.translationY / 200;
        double moveZ = -camera.translationZ / 200;
        double focal = 1 / Math.tan(Math.toRadians(camera.fieldOfView) / 2);
        double toColumns = focal / camera.aspect * width / 2;
        double toRows = focal * height / 2;
        float[] places = new float[2 * width * height];
        Rows.each(
                height,
                row -> {
                    double y = world(row, height);
                    for (int column = 0; column < width; column++) {
                        int i = row * width + column;
                        double x = world(column, width);
                        double z = depth.z(i);
                        double near = 1 / z;
                        double newNear = 1 / (x * r[2] + y * r[5] + z * r[8] + moveZ);
                        double newX = x * r[0] + y * r[3] + z * r[6] + moveX;
                        double newY = x * r[1] + y * r[4] + z * r[7] + moveY;
                        places[2 * i] = (float) (column - toColumns * (newX * newNear - x * near));
                        places[2 * i + 1] = (float) (row - toRows * (newY * newNear - y * near));
                    }
                });
        return places;
    }

    /** −1 for the first of {@code length} pixels to 1 for the last. */
    private static double world(int i, int length) {
        return length == 1 ? -1 : 2.0 * i / (length - 1) - 1;
    }

    /** Row by row; a point is a row before it. About x, then y, then z. */
    double[] rotation() {
        double[] x = about(0, camera.rotationX);
        double[] y = about(1, camera.rotationY);
        double[] z = about(2, camera.rotationZ);
        return new Homography(x).after(new Homography(y)).after(new Homography(z)).matrix();
    }

    private static double[] about(int axis, double degrees) {
        double cos = Math.cos(Math.toRadians(degrees));
        double sin = Math.sin(Math.toRadians(degrees));
        double[] m = new double[9];
        int a = (axis + 1) % 3;
        int b = (axis + 2) % 3;
        m[4 * axis] = 1;
        m[4 * a] = cos;
        m[4 * b] = cos;
        m[3 * a + b] = -sin;
        m[3 * b + a] = sin;
        return m;
    }
}
