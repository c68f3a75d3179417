package studio.easel.models.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import studio.easel.engine.Lora.Network;

/**
 * PEFT's alphas, which diffusers writes into a file's notes rather than beside each layer: under
 * {@code lora_adapter_metadata}, {@code unet.lora_alpha} and, for some layers, {@code
 * unet.alpha_pattern}.
 */
record LoraScales(JsonNode notes) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static LoraScales stated(Map<String, String> metadata) {
        try {
            return new LoraScales(
                    JSON.readTree(metadata.getOrDefault("lora_adapter_metadata", "{}")));
        } catch (JsonProcessingException e) {
            return new LoraScales(JSON.createObjectNode());
        }
    }

    /** What the notes say for a layer, with underscores for dots; empty where they say nothing. */
    OptionalDouble alpha(Network network, String layer) {
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
        return alpha.isNumber() ? OptionalDouble.of(alpha.doubleValue()) : OptionalDouble.empty();
    }
}
