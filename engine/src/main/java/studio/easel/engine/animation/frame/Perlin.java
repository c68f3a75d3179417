package studio.easel.engine.animation.frame;

import java.util.function.DoubleSupplier;
import studio.easel.engine.EaselException;

/**
 * Noise in soft spots: gradient noise (Perlin 2002, "Improving Noise") over a lattice, and over
 * ever finer ones ever fainter.
 *
 * @param rows of the coarsest lattice
 * @param columns of the coarsest lattice
 * @param octaves how many lattices, each twice as fine as the one before
 * @param persistence how strong each is against the one before
 */
public record Perlin(int rows, int columns, int octaves, double persistence) {
    private static final int MOST = 16;
    private static final int MOST_OCTAVES = 7;

    /**
     * @throws EaselException when a lattice has no cell or more than can be, or the persistence is
     *     not from 0 to 1
     */
    public Perlin {
        Motion.requireBetween("Perlin noise height", rows, 1, MOST);
        Motion.requireBetween("Perlin noise width", columns, 1, MOST);
        Motion.requireBetween("Perlin octaves", octaves, 1, MOST_OCTAVES);
        Motion.requireBetween("Perlin persistence", persistence, 0, 1);
    }

    /** Eight by eight, four octaves, each half as strong as the one before: Deforum's. */
    public static Perlin usual() {
        return new Perlin(8, 8, 4, 0.5);
    }

    /** Whether every lattice divides a plane of that size evenly, as Deforum needs it. */
    boolean divides(int width, int height) {
        int finest = 1 << octaves - 1;
        return height % (rows * finest) == 0 && width % (columns * finest) == 0;
    }

    /**
     * A plane of noise about 0.
     *
     * @param uniform numbers in [0, 1) to draw the lattices' angles from, in order
     */
    float[] plane(int width, int height, DoubleSupplier uniform) {
        float[] plane = new float[width * height];
        double strength = 1;
        for (int octave = 0; octave < octaves; octave++) {
            add(plane, width, height, 1 << octave, strength * Math.sqrt(2), uniform);
            strength *= persistence;
        }
        return plane;
    }

    private void add(
            float[] plane,
            int width,
            int height,
            int fineness,
            double strength,
            DoubleSupplier uniform) {
        int down = rows * fineness;
        int across = columns * fineness;
        float[][] gradients = new float[2][(down + 1) * (across + 1)];
        for (int i = 0; i < gradients[0].length; i++) {
            double angle = 2 * Math.PI * uniform.getAsDouble();
            gradients[0][i] = (float) (Math.cos(angle) * strength); // down
            gradients[1][i] = (float) (Math.sin(angle) * strength); // to the right
        }
        int[] column = new int[width];
        float[] right = new float[width];
        float[] ease = new float[width];
        for (int x = 0; x < width; x++) {
            column[x] = cell(x, width, across);
            right[x] = (float) ((double) x * across / width - column[x]);
            ease[x] = ease(right[x]);
        }
        for (int y = 0; y < height; y++) {
            int row = cell(y, height, down);
            float below = (float) ((double) y * down / height - row);
            addRow(
                    plane,
                    y * width,
                    gradients,
                    row * (across + 1),
                    below,
                    across,
                    column,
                    right,
                    ease);
        }
    }

    private static void addRow(
            float[] plane,
            int start,
            float[][] gradients,
            int corner,
            float below,
            int across,
            int[] column,
            float[] right,
            float[] ease) {
        float easeDown = ease(below);
        float[] down = gradients[0];
        float[] aside = gradients[1];
        for (int x = 0; x < column.length; x++) {
            int a = corner + column[x];
            int b = a + across + 1;
            float r = right[x];
            float upperLeft = down[a] * below + aside[a] * r;
            float lowerLeft = down[b] * (below - 1) + aside[b] * r;
            float upperRight = down[a + 1] * below + aside[a + 1] * (r - 1);
            float lowerRight = down[b + 1] * (below - 1) + aside[b + 1] * (r - 1);
            float leftSide = upperLeft + easeDown * (lowerLeft - upperLeft);
            float rightSide = upperRight + easeDown * (lowerRight - upperRight);
            plane[start + x] += leftSide + ease[x] * (rightSide - leftSide);
        }
    }

    private static int cell(int i, int length, int cells) {
        return (int) ((long) i * cells / length);
    }

    private static float ease(float t) {
        return ((6 * t - 15) * t + 10) * t * t * t;
    }
}
