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

    /** How far pixel {@code i} moves to the right. */
    float right(int i) {
        return moves[2 * i];
    }

    /** How far pixel {@code i} moves down. */
    float down(int i) {
        return moves[2 * i + 1];
    }
}
