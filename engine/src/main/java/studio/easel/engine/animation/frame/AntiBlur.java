package studio.easel.engine.animation.frame;

import java.util.Arrays;
import studio.easel.engine.EaselException;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;

/**
 * Unsharp masking: what a Gaussian blur takes away is added once more, so that warp after warp does
 * not wash the picture out. The blur has 8 bits behind the point in its weights and reflects at the
 * edges without repeating them: OpenCV's {@code GaussianBlur} of 8-bit pictures, bit for bit.
 *
 * @param kernel pixels the blur reaches over, odd
 * @param sigma of the Gaussian in pixels; 0 or less: chosen to suit the kernel
 * @param amount how much of the difference is added; 0 or less changes nothing
 * @param threshold levels; smaller differences are left alone
 * @param fidelity Deforum misses small differences where the blurred picture is the brighter one
 */
public record AntiBlur(
        int kernel, double sigma, double amount, double threshold, Fidelity fidelity) {
    private static final int BITS = 8;
    private static final int MOST = 1001;

    /**
     * @throws EaselException when the kernel is not odd, or one of the numbers is none
     */
    public AntiBlur {
        Motion.requireNumber("Anti-blur sigma", sigma);
        Motion.requireNumber("Anti-blur amount", amount);
        Motion.requireNumber("Anti-blur threshold", threshold);
        if (amount > 0 && (kernel < 1 || kernel > MOST || kernel % 2 == 0)) {
            throw new EaselException(
                    "The anti-blur kernel is %d pixels, expected an odd number from 1 to %d. Change the kernel schedule, or set the amount to 0."
                            .formatted(kernel, MOST));
        }
    }

    public RgbImage of(RgbImage picture) {
        if (!(amount > 0)) {
            return picture;
        }
        byte[] rgb = picture.rgb();
        return new RgbImage(
                picture.width(),
                picture.height(),
                sharpened(rgb, blurred(picture, rgb), picture.width()));
    }

    /**
     * @param mask white is sharpened, black stays, grey is a mixture
     * @throws IllegalArgumentException when picture and mask differ in size
     */
    public RgbImage of(RgbImage picture, Mask mask) {
        return new Overlay(mask, false).of(of(picture), picture);
    }

    private byte[] sharpened(byte[] rgb, byte[] blurred, int width) {
        byte[] sharp = new byte[rgb.length];
        int step = 3 * width;
        Rows.each(
                rgb.length / step,
                row -> {
                    for (int i = row * step; i < (row + 1) * step; i++) {
                        int level = rgb[i] & 0xFF;
                        int difference = level - (blurred[i] & 0xFF);
                        double value = (1 + amount) * level - amount * (level - difference);
                        sharp[i] =
                                isSlight(difference)
                                        ? rgb[i]
                                        : (byte) Math.rint(Math.max(0, Math.min(255, value)));
                    }
                });
        return sharp;
    }

    private boolean isSlight(int difference) {
        return (fidelity == Fidelity.STRICT ? difference & 0xFF : Math.abs(difference)) < threshold;
    }

    RgbImage blurred(RgbImage picture) {
        return new RgbImage(picture.width(), picture.height(), blurred(picture, picture.rgb()));
    }

    /** Across, with all the bits there are, then down. */
    private byte[] blurred(RgbImage picture, byte[] rgb) {
        int[] weights = weights();
        int reach = kernel / 2;
        int width = picture.width();
        int height = picture.height();
        int step = 3 * width;
        int[] across = new int[rgb.length];
        Rows.each(
                height,
                row -> {
                    int[] padded = new int[step + 6 * reach];
                    for (int x = -reach; x < width + reach; x++) {
                        int from = row * step + 3 * Warp2d.Edge.REFLECT.index(x, width);
                        for (int c = 0; c < 3; c++) {
                            padded[3 * (x + reach) + c] = rgb[from + c] & 0xFF;
                        }
                    }
                    for (int k = 0; k < kernel; k++) {
                        add(weights[k], padded, 3 * k, across, row * step, step);
                    }
                });
        byte[] blurred = new byte[rgb.length];
        Rows.each(
                height,
                row -> {
                    int[] sums = new int[step];
                    Arrays.fill(sums, 1 << 2 * BITS - 1);
                    for (int k = 0; k < kernel; k++) {
                        int from = Warp2d.Edge.REFLECT.index(row + k - reach, height) * step;
                        add(weights[k], across, from, sums, 0, step);
                    }
                    for (int i = 0; i < step; i++) {
                        blurred[row * step + i] = (byte) (sums[i] >> 2 * BITS);
                    }
                });
        return blurred;
    }

    private static void add(int weight, int[] from, int start, int[] sums, int at, int length) {
        for (int i = 0; i < length; i++) {
            sums[at + i] += weight * from[start + i];
        }
    }

    /**
     * In 256ths. What rounding does to a weight is made good by the next, the last time in the
     * middle.
     */
    private int[] weights() {
        double spread = sigma > 0 ? sigma : 0.3 * ((kernel - 1) * 0.5 - 1) + 0.8;
        double[] curve = new double[kernel];
        double sum = 0;
        for (int i = 0; i < kernel; i++) {
            double x = i - (kernel - 1) * 0.5;
            curve[i] = Math.exp(-x * x / (2 * spread * spread));
            sum += curve[i];
        }
        int[] weights = new int[kernel];
        int rest = 1 << BITS;
        double error = 0;
        for (int i = 0; i < kernel / 2; i++) {
            double exact = curve[i] / sum * (1 << BITS) + error;
            weights[i] = (int) Math.rint(exact);
            weights[kernel - 1 - i] = weights[i];
            error = exact - weights[i];
            rest -= 2 * weights[i];
        }
        weights[kernel / 2] = rest;
        return weights;
    }
}
