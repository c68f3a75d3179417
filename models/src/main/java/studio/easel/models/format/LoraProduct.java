package studio.easel.models.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.easel.engine.onnx.MatrixProduct;

/** A large matrix, or a convolution's kernels, kept as small ones whose product it is. */
sealed interface LoraProduct {
    /** Of the weight it was made for; kernels may be laid out as one axis. */
    List<Long> shape();

    /** What alpha is divided by; 0 where alpha does not count. */
    int rank();

    /** Row-major; the caller's own. */
    float[] numbers();

    /** Whatever these tensors make; empty where some are missing, or none fits the other. */
    static Optional<LoraProduct> of(Map<String, LoraPart> parts) {
        return Optional.<LoraProduct>empty()
                .or(() -> LowRank.of(parts.get("up"), parts.get("mid"), parts.get("down"), false))
                .or(() -> Hadamard.of(parts))
                .or(() -> Kronecker.of(parts))
                .or(() -> Optional.ofNullable(parts.get("diff")).map(Whole::new))
                .or(() -> Optional.ofNullable(parts.get("w_norm")).map(Whole::new));
    }

    /** The difference itself. */
    record Whole(LoraPart part) implements LoraProduct {
        @Override
        public List<Long> shape() {
            return part.shape();
        }

        @Override
        public int rank() {
            return 0;
        }

        @Override
        public float[] numbers() {
            return part.numbers();
        }
    }

    /**
     * LoRA: up · down (Hu et al. 2021). Of a convolution, down has the kernels, or both are points
     * around a kernel of their own (LoCon with a Tucker decomposition; Yeh et al. 2023,
     * arXiv:2309.14859).
     *
     * @param up {@code [out, rank]}, turned {@code [rank, out]}
     * @param mid {@code [rank, rank, height, width]}
     * @param down {@code [rank, in, ...]}
     */
    record LowRank(LoraPart up, @Nullable LoraPart mid, LoraPart down, boolean turned)
            implements LoraProduct {
        static Optional<LowRank> of(
                @Nullable LoraPart up,
                @Nullable LoraPart mid,
                @Nullable LoraPart down,
                boolean turned) {
            if (up == null
                    || down == null
                    || up.shape().size() < 2
                    || down.shape().size() < 2
                    || mid != null && mid.shape().size() != 4) {
                return Optional.empty();
            }
            LowRank product = new LowRank(up, mid, down, turned);
            int inner = turned ? up.size(0) : up.behind();
            boolean fits =
                    mid == null
                            ? inner == down.size(0)
                            : inner == mid.size(0) && mid.size(1) == down.size(0);
            return fits ? Optional.of(product) : Optional.empty();
        }

        private int outputs() {
            return turned ? up.behind() : up.size(0);
        }

        @Override
        public List<Long> shape() {
            List<Long> shape = new ArrayList<>(List.of((long) outputs()));
            shape.addAll(down.shape().subList(1, down.shape().size()));
            if (mid != null) {
                return List.of(
                        (long) outputs(),
                        (long) down.behind(),
                        (long) mid.size(2),
                        (long) mid.size(3));
            }
            return shape;
        }

        @Override
        public int rank() {
            return down.size(0);
        }

        @Override
        public float[] numbers() {
            int out = outputs();
            float[] left = turned ? turn(up.numbers(), up.size(0), out) : up.numbers();
            if (mid == null) {
                return MatrixProduct.of(left, down.numbers(), out, down.size(0), down.behind());
            }
            // Each output's [rank, cells] becomes [cells, rank], so that down can follow.
            int cells = mid.size(2) * mid.size(3);
            int rank = mid.size(1);
            int in = down.behind();
            float[] kernels = MatrixProduct.of(left, mid.numbers(), out, mid.size(0), rank * cells);
            float[] product =
                    MatrixProduct.of(
                            turnEach(kernels, out, rank, cells),
                            down.numbers(),
                            out * cells,
                            rank,
                            in);
            return turnEach(product, out, cells, in);
        }
    }

