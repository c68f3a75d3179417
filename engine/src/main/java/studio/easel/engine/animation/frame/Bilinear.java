package studio.easel.engine.animation.frame;

import studio.easel.engine.RgbImage;

/**
 * Reads a picture between its pixels, in OpenCV's fixed point: places are whole 32nds of a pixel
 * and counted from the centre of the first one, weights have 10 bits.
 */
final class Bilinear {
    /** Places a pixel is divided into. */
    static final int PLACES = 32;

    private static final int SHIFT = 5;

    private final byte[] levels;
    private final int width;
    private final int height;
    private final Warp2d.Edge edge;

    Bilinear(RgbImage picture, Warp2d.Edge edge) {
        this.levels = picture.rgb();
        this.width = picture.width();
        this.height = picture.height();
        this.edge = edge;
    }

    /**
     * @param x in 32nds of a pixel, anywhere
     * @param to where the three levels go, from {@code at} on
     */
    void read(int x, int y, byte[] to, int at) {
        int column = x >> SHIFT;
        int row = y >> SHIFT;
        if (column < 0 || row < 0 || column >= width - 1 || row >= height - 1) {
            int left = edge.index(column, width);
            int right = edge.index(column + 1, width);
            int top = edge.index(row, height) * width;
            int bottom = edge.index(row + 1, height) * width;
            weigh(
                    3 * (top + left),
                    3 * (top + right),
                    3 * (bottom + left),
                    3 * (bottom + right),
                    x,
                    y,
                    to,
                    at);
            return;
        }
        int first = 3 * (row * width + column);
        weigh(first, first + 3, first + 3 * width, first + 3 * width + 3, x, y, to, at);
    }

    private void weigh(int a, int b, int c, int d, int x, int y, byte[] to, int at) {
        int right = x & PLACES - 1;
        int down = y & PLACES - 1;
        int ofB = right * (PLACES - down);
        int ofC = (PLACES - right) * down;
        int ofD = right * down;
        int ofA = PLACES * PLACES - ofB - ofC - ofD;
        byte[] from = levels;
        for (int i = 0; i < 3; i++) {
            int sum =
                    ofA * (from[a + i] & 0xFF)
                            + ofB * (from[b + i] & 0xFF)
                            + ofC * (from[c + i] & 0xFF)
                            + ofD * (from[d + i] & 0xFF);
            to[at + i] = (byte) (sum + PLACES * PLACES / 2 >> 2 * SHIFT);
        }
    }
}
