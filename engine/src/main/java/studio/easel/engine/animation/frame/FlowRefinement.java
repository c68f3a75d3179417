package studio.easel.engine.animation.frame;

/**
 * Smooths a flow and fits it to two pictures: it minimises what Kroeger et al. 2016 (see {@link
 * InverseSearch}) call the energy of a flow, a weighed sum over all pixels of how much brightness
 * and slopes change along it and how much neighbours differ, each as {@code sqrt(a^2 + e^2)}, which
 * forgives what lies far off. The roots are held still for a round; what is left, a linear system,
 * is solved by over-relaxation on a checkerboard, all squares of one colour and then all others.
 *
 * <p>Weights and rounds are those of OpenCV's {@code VariationalRefinement} in {@code
 * DISOpticalFlow}.
 */
final class FlowRefinement {
    private static final int ROUNDS = 5;
    private static final int SWEEPS = 5;
    private static final float OVER = 1.6f;
    private static final float SMOOTHNESS = 20f / 2;
    private static final float BRIGHTNESS = 5f / 2;
    private static final float SLOPES = 10f / 2;
    private static final float NORM = 0.1f * 0.1f;
    private static final float FORGIVING = 0.01f * 0.01f;

    private final int width;
    private final int height;
    private final GreyLevels before;
    private final GreyLevels after;

    // Derivatives: of the pictures' mean to the right (x) and downwards (y), and from one picture
    // to the other (t).
    private final float[] x;
    private final float[] y;
    private final float[] t;
    private final float[] xx;
    private final float[] xy;
    private final float[] yy;
    private final float[] xt;
    private final float[] yt;

    // The linear system of each pixel: a symmetric matrix and what it should give; and how firmly
    // it is tied to its neighbours at the right and below.
    private final float[] a11;
    private final float[] a12;
    private final float[] a22;
    private final float[] b1;
    private final float[] b2;
    private final float[] ties;

    private FlowRefinement(GreyLevels before, GreyLevels after) {
        int pixels = before.width() * before.height();
        this.width = before.width();
        this.height = before.height();
        this.before = before;
        this.after = after;
        x = new float[pixels];
        y = new float[pixels];
        t = new float[pixels];
        xx = new float[pixels];
        xy = new float[pixels];
        yy = new float[pixels];
        xt = new float[pixels];
        yt = new float[pixels];
        a11 = new float[pixels];
        a12 = new float[pixels];
        a22 = new float[pixels];
        b1 = new float[pixels];
        b2 = new float[pixels];
        ties = new float[pixels];
    }

    /** Between two pictures of one size. */
    static FlowRefinement of(GreyLevels before, GreyLevels after) {
        return new FlowRefinement(before, after);
    }

    /**
     * @param flow moves right and down of each pixel; improved in place
     */
    void improve(float[] flow) {
        derive(flow);
        float[] right = new float[width * height];
        float[] down = new float[width * height];
        float[] now = flow.clone();
        for (int round = 0; round < ROUNDS; round++) {
            Rows.each(height, row -> fit(row, right, down));
            Rows.each(height, row -> tie(row, now));
            Rows.each(height, row -> smooth(row, flow));
            for (int sweep = 0; sweep < SWEEPS; sweep++) {
                Rows.each(height, row -> relax(row, row % 2, right, down));
                Rows.each(height, row -> relax(row, 1 - row % 2, right, down));
            }
            for (int i = 0; i < right.length; i++) {
                now[2 * i] = flow[2 * i] + right[i];
                now[2 * i + 1] = flow[2 * i + 1] + down[i];
            }
        }
        System.arraycopy(now, 0, flow, 0, flow.length);
    }

    /** The later picture is looked at where the flow leads. */
    private void derive(float[] flow) {
        float[] mean = new float[width * height];
        Rows.each(
                height,
                row -> {
                    for (int column = 0, i = row * width; column < width; column++, i++) {
                        float there = levelAt(column + flow[2 * i], row + flow[2 * i + 1]);
                        float here = before.at(i);
                        mean[i] = 0.5f * here + 0.5f * there;
                        t[i] = there - here;
                    }
                });
        across(mean, x);
        downwards(mean, y);
        across(t, xt);
        downwards(t, yt);
        across(x, xx);
        downwards(x, xy);
        downwards(y, yy);
    }

    private float levelAt(float place, float line) {
        float u = Math.min(Math.max(place, 0), width - 1);
        float v = Math.min(Math.max(line, 0), height - 1);
        int column = (int) u;
        int row = (int) v;
        u -= column;
        v -= row;
        int at = row * width + column;
        int next = column + 1 < width ? 1 : 0;
        int below = row + 1 < height ? width : 0;
        float upper = (1 - u) * after.at(at) + u * after.at(at + next);
        float lower = (1 - u) * after.at(at + below) + u * after.at(at + below + next);
        return (1 - v) * upper + v * lower;
    }

