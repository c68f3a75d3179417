package studio.easel.models.convert;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.easel.models.graph.Weights;
import studio.easel.models.graph.Weights.Stored;

/**
 * Weights have two families of names: those of the code the networks were first trained with
 * (CompVis' latent-diffusion, OpenCLIP, lllyasviel's ControlNet), which single files have, and
 * those of diffusers and transformers. Here the former become the latter; the latter stay.
 */
public final class LdmNames {
    /** {@code input_blocks.4.1.proj_in.weight}: block, part, and what is in it. */
    private static final Pattern NUMBERED =
            Pattern.compile("(input_blocks|output_blocks)\\.(\\d{1,3})\\.(\\d)\\.(.+)");

    private static final Pattern MIDDLE = Pattern.compile("middle_block\\.(\\d)\\.(.+)");

    /** Whole beginnings, of U-Nets and ControlNets. */
    private static final Map<String, String> PLACES =
            Map.ofEntries(
                    Map.entry("time_embed.0.", "time_embedding.linear_1."),
                    Map.entry("time_embed.2.", "time_embedding.linear_2."),
                    Map.entry("time_embed.cond_proj.", "time_embedding.cond_proj."),
                    Map.entry("label_emb.0.0.", "add_embedding.linear_1."),
                    Map.entry("label_emb.0.2.", "add_embedding.linear_2."),
                    Map.entry("out.0.", "conv_norm_out."),
                    Map.entry("out.2.", "conv_out."),
                    Map.entry("middle_block_out.0.", "controlnet_mid_block."),
                    Map.entry("input_hint_block.0.", "controlnet_cond_embedding.conv_in."),
                    Map.entry("input_hint_block.14.", "controlnet_cond_embedding.conv_out."));

    private static final Pattern HINT = Pattern.compile("input_hint_block\\.(\\d{1,2})\\.(.+)");
    private static final Pattern ZERO = Pattern.compile("zero_convs\\.(\\d{1,2})\\.0\\.(.+)");

    /** Parts of a resnet, in U-Nets. */
    private static final Map<String, String> RESNET =
            Map.of(
                    "in_layers.0.", "norm1.",
                    "in_layers.2.", "conv1.",
                    "emb_layers.1.", "time_emb_proj.",
                    "out_layers.0.", "norm2.",
                    "out_layers.3.", "conv2.",
                    "skip_connection.", "conv_shortcut.");

    private static final Pattern VAE_LEVEL =
            Pattern.compile(
                    "(encoder|decoder)\\.(down|up)\\.(\\d)\\.(?:block\\.(\\d{1,2})\\.|(?:downsample|upsample)\\.)(.+)");
    private static final Pattern VAE_MIDDLE =
            Pattern.compile("(encoder|decoder)\\.mid\\.(block|attn)_(\\d)\\.(.+)");

    /** Parts of a VAE's attention: latent-diffusion's names, and diffusers' own before 0.17. */
    private static final Map<String, String> VAE_ATTENTION =
            Map.of(
                    "norm.", "group_norm.",
                    "q.", "to_q.",
                    "k.", "to_k.",
                    "v.", "to_v.",
                    "proj_out.", "to_out.0.",
                    "query.", "to_q.",
                    "key.", "to_k.",
                    "value.", "to_v.",
                    "proj_attn.", "to_out.0.");

    private static final Pattern RESBLOCK =
            Pattern.compile("transformer\\.resblocks\\.(\\d{1,3})\\.(.+)");

    /** Parts of a layer of OpenCLIP's, but for what it keeps in one. */
    private static final Map<String, String> RESBLOCK_PARTS =
            Map.of(
                    "ln_1.", "layer_norm1.",
                    "ln_2.", "layer_norm2.",
                    "attn.out_proj.", "self_attn.out_proj.",
                    "mlp.c_fc.", "mlp.fc1.",
                    "mlp.c_proj.", "mlp.fc2.");

    private static final Map<String, String> OPEN_CLIP =
            Map.of(
                    "token_embedding.weight", "embeddings.token_embedding.weight",
                    "positional_embedding", "embeddings.position_embedding.weight",
                    "ln_final.weight", "final_layer_norm.weight",
                    "ln_final.bias", "final_layer_norm.bias",
                    "text_projection", "text_projection");

    private static final List<String> PROJECTIONS =
            List.of("self_attn.q_proj.", "self_attn.k_proj.", "self_attn.v_proj.");

    private LdmNames() {}

    /** A U-Net's or a ControlNet's weights under diffusers' names. */
    public static Weights unet(Weights weights) {
        if (!weights.has("input_blocks.0.0.weight")) {
            return weights;
        }
        Map<String, String> blocks = blocks(weights);
        return weights.renamed(name -> unetName(name, blocks));
    }