    /** LoHa: (w1a · w1b) ∘ (w2a · w2b) (Hyeon-Woo et al. 2021, arXiv:2108.06098). */
    record Hadamard(LowRank first, LowRank second) implements LoraProduct {
        static Optional<Hadamard> of(Map<String, LoraPart> parts) {
            Optional<LowRank> first = half(parts, 1);
            Optional<LowRank> second = half(parts, 2);
            return first.isPresent()
                            && second.isPresent()
                            && first.get().shape().equals(second.get().shape())
                    ? Optional.of(new Hadamard(first.get(), second.get()))
                    : Optional.empty();
        }

        private static Optional<LowRank> half(Map<String, LoraPart> parts, int number) {
            LoraPart kernel = parts.get("hada_t" + number);
            String name = "hada_w" + number;
            return LowRank.of(
                    parts.get(name + "_a"), kernel, parts.get(name + "_b"), kernel != null);
        }

        @Override
        public List<Long> shape() {
            return first.shape();
        }

        @Override
        public int rank() {
            return first.rank();
        }

        @Override
        public float[] numbers() {
            float[] product = first.numbers();
            float[] other = second.numbers();
            for (int i = 0; i < product.length; i++) {
                product[i] *= other[i];
            }
            return product;
        }
    }

    /**
     * LoKr: w1 ⊗ w2, either of them a product itself or not (Edalati et al. 2022,
     * arXiv:2212.10650).
     */
    record Kronecker(LoraProduct first, LoraProduct second) implements LoraProduct {
        static Optional<Kronecker> of(Map<String, LoraPart> parts) {
            Optional<? extends LoraProduct> first = factor(parts, 1);
            Optional<? extends LoraProduct> second = factor(parts, 2);
            return first.isPresent()
                            && second.isPresent()
                            && first.get().shape().size() == 2
                            && second.get().shape().size() >= 2
                    ? Optional.of(new Kronecker(first.get(), second.get()))
                    : Optional.empty();
        }

        private static Optional<? extends LoraProduct> factor(
                Map<String, LoraPart> parts, int number) {
            String name = "lokr_w" + number;
            LoraPart whole = parts.get(name);
            if (whole != null) {
                return Optional.of(new Whole(whole));
            }
            LoraPart kernel = number == 2 ? parts.get("lokr_t2") : null;
            return LowRank.of(
                    parts.get(name + "_a"), kernel, parts.get(name + "_b"), kernel != null);
        }

        @Override
        public List<Long> shape() {
            List<Long> shape = new ArrayList<>(second.shape());
            shape.set(0, shape.get(0) * first.shape().get(0));
            shape.set(1, shape.get(1) * first.shape().get(1));
            return shape;
        }

        @Override
        public int rank() {
            return second.rank() > 0 ? second.rank() : first.rank();
        }

        @Override
        public float[] numbers() {
            float[] small = first.numbers();
            float[] block = second.numbers();
            int down = Math.toIntExact(first.shape().get(0));
            int across = Math.toIntExact(first.shape().get(1));
            int rows = Math.toIntExact(second.shape().get(0));
            int width = block.length / rows;
            float[] product = new float[Math.multiplyExact(small.length, block.length)];
            int at = 0;
            for (int i = 0; i < down; i++) {
                for (int row = 0; row < rows; row++) {
                    for (int j = 0; j < across; j++) {
                        float factor = small[i * across + j];
                        for (int k = 0; k < width; k++) {
                            product[at++] = factor * block[row * width + k];
                        }
                    }
                }
            }
            return product;
        }
    }

    private static float[] turn(float[] matrix, int rows, int columns) {
        return turnEach(matrix, 1, rows, columns);
    }

    /** {@code [count, rows, columns]} to {@code [count, columns, rows]}. */
    private static float[] turnEach(float[] matrices, int count, int rows, int columns) {
        float[] turned = new float[matrices.length];
        for (int i = 0; i < count; i++) {
            int start = i * rows * columns;
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    turned[start + column * rows + row] = matrices[start + row * columns + column];
                }
            }
        }
        return turned;
    }
}
