package studio.easel.models.format;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import studio.easel.models.format.Safetensors.Entry;
import studio.easel.models.passport.Family;
import studio.easel.models.passport.Prediction;
import studio.easel.models.passport.Role;

/**
 * What a file of weights is, by the names and shapes of its tensors and never by its own name. The
 * widths of what words are turned into tell the families apart: 768 numbers for Stable Diffusion 1,
 * 1024 for 2, 2048 for SDXL, 1280 for its refiner.
 *
 * @param role what it is for
 * @param family which networks it is of, or is for; for a VAE the likeliest
 * @param names whose names its tensors have: {@code LDM}, {@code diffusers}, {@code kohya}
 * @param variant what is special about it, in a few words; empty when nothing
 * @param prediction what a U-Net estimates; empty where it has none
 */
record Structure(
        Role role, Family family, String names, String variant, Optional<Prediction> prediction) {
    static final String LDM = "LDM";
    static final String DIFFUSERS = "diffusers";
    static final String TRANSFORMERS = "transformers";
    static final String OWN = "its own";

    private static final String UNET = "model.diffusion_model.";

    /** Wherever the words enter a U-Net: the width they must have is the second axis. */
    private static final Pattern CROSS_ATTENTION = Pattern.compile(".*attn2\\.to_k\\.weight");

    private static final Pattern ADAPTER =
            Pattern.compile(
                    ".*([._]lora[._](down|up|[AB]|linear_layer)\\b|\\.lora_(down|up|[AB]|mid)\\.|_lora\\.(down|up)\\.|_lora\\d\\.(down|up)\\.|\\.hada_w[12]_[ab]$|\\.lokr_w[12](_[ab])?$|\\.dora_scale$|\\.oft_(blocks|diag)$|\\.lora_magnitude_vector).*");

    private static final Pattern TRAINED_DIFFERENCE =
            Pattern.compile("lora_(unet|te\\d?)_.*\\.diff(_b)?");

    private static final Pattern SMALL_VAE =
            Pattern.compile(
                    "((taesd_)?(encoder|decoder)\\.)?(layers\\.)?\\d+\\.(conv\\.\\d+\\.|skip\\.)?(weight|bias)");

    private static final Pattern T2I =
            Pattern.compile(
                    "(adapter\\.)?(body\\.\\d+\\.(resnets\\.|block|in_conv|down|skep|skip).*|conv_in\\.(weight|bias))");

    private static final Pattern DEEP =
            Pattern.compile(".*transformer_blocks[._]([2-9]|1\\d)[._].*");

    private static final Structure NOTHING =
            new Structure(Role.UNKNOWN, Family.UNKNOWN, "", "", Optional.empty());

    /** The widest an embedding is; language models have more. */
    private static final int MOST_VECTORS = 75;

    /**
     * @param tensors by name
     * @param metadata what its maker wrote about it
     */
    static Structure of(Map<String, Entry> tensors, Map<String, String> metadata) {
        return new Look(tensors, metadata).structure();
    }

    /** Whether the tensor takes part in making a picture: training leaves others behind. */
    static boolean runs(String tensor) {
        return !tensor.startsWith("model_ema.")
                && !tensor.startsWith("loss.")
                && !tensor.startsWith("first_stage_model.loss.")
                && !tensor.endsWith("position_ids")
                && !tensor.contains("alphas_cumprod")
                && !tensor.contains("posterior_")
                && !tensor.startsWith("log_one_minus")
                && !tensor.startsWith("sqrt_");
    }

    /** The questions in the order in which an answer decides. */
    private static final class Look {
        private final Map<String, Entry> tensors;
        private final Collection<String> names;
        private final Map<String, String> metadata;

        Look(Map<String, Entry> tensors, Map<String, String> metadata) {
            this.tensors = tensors;
            this.names = tensors.keySet();
            this.metadata = metadata;
        }

        Structure structure() {
            return Stream.<Optional<Structure>>of(
                            ipAdapter(),
                            controlLora(),
                            lora(),
                            motion(),
                            controlNet(),
                            checkpoint(),
                            otherTransformer(),
                            unet(),
                            vae(),
                            textEncoder(),
                            embedding(),
                            upscaler(),
                            t2iAdapter())
                    .flatMap(Optional::stream)
                    .findFirst()
                    .orElse(NOTHING);
        }

        private Optional<Structure> ipAdapter() {
            if (begins("double_blocks.") && contains("ip_adapter")) {
                return found(Role.IP_ADAPTER, Family.FLUX, "XLabs", "");
            }
            if (!begins("ip_adapter.") && !begins("image_proj.")) {
                return Optional.empty();
            }
            String variant =
                    contains("_lora.")
                                    || has("image_proj.norm.weight")
                                            && has("image_proj.proj.0.weight")
                            ? "FaceID"
                            : begins("image_proj.latents") ? "Plus" : "";
            return found(Role.IP_ADAPTER, byWidth(width("to_k_ip.weight")), OWN, variant);
        }

        private Optional<Structure> controlLora() {
            if (has("lora_controlnet")) {
                return found(Role.CONTROL_LORA, byWidth(crossAttention()), LDM, "");
            }
            return begins("double_blocks.") && contains(".lora_B.") && contains("key_norm.scale")
                    ? found(Role.CONTROL_LORA, Family.FLUX, "BFL", "")
                    : Optional.empty();
        }

        private Optional<Structure> lora() {
            boolean adapts =
                    names.stream()
                            .anyMatch(
                                    name ->
                                            ADAPTER.matcher(name).matches()
                                                    || TRAINED_DIFFERENCE.matcher(name).matches());
            return adapts
                    ? found(Role.LORA, loraFamily(), loraNames(), loraMethod())
                    : Optional.empty();
        }

        private String loraMethod() {
            if (contains(".dora_scale") || contains("lora_magnitude_vector")) {
                return "DoRA";
            }
            if (contains(".hada_w1_")) {
                return "LoHa";
            }
            if (contains(".lokr_w")) {
                return "LoKr";
            }
            if (contains(".oft_")) {
                return "OFT";
            }
            return contains(".diff") && !contains("lora_down") && !contains("lora_A")
                    ? "whole differences"
                    : "";
        }

        private String loraNames() {
            if (begins("lora_unet_") || begins("lora_te")) {
                return "kohya";
            }
            if (contains(".processor.") && contains("_lora")) {
                return begins("double_blocks.") ? "XLabs" : "diffusers (old)";
            }
            if (contains(".lora_A.") || contains(".lora_B.")) {
                return "PEFT";
            }
            return DIFFUSERS;
        }

        private Family loraFamily() {
            if (contains("double_blocks")
                    || contains("single_blocks")
                    || contains("single_transformer_blocks")) {
                return Family.FLUX;
            }
            if (contains("joint_blocks") || contains("add_k_proj") || contains("add_q_proj")) {
                return Family.SD3;
            }
            Family byWords = byWidth(loraWidth("attn2_to_k", "attn2.to_k", "attn2.processor.to_k"));
            if (byWords != Family.UNKNOWN) {
                return byWords;
            }
            if (begins("lora_te2_") || begins("lora_te1_") || begins("text_encoder_2.")) {
                return Family.SDXL;
            }
            Family byText =
                    byWidth(
                            loraWidth(
                                    "self_attn_q_proj",
                                    "self_attn.q_proj",
                                    "self_attn_k_proj",
                                    "self_attn.k_proj"));
            if (byText != Family.UNKNOWN) {
                return byText;
            }
            return names.stream().anyMatch(name -> DEEP.matcher(name).matches())
                    ? Family.SDXL
                    : stated();
        }

        /** The second axis of what a LoRA adds to the first tensor so called; 0 where none. */
        private long loraWidth(String... layers) {
            for (Entry entry : tensors.values()) {
                String name = entry.name();
                if (Stream.of(layers).anyMatch(name::contains)) {
                    long width = addedWidth(name, entry.shape());
                    if (width > 0) {
                        return width;
                    }
                }
            }
            return 0;
        }

        private long addedWidth(String name, List<Long> shape) {
            if (shape.size() < 2) {
                return 0;
            }
            boolean takes =
                    name.contains("lora_down")
                            || name.contains("lora_A")
                            || name.contains("lora.down")
                            || name.endsWith(".hada_w1_b")
                            || name.endsWith(".diff");
            if (takes) {
                return shape.get(1);
            }
            // W = w1 ⊗ w2: as wide as both widths multiplied.
            if (name.endsWith(".lokr_w1") || name.endsWith(".lokr_w1_b")) {
                String stem = name.substring(0, name.lastIndexOf(".lokr_w1"));
                return Stream.of(stem + ".lokr_w2", stem + ".lokr_w2_b")
                        .filter(tensors::containsKey)
                        .map(other -> shape.get(1) * axis(other, 1))
                        .findFirst()
                        .orElse(0L);
            }
            return 0;
        }

        private Optional<Structure> motion() {
            return contains("motion_modules.") || contains("temporal_transformer")
                    ? found(Role.MOTION, Family.OTHER, OWN, "AnimateDiff")
                    : Optional.empty();
        }

        private Optional<Structure> controlNet() {
            if (begins("controlnet_blocks.")
                    && (begins("double_blocks.") || begins("transformer_blocks."))) {
                return found(
                        Role.CONTROLNET,
                        begins("double_blocks.") || contains("single_") ? Family.FLUX : Family.SD3,
                        begins("double_blocks.") ? "XLabs" : DIFFUSERS,
                        "");
            }
            boolean ldm = begins("zero_convs.") || begins("control_model.zero_convs.");
            boolean diffusers =
                    begins("controlnet_cond_embedding.") || begins("controlnet_down_blocks.");
            if (!ldm && !diffusers) {
                return Optional.empty();
            }
            String variant =
                    begins(UNET)
                            ? "bundled with a checkpoint"
                            : begins("control_add_embedding.") || has("task_embedding")
                                    ? "union"
                                    : "";
            return found(
                    Role.CONTROLNET, byWidth(crossAttention()), ldm ? LDM : DIFFUSERS, variant);
        }

        private Optional<Structure> checkpoint() {
            if (!begins(UNET)) {
                return Optional.empty();
            }
            Optional<Structure> other = otherTransformer(UNET, Role.CHECKPOINT);
            return other.isPresent() ? other : Optional.of(pictures(Role.CHECKPOINT, UNET, LDM));
        }

        private Optional<Structure> unet() {
            if (has("input_blocks.0.0.weight") && begins("output_blocks.")) {
                return Optional.of(pictures(Role.UNET, "", LDM));
            }
            return has("conv_in.weight") && begins("down_blocks.") && begins("time_embedding.")
                    ? Optional.of(pictures(Role.UNET, "", DIFFUSERS))
                    : Optional.empty();
        }

        private Structure pictures(Role role, String prefix, String names) {
            String first =
                    prefix + (names.equals(LDM) ? "input_blocks.0.0.weight" : "conv_in.weight");
            Family family = unetFamily();
            return new Structure(
                    role, family, names, purpose(axis(first, 1)), Optional.of(prediction(family)));
        }

        /** By the words' width; of a small model of somebody's own by the text encoders it has. */
        private Family unetFamily() {
            Family byWords = byWidth(crossAttention());
            if (byWords != Family.UNKNOWN) {
                return byWords;
            }
            if (begins("conditioner.embedders.1.")) {
                return Family.SDXL;
            }
            if (begins("conditioner.embedders.0.model.")) {
                return Family.SDXL_REFINER;
            }
            if (begins("cond_stage_model.model.")) {
                return Family.SD2;
            }
            return begins("cond_stage_model.transformer.") ? Family.SD1 : Family.UNKNOWN;
        }

        private String purpose(long channels) {
            String distilled =
                    contains("time_embed.cond_proj.") || contains("time_embedding.cond_proj.")
                            ? "LCM"
                            : statedSpeed();
            return switch ((int) channels) {
                case 9 -> "inpainting";
                case 8 -> "edits by instruction";
                case 7 -> "enlarges by words";
                case 5 -> "depth";
                default -> distilled;
            };
        }

        /**
         * Distilled for few steps: nothing in the weights' structure shows it, only their maker.
         */
        private String statedSpeed() {
            String said =
                    (note("modelspec.title") + " " + note("modelspec.architecture"))
                            .toLowerCase(Locale.ROOT);
            return Stream.of("Turbo", "Lightning", "Hyper", "LCM")
                    .filter(word -> said.contains(word.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .map(word -> word + " (says its maker)")
                    .orElse("");
        }

        private Prediction prediction(Family family) {
            if (begins("edm_vpred.") || begins("edm_mean")) {
                return new Prediction(Prediction.Type.EDM_V, true);
            }
            if (has("v_pred") || note("ss_v_parameterization").equals("True")) {
                return new Prediction(Prediction.Type.V, true);
            }
            String said = note("modelspec.prediction_type").toLowerCase(Locale.ROOT);
            if (said.equals("epsilon")) {
                return new Prediction(Prediction.Type.EPSILON, true);
            }
            if (said.equals("v") || said.startsWith("v_pred") || said.startsWith("v-pred")) {
                return new Prediction(Prediction.Type.V, true);
            }
            return new Prediction(
                    family == Family.SD2 || family == Family.UNKNOWN
                            ? Prediction.Type.UNDECIDED
                            : Prediction.Type.EPSILON,
                    false);
        }

        private Optional<Structure> otherTransformer() {
            return otherTransformer("", Role.UNET);
        }

        private Optional<Structure> otherTransformer(String prefix, Role role) {
            if (begins(prefix + "double_blocks.") && begins(prefix + "single_blocks.")) {
                boolean hunyuan =
                        begins(prefix + "individual_token_refiner")
                                || begins(prefix + "txt_in.individual");
                return hunyuan
                        ? found(role, Family.OTHER, OWN, "Hunyuan Video")
                        : found(
                                role,
                                Family.FLUX,
                                "BFL",
                                begins(prefix + "guidance_in.") ? "dev" : "schnell");
            }
            if (begins(prefix + "single_transformer_blocks.")) {
                return found(role, Family.FLUX, DIFFUSERS, "");
            }
            if (begins(prefix + "joint_blocks.")) {
                return found(role, Family.SD3, LDM, "");
            }
            if (begins(prefix + "transformer_blocks.") && contains(".attn.add_k_proj.")) {
                return found(role, Family.SD3, DIFFUSERS, "");
            }
            return Stream.of(
                            Map.entry("blocks.0.cross_attn.norm_k", "Wan"),
                            Map.entry("adaln_single.", "PixArt"),
                            Map.entry("cap_embedder.", "Lumina"),
                            Map.entry("clip_txt_mapper.", "Stable Cascade"),
                            Map.entry("double_layers.", "AuraFlow"))
                    .filter(mark -> begins(prefix + mark.getKey()))
                    .findFirst()
                    .flatMap(mark -> found(role, Family.OTHER, OWN, mark.getValue()));
        }

        private Optional<Structure> vae() {
            for (String prefix : List.of("", "first_stage_model.", "vae.")) {
                String first = prefix + "decoder.conv_in.weight";
                if (has(first) && shape(first).size() == 4) {
                    String ownNames = begins(prefix + "decoder.up_blocks.") ? DIFFUSERS : LDM;
                    return axis(first, 1) == 16
                            ? found(
                                    Role.VAE,
                                    Family.FLUX,
                                    ownNames,
                                    "16 channels, perhaps for Stable Diffusion 3")
                            : found(Role.VAE, vaeFamily(), ownNames, "");
                }
            }
            boolean small =
                    names.size() >= 10
                            && names.stream().allMatch(name -> SMALL_VAE.matcher(name).matches());
            return small ? found(Role.SMALL_VAE, Family.SD1, OWN, "") : Optional.empty();
        }

        /** The VAEs of Stable Diffusion and SDXL differ in their numbers alone. */
        private Family vaeFamily() {
            return stated() == Family.UNKNOWN ? Family.SD1 : stated();
        }

        private Optional<Structure> textEncoder() {
            for (String prefix :
                    List.of(
                            "",
                            "text_model.",
                            "transformer.text_model.",
                            "text_encoder.text_model.",
                            "transformer.")) {
                String words = prefix + "embeddings.token_embedding.weight";
                if (has(words)) {
                    return found(Role.TEXT_ENCODER, byTextWidth(axis(words, 1)), TRANSFORMERS, "");
                }
            }
            if (has("token_embedding.weight") && begins("transformer.resblocks.")) {
                return found(
                        Role.TEXT_ENCODER,
                        byTextWidth(axis("token_embedding.weight", 1)),
                        "OpenCLIP",
                        "");
            }
            if (begins("encoder.block.0.layer.0.SelfAttention.")) {
                return found(
                        Role.TEXT_ENCODER,
                        Family.OTHER,
                        TRANSFORMERS,
                        "T5, for Flux and Stable Diffusion 3");
            }
            return begins("vision_model.encoder.") || begins("visual.transformer.")
                    ? found(Role.IMAGE_ENCODER, Family.ANY, TRANSFORMERS, "CLIP vision")
                    : Optional.empty();
        }

        private Optional<Structure> embedding() {
            boolean two =
                    names.stream().allMatch(name -> name.equals("clip_l") || name.equals("clip_g"));
            if (names.isEmpty() || names.size() > 1 && !two) {
                return Optional.empty();
            }
            Entry only = tensors.values().iterator().next();
            List<Long> shape = only.shape();
            long width = shape.isEmpty() ? 0 : shape.get(shape.size() - 1);
            boolean vectors =
                    shape.size() == 1
                            || shape.size() == 2
                                    && shape.get(0) >= 1
                                    && shape.get(0) <= MOST_VECTORS;
            Family family = two ? Family.SDXL : byTextWidth(width);
            return vectors && family != Family.UNKNOWN
                    ? found(
                            Role.EMBEDDING,
                            family,
                            two || has("emb_params") ? "A1111" : DIFFUSERS,
                            "")
                    : Optional.empty();
        }

        private Optional<Structure> upscaler() {
            for (String prefix : List.of("", "params_ema.", "params.", "model.")) {
                if (begins(prefix + "body.0.rdb1.conv1.")) {
                    return found(Role.UPSCALER, Family.ANY, "Real-ESRGAN", "");
                }
                if (begins(prefix + "RRDB_trunk.0.RDB1.conv1.")
                        || begins(prefix + "1.sub.0.RDB1.conv1.")) {
                    return found(Role.UPSCALER, Family.ANY, "ESRGAN (old)", "");
                }
                if (has(prefix + "body.0.weight")
                        && has(prefix + "body.1.weight")
                        && shape(prefix + "body.1.weight").size() == 1) {
                    return found(Role.UPSCALER, Family.ANY, "Real-ESRGAN", "compact");
                }
            }
            return Optional.empty();
        }

        private Optional<Structure> t2iAdapter() {
            if (!names.stream().allMatch(name -> T2I.matcher(name).matches())
                    || !contains("conv_in.weight")) {
                return Optional.empty();
            }
            // SDXL's latents begin half as fine: 16 times 16 pixels of the picture a cell.
            long channels =
                    axis(has("conv_in.weight") ? "conv_in.weight" : "adapter.conv_in.weight", 1);
            return found(
                    Role.T2I_ADAPTER,
                    channels >= 256 ? Family.SDXL : Family.SD1,
                    begins("adapter.") || contains(".resnets.") ? DIFFUSERS : OWN,
                    "");
        }

        private long crossAttention() {
            return tensors.values().stream()
                    .filter(entry -> CROSS_ATTENTION.matcher(entry.name()).matches())
                    .filter(entry -> entry.shape().size() == 2)
                    .mapToLong(entry -> entry.shape().get(1))
                    .findFirst()
                    .orElse(0);
        }

        private long width(String ending) {
            return names.stream()
                    .filter(name -> name.endsWith(ending))
                    .findFirst()
                    .map(name -> axis(name, 1))
                    .orElse(0L);
        }

        private static Family byWidth(long width) {
            return switch ((int) Math.min(width, 1 << 20)) {
                case 768 -> Family.SD1;
                case 1024 -> Family.SD2;
                case 2048 -> Family.SDXL;
                case 1280 -> Family.SDXL_REFINER;
                default -> Family.UNKNOWN;
            };
        }

        /** The width 1280 is that of SDXL's second text encoder, which its refiner shares. */
        private static Family byTextWidth(long width) {
            return width == 1280 ? Family.SDXL : byWidth(width == 2048 ? 0 : width);
        }

        /** What its maker says it is for. */
        private Family stated() {
            String said =
                    (note("modelspec.architecture") + " " + note("ss_base_model_version"))
                            .toLowerCase(Locale.ROOT);
            if (said.contains("flux")) {
                return Family.FLUX;
            }
            if (said.contains("refiner")) {
                return Family.SDXL_REFINER;
            }
            if (said.contains("xl")) {
                return Family.SDXL;
            }
            if (said.contains("diffusion-v2") || said.contains("sd_v2")) {
                return Family.SD2;
            }
            return said.contains("diffusion-v1") || said.contains("sd_v1")
                    ? Family.SD1
                    : Family.UNKNOWN;
        }

        private String note(String key) {
            return metadata.getOrDefault(key, "");
        }

        private boolean has(String name) {
            return tensors.containsKey(name);
        }

        private boolean begins(String prefix) {
            return any(name -> name.startsWith(prefix));
        }

        private boolean contains(String part) {
            return any(name -> name.contains(part));
        }

        private boolean any(Predicate<String> wanted) {
            return names.stream().anyMatch(wanted);
        }

        private List<Long> shape(String name) {
            Entry entry = tensors.get(name);
            return entry == null ? List.of() : entry.shape();
        }

        /** The length of an axis; 0 where there is none. */
        private long axis(String name, int axis) {
            List<Long> shape = shape(name);
            return axis < shape.size() ? shape.get(axis) : 0;
        }

        private static Optional<Structure> found(
                Role role, Family family, String names, String variant) {
            return Optional.of(new Structure(role, family, names, variant, Optional.empty()));
        }
    }
}
