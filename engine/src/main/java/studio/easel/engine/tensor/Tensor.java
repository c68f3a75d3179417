package studio.easel.engine.tensor;

import java.util.Arrays;

/**
 * A shape and its numbers in row-major order: latents and pictures are {@code [batch, channels,
 * height, width]}, words {@code [batch, tokens, width]}, token ids {@code [batch, tokens]}. Values
 * are float32; sums are formed in double and rounded once.
 */
public final class Tensor {
    private final int[] shape;
    private final float[] values;

    private Tensor(int[] shape, float[] values) {
        this.shape = shape;
        this.values = values;
    }

    /** Takes the array as it is: the caller must not change it afterwards. */
    public static Tensor of(float[] values, int... shape) {
        int count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (values.length != count) {
            throw new IllegalArgumentException(
                    "%d values given for shape %s, expected %d"
                            .formatted(values.length, Arrays.toString(shape), count));
        }
        return new Tensor(shape.clone(), values);
    }

    /** One number, shape {@code [1]}. */
    public static Tensor scalar(double value) {
        return of(new float[] {(float) value}, 1);
    }

    public static Tensor zeros(int... shape) {
        return of(new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)], shape);
    }

    /** A number times a tensor, one summand of {@link #sum}. */
    public record Term(double factor, Tensor tensor) {}

    public static Term term(double factor, Tensor tensor) {
        return new Term(factor, tensor);
    }

    /** The weighted sum of tensors of one shape, formed in double, element by element. */
    public static Tensor sum(Term... terms) {
        float[] sum = new float[terms[0].tensor.values.length];
        for (Term term : terms) {
            requireSameShape(terms[0].tensor, term.tensor);
        }
        for (int i = 0; i < sum.length; i++) {
            double value = 0;
            for (Term term : terms) {
                value += term.factor * term.tensor.values[i];
            }
            sum[i] = (float) value;
        }
        return new Tensor(terms[0].tensor.shape, sum);
    }

    public Tensor times(double factor) {
        return sum(term(factor, this));
    }

    /** Tensors of one shape, one after the other along the first axis. */
    public static Tensor stack(Tensor... parts) {
        int length = parts[0].values.length;
        float[] all = new float[length * parts.length];
        for (int i = 0; i < parts.length; i++) {
            requireSameShape(parts[0], parts[i]);
            System.arraycopy(parts[i].values, 0, all, i * length, length);
        }
        int[] shape = parts[0].shape.clone();
        shape[0] *= parts.length;
        return new Tensor(shape, all);
    }

    /** Two tensors of one batch side by side along the second axis. */
    public static Tensor beside(Tensor a, Tensor b) {
        int batch = a.shape[0];
        int lengthA = a.values.length / batch;
        int lengthB = b.values.length / batch;
        float[] all = new float[a.values.length + b.values.length];
        for (int i = 0; i < batch; i++) {
            int at = i * (lengthA + lengthB);
            System.arraycopy(a.values, i * lengthA, all, at, lengthA);
            System.arraycopy(b.values, i * lengthB, all, at + lengthA, lengthB);
        }
        int[] shape = a.shape.clone();
        shape[1] += b.shape[1];
        return of(all, shape);
    }

    /** Row {@code index} along the first axis, which stays with length 1. */
    public Tensor row(int index) {
        int length = values.length / shape[0];
        int[] rowShape = shape.clone();
        rowShape[0] = 1;
        return new Tensor(
                rowShape, Arrays.copyOfRange(values, index * length, (index + 1) * length));
    }

    /** A rectangle of every channel's plane: {@code [batch, channels, height, width]}. */
    public Tensor cut(int top, int left, int height, int width) {
        int planes = shape[0] * shape[1];
        float[] part = new float[planes * height * width];
        for (int plane = 0; plane < planes; plane++) {
            for (int y = 0; y < height; y++) {
                System.arraycopy(
                        values,
                        (plane * shape[2] + top + y) * shape[3] + left,
                        part,
                        (plane * height + y) * width,
                        width);
            }
        }
        return of(part, shape[0], shape[1], height, width);
    }

    /** The same numbers under another shape of as many. */
    public Tensor reshaped(int... newShape) {
        return of(values, newShape);
    }

    /** The standard deviation of all values, unbiased. */
    public double deviation() {
        double mean = 0;
        for (float value : values) {
            mean += value;
        }
        mean /= values.length;
        double squares = 0;
        for (float value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / (values.length - 1));
    }

    /** Whether every value is a number: no infinity, no NaN. */
    public boolean isFinite() {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    public int[] shape() {
        return shape.clone();
    }

    public int size(int axis) {
        return shape[axis];
    }

    public int length() {
        return values.length;
    }

    public float get(int index) {
        return values[index];
    }

    /** The numbers themselves, not a copy: for reading only. */
    public float[] values() {
        return values;
    }

    private static void requireSameShape(Tensor a, Tensor b) {
        if (!Arrays.equals(a.shape, b.shape)) {
            throw new IllegalArgumentException(
                    "shapes %s and %s differ"
                            .formatted(Arrays.toString(a.shape), Arrays.toString(b.shape)));
        }
    }

    @Override
    public String toString() {
        return "Tensor" + Arrays.toString(shape);
    }
}
