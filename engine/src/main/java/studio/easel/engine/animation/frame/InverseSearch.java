package studio.easel.engine.animation.frame;

import java.util.ArrayList;
import java.util.List;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;

/**
 * Optical flow by dense inverse search (Kroeger, Timofte, Dai and Van Gool 2016, "Fast Optical Flow
 * using Dense Inverse Search", in its three parts): squares of 8 pixels are looked for in the later
 * picture by gradient descent, each beginning where the coarser level or a neighbour found its own;
 * a pixel moves as the squares over it, the more so the more alike it is where they lead it; {@link
 * FlowRefinement} smooths that. From coarse to fine over a pyramid of halves.
 *
 * <p>Beginnings, limits and the order of the squares are those of OpenCV's {@code DISOpticalFlow},
 * so that the flow is the same to a hundredth of a pixel. Unlike Deforum's, no search begins with
 * the flow of the frame before: a frame depends on its own two pictures alone.
 *
 * @param finest how often the pictures are halved for the last search, 0 for not at all
 * @param stride pixels from a square to the next, 1 to 8
 * @param descents steps of gradient descent, at most, in two rounds
 * @param refined whether the flow is smoothed
 */
public record InverseSearch(int finest, int stride, int descents, boolean refined)
        implements OpticalFlow {
    private static final int SIDE = 8;
    private static final int PIXELS = SIDE * SIDE;
    private static final int BORDER = 16;
    private static final int ROUNDS = 2;

    /** Squares learn from neighbours within one of so many bands, which do not wait for another. */
    private static final int BANDS = 8;

    private static final float SINGULAR = 0.001f;

    /** Deforum's "DIS Medium". */
    public static InverseSearch medium() {
        return new InverseSearch(1, 3, 25, true);
    }

    /** Deforum's "DIS Fine". */
    public static InverseSearch fine() {
        return new InverseSearch(0, 4, 192, true);
    }

    /**
     * @throws IllegalArgumentException when the pictures differ in size
     */
    @Override
    public Flow between(RgbImage from, RgbImage to) {
        int width = from.width();
        int height = from.height();
        if (width != to.width() || height != to.height()) {
            throw new IllegalArgumentException(
                    "The later picture is %dx%d, expected %dx%d like the earlier"
                            .formatted(to.width(), to.height(), width, height));
        }
        if (Math.min(width, height) < SIDE) {
            return Flow.constant(width, height, 0, 0);
        }
        int coarsest = coarsest(width, height);
        int last = Math.min(finest, coarsest);
        List<Level> levels = levels(Mask.of(from).grey(), Mask.of(to).grey(), width, height, last);
        while (levels.size() > coarsest - last + 1) {
            levels.remove(levels.size() - 1);
        }
        Plane flow = Plane.of(1, 1, 2);
        for (int i = levels.size() - 1; i >= 0; i--) {
            Level level = levels.get(i);
            flow = flow.resized(level.width, level.height, 2);
            level.flow(flow);
        }
        return new Flow(width, height, flow.resized(width, height, 1 << last).values());
    }

    /** Moves of up to a quarter of the longer side are looked for. */
    private static int coarsest(int width, int height) {
        double quarter = Math.log(Math.max(width, height) / (4.0 * SIDE)) / Math.log(2);
        int side = Math.min(width, height) / SIDE;
        double squares = Math.log(side) / Math.log(2);
        return Math.max(0, Math.min((int) (quarter + 0.5), (int) squares));
    }

    /** The pictures from the finest level on, each half as large as the one before. */
    private List<Level> levels(byte[] before, byte[] after, int width, int height, int last) {
        List<Level> levels = new ArrayList<>();
        GreyLevels a = new GreyLevels(width, height, before).shrunk(width >> last, height >> last);
        GreyLevels b = new GreyLevels(width, height, after).shrunk(width >> last, height >> last);
        while (Math.min(a.width(), a.height()) >= SIDE) {
            levels.add(new Level(a, b));
            a = a.shrunk(a.width() / 2, a.height() / 2);
            b = b.shrunk(b.width() / 2, b.height() / 2);
        }
        return levels;
    }

    /** Two pictures of one size, and the search between them. */
    private final class Level {
        private final int width;
        private final int height;
        private final GreyLevels before;
        private final GreyLevels after;
        private final int columns;
        private final int rows;

        /** The later picture with its edges repeated, {@link #BORDER} pixels wide. */
        private final float[] wide;

        private final short[] slopeRight;
        private final short[] slopeDown;
        private final float[] right;
        private final float[] down;

        Level(GreyLevels before, GreyLevels after) {
            this.width = before.width();
            this.height = before.height();
            this.before = before;
            this.after = after;
            this.columns = 1 + (width - SIDE) / stride;
            this.rows = 1 + (height - SIDE) / stride;
            this.wide = widened(after);
            this.slopeRight = new short[width * height];
            this.slopeDown = new short[width * height];
            this.right = new float[columns * rows];
            this.down = new float[columns * rows];
            slopes();
        }

        /** Improves the coarser level's flow in place. */
        void flow(Plane flow) {
            Sums sums = new Sums();
            int band = (rows + BANDS - 1) / BANDS;
            Rows.each(
                    BANDS,
                    i ->
                            search(
                                    flow,
                                    sums,
                                    Math.min(i * band, rows),
                                    Math.min((i + 1) * band, rows)));
            Rows.each(height, y -> spread(flow, y));
            if (refined) {
                FlowRefinement.of(before, after).improve(flow.values());
            }
        }

        private static float[] widened(GreyLevels picture) {
            int across = picture.width() + 2 * BORDER;
            int downwards = picture.height() + 2 * BORDER;
            float[] wide = new float[across * downwards];
            for (int y = 0; y < downwards; y++) {
                int row = inside(y - BORDER, picture.height()) * picture.width();
                for (int x = 0; x < across; x++) {
                    wide[y * across + x] = picture.at(row + inside(x - BORDER, picture.width()));
                }
            }
            return wide;
        }

        /** Sobel's, eight times the slope; beyond the edges the picture is mirrored. */
        private void slopes() {
            for (int y = 0; y < height; y++) {
                int above = width * mirrored(y - 1, height);
                int here = width * y;
                int below = width * mirrored(y + 1, height);
                for (int x = 0; x < width; x++) {
                    int left = mirrored(x - 1, width);
                    int next = mirrored(x + 1, width);
                    int fall = before.at(below + left) - before.at(above + left);
                    fall += 2 * (before.at(below + x) - before.at(above + x));
                    fall += before.at(below + next) - before.at(above + next);
                    int rise = before.at(above + next) - before.at(above + left);
                    rise += 2 * (before.at(here + next) - before.at(here + left));
                    rise += before.at(below + next) - before.at(below + left);
                    slopeRight[here + x] = (short) rise;
                    slopeDown[here + x] = (short) fall;
                }
            }
        }

        /** What is known of each square before it is looked for: sums over its slopes. */
        private final class Sums {
            private final float[] rightRight = new float[columns * rows];
            private final float[] downDown = new float[columns * rows];
            private final float[] rightDown = new float[columns * rows];
            private final float[] rights = new float[columns * rows];
            private final float[] downs = new float[columns * rows];

            Sums() {
                Rows.each(rows, this::sum);
            }

            private void sum(int row) {
                for (int column = 0; column < columns; column++) {
                    long xx = 0;
                    long yy = 0;
                    long xy = 0;
                    int x = 0;
                    int y = 0;
                    for (int i = 0; i < SIDE; i++) {
                        int at = (row * stride + i) * width + column * stride;
                        for (int j = at; j < at + SIDE; j++) {
                            xx += slopeRight[j] * slopeRight[j];
                            yy += slopeDown[j] * slopeDown[j];
                            xy += slopeRight[j] * slopeDown[j];
                            x += slopeRight[j];
                            y += slopeDown[j];
                        }
                    }
                    int to = row * columns + column;
                    rightRight[to] = xx;
                    downDown[to] = yy;
                    rightDown[to] = xy;
                    rights[to] = x;
                    downs[to] = y;
                }
            }
        }

        /** Finds the squares of a band of rows, forwards and then backwards. */
        private void search(Plane flow, Sums sums, int firstRow, int endRow) {
            Square square = new Square(sums);
            for (int round = 0; round < ROUNDS; round++) {
                int way = round % 2 == 0 ? 1 : -1;
                int beginRow = way > 0 ? firstRow : endRow - 1;
                int beginColumn = way > 0 ? 0 : columns - 1;
                for (int row = beginRow; row >= firstRow && row < endRow; row += way) {
                    for (int c = beginColumn; c >= 0 && c < columns; c += way) {
                        int at = row * columns + c;
                        if (round == 0) {
                            int middle = (row * stride + SIDE / 2) * width + c * stride + SIDE / 2;
                            right[at] = flow.values()[2 * middle];
                            down[at] = flow.values()[2 * middle + 1];
                        }
                        square.goTo(row, c);
                        float least = square.differenceAt(right[at], down[at]);
                        if (c != beginColumn) {
                            least = square.tryThatOf(at - way, least);
                        }
                        if (row != beginRow) {
                            square.tryThatOf(at - way * columns, least);
                        }
                        square.descend();
                    }
                }
            }
        }

        /** A square of the earlier picture that is looked for in the later one. */
        private final class Square {
            private final Sums sums;
            private int at;
            private int top;
            private int left;
            private float towardsRight;
            private float towardsDown;

            Square(Sums sums) {
                this.sums = sums;
            }

            void goTo(int row, int column) {
                at = row * columns + column;
                top = row * stride;
                left = column * stride;
            }

            /** Takes a neighbour's move where it fits better; what is left then. */
            float tryThatOf(int neighbour, float least) {
                float difference = differenceAt(right[neighbour], down[neighbour]);
                if (difference < least) {
                    right[at] = right[neighbour];
                    down[at] = down[neighbour];
                    return difference;
                }
                return least;
            }

            /** Downhill from where it is; not further than its own side. */
            void descend() {
                float xx = sums.rightRight[at];
                float yy = sums.downDown[at];
                float xy = sums.rightDown[at];
                float determinant = xx * yy - xy * xy;
                if (Math.abs(determinant) < SINGULAR) {
                    determinant = SINGULAR;
                }
                float inverseX = yy / determinant;
                float inverseXy = -xy / determinant;
                float inverseY = xx / determinant;
                float x = right[at];
                float y = down[at];
                float last = Float.POSITIVE_INFINITY;
                for (int i = 0; i < descents / ROUNDS; i++) {
                    float difference = differenceAt(x, y);
                    x -= inverseX * towardsRight + inverseXy * towardsDown;
                    y -= inverseXy * towardsRight + inverseY * towardsDown;
                    if (difference >= last) {
                        break;
                    }
                    last = difference;
                }
                if (Math.hypot(x - right[at], y - down[at]) <= SIDE) {
                    right[at] = x;
                    down[at] = y;
                }
            }

            /**
             * How unlike the square is to what lies where a move leads, whatever the brightness of
             * both: a sum of squares. Leaves behind where downhill is.
             */
            float differenceAt(float moveRight, float moveDown) {
                float y = limited(top + moveDown, height);
                float x = limited(left + moveRight, width);
                int row = (int) y;
                int column = (int) x;
                float v = y - row;
                float u = x - column;
                float w11 = v * u;
                float w10 = v * (1 - u);
                float w01 = (1 - v) * u;
                float w00 = (1 - v) * (1 - u);
                int across = width + 2 * BORDER;
                float sum = 0;
                float squares = 0;
                float alongRight = 0;
                float alongDown = 0;
                for (int i = 0; i < SIDE; i++) {
                    int own = (top + i) * width + left;
                    int there = (row + i) * across + column;
                    for (int j = 0; j < SIDE; j++, own++, there++) {
                        float difference =
                                w00 * wide[there]
                                        + w01 * wide[there + 1]
                                        + w10 * wide[there + across]
                                        + w11 * wide[there + across + 1]
                                        - before.at(own);
                        sum += difference;
                        squares += difference * difference;
                        alongRight += difference * slopeRight[own];
                        alongDown += difference * slopeDown[own];
                    }
                }
                towardsRight = alongRight - sum * sums.rights[at] / PIXELS;
                towardsDown = alongDown - sum * sums.downs[at] / PIXELS;
                return squares - sum * sum / PIXELS;
            }

            /** A place in the widened picture that still has a pixel of the picture in it. */
            private static float limited(float place, int length) {
                float there = place + BORDER;
                return Math.min(Math.max(there, BORDER - SIDE + 1), BORDER + length - 1);
            }
        }

        /** The moves of a row's pixels from those of the squares over them. */
        private void spread(Plane flow, int y) {
            int firstRow = y < SIDE ? 0 : Math.min(rows - 1, (y - SIDE) / stride + 1);
            int lastRow = Math.min(rows - 1, y / stride);
            for (int x = 0; x < width; x++) {
                int first = x < SIDE ? 0 : Math.min(columns - 1, (x - SIDE) / stride + 1);
                int last = Math.min(columns - 1, x / stride);
                float sum = 0;
                float sumRight = 0;
                float sumDown = 0;
                int pixel = y * width + x;
                for (int row = firstRow; row <= lastRow; row++) {
                    for (int c = first; c <= last; c++) {
                        int at = row * columns + c;
                        float level = levelAt(x + right[at], y + down[at]);
                        float weight = 1 / Math.max(1, Math.abs(level - before.at(pixel)));
                        sumRight += weight * right[at];
                        sumDown += weight * down[at];
                        sum += weight;
                    }
                }
                flow.values()[2 * pixel] = sumRight / sum;
                flow.values()[2 * pixel + 1] = sumDown / sum;
            }
        }

        /** The later picture between its pixels. */
        private float levelAt(float x, float y) {
            float u = Math.min(Math.max(x, 0), width - 1 - SINGULAR);
            float v = Math.min(Math.max(y, 0), height - 1 - SINGULAR);
            int column = (int) u;
            int row = (int) v;
            int at = row * width + column;
            u -= column;
            v -= row;
            return u * v * after.at(at + width + 1)
                    + (1 - u) * v * after.at(at + width)
                    + u * (1 - v) * after.at(at + 1)
                    + (1 - u) * (1 - v) * after.at(at);
        }
    }

    private static int inside(int i, int length) {
        return Math.max(0, Math.min(length - 1, i));
    }

    private static int mirrored(int i, int length) {
        return Warp2d.Edge.REFLECT.index(i, length);
    }
}
