package studio.easel.app.files;

/**
 * PNG's row filters (specification, section 9): a byte is stored as its difference from a guess
 * made of its neighbours, which compresses better than the byte itself.
 */
final class PngFilter {
    static final int COUNT = 5;

    /** The number of the filter whose guess is the byte above. */
    static final byte UP = 2;

    private PngFilter() {}

    /** The guess of filter 0 to 4 from the bytes (0 to 255) left, above, and above left. */
    static int guess(int filter, int left, int up, int upLeft) {
        return switch (filter) {
            case 1 -> left;
            case 2 -> up;
            case 3 -> (left + up) / 2;
            case 4 -> paeth(left, up, upLeft);
            default -> 0;
        };
    }

    private static int paeth(int left, int up, int upLeft) {
        int estimate = left + up - upLeft;
        int toLeft = Math.abs(estimate - left);
        int toUp = Math.abs(estimate - up);
        int toUpLeft = Math.abs(estimate - upLeft);
        if (toLeft <= toUp && toLeft <= toUpLeft) {
            return left;
        }
        return toUp <= toUpLeft ? up : upLeft;
    }

    /** Turns the differences in {@code row} into bytes, in place. */
    static void undo(int filter, byte[] row, byte[] above, int pixelBytes) {
        for (int i = 0; i < row.length; i++) {
            row[i] = (byte) (row[i] + guess(filter, row, above, i, pixelBytes));
        }
    }

    /** Writes the differences of {@code row} into {@code out}; returns the sum of their sizes. */
    static int apply(int filter, byte[] row, byte[] above, int pixelBytes, byte[] out) {
        int sum = 0;
        for (int i = 0; i < row.length; i++) {
            out[i] = (byte) (row[i] - guess(filter, row, above, i, pixelBytes));
            sum += Math.abs(out[i]);
        }
        return sum;
    }

    private static int guess(int filter, byte[] row, byte[] above, int i, int pixelBytes) {
        int left = i < pixelBytes ? 0 : row[i - pixelBytes] & 0xFF;
        int upLeft = i < pixelBytes ? 0 : above[i - pixelBytes] & 0xFF;
        return guess(filter, left, above[i] & 0xFF, upLeft);
    }
}
