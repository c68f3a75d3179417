package studio.easel.engine.animation.frame;

/**
 * CIE L*a*b* in OpenCV's 8 bits and its fixed point: light has 11 bits, the cube root 15, and on
 * the way back 14 and 12.
 */
final class Lab {
    private static final int MATRIX_BITS = 12;
    private static final int LIGHT = 255 << 3;
    private static final int ROOT = 1 << 15;
    private static final int BACK = 1 << 14;
    private static final int GAMMA = 1 << 12;
    private static final int LEAST = -8145;

    private static final double[] WHITE = {0.950456, 1, 1.088754};
    private static final double[][] TO_XYZ = {
        {0.412453, 0.357580, 0.180423},
        {0.212671, 0.715160, 0.072169},
        {0.019334, 0.119193, 0.950227}
    };
    private static final double[][] FROM_XYZ = {
        {3.240479, -1.53715, -0.498535},
        {-0.969256, 1.875991, 0.041556},
        {0.055648, -0.204043, 1.057311}
    };

    /** Levels of a block of pixels. */
    private static final int STRIDE = 3 << 12;

    private static final int[] LINEAR = new int[256];
    private static final int[] CUBE_ROOT = new int[LIGHT * 3 / 2];
    private static final byte[] COMPANDED = new byte[GAMMA];
    private static final int[] Y = new int[256];
    private static final int[] ROOT_OF_Y = new int[256];
    private static final int[] CUBE = new int[9 * BACK / 4];
    private static final int[] FORWARD = new int[9];
    private static final int[] BACKWARD = new int[9];

    static {
        for (int i = 0; i < 256; i++) {
            LINEAR[i] = (int) Math.rint(LIGHT * linear(i / 255.0));
            double l = i * 100 / 255.0;
            double root = l <= 8 ? l / 903.3 * 7.787 + 16 / 116.0 : (l + 16) / 116;
            Y[i] = (int) Math.rint(BACK * (l <= 8 ? l / 903.3 : root * root * root));
            ROOT_OF_Y[i] = (int) Math.rint(BACK * root);
        }
        for (int i = 0; i < CUBE_ROOT.length; i++) {
            double x = (double) i / LIGHT;
            double root = x < 0.008856 ? x * 7.787 + 16 / 116.0 : Math.cbrt(x);
            CUBE_ROOT[i] = (int) Math.rint(ROOT * root);
        }
        for (int i = 0; i < GAMMA; i++) {
            COMPANDED[i] = (byte) Math.rint(255 * companded((double) i / GAMMA));
        }
        for (int i = 0; i < CUBE.length; i++) {
            int root = i + LEAST;
            CUBE[i] =
                    root <= 6 * BACK / 29
                            ? root * 108 / 841 - BACK * 16 / 116 * 108 / 841
                            : root * root / BACK * root / BACK;
        }
        for (int i = 0; i < 9; i++) {
            FORWARD[i] = (int) Math.rint((1 << MATRIX_BITS) * TO_XYZ[i / 3][i % 3] / WHITE[i / 3]);
            BACKWARD[i] =
                    (int) Math.rint((1 << MATRIX_BITS) * FROM_XYZ[i / 3][i % 3] * WHITE[i % 3]);
        }
    }

    private Lab() {}

    private static double linear(double x) {
        return x <= 0.04045 ? x / 12.92 : Math.pow((x + 0.055) / 1.055, 2.4);
    }

    private static double companded(double x) {
        return x <= 0.0031308 ? x * 12.92 : 1.055 * Math.pow(x, 1 / 2.4) - 0.055;
    }

    static void from(byte[] pixels) {
        Rows.each(blocks(pixels), block -> from(pixels, block));
    }

    private static int blocks(byte[] pixels) {
        return (pixels.length + STRIDE - 1) / STRIDE;
    }

    private static void from(byte[] pixels, int block) {
        int[] m = FORWARD;
        int end = Math.min(pixels.length, (block + 1) * STRIDE);
        for (int i = block * STRIDE; i < end; i += 3) {
            int r = LINEAR[pixels[i] & 0xFF];
            int g = LINEAR[pixels[i + 1] & 0xFF];
            int b = LINEAR[pixels[i + 2] & 0xFF];
            int x = CUBE_ROOT[rounded(m[0] * r + m[1] * g + m[2] * b, MATRIX_BITS)];
            int y = CUBE_ROOT[rounded(m[3] * r + m[4] * g + m[5] * b, MATRIX_BITS)];
            int z = CUBE_ROOT[rounded(m[6] * r + m[7] * g + m[8] * b, MATRIX_BITS)];
            // 116 and 16 times 255 by 100
            pixels[i] = level(rounded(296 * y - (41 * ROOT - ROOT / 5), 15));
            pixels[i + 1] = level(rounded(500 * (x - y) + 128 * ROOT, 15));
            pixels[i + 2] = level(rounded(200 * (y - z) + 128 * ROOT, 15));
        }
    }

    static void to(byte[] pixels) {
        Rows.each(blocks(pixels), block -> to(pixels, block));
    }

    private static void to(byte[] pixels, int block) {
        int[] m = BACKWARD;
        int end = Math.min(pixels.length, (block + 1) * STRIDE);
        for (int i = block * STRIDE; i < end; i += 3) {
            int l = pixels[i] & 0xFF;
            int a = (pixels[i + 1] & 0xFF) * BACK / 500 - 128 * BACK / 500;
            int b = (pixels[i + 2] & 0xFF) * BACK / 200 - 128 * BACK / 200 + 1;
            int y = Y[l];
            int x = CUBE[ROOT_OF_Y[l] + a - LEAST];
            int z = CUBE[ROOT_OF_Y[l] - b - LEAST];
            pixels[i] = companded(m[0] * x + m[1] * y + m[2] * z);
            pixels[i + 1] = companded(m[3] * x + m[4] * y + m[5] * z);
            pixels[i + 2] = companded(m[6] * x + m[7] * y + m[8] * z);
        }
    }

    private static byte companded(int light) {
        return COMPANDED[Math.max(0, Math.min(GAMMA - 1, rounded(light, 14)))];
    }

    private static int rounded(int value, int bits) {
        return value + (1 << bits - 1) >> bits;
    }

    private static byte level(int value) {
        return (byte) Math.max(0, Math.min(255, value));
    }
}
