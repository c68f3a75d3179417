package studio.easel.engine.diffusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import studio.easel.engine.ControlNetSpec;
import studio.easel.engine.ModelException;
import studio.easel.engine.RgbImage;
import studio.easel.engine.UNetSpec.Residual;
import studio.easel.engine.onnx.OnnxModel;
import studio.easel.engine.tensor.Tensor;

/** A ControlNet as a graph (Zhang et al. 2023, arXiv:2302.05543). */
public final class ControlNet implements AutoCloseable {
    private final ControlNetSpec spec;
    private final OnnxModel graph;

    public ControlNet(ControlNetSpec spec, OnnxModel graph) {
        this.spec = spec;
        this.graph = graph;
    }

    /** {@code [1, 3, height, width]} in 0..1: what these networks take. */
    public static Tensor picture(RgbImage image) {
        byte[] rgb = image.rgb();
        int plane = image.width() * image.height();
        float[] values = new float[3 * plane];
        for (int channel = 0; channel < 3; channel++) {
            for (int i = 0; i < plane; i++) {
                values[channel * plane + i] = (rgb[3 * i + channel] & 0xFF) / 255f;
            }
        }
        return Tensor.of(values, 1, 3, image.height(), image.width());
    }

    /**
     * What is added to the U-Net.
     *
     * @param picture one for each latent of the batch
     * @return one tensor for each of the U-Net's residuals, in its order
     */
    List<Tensor> residuals(
            UNetInput input, Tensor picture, double weight, List<Residual> expected) {
        if (graph.inputSize("sample", 0) != 1 || input.batch() == 1) {
            return together(input, picture, weight, expected);
        }
        List<List<Tensor>> rows = new ArrayList<>(); // exported for one latent at a time
        for (int i = 0; i < input.batch(); i++) {
            rows.add(together(input.row(i), picture.row(i), weight, expected));
        }
        return IntStream.range(0, expected.size())
                .mapToObj(
                        residual ->
                                Tensor.stack(
                                        rows.stream()
                                                .map(row -> row.get(residual))
                                                .toArray(Tensor[]::new)))
                .toList();
    }

    private List<Tensor> together(
            UNetInput input, Tensor picture, double weight, List<Residual> expected) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        values.put("sample", input.sample());
        values.put("timestep", Tensor.scalar(input.timestep()));
        values.put("encoder_hidden_states", input.told().words());
        values.put("controlnet_cond", picture);
        input.told().pooled().ifPresent(pooled -> values.put("text_embeds", pooled));
        input.told().sizes().ifPresent(sizes -> values.put("time_ids", sizes));
        boolean weighs = graph.takes("conditioning_scale");
        if (weighs) {
            values.put("conditioning_scale", Tensor.scalar(weight));
        }
        List<Tensor> given = new ArrayList<>(graph.run(values).values());
        requireFit(given, expected);
        return weighs ? given : given.stream().map(one -> one.times(weight)).toList();
    }

    private void requireFit(List<Tensor> given, List<Residual> expected) {
        int[] channels = given.stream().mapToInt(tensor -> tensor.size(1)).toArray();
        int[] wanted = expected.stream().mapToInt(Residual::channels).toArray();
        if (!Arrays.equals(channels, wanted)) {
            throw new ModelException(
                    "%s gives residuals of %s channels, this model takes %s. It was made for another family; choose a ControlNet of this model's."
                            .formatted(
                                    spec.name(),
                                    Arrays.toString(channels),
                                    Arrays.toString(wanted)));
        }
    }

    public void unload() {
        graph.unload();
    }

    @Override
    public void close() {
        graph.close();
    }
}
