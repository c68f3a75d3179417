package studio.easel.engine;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Small differences to a model's weights (Hu et al. 2021, arXiv:2106.09685), and how strongly they
 * count.
 *
 * @param name what to write in a prompt
 * @param hash SHA-256 of its weights, 64 hex digits; what its maker wrote about it does not count
 * @param weights the differences themselves
 * @param unet factor of those of the U-Net; 0 for none, negative for the opposite
 * @param text factor of those of the text encoders
 */
public record Lora(String name, String hash, Weights weights, double unet, double text) {
    /** Beyond this every picture is noise. */
    private static final double MOST = 100;

    public Lora {
        if (!(Math.abs(unet) <= MOST) || !(Math.abs(text) <= MOST)) {
            throw new RequestException(
                    RequestException.Field.PROMPT,
                    "The LoRA %s counts %s times for the words and %s times for the U-Net, expected numbers from %s to %s. 1 is usual."
                            .formatted(name, text, unet, -MOST, MOST));
        }
    }

    /** How strongly it counts for a network. */
    public double strength(Network network) {
        return network == Network.UNET ? unet : text;
    }

    /** The networks of a model that LoRAs change. */
    public enum Network {
        UNET,
        /** The first text encoder, or the only one. */
        TEXT,
        /** SDXL's second. */
        TEXT_2
    }

    /** Differences by the tensors they belong to. */
    public interface Weights {
        /** How many tensors there are differences for. */
        int count();

        /**
         * Those for one network.
         *
         * @param tensors of the network, by the names they had where it was trained
         * @return by those names; others have none
         */
        Map<String, Difference> of(Network network, Set<String> tensors);
    }

    /** To one tensor. */
    public interface Difference {
        /** Of the tensor it was made for, as PyTorch has it: {@code [out, in]} for most. */
        List<Long> shape();

        /**
         * Adds itself.
         *
         * @param weight the tensor, row-major; changed in place
         * @param shape its own, of as many numbers
         */
        void add(float[] weight, List<Long> shape, double strength);
    }
}
