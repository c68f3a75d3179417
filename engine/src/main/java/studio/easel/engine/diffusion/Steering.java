package studio.easel.engine.diffusion;

import java.util.List;
import java.util.Optional;
import studio.easel.engine.Guidance;
import studio.easel.engine.SizeConditioning;
import studio.easel.engine.tensor.Tensor;

/**
 * What leads a walk besides the words.
 *
 * @param guidance how strongly the words pull, and when
 * @param sizes what SDXL is told about the picture's size
 * @param inpainting mask and masked picture, {@code [1, 1 + channels, height, width]}, for a U-Net
 *     that sees them
 * @param controls ControlNets with their pictures
 * @param firstCall how many calls of the whole walk came before, by another model
 * @param calls how often networks are called in the whole walk
 */
public record Steering(
        Guidance guidance,
        SizeConditioning sizes,
        Optional<Tensor> inpainting,
        List<Controlled> controls,
        int firstCall,
        int calls) {
    /**
     * A ControlNet at work.
     *
     * @param picture {@code [1, 3, height, width]} in pixels, 0 to 1
     * @param weight what its residuals are multiplied with
     * @param from share of the walk from which on it steers
     * @param to share of the walk after which it no longer does
     */
    public record Controlled(
            ControlNet net, Tensor picture, double weight, double from, double to) {}

    public Steering {
        controls = List.copyOf(controls);
    }

    /**
     * What leads another model that takes over after {@code done} calls: no ControlNets, no mask.
     */
    public Steering later(int done) {
        return new Steering(guidance, sizes, Optional.empty(), List.of(), done, calls);
    }

    /** The same for whoever goes on after {@code done} calls. */
    public Steering from(int done) {
        return new Steering(guidance, sizes, inpainting, controls, done, calls);
    }

    /** Whether call {@code call}, from 0, lies wholly within a share of the walk. */
    boolean within(int call, double from, double to) {
        return from <= (double) call / calls && (double) (call + 1) / calls <= to;
    }

    double scaleAt(int call) {
        return within(call, guidance.from(), guidance.to()) ? guidance.scale() : 1;
    }
}
