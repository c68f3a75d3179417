package studio.easel.engine.animation.frame;

import studio.easel.engine.EaselException;

/** How far each pixel of a picture has moved until the next, in pixels right and down. */
public final class Flow {
    private final int width;
    private final int height;
    private final float[] moves;

    /**
     * @param moves right and down of each pixel, rows from the top; copied
     * @throws EaselException when one of them is not a number
     */
    public Flow(int width, int height, float[] moves) {
        if (moves.length != Math.multiplyExact(Math.multiplyExact(width, height), 2)) {
            throw new IllegalArgumentException(
                    "%d numbers given for the flow of a %dx%d picture, expected %d"
                            .formatted(moves.length, width, height, 2 * width * height));
        }
        for (float move : moves) {
            Motion.requireNumber("Optical flow", move);
        }
        this.width = width;
        this.height = height;
        this.moves = moves.clone();
    }

    /** Every pixel moves alike. */
    public static Flow constant(int width, int height, double right, double down) {
        float[] moves = new float[2 * width * height];
        for (int i = 0; i < moves.length; i += 2) {
            moves[i] = (float) right;
            moves[i + 1] = (float) down;
        }
        return new Flow(width, height, moves);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** Every move times {@code factor}. */
    public Flow times(double factor) {
        float[] scaled = new float[moves.length];
        for (int i = 0; i < moves.length; i++) {
            scaled[i] = (float) (moves[i] * factor);
        }
        return new Flow(width, height, scaled);
    }

    /**
     * The moves, each read where another picture's pixel is read; itself it stays as it is.
     *
     * @param places x and y of each pixel; beyond the edges the outermost moves go on
     */
    Flow readAt(float[] places) {
        float[] read = new float[moves.length];
        for (int i = 0; i < read.length; i += 2) {
            float x = inside(places[i], width);
            float y = inside(places[i + 1], height);
            int column = (int) x;
            int row = (int) y;
            int at = 2 * (row * width + column);
            int right = column + 1 < width ? 2 : 0;
            int below = row + 1 < height ? 2 * width : 0;
            for (int c = 0; c < 2; c++) {
                float upper = mix(moves[at + c], moves[at + right + c], x - column);
                float lower = mix(moves[at + below + c], moves[at + below + right + c], x - column);
                read[i + c] = mix(upper, lower, y - row);
            }
        }
        return new Flow(width, height, read);
    }

    private static float inside(float place, int length) {
        return place > 0 ? Math.min(place, length - 1) : 0; // 0 also where it is not a number
    }

    private static float mix(float a, float b, float part) {
        return a + part * (b - a);
    }

    /** How far pixel {@code i} moves to the right. */
    float right(int i) {
        return moves[2 * i];
    }

    /** How far pixel {@code i} moves down. */
    float down(int i) {
        return moves[2 * i + 1];
    }
}
