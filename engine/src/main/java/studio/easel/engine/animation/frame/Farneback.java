package studio.easel.engine.animation.frame;

import studio.easel.engine.RgbImage;

/**
 * Optical flow by polynomial expansion (Farnebäck 2003, "Two-Frame Motion Estimation Based on
 * Polynomial Expansion"): about each pixel of both pictures a quadratic polynomial is fitted to the
 * luma, {@code f(x) ~ x'Ax + b'x + c}; a shift {@code d} of the picture changes {@code b} by {@code
 * -2Ad}, which is solved for {@code d} over a window. From coarse to fine over a pyramid of halves,
 * each level beginning where the coarser one ended.
 *
 * <p>Weights at the edges, the size of the smallest level and its smoothing are those of OpenCV's
 * {@code calcOpticalFlowFarneback}, so that the flow is the same to a thousandth of a pixel.
 *
 * @param levels of halving, at most; a picture that would fall below 32 pixels is not halved
 * @param window pixels a shift is solved for over, odd
 * @param iterations on each level
 * @param reach pixels to each side that a polynomial is fitted to
 * @param sigma how fast their weight falls, in pixels
 */
public record Farneback(int levels, int window, int iterations, int reach, double sigma)
        implements OpticalFlow {
    private static final int SMALLEST = 32;

    /** Numbers of a polynomial: b down and right, A down, right and mixed (twice). */
    private static final int TERMS = 5;

    // Near the edges the polynomials know less; from the edge inwards.
    private static final float[] TRUST = {0.14f, 0.14f, 0.4472f, 0.4472f, 0.4472f};

    private static final double SINGULAR = 1e-3;

    /** Deforum's choice. */
    public static Farneback usual() {
        return new Farneback(5, 21, 5, 7, 1.2);
    }

    /**
     * @throws IllegalArgumentException when the pictures differ in size
     */
    @Override
    public Flow between(RgbImage from, RgbImage to) {
        if (from.width() != to.width() || from.height() != to.height()) {
            throw new IllegalArgumentException(
                    "The later picture is %dx%d, expected %dx%d like the earlier"
                            .formatted(to.width(), to.height(), from.width(), from.height()));
        }
        Plane before = Plane.luma(from);
        Plane after = Plane.luma(to);
        int coarsest = coarsest(from.width(), from.height());
        Plane flow = Plane.of(1, 1, 2);
        for (int level = coarsest; level >= 0; level--) {
            Plane a = level(before, level);
            Plane b = level(after, level);
            flow = flow.resized(a.width(), a.height(), 2);
            refine(expanded(a), expanded(b), flow);
        }
        return new Flow(from.width(), from.height(), flow.values());
    }

    private int coarsest(int width, int height) {
        int level = 0;
        while (level < levels && Math.min(width, height) >> level + 1 >= SMALLEST) {
            level++;
        }
        return level;
    }

    /** Smoothed, so that nothing is lost between the fewer pixels, and halved {@code n} times. */
    private static Plane level(Plane picture, int n) {
        double scale = 1 << n;
        double sigma = (scale - 1) / 2;
        int length = Math.max(3, (int) Math.rint(sigma * 5) | 1);
        float[] bell = n == 0 ? new float[] {0.25f, 0.5f, 0.25f} : Plane.bell(length, sigma);
        return picture.blurred(bell)
                .resized(
                        (int) Math.rint(picture.width() / scale),
                        (int) Math.rint(picture.height() / scale),
                        1);
    }

    /** The polynomial about each pixel, less its constant. */
    private Plane expanded(Plane picture) {
        int width = picture.width();
        int height = picture.height();
        float[] g = Plane.bell(2 * reach + 1, sigma);
        // Moments of the weights, and what of their inverse matrix is not 0.
        double second = 0;
        double fourth = 0;
        for (int k = -reach; k <= reach; k++) {
            second += g[k + reach] * k * k;
            fourth += g[k + reach] * Math.pow(k, 4);
        }
        double spread = fourth - second * second;
        float linear = (float) (1 / second);
        float square = (float) (1 / spread);
        float squareOfMean = (float) (-second / spread);
        float mixed = (float) (1 / (second * second));

        Plane expanded = Plane.of(width, height, TERMS);
        float[] values = picture.values();
        float[] mean = new float[width + 2 * reach];
        float[] slope = new float[width + 2 * reach];
        float[] bend = new float[width + 2 * reach];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                mean[x + reach] = values[y * width + x] * g[reach];
                slope[x + reach] = 0;
                bend[x + reach] = 0;
            }
            for (int k = 1; k <= reach; k++) {
                float weight = g[reach + k];
                int upper = Math.max(0, y - k) * width;
                int lower = Math.min(height - 1, y + k) * width;
                for (int x = 0; x < width; x++) {
                    float above = values[upper + x];
                    float below = values[lower + x];
                    mean[x + reach] += weight * (above + below);
                    slope[x + reach] += k * weight * (below - above);
                    bend[x + reach] += k * k * weight * (above + below);
                }
            }
            for (int x = 0; x < reach; x++) {
                int right = width + reach;
                mean[x] = mean[reach];
                slope[x] = slope[reach];
                bend[x] = bend[reach];
                mean[right + x] = mean[right - 1];
                slope[right + x] = slope[right - 1];
                bend[right + x] = bend[right - 1];
            }
            for (int x = reach; x < width + reach; x++) {
                float constant = mean[x] * g[reach];
                float right = 0;
                float rightSquare = 0;
                float down = slope[x] * g[reach];
                float across = 0;
                float downSquare = bend[x] * g[reach];
                for (int k = 1; k <= reach; k++) {
                    float weight = g[reach + k];
                    float both = mean[x + k] + mean[x - k];
                    constant += weight * both;
                    right += k * weight * (mean[x + k] - mean[x - k]);
                    rightSquare += k * k * weight * both;
                    down += weight * (slope[x + k] + slope[x - k]);
                    across += k * weight * (slope[x + k] - slope[x - k]);
                    downSquare += weight * (bend[x + k] + bend[x - k]);
                }
                int at = (y * width + x - reach) * TERMS;
                float[] terms = expanded.values();
                terms[at] = down * linear;
                terms[at + 1] = right * linear;
                terms[at + 2] = constant * squareOfMean + downSquare * square;
                terms[at + 3] = constant * squareOfMean + rightSquare * square;
                terms[at + 4] = across * mixed;
            }
        }
        return expanded;
    }

    /** Improves the flow between two expanded pictures in place. */
    private void refine(Plane before, Plane after, Plane flow) {
        Plane equations = Plane.of(flow.width(), flow.height(), TERMS);
        for (int i = 0; i < iterations; i++) {
            equations(before, after, flow, equations);
            solve(equations, flow);
        }
    }

    /**
     * What each pixel says of its shift: A'A, three numbers, and A' times the change of b, two;
     * {@code after} is looked at where the flow leads.
     */
    private static void equations(Plane before, Plane after, Plane flow, Plane equations) {
        int width = flow.width();
        int height = flow.height();
        float[] p = before.values();
        float[] q = after.values();
        float[] to = equations.values();
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i++) {
                float right = flow.values()[2 * i];
                float down = flow.values()[2 * i + 1];
                int at = TERMS * i;
                float shiftedX = x + right;
                float shiftedY = y + down;
                int column = (int) Math.floor(shiftedX);
                int row = (int) Math.floor(shiftedY);
                float b0;
                float b1;
                float a0;
                float a1;
                float a2;
                if (column >= 0 && row >= 0 && column < width - 1 && row < height - 1) {
                    float u = shiftedX - column;
                    float v = shiftedY - row;
                    float w0 = (1 - u) * (1 - v);
                    float w1 = u * (1 - v);
                    float w2 = (1 - u) * v;
                    float w3 = u * v;
                    int f = TERMS * (row * width + column);
                    int n = f + TERMS * width;
                    b0 = w0 * q[f] + w1 * q[f + 5] + w2 * q[n] + w3 * q[n + 5];
                    b1 = w0 * q[f + 1] + w1 * q[f + 6] + w2 * q[n + 1] + w3 * q[n + 6];
                    a0 = w0 * q[f + 2] + w1 * q[f + 7] + w2 * q[n + 2] + w3 * q[n + 7];
                    a1 = w0 * q[f + 3] + w1 * q[f + 8] + w2 * q[n + 3] + w3 * q[n + 8];
                    a2 = w0 * q[f + 4] + w1 * q[f + 9] + w2 * q[n + 4] + w3 * q[n + 9];
                    a0 = (p[at + 2] + a0) * 0.5f;
                    a1 = (p[at + 3] + a1) * 0.5f;
                    a2 = (p[at + 4] + a2) * 0.25f;
                } else {
                    b0 = 0;
                    b1 = 0;
                    a0 = p[at + 2];
                    a1 = p[at + 3];
                    a2 = p[at + 4] * 0.5f;
                }
                b0 = (p[at] - b0) * 0.5f + a0 * down + a2 * right;
                b1 = (p[at + 1] - b1) * 0.5f + a2 * down + a1 * right;
                float trust = trust(x, width) * trust(y, height);
                trust *= trust;
                to[at] = (a0 * a0 + a2 * a2) * trust;
                to[at + 1] = (a0 + a1) * a2 * trust;
                to[at + 2] = (a1 * a1 + a2 * a2) * trust;
                to[at + 3] = (a0 * b0 + a2 * b1) * trust;
                to[at + 4] = (a2 * b0 + a1 * b1) * trust;
            }
        }
    }

    private static float trust(int i, int length) {
        float near = i < TRUST.length ? TRUST[i] : 1;
        int back = length - 1 - i;
        return back < TRUST.length ? near * TRUST[back] : near;
    }

    /** The shift that fits best all that is said in the window about each pixel. */
    private void solve(Plane equations, Plane flow) {
        int width = flow.width();
        int height = flow.height();
        int half = window / 2;
        double scale = 1.0 / (window * window);
        float[] said = equations.values();
        double[] columns = new double[TERMS * width];
        for (int k = -half; k <= half; k++) {
            add(said, line(k, height), width, columns, 1);
        }
        for (int y = 0; y < height; y++) {
            double a = 0;
            double b = 0;
            double c = 0;
            double h = 0;
            double v = 0;
            for (int k = -half; k <= half; k++) {
                int i = TERMS * line(k, width);
                a += columns[i];
                b += columns[i + 1];
                c += columns[i + 2];
                h += columns[i + 3];
                v += columns[i + 4];
            }
            for (int x = 0; x < width; x++) {
                double a1 = a * scale;
                double b1 = b * scale;
                double c1 = c * scale;
                double h1 = h * scale;
                double v1 = v * scale;
                double inverse = 1 / (a1 * c1 - b1 * b1 + SINGULAR);
                int at = 2 * (y * width + x);
                flow.values()[at] = (float) ((a1 * v1 - b1 * h1) * inverse);
                flow.values()[at + 1] = (float) ((c1 * h1 - b1 * v1) * inverse);
                int in = TERMS * line(x + half + 1, width);
                int out = TERMS * line(x - half, width);
                a += columns[in] - columns[out];
                b += columns[in + 1] - columns[out + 1];
                c += columns[in + 2] - columns[out + 2];
                h += columns[in + 3] - columns[out + 3];
                v += columns[in + 4] - columns[out + 4];
            }
            add(said, line(y + half + 1, height), width, columns, 1);
            add(said, line(y - half, height), width, columns, -1);
        }
    }

    private static void add(float[] said, int row, int width, double[] columns, int sign) {
        int from = row * columns.length;
        for (int i = 0; i < TERMS * width; i++) {
            columns[i] += sign * said[from + i];
        }
    }

    private static int line(int i, int length) {
        return Math.max(0, Math.min(length - 1, i));
    }
}
