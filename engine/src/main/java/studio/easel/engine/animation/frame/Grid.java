package studio.easel.engine.animation.frame;

import studio.easel.engine.RgbImage;

/** Reads a picture at places between its pixels, in floats: torch's {@code grid_sample}. */
final class Grid {
    // A level that is whole but for the error of floats is that level and not the one below.
    private static final float CUT = 1 / 1024f;

    // Farther out every edge looks the same, and places fit an int.
    private static final float FAR = 1e6f;

    private final int width;
    private final int height;
    private final float[] levels;
    private final Warp3d.Edge edge;

    Grid(RgbImage picture, Warp3d.Edge edge) {
        this.width = picture.width();
        this.height = picture.height();
        this.edge = edge;
        byte[] rgb = picture.rgb();
        this.levels = new float[rgb.length];
        for (int i = 0; i < rgb.length; i++) {
            levels[i] = rgb[i] & 0xFF;
        }
    }

    /**
     * @param places x and y of each pixel
     */
    RgbImage bicubic(float[] places) {
        byte[] read = new byte[levels.length];
        Rows.each(
                height,
                line -> {
                    float[] across = new float[4];
                    float[] down = new float[4];
                    for (int i = 2 * line * width; i < 2 * (line + 1) * width; i += 2) {
                        float x = bounded(places[i]);
                        float y = bounded(places[i + 1]);
                        int column = floor(x);
                        int row = floor(y);
                        float right = x - column;
                        float below = y - row;
                        int to = i / 2 * 3;
                        if (column >= 1 && row >= 1 && column < width - 2 && row < height - 2) {
                            inside(column, row, right, below, read, to);
                        } else {
                            weights(right, across);
                            weights(below, down);
                            outside(column - 1, row - 1, across, down, read, to);
                        }
                    }
                });
        return new RgbImage(width, height, read);
    }

    private static void weights(float t, float[] weights) {
        weights[0] = Cubic.far(1 + t);
        weights[1] = Cubic.near(t);
        weights[2] = Cubic.near(1 - t);
        weights[3] = Cubic.far(2 - t);
    }

    private void inside(int column, int row, float right, float below, byte[] read, int to) {
        float a0 = Cubic.far(1 + right);
        float a1 = Cubic.near(right);
        float a2 = Cubic.near(1 - right);
        float a3 = Cubic.far(2 - right);
        float d0 = Cubic.far(1 + below);
        float d1 = Cubic.near(below);
        float d2 = Cubic.near(1 - below);
        float d3 = Cubic.far(2 - below);
        int step = 3 * width;
        int at = (row - 1) * step + 3 * (column - 1);
        float[] l = levels;
        for (int c = 0; c < 3; c++, at++) {
            int second = at + step;
            int third = second + step;
            int fourth = third + step;
            float level =
                    d0 * (a0 * l[at] + a1 * l[at + 3] + a2 * l[at + 6] + a3 * l[at + 9])
                            + d1
                                    * (a0 * l[second]
                                            + a1 * l[second + 3]
                                            + a2 * l[second + 6]
                                            + a3 * l[second + 9])
                            + d2
                                    * (a0 * l[third]
                                            + a1 * l[third + 3]
                                            + a2 * l[third + 6]
                                            + a3 * l[third + 9])
                            + d3
                                    * (a0 * l[fourth]
                                            + a1 * l[fourth + 3]
                                            + a2 * l[fourth + 6]
                                            + a3 * l[fourth + 9]);
            read[to + c] = level(level);
        }
    }

    /** Weighs the pixels from {@code (left, top)} on, some of which lie beyond the edges. */
    private void outside(int left, int top, float[] across, float[] down, byte[] read, int to) {
        for (int c = 0; c < 3; c++) {
            float sum = 0;
            for (int j = 0; j < down.length; j++) {
                int row = index(top + j, height);
                for (int i = 0; row >= 0 && i < across.length; i++) {
                    int column = index(left + i, width);
                    if (column >= 0) {
                        sum += down[j] * across[i] * levels[3 * (row * width + column) + c];
                    }
                }
            }
            read[to + c] = level(sum);
        }
    }

    RgbImage bilinear(float[] places) {
        byte[] read = new byte[levels.length];
        float[] across = new float[2];
        float[] down = new float[2];
        for (int i = 0; i < places.length; i += 2) {
            float x = bounded(places[i]);
            float y = bounded(places[i + 1]);
            int column = floor(x);
            int row = floor(y);
            float right = x - column;
            float below = y - row;
            int to = i / 2 * 3;
            if (column >= 0 && row >= 0 && column < width - 1 && row < height - 1) {
                int at = 3 * (row * width + column);
                for (int c = 0; c < 3; c++, at++) {
                    int under = at + 3 * width;
                    float upper = levels[at] + right * (levels[at + 3] - levels[at]);
                    float lower = levels[under] + right * (levels[under + 3] - levels[under]);
                    read[to + c] = level(upper + below * (lower - upper));
                }
            } else {
                across[0] = 1 - right;
                across[1] = right;
                down[0] = 1 - below;
                down[1] = below;
                outside(column, row, across, down, read, to);
            }
        }
        return new RgbImage(width, height, read);
    }

    RgbImage nearest(float[] places) {
        byte[] read = new byte[levels.length];
        for (int i = 0; i < places.length; i += 2) {
            int column = index((int) Math.rint(bounded(places[i])), width);
            int row = index((int) Math.rint(bounded(places[i + 1])), height);
            for (int c = 0; row >= 0 && column >= 0 && c < 3; c++) {
                read[i / 2 * 3 + c] = (byte) levels[3 * (row * width + column) + c];
            }
        }
        return new RgbImage(width, height, read);
    }

    /** Which of {@code length} pixels stands at place {@code i}, −1 for none. */
    private int index(int i, int length) {
        if (i >= 0 && i < length) {
            return i;
        }
        if (edge == Warp3d.Edge.ZEROS) {
            return -1;
        }
        if (edge == Warp3d.Edge.BORDER) {
            return i < 0 ? 0 : length - 1;
        }
        int folded = Math.floorMod(i, 2 * length);
        return Math.min(folded, 2 * length - 1 - folded);
    }

    /** Behind the camera a place may be anywhere, even nowhere: that is the far left, or top. */
    private static float bounded(float place) {
        return place > -FAR ? Math.min(place, FAR) : -FAR;
    }

    private static int floor(float x) {
        int cut = (int) x;
        return cut > x ? cut - 1 : cut;
    }

    private static byte level(float value) {
        return (byte) (int) Math.max(0, Math.min(255, value + CUT));
    }
}
