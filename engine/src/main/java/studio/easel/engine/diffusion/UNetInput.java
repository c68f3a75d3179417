package studio.easel.engine.diffusion;

import java.util.List;
import java.util.Optional;
import studio.easel.engine.tensor.Tensor;

/**
 * One run of a U-Net or a ControlNet.
 *
 * @param sample {@code [batch, channels, height, width]}, of unit variance
 * @param timestep 0 to 999 as trained
 * @param told what is the same in every run until the words change
 * @param residuals what ControlNets add, in the U-Net's order; empty where it takes none
 */
record UNetInput(Tensor sample, double timestep, Told told, List<Tensor> residuals) {
    /**
     * @param words {@code [batch, tokens, width]}
     * @param pooled {@code [batch, width]}, for SDXL
     * @param sizes {@code [batch, ids]}, for SDXL
     * @param guidance {@code [batch, width]}: the guidance scale as a distilled model is told it
     */
    record Told(
            Tensor words,
            Optional<Tensor> pooled,
            Optional<Tensor> sizes,
            Optional<Tensor> guidance) {
        private Told row(int index) {
            return new Told(
                    words.row(index),
                    pooled.map(all -> all.row(index)),
                    sizes.map(all -> all.row(index)),
                    guidance.map(all -> all.row(index)));
        }
    }

    /** One latent of the batch. */
    UNetInput row(int index) {
        return new UNetInput(
                sample.row(index),
                timestep,
                told.row(index),
                residuals.stream().map(all -> all.row(index)).toList());
    }

    int batch() {
        return sample.size(0);
    }
}