    private static Optional<String> unetName(String name, Map<String, String> blocks) {
        Matcher numbered = NUMBERED.matcher(name);
        if (numbered.matches()) {
            String part = numbered.group(1) + "." + numbered.group(2) + "." + numbered.group(3);
            return Optional.ofNullable(blocks.get(part))
                    .map(to -> to + "." + layerName(to, numbered.group(4)));
        }
        Matcher middle = MIDDLE.matcher(name);
        if (middle.matches()) {
            int part = Integer.parseInt(middle.group(1));
            String to = part == 1 ? "mid_block.attentions.0" : "mid_block.resnets." + part / 2;
            return Optional.of(to + "." + layerName(to, middle.group(2)));
        }
        Optional<String> place = replaced(name, PLACES);
        if (place.isPresent()) {
            return place;
        }
        Matcher hint = HINT.matcher(name);
        if (hint.matches()) {
            int block = Integer.parseInt(hint.group(1)) / 2 - 1;
            return Optional.of("controlnet_cond_embedding.blocks." + block + "." + hint.group(2));
        }
        Matcher zero = ZERO.matcher(name);
        return zero.matches()
                ? Optional.of("controlnet_down_blocks." + zero.group(1) + "." + zero.group(2))
                : Optional.empty();
    }

    private static String layerName(String place, String rest) {
        return place.contains(".resnets.")
                ? replaced(rest, RESNET).orElse(rest)
                : samplerName(rest);
    }

    /** Up- and downsamplers' own convolutions, {@code op} and {@code conv}, are in their place. */
    private static String samplerName(String rest) {
        return rest.startsWith("op.") || rest.startsWith("conv.")
                ? rest.substring(rest.indexOf('.') + 1)
                : rest;
    }

    /** Where each numbered part is, counted through as latent-diffusion builds them. */
    private static Map<String, String> blocks(Weights weights) {
        Map<String, String> places = new HashMap<>();
        places.put("input_blocks.0.0", "conv_in");
        int level = 0;
        int layer = 0;
        for (int i = 1; hasBlock(weights, "input_blocks." + i); i++) {
            String block = "input_blocks." + i;
            String to = "down_blocks." + level;
            if (weights.has(block + ".0.op.weight")) {
                places.put(block + ".0", to + ".downsamplers.0.conv");
                level++;
                layer = 0;
            } else {
                places.put(block + ".0", to + ".resnets." + layer);
                places.put(block + ".1", to + ".attentions." + layer);
                layer++;
            }
        }
        level = 0;
        layer = 0;
        for (int i = 0; hasBlock(weights, "output_blocks." + i); i++) {
            String block = "output_blocks." + i;
            String to = "up_blocks." + level;
            places.put(block + ".0", to + ".resnets." + layer);
            places.put(block + ".1", to + ".attentions." + layer);
            layer++;
            for (int part = 1; part <= 2; part++) {
                if (weights.has(block + "." + part + ".conv.weight")) {
                    places.put(block + "." + part, to + ".upsamplers.0.conv");
                    level++;
                    layer = 0;
                }
            }
        }
        return places;
    }

    private static boolean hasBlock(Weights weights, String block) {
        return weights.has(block + ".0.op.weight") || weights.has(block + ".0.in_layers.2.weight");
    }

    private static final Pattern PLACED =
            Pattern.compile(
                    "(down|up)_blocks\\.(\\d{1,3})\\.(resnets|attentions|downsamplers|upsamplers)\\.(\\d{1,3})\\.(.+)");

    private static final Pattern MIDDLE_PLACED =
            Pattern.compile("mid_block\\.(resnets|attentions)\\.(\\d)\\.(.+)");

    /**
     * The names latent-diffusion has for a U-Net's tensors: the way back from {@link #unet}.
     *
     * @param tensors all of them, by diffusers' names, weights and biases
     * @return by those names; what has none there is left out
     */
    public static Map<String, String> original(Set<String> tensors) {
        Map<String, String> names = new HashMap<>();
        for (String name : tensors) {
            originalName(name, tensors).ifPresent(ldm -> names.put(name, ldm));
        }
        return names;
    }

    private static Optional<String> originalName(String name, Set<String> all) {
        Matcher middle = MIDDLE_PLACED.matcher(name);
        if (middle.matches()) {
            boolean attends = middle.group(1).equals("attentions");
            int part = attends ? 1 : 2 * Integer.parseInt(middle.group(2));
            return Optional.of(
                    "middle_block." + part + "." + originalPart(attends, middle.group(3)));
        }
        Matcher placed = PLACED.matcher(name);
        if (!placed.matches()) {
            return name.startsWith("conv_in.")
                    ? Optional.of(name.replace("conv_in.", "input_blocks.0.0."))
                    : replaced(name, turned(PLACES));
        }
        boolean down = placed.group(1).equals("down");
        int level = Integer.parseInt(placed.group(2));
        int number = Integer.parseInt(placed.group(4));
        String rest = placed.group(5);
        int before = down ? 1 : 0;
        for (int i = 0; i < level; i++) {
            before += resnets(placed.group(1), i, all) + (down ? 1 : 0); // 1: the downsampler
        }
        String blocks = down ? "input_blocks." : "output_blocks.";
        String block = "%s_blocks.%d".formatted(placed.group(1), level);
        return switch (placed.group(3)) {
            case "resnets" ->
                    Optional.of(blocks + (before + number) + ".0." + originalPart(false, rest));
            case "attentions" -> Optional.of(blocks + (before + number) + ".1." + rest);
            case "downsamplers" ->
                    Optional.of(
                            blocks
                                    + (before + resnets("down", level, all))
                                    + ".0."
                                    + rest.replace("conv.", "op."));
            default -> {
                boolean attends =
                        all.stream().anyMatch(other -> other.startsWith(block + ".attentions."));
                yield Optional.of(
                        "%s%d.%d.%s"
                                .formatted(
                                        blocks,
                                        before + resnets("up", level, all) - 1,
                                        attends ? 2 : 1,
                                        rest));
            }
        };
    }

