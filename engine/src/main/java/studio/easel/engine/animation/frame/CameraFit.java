package studio.easel.engine.animation.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import studio.easel.engine.RgbImage;

/**
 * How a camera moved, seen in the flow of what it shows: the one map of the plane that most corners
 * of the picture agree on (RANSAC: Fischler, Bolles 1981, "Random Sample Consensus"), fitted to all
 * that do by least squares. Corners are those of Shi and Tomasi 1994, "Good Features to Track": the
 * best of each small square. The same picture and flow always give the same map.
 */
public enum CameraFit {
    /** Shifted, turned, scaled and sheared; straight lines that are parallel stay so. */
    AFFINE(6),
    /** Any view of a plane. */
    PERSPECTIVE(8);

    private static final int CELL = 12;
    private static final int WINDOW = 3;
    private static final float WEAKEST = 0.01f; // of the strongest corner
    private static final int ROUNDS = 500;
    private static final double NEAR = 1.5; // pixels from where the map leads
    private static final double[] NEARER = {1, 0.7, 0.7};
    private static final int FEWEST = 9; // Deforum's; of fewer points nothing is concluded

    private final int unknowns;

    CameraFit(int unknowns) {
        this.unknowns = unknowns;
    }

    /** From a point to where it went, about {@code (0, 0)} and of the order of 1. */
    private record Step(double x, double y, double u, double v) {}

    /**
     * @param from the picture the flow begins in
     * @return moves a picture of the same size as the camera did; beyond its edges it is mirrored.
     *     Where too few corners agree the picture stays as it is.
     * @throws IllegalArgumentException when picture and flow differ in size
     */
    public UnaryOperator<RgbImage> of(RgbImage from, Flow flow) {
        Homography map = map(from, flow);
        return picture -> map.warp(picture, Warp2d.Edge.REFLECT);
    }

    /** From where a point is to where it goes. */
    Homography map(RgbImage from, Flow flow) {
        if (flow.width() != from.width() || flow.height() != from.height()) {
            throw new IllegalArgumentException(
                    "The picture is %dx%d, expected %dx%d like the flow"
                            .formatted(from.width(), from.height(), flow.width(), flow.height()));
        }
        double scale = 2.0 / Math.max(from.width(), from.height());
        Homography normal =
                new Homography(
                        scale,
                        0,
                        -scale * from.width() / 2,
                        0,
                        scale,
                        -scale * from.height() / 2,
                        0,
                        0,
                        1);
        List<Step> steps = steps(from, flow, normal);
        if (steps.size() < FEWEST) {
            return Homography.IDENTITY;
        }
        List<Step> agreed = agreed(steps, NEAR * scale);
        for (double near : NEARER) {
            // Of what agreed by chance a better map agrees with less.
            Homography better = fit(agreed);
            agreed = near(better, steps, near * scale);
        }
        if (agreed.size() < FEWEST) {
            return Homography.IDENTITY;
        }
        Homography fitted = fit(agreed);
        boolean found = true;
        for (double element : fitted.matrix()) {
            found &= Double.isFinite(element);
        }
        return found ? normal.inverse().after(fitted).after(normal) : Homography.IDENTITY;
    }

    /** The largest part of the steps that one map makes. */
    private List<Step> agreed(List<Step> steps, double near) {
        Random random = new Random(0); // any seed, but the same in every render
        List<Step> best = List.of();
        for (int round = 0; round < ROUNDS; round++) {
            List<Step> few = new ArrayList<>();
            for (int i = 0; i < unknowns / 2; i++) {
                few.add(steps.get(random.nextInt(steps.size())));
            }
            Homography map = fit(few);
            List<Step> agreed = near(map, steps, near);
            best = agreed.size() > best.size() ? agreed : best;
        }
        return best;
    }

    private static List<Step> near(Homography map, List<Step> steps, double near) {
        return steps.stream().filter(step -> miss(map, step) <= near).toList();
    }

    private static double miss(Homography map, Step step) {
        double[] to = map.apply(step.x, step.y);
        return Math.hypot(to[0] - step.u, to[1] - step.v);
    }

    /** The map that misses the steps least; not numbers where they do not determine one. */
    private Homography fit(List<Step> steps) {
        double[][] normal = new double[unknowns][unknowns + 1];
        for (Step step : steps) {
            double x = step.x;
            double y = step.y;
            add(normal, new double[] {x, y, 1, 0, 0, 0, -x * step.u, -y * step.u}, step.u);
            add(normal, new double[] {0, 0, 0, x, y, 1, -x * step.v, -y * step.v}, step.v);
        }
        Homography.solve(normal);
        double[] m = new double[9];
        for (int i = 0; i < unknowns; i++) {
            m[i] = normal[i][unknowns];
        }
        m[8] = 1;
        return new Homography(m);
    }

    private static void add(double[][] normal, double[] factors, double result) {
        int n = normal.length;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                normal[i][j] += factors[i] * factors[j];
            }
            normal[i][n] += factors[i] * result;
        }
    }

    private static List<Step> steps(RgbImage from, Flow flow, Homography normal) {
        int width = from.width();
        int height = from.height();
        float[] strength = corners(Plane.luma(from));
        float strongest = 0;
        for (float one : strength) {
            strongest = Math.max(strongest, one);
        }
        List<Step> steps = new ArrayList<>();
        for (int top = 0; top < height; top += CELL) {
            for (int left = 0; left < width; left += CELL) {
                int best = strongest(strength, width, left, top);
                int x = best % width;
                int y = best / width;
                double u = x + flow.right(best);
                double v = y + flow.down(best);
                boolean seen = u >= 0 && v >= 0 && u <= width - 1 && v <= height - 1;
                if (seen && strength[best] > 0 && strength[best] >= WEAKEST * strongest) {
                    double[] a = normal.apply(x, y);
                    double[] b = normal.apply(u, v);
                    steps.add(new Step(a[0], a[1], b[0], b[1]));
                }
            }
        }
        return steps;
    }

    /** Which pixel of a square is the strongest corner. */
    private static int strongest(float[] strength, int width, int left, int top) {
        int height = strength.length / width;
        int best = top * width + left;
        for (int y = top; y < Math.min(height, top + CELL); y++) {
            for (int x = left; x < Math.min(width, left + CELL); x++) {
                best = strength[y * width + x] > strength[best] ? y * width + x : best;
            }
        }
        return best;
    }

    /** The lesser eigenvalue of the gradients' products about each pixel; 0 near the edges. */
    private static float[] corners(Plane luma) {
        int width = luma.width();
        int height = luma.height();
        float[] l = luma.values();
        float[] corners = new float[width * height];
        int margin = WINDOW + 1;
        for (int y = margin; y < height - margin; y++) {
            for (int x = margin; x < width - margin; x++) {
                double xx = 0;
                double xy = 0;
                double yy = 0;
                for (int j = y - WINDOW; j <= y + WINDOW; j++) {
                    for (int at = j * width + x - WINDOW; at <= j * width + x + WINDOW; at++) {
                        float right = l[at + 1] - l[at - 1];
                        float down = l[at + width] - l[at - width];
                        xx += right * right;
                        xy += right * down;
                        yy += down * down;
                    }
                }
                corners[y * width + x] = (float) ((xx + yy) / 2 - Math.hypot((xx - yy) / 2, xy));
            }
        }
        return corners;
    }
}