    /** Twice the slope; the outermost pixels go on beyond the edges. */
    private void across(float[] from, float[] to) {
        Rows.each(
                height,
                row -> {
                    int first = row * width;
                    int last = first + width - 1;
                    for (int i = first; i <= last; i++) {
                        to[i] = from[Math.min(last, i + 1)] - from[Math.max(first, i - 1)];
                    }
                });
    }

    private void downwards(float[] from, float[] to) {
        Rows.each(
                height,
                row -> {
                    int above = width * Math.max(0, row - 1);
                    int below = width * Math.min(height - 1, row + 1);
                    for (int column = 0; column < width; column++) {
                        to[row * width + column] = from[below + column] - from[above + column];
                    }
                });
    }

    /** What brightness and slopes ask for. */
    private void fit(int row, float[] right, float[] down) {
        for (int i = row * width; i < (row + 1) * width; i++) {
            float norm = x[i] * x[i] + y[i] * y[i] + NORM;
            float left = t[i] + x[i] * right[i] + y[i] * down[i];
            float weight = BRIGHTNESS / root(left * left / norm + FORGIVING) / norm;
            a11[i] = weight * (x[i] * x[i]) + NORM;
            a12[i] = weight * (x[i] * y[i]);
            a22[i] = weight * (y[i] * y[i]) + NORM;
            b1[i] = -weight * (t[i] * x[i]);
            b2[i] = -weight * (t[i] * y[i]);

            float normX = xx[i] * xx[i] + xy[i] * xy[i] + NORM;
            float normY = yy[i] * yy[i] + xy[i] * xy[i] + NORM;
            float leftX = xt[i] + xx[i] * right[i] + xy[i] * down[i];
            float leftY = yt[i] + xy[i] * right[i] + yy[i] * down[i];
            weight = SLOPES / root(leftX * leftX / normX + leftY * leftY / normY + FORGIVING);
            a11[i] += weight * (xx[i] * xx[i] / normX + xy[i] * xy[i] / normY);
            a12[i] += weight * (xx[i] * xy[i] / normX + xy[i] * yy[i] / normY);
            a22[i] += weight * (xy[i] * xy[i] / normX + yy[i] * yy[i] / normY);
            b1[i] -= weight * (xx[i] * xt[i] / normX + xy[i] * yt[i] / normY);
            b2[i] -= weight * (xy[i] * xt[i] / normX + yy[i] * yt[i] / normY);
        }
    }

    /** The more neighbours differ, the looser they are tied. */
    private void tie(int row, float[] now) {
        for (int column = 0, i = row * width; column < width; column++, i++) {
            int next = 2 * (column + 1 < width ? i + 1 : i);
            int below = 2 * (row + 1 < height ? i + width : i);
            float ux = now[next] - now[2 * i];
            float vx = now[next + 1] - now[2 * i + 1];
            float uy = now[below] - now[2 * i];
            float vy = now[below + 1] - now[2 * i + 1];
            ties[i] = SMOOTHNESS / root(ux * ux + vx * vx + uy * uy + vy * vy + FORGIVING);
        }
    }

    /** What the neighbours ask for, as the flow was before. */
    private void smooth(int row, float[] flow) {
        for (int column = 0, i = row * width; column < width; column++, i++) {
            if (column + 1 < width) {
                pull(i, i + 1, ties[i], flow);
            }
            if (column > 0) {
                pull(i, i - 1, ties[i - 1], flow);
            }
            if (row + 1 < height) {
                pull(i, i + width, ties[i], flow);
            }
            if (row > 0) {
                pull(i, i - width, ties[i - width], flow);
            }
        }
    }

    private void pull(int i, int neighbour, float tie, float[] flow) {
        a11[i] += tie;
        a22[i] += tie;
        b1[i] += tie * (flow[2 * neighbour] - flow[2 * i]);
        b2[i] += tie * (flow[2 * neighbour + 1] - flow[2 * i + 1]);
    }

    /** Every second pixel of a row, from {@code first} on. */
    private void relax(int row, int first, float[] right, float[] down) {
        for (int column = first; column < width; column += 2) {
            int i = row * width + column;
            float u = 0;
            float v = 0;
            if (column > 0) {
                u += ties[i - 1] * right[i - 1];
                v += ties[i - 1] * down[i - 1];
            }
            if (column + 1 < width) {
                u += ties[i] * right[i + 1];
                v += ties[i] * down[i + 1];
            }
            if (row > 0) {
                u += ties[i - width] * right[i - width];
                v += ties[i - width] * down[i - width];
            }
            if (row + 1 < height) {
                u += ties[i] * right[i + width];
                v += ties[i] * down[i + width];
            }
            right[i] += OVER * ((u + b1[i] - down[i] * a12[i]) / a11[i] - right[i]);
            down[i] += OVER * ((v + b2[i] - right[i] * a12[i]) / a22[i] - down[i]);
        }
    }

    private static float root(float value) {
        return (float) Math.sqrt(value);
    }
}
