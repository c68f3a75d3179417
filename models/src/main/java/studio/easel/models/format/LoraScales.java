package studio.easel.models.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import studio.easel.engine.Lora.Network;
import studio.easel.engine.ModelException;

/**
 * PEFT's alphas, which diffusers writes into a file's notes rather than beside each layer: under
 * {@code lora_adapter_metadata}, {@code unet.lora_alpha} and, for some layers, {@code
 * unet.alpha_pattern}; {@code unet.use_rslora} says by what they are divided.
 */
record LoraScales(JsonNode notes) {
    /** The key of the note. */
    static final String NOTE = "lora_adapter_metadata";

    /** In characters; it may list every layer there is. */
    static final int LONGEST = 1 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The sentence for notes that are longer. */
    static ModelException tooLong(Path file) {
        return new ModelException(
                "%s has notes on how strongly its layers count (%s) of more than %,d characters, expected fewer. Without them it would be applied with other strengths than it was trained with; use a copy in kohya's format."
                        .formatted(file, NOTE, LONGEST));
    }

    static LoraScales stated(Map<String, String> metadata) {
        try {
            return new LoraScales(JSON.readTree(metadata.getOrDefault(NOTE, "{}")));
        } catch (JsonProcessingException e) {
            return new LoraScales(JSON.createObjectNode());
        }
    }

    /**
     * The factor of a layer's product: alpha / rank, or alpha / √rank where it was trained so
     * (rsLoRA, Kalajdzievski 2023, arXiv:2312.03732); empty where the notes say nothing.
     *
     * @param layer with underscores for dots
     */
    OptionalDouble scale(Network network, String layer, int rank) {
        String prefix =
                switch (network) {
                    case UNET -> "unet.";
                    case TEXT -> "text_encoder.";
                    case TEXT_2 -> "text_encoder_2.";
                };
        Optional<JsonNode> own =
                notes.path(prefix + "alpha_pattern").properties().stream()
                        .filter(entry -> layer.endsWith(LoraName.flat(entry.getKey())))
                        .map(Map.Entry::getValue)
                        .findFirst();
        JsonNode alpha = own.orElse(notes.path(prefix + "lora_alpha"));
        boolean ofRoot = notes.path(prefix + "use_rslora").asBoolean(false);
        return alpha.isNumber()
                ? OptionalDouble.of(alpha.doubleValue() / (ofRoot ? Math.sqrt(rank) : rank))
                : OptionalDouble.empty();
    }
}
