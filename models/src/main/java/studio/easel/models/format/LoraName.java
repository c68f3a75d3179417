package studio.easel.models.format;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.easel.engine.Lora.Network;

/**
 * What the name of a tensor in a LoRA says. There are three families of them: kohya's ({@code
 * lora_unet_mid_block_attentions_0_proj_in.lora_down.weight}), diffusers' ({@code
 * unet.mid_block.attentions.0.proj_in.lora.down.weight}, in old files {@code processor.to_q_lora})
 * and PEFT's ({@code unet.mid_block.attentions.0.proj_in.lora_A.weight}). Kohya's cannot be taken
 * apart again, so layers are compared with underscores for dots.
 *
 * @param layer with underscores for dots: {@code mid_block_attentions_0_proj_in}
 * @param part which of the layer's tensors: {@code down}, {@code up}, {@code alpha} and so on
 */
record LoraName(Network network, String layer, String part) {
    private static final List<Form> FORMS =
            List.of(
                    new Form("(.+)\\.lora_(down|up|mid)\\.weight", part -> part),
                    new Form(
                            "(.+)\\.lora_([AB])(?:\\.[^.]+)?\\.weight",
                            part -> part.equals("A") ? "down" : "up"),
                    new Form("(.+)[._]lora\\.(down|up)\\.weight", part -> part),
                    new Form("(.+)\\.lora_linear_layer\\.(down|up)\\.weight", part -> part),
                    new Form("(.+?)(?:[._]lora)?\\.(alpha)", part -> part),
                    new Form("(.+)\\.(lora_magnitude_vector)(?:\\..+)?", part -> part),
                    new Form(
                            "(.+)\\.(dora_scale|hada_w[12]_[ab]|hada_t[12]|lokr_w[12](?:_[ab])?|lokr_t2|diff|diff_b|w_norm|b_norm)",
                            part -> part));

    /** How names end. */
    private record Form(Pattern pattern, Function<String, String> part) {
        Form(String pattern, Function<String, String> part) {
            this(Pattern.compile(pattern), part);
        }
    }

    private static final Map<String, Network> BEGINNINGS =
            Map.of(
                    "lora_unet_", Network.UNET,
                    "lora_te_", Network.TEXT,
                    "lora_te1_", Network.TEXT,
                    "lora_te2_", Network.TEXT_2,
                    "unet.", Network.UNET,
                    "text_encoder.", Network.TEXT,
                    "text_encoder_2.", Network.TEXT_2);

    private static final Pattern BARE_UNET =
            Pattern.compile("(?:down_blocks|mid_block|up_blocks)\\..+");

    private static final String PEFT = "base_model.model.";

    /** Whatever a U-Net is wrapped in by those who export it. */
    private static final Pattern IN_UNET =
            Pattern.compile(
                    "(?:[a-z_]+\\.)?((?:down_blocks|mid_block|up_blocks|conv_in|conv_out|conv_norm_out|time_embedding|add_embedding)\\..+)");

    private static final Pattern IN_TEXT =
            Pattern.compile(
                    "(?:[a-z_]+\\.){0,2}?((?:encoder\\.layers|embeddings|final_layer_norm|text_projection)\\..+)");

    /** Empty for names of no family. */
    static Optional<LoraName> of(String tensor) {
        for (Form form : FORMS) {
            Matcher matcher = form.pattern().matcher(tensor);
            if (matcher.matches()) {
                String part = form.part().apply(matcher.group(2));
                return placed(matcher.group(1).replace(PEFT, ""), part);
            }
        }
        return Optional.empty();
    }

    private static Optional<LoraName> placed(String name, String part) {
        if (BARE_UNET.matcher(name).matches()) {
            return Optional.of(new LoraName(Network.UNET, layer(name), part));
        }
        return BEGINNINGS.entrySet().stream()
                .filter(beginning -> name.startsWith(beginning.getKey()))
                .findFirst()
                .map(
                        beginning ->
                                new LoraName(
                                        beginning.getValue(),
                                        layer(name.substring(beginning.getKey().length())),
                                        part));
    }

    private static String layer(String name) {
        return flat(name)
                .replaceFirst("^text_model_", "")
                .replace("_processor_", "_")
                .replaceFirst("(_attn[12]_to_out)$", "$1_0")
                .replaceFirst("_self_attn_to_([qkv])$", "_self_attn_$1_proj")
                .replaceFirst("_self_attn_to_out$", "_self_attn_out_proj");
    }

    /** As kohya has it. */
    static String flat(String name) {
        return name.replace('.', '_');
    }

    /**
     * A network's tensor without what its exporter wrapped it in; empty where it belongs to no
     * network of that kind.
     */
    static Optional<String> unwrapped(Network network, String tensor) {
        Matcher matcher = (network == Network.UNET ? IN_UNET : IN_TEXT).matcher(tensor);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
