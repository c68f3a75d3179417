package studio.easel.engine.animation.frame;

import studio.easel.engine.RgbImage;

/**
 * A map of the plane that keeps lines straight: {@code (x, y, 1)} times a 3x3 matrix, divided by
 * the last (Hartley, Zisserman 2004, "Multiple View Geometry", section 2.3).
 */
final class Homography {
    static final Homography IDENTITY = new Homography(1, 0, 0, 0, 1, 0, 0, 0, 1);

    // OpenCV warps block by block and adds within a block; where a place falls halfway between two
    // 32nds, that decides.
    private static final int BLOCK = 32;

    private final double[] m;

    /**
     * @param m nine, row by row
     */
    Homography(double... m) {
        this.m = m.clone();
    }

    static Homography translation(double x, double y) {
        return new Homography(1, 0, x, 0, 1, y, 0, 0, 1);
    }

    /**
     * The one that takes four points to four others.
     *
     * @param from x and y of each
     */
    static Homography between(double[][] from, double[][] to) {
        double[][] rows = new double[8][];
        for (int i = 0; i < 4; i++) {
            double x = from[i][0];
            double y = from[i][1];
            double u = to[i][0];
            double v = to[i][1];
            rows[i] = new double[] {x, y, 1, 0, 0, 0, -x * u, -y * u, u};
            rows[i + 4] = new double[] {0, 0, 0, x, y, 1, -x * v, -y * v, v};
        }
        solve(rows);
        double[] solved = new double[9];
        for (int i = 0; i < 8; i++) {
            solved[i] = rows[i][8];
        }
        solved[8] = 1;
        return new Homography(solved);
    }

    /**
     * Gauss and Jordan's elimination with the largest pivot; the solution replaces the last column.
     */
    static void solve(double[][] rows) {
        for (int i = 0; i < rows.length; i++) {
            int pivot = i;
            for (int j = i + 1; j < rows.length; j++) {
                pivot = Math.abs(rows[j][i]) > Math.abs(rows[pivot][i]) ? j : pivot;
            }
            double[] row = rows[pivot];
            rows[pivot] = rows[i];
            rows[i] = row;
            double scale = 1 / row[i];
            for (int k = i; k <= rows.length; k++) {
                row[k] *= scale;
            }
            for (int j = 0; j < rows.length; j++) {
                double factor = rows[j][i];
                for (int k = i; k <= rows.length && j != i; k++) {
                    rows[j][k] -= factor * row[k];
                }
            }
        }
    }

    /** The product of the matrices: what {@code first} does, then what this does. */
    Homography after(Homography first) {
        double[] product = new double[9];
        for (int i = 0; i < 9; i++) {
            for (int k = 0; k < 3; k++) {
                product[i] += m[i / 3 * 3 + k] * first.m[3 * k + i % 3];
            }
        }
        return new Homography(product);
    }

    /** The way back; all zeros where there is none, which sees the first pixel everywhere. */
    Homography inverse() {
        double determinant =
                m[0] * (m[4] * m[8] - m[5] * m[7])
                        - m[1] * (m[3] * m[8] - m[5] * m[6])
                        + m[2] * (m[3] * m[7] - m[4] * m[6]);
        if (determinant == 0) {
            return new Homography(new double[9]);
        }
        double d = 1 / determinant;
        return new Homography(
                (m[4] * m[8] - m[5] * m[7]) * d,
                (m[2] * m[7] - m[1] * m[8]) * d,
                (m[1] * m[5] - m[2] * m[4]) * d,
                (m[5] * m[6] - m[3] * m[8]) * d,
                (m[0] * m[8] - m[2] * m[6]) * d,
                (m[2] * m[3] - m[0] * m[5]) * d,
                (m[3] * m[7] - m[4] * m[6]) * d,
                (m[1] * m[6] - m[0] * m[7]) * d,
                (m[0] * m[4] - m[1] * m[3]) * d);
    }

    /** Where {@code (x, y)} goes. */
    double[] apply(double x, double y) {
        double w = m[6] * x + m[7] * y + m[8];
        return new double[] {(m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w};
    }

    double[] matrix() {
        return m.clone();
    }

    /** The picture with every point moved; bilinear, as OpenCV's {@code warpPerspective}. */
    RgbImage warp(RgbImage picture, Warp2d.Edge edge) {
        int width = picture.width();
        int height = picture.height();
        Bilinear source = new Bilinear(picture, edge);
        double[] back = inverse().m;
        byte[] warped = new byte[3 * width * height];
        int rows = Math.min(BLOCK / 2, height);
        int columns = Math.min(BLOCK * BLOCK / Math.max(1, rows), width);
        Rows.each(
                height,
                y -> {
                    for (int x = 0; x < width; x += columns) {
                        int end = Math.min(columns, width - x);
                        stretch(source, back, x, y, end, warped, 3 * (y * width + x));
                    }
                });
        return new RgbImage(width, height, warped);
    }

    /** The flow's moves with every point moved. */
    Flow warp(Flow flow) {
        Homography back = inverse();
        float[] places = new float[2 * flow.width() * flow.height()];
        for (int y = 0, i = 0; y < flow.height(); y++) {
            for (int x = 0; x < flow.width(); x++, i += 2) {
                double[] from = back.apply(x, y);
                places[i] = (float) from[0];
                places[i + 1] = (float) from[1];
            }
        }
        return flow.readAt(places);
    }

    private static void stretch(
            Bilinear source, double[] m, int left, int y, int count, byte[] to, int at) {
        double x0 = m[0] * left + m[1] * y + m[2];
        double y0 = m[3] * left + m[4] * y + m[5];
        double w0 = m[6] * left + m[7] * y + m[8];
        boolean flat = m[6] == 0;
        double scale = scale(w0);
        for (int i = 0; i < count; i++) {
            double w = flat ? scale : scale(w0 + m[6] * i);
            source.read(
                    (int) Math.rint((x0 + m[0] * i) * w),
                    (int) Math.rint((y0 + m[3] * i) * w),
                    to,
                    at + 3 * i);
        }
    }

    private static double scale(double w) {
        return w == 0 ? 0 : Bilinear.PLACES / w;
    }
}