    private static String originalPart(boolean attends, String rest) {
        return attends ? rest : replaced(rest, turned(RESNET)).orElse(rest);
    }

    private static int resnets(String way, int level, Set<String> all) {
        int count = 0;
        while (all.contains("%s_blocks.%d.resnets.%d.conv1.weight".formatted(way, level, count))) {
            count++;
        }
        return count;
    }

    private static Map<String, String> turned(Map<String, String> names) {
        Map<String, String> turned = new HashMap<>();
        names.forEach((from, to) -> turned.put(to, from));
        return turned;
    }

    /** A VAE's weights under diffusers' names. */
    public static Weights vae(Weights weights) {
        int levels = Math.max(weights.count("decoder.up.*.block.0.conv1.weight"), 1);
        return weights.renamed(name -> Optional.of(vaeName(name, levels)));
    }

    private static String vaeName(String name, int levels) {
        Matcher level = VAE_LEVEL.matcher(name);
        if (level.matches()) {
            boolean up = level.group(2).equals("up");
            int number = Integer.parseInt(level.group(3));
            String block =
                    level.group(1)
                            + (up
                                    ? ".up_blocks." + (levels - 1 - number)
                                    : ".down_blocks." + number);
            return level.group(4) == null
                    ? block + (up ? ".upsamplers.0." : ".downsamplers.0.") + level.group(5)
                    : block
                            + ".resnets."
                            + level.group(4)
                            + "."
                            + level.group(5).replace("nin_shortcut", "conv_shortcut");
        }
        Matcher middle = VAE_MIDDLE.matcher(name);
        if (middle.matches()) {
            int number = Integer.parseInt(middle.group(3)) - 1;
            boolean attends = middle.group(2).equals("attn");
            return middle.group(1)
                    + ".mid_block."
                    + (attends ? "attentions." : "resnets.")
                    + number
                    + "."
                    + (attends
                            ? replaced(middle.group(4), VAE_ATTENTION).orElse(middle.group(4))
                            : middle.group(4));
        }
        int attention = name.indexOf(".attentions.0.");
        if (attention >= 0) {
            int end = attention + ".attentions.0.".length();
            return replaced(name.substring(end), VAE_ATTENTION)
                    .map(rest -> name.substring(0, end) + rest)
                    .orElse(name);
        }
        return name.replace(".norm_out.", ".conv_norm_out.");
    }

    /** A text encoder's weights under transformers' names, without {@code text_model}. */
    public static Weights clip(Weights weights) {
        if (!weights.has("token_embedding.weight")) {
            return weights.renamed(
                    name ->
                            Optional.of(
                                    name.startsWith("text_model.")
                                            ? name.substring("text_model.".length())
                                            : name));
        }
        Map<String, Stored> split = new LinkedHashMap<>();
        weights.names().stream()
                .filter(name -> name.contains(".attn.in_proj_"))
                .forEach(name -> split(name, weights, split));
        return weights.renamed(LdmNames::clipName).with(split);
    }

    private static Optional<String> clipName(String name) {
        Matcher block = RESBLOCK.matcher(name);
        return block.matches()
                ? replaced(block.group(2), RESBLOCK_PARTS)
                        .map(part -> "encoder.layers." + block.group(1) + "." + part)
                : Optional.ofNullable(OPEN_CLIP.get(name));
    }

    /** Queries, keys and values lie one below the other in one matrix. */
    private static void split(String name, Weights weights, Map<String, Stored> parts) {
        Matcher block = RESBLOCK.matcher(name);
        if (!block.matches()) {
            return;
        }
        Stored all = weights.get(name);
        int each = weights.size(name, 0) / PROJECTIONS.size();
        String rest = name.endsWith("weight") ? "weight" : "bias";
        for (int i = 0; i < PROJECTIONS.size(); i++) {
            parts.put(
                    "encoder.layers." + block.group(1) + "." + PROJECTIONS.get(i) + rest,
                    all.rows((long) i * each, (i + 1L) * each));
        }
    }

    /** With another beginning, if it has one of these. */
    private static Optional<String> replaced(String name, Map<String, String> beginnings) {
        return beginnings.entrySet().stream()
                .filter(entry -> name.startsWith(entry.getKey()))
                .findFirst()
                .map(entry -> entry.getValue() + name.substring(entry.getKey().length()));
    }
}
