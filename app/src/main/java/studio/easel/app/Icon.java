package studio.easel.app;

import java.util.List;
import java.util.stream.Stream;
import javafx.scene.image.Image;
import javafx.scene.image.WritableImage;

/** Easel's mark, drawn at any size: a picture on three legs. */
final class Icon {
    private static final int GROUND = 0xFF262626;
    private static final int LEGS = 0xFFC8C8C8;
    private static final int SKY = 0xFFF2F2F2;
    private static final int HILL = 0xFF3D7BD9;
    private static final int SUN = 0xFFF0B43C;

    /** Samples a pixel and side: smooth edges without a toolkit's canvas. */
    private static final int SAMPLES = 4;

    private Icon() {}

    static List<Image> sizes() {
        return Stream.of(32, 64, 128, 256).map(Icon::image).toList();
    }

    private static Image image(int side) {
        WritableImage image = new WritableImage(side, side);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                image.getPixelWriter().setArgb(x, y, mean(x, y, side));
            }
        }
        return image;
    }

    private static int mean(int x, int y, int side) {
        int[] sum = new int[4];
        for (int row = 0; row < SAMPLES; row++) {
            for (int column = 0; column < SAMPLES; column++) {
                double u = (x + (column + 0.5) / SAMPLES) / side;
                double v = (y + (row + 0.5) / SAMPLES) / side;
                add(sum, at(u, v));
            }
        }
        int covered = Math.max(1, sum[0]);
        int alpha = sum[0] * 255 / (SAMPLES * SAMPLES);
        return packed(alpha, sum[1] / covered, sum[2] / covered, sum[3] / covered);
    }

    private static int packed(int alpha, int red, int green, int blue) {
        return (alpha << 24) | (red << 16) | (green << 8) | blue;
    }

    /** Counts a sample in, if it is not transparent. */
    private static void add(int[] sum, int colour) {
        if (colour != 0) {
            sum[0]++;
            sum[1] += (colour >> 16) & 0xFF;
            sum[2] += (colour >> 8) & 0xFF;
            sum[3] += colour & 0xFF;
        }
    }

    /** The colour at a place, each coordinate 0 to 1 from the upper left. */
    private static int at(double x, double y) {
        if (!roundedSquare(x - 0.5, y - 0.5)) {
            return 0;
        }
        if (x > 0.22 && x < 0.78 && y > 0.24 && y < 0.64) {
            return picture(x, y);
        }
        return leg(x, y) ? LEGS : GROUND;
    }

    private static boolean roundedSquare(double x, double y) {
        double cornerX = Math.max(0, Math.abs(x) - 0.30);
        double cornerY = Math.max(0, Math.abs(y) - 0.30);
        return Math.hypot(cornerX, cornerY) < 0.18;
    }

    private static int picture(double x, double y) {
        if (Math.hypot(x - 0.62, y - 0.37) < 0.07) {
            return SUN;
        }
        boolean hill = y > 0.64 - 0.26 * Math.exp(-Math.pow((x - 0.40) / 0.13, 2));
        return hill || y > 0.58 ? HILL : SKY;
    }

    private static boolean leg(double x, double y) {
        boolean ledge = y > 0.64 && y < 0.685 && x > 0.18 && x < 0.82;
        boolean post = y > 0.13 && y < 0.24 && Math.abs(x - 0.5) < 0.025;
        boolean sides =
                y > 0.685 && y < 0.88 && Math.abs(Math.abs(x - 0.5) - y * 0.36 + 0.04) < 0.025;
        return ledge || post || sides || (y > 0.685 && y < 0.80 && Math.abs(x - 0.5) < 0.02);
    }
}
