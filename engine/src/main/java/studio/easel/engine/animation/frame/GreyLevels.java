package studio.easel.engine.animation.frame;

/** How bright each pixel of a picture is, 0 to 255, rows from the top. */
final class GreyLevels {
    private final int width;
    private final int height;
    private final byte[] grey;

    GreyLevels(int width, int height, byte[] grey) {
        this.width = width;
        this.height = height;
        this.grey = grey;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Of pixel {@code i}. */
    int at(int i) {
        return grey[i] & 0xFF;
    }

    /** Each pixel the mean of those it covers, as OpenCV's {@code INTER_AREA} rounds it. */
    GreyLevels shrunk(int toWidth, int toHeight) {
        if (toWidth == width && toHeight == height) {
            return this;
        }
        Cover across = new Cover(width, toWidth);
        Cover down = new Cover(height, toHeight);
        byte[] to = new byte[toWidth * toHeight];
        boolean halves = toWidth * 2 == width && toHeight * 2 == height;
        for (int y = 0; y < toHeight; y++) {
            for (int x = 0; x < toWidth; x++) {
                to[y * toWidth + x] = (byte) (halves ? half(x, y) : covered(across, down, x, y));
            }
        }
        return new GreyLevels(toWidth, toHeight, to);
    }

    private int half(int x, int y) {
        int i = 2 * (y * width + x);
        return at(i) + at(i + 1) + at(i + width) + at(i + width + 1) + 2 >> 2;
    }

    private int covered(Cover across, Cover down, int x, int y) {
        float sum = 0;
        for (int row = down.first[y]; row <= down.last[y]; row++) {
            float line = 0;
            for (int column = across.first[x]; column <= across.last[x]; column++) {
                line += across.share(x, column) * at(row * width + column);
            }
            sum += down.share(y, row) * line;
        }
        return (int) Math.rint(sum);
    }

    /** Which pixels of a longer line each pixel of a shorter one covers. */
    private static final class Cover {
        private static final double NOTHING = 1e-3;

        private final double step;
        private final int[] first;
        private final int[] last;

        Cover(int from, int to) {
            step = (double) from / to;
            first = new int[to];
            last = new int[to];
            for (int i = 0; i < to; i++) {
                first[i] = (int) Math.floor(i * step + NOTHING);
                last[i] = Math.min(from, (int) Math.ceil((i + 1) * step - NOTHING)) - 1;
            }
        }

        float share(int i, int pixel) {
            double from = Math.max(pixel, i * step);
            double to = Math.min(pixel + 1.0, (i + 1) * step);
            return (float) ((to - from) / step);
        }
    }
}
