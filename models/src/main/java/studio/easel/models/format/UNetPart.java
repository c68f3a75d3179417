package studio.easel.models.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.easel.engine.ModelException;
import studio.easel.engine.UNetSpec;
import studio.easel.engine.UNetSpec.Residual;
import studio.easel.engine.onnx.GraphSignature;

/**
 * A U-Net, or a ControlNet, which is built alike: what its {@code config.json} says and what its
 * graph takes. What the one leaves out the other may state; what both state must agree.
 */
final class UNetPart {
    private static final int WIDEST = 1 << 16;
    private static final int MOST_CHANNELS = 1024;
    private static final int MOST_LAYERS = 16;

    /** CLIP ViT-L/14, Stable Diffusion 1's text encoder. */
    private static final int SD1_WORDS = 768;

    /** OpenCLIP ViT-H/14, Stable Diffusion 2's. */
    private static final int SD2_WORDS = 1024;

    private static final List<Integer> SD1_CHANNELS = List.of(320, 640, 1280, 1280);

    /** Inputs no model of ours has, by the keys that ask for them. */
    private static final List<String> FOREIGN_INPUTS =
            List.of("class_embed_type", "num_class_embeds", "encoder_hid_dim_type");

    private static final String SIZES = "text_time";

    /** As Easel's recordings and as diffusers' argument names have them. */
    private static final Pattern RESIDUAL =
            Pattern.compile("(?:down_block|down_block_additional_residual)_(\\d{1,3})");

    private static final List<String> MIDDLE =
            List.of("mid_block", "mid_block_additional_residual");

    private final Path graph;
    private final JsonFile config;
    private final GraphSignature signature;

    /**
     * @param folder with {@code model.onnx} and perhaps {@code config.json}
     */
    UNetPart(Path folder) {
        this.graph = folder.resolve("model.onnx");
        this.config = JsonFile.readIfThere(folder.resolve("config.json"));
        this.signature = GraphSignature.read(graph);
    }

    /** A sentence when {@code config} asks for something that no model Easel opens is told. */
    static Optional<String> foreign(JsonFile config) {
        boolean otherKind =
                config.states("addition_embed_type")
                        && !config.text("addition_embed_type", "").equals(SIZES);
        return (otherKind
                        ? Optional.of("addition_embed_type")
                        : FOREIGN_INPUTS.stream().filter(config::states).findFirst())
                .map(
                        key ->
                                "%s asks for more than Stable Diffusion does (%s is %s), which Easel does not open: expected %s."
                                        .formatted(
                                                config.file(),
                                                key,
                                                config.node(key),
                                                OnnxFolder.EXPECTED));
    }

    /**
     * @param latentChannels what an old export without configuration takes
     */
    int inputChannels(int latentChannels) {
        return agreed("in_channels", latentChannels, MOST_CHANNELS, "sample", 1);
    }

    /**
     * @param encoders numbers in the text encoders' vectors together, 0 where nobody knows
     */
    int wordsWidth(int encoders) {
        int usual = encoders == 0 ? SD1_WORDS : encoders;
        return agreed("cross_attention_dim", usual, WIDEST, "encoder_hidden_states", 2);
    }

    /** Numbers that tell it the guidance scale, 0 where it is not told. */
    int guidanceWidth() {
        return agreed("time_cond_proj_dim", 0, WIDEST, "timestep_cond", 1);
    }

    /** Whether it is told a pooled text vector and sizes, as SDXL's U-Nets are. */
    boolean seesSizes() {
        return config.states("addition_embed_type") || signature.inputs().containsKey("time_ids");
    }

    /**
     * How many numbers about sizes and looks it is told: 6 in SDXL, 5 in its refiner; 0 where
     * nothing states it.
     *
     * @param pooledWidth numbers in the pooled text vector, 0 where nobody knows
     */
    int ids(int pooledWidth) {
        int all = config.integer("projection_class_embeddings_input_dim", 0, 1, WIDEST);
        int each = config.integer("addition_time_embed_dim", 0, 1, WIDEST);
        if (all == 0 || each == 0 || pooledWidth == 0) {
            return signature.length("time_ids", 1);
        }
        if (all < pooledWidth || (all - pooledWidth) % each != 0) {
            throw new ModelException(
                    "%s has projection_class_embeddings_input_dim %d, expected the text encoder's projection_dim %d and a multiple of addition_time_embed_dim %d. The parts are not of one model; copy the model again."
                            .formatted(config.file(), all, pooledWidth, each));
        }
        return (all - pooledWidth) / each;
    }

    /** Stable Diffusion 1 or 2: the latter's attention is linear, and its words are wider. */
    String generation(int wordsWidth) {
        return config.flag("use_linear_projection", wordsWidth == SD2_WORDS)
                ? "Stable Diffusion 2"
                : "Stable Diffusion 1";
    }

    UNetSpec spec(int latentChannels, int wordsWidth, UNetSpec.Added added) {
        return new UNetSpec(
                graph,
                inputChannels(latentChannels),
                wordsWidth,
                added,
                guidanceWidth(),
                residuals());
    }

    /** What ControlNets may add to, if the graph takes anything from them. */
    List<Residual> residuals() {
        List<String> names = residualNames();
        if (names.isEmpty()) {
            return List.of();
        }
        List<Residual> residuals = skips(names);
        residuals.forEach(this::checkChannels);
        return residuals;
    }

    /** The graph's inputs for residuals, the middle last. */
    private List<String> residualNames() {
        TreeMap<Integer, String> down = new TreeMap<>();
        for (String input : signature.inputs().keySet()) {
            Matcher match = RESIDUAL.matcher(input);
            if (match.matches()) {
                down.put(Integer.valueOf(match.group(1)), input);
            }
        }
        List<String> names = new ArrayList<>(down.values());
        MIDDLE.stream().filter(signature.inputs()::containsKey).findFirst().ifPresent(names::add);
        return names;
    }

    /**
     * One for each skip connection: what conv_in gives, then for each level what its layers give
     * and, but for the last, its downsampler; then the middle.
     */
    private List<Residual> skips(List<String> names) {
        List<Integer> channels = config.integers("block_out_channels", SD1_CHANNELS, 1, WIDEST);
        List<Integer> layers = config.integers("layers_per_block", List.of(2), 1, MOST_LAYERS);
        List<int[]> shapes = new ArrayList<>();
        shapes.add(new int[] {channels.get(0), 1});
        for (int level = 0; level < channels.size(); level++) {
            int deep = layers.get(Math.min(level, layers.size() - 1));
            for (int layer = 0; layer < deep; layer++) {
                shapes.add(new int[] {channels.get(level), 1 << level});
            }
            boolean last = level == channels.size() - 1;
            shapes.add(new int[] {channels.get(level), last ? 1 << level : 2 << level});
        }
        if (names.size() != shapes.size()) {
            throw new ModelException(
                    "%s takes %d residuals from ControlNets (%s ...), expected %d, the middle's among them, for the levels in %s. Export the U-Net again with all of them."
                            .formatted(
                                    graph,
                                    names.size(),
                                    names.get(0),
                                    shapes.size(),
                                    config.file()));
        }
        List<Residual> residuals = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            residuals.add(new Residual(names.get(i), shapes.get(i)[0], shapes.get(i)[1]));
        }
        return residuals;
    }

    private void checkChannels(Residual residual) {
        int found = signature.length(residual.input(), 1);
        if (found != 0 && found != residual.channels()) {
            throw new ModelException(
                    "%s takes %d channels as %s, expected %d as its block_out_channels say. The graph and %s are not of one model; export it again."
                            .formatted(
                                    graph,
                                    found,
                                    residual.input(),
                                    residual.channels(),
                                    config.file()));
        }
    }

    /** What the configuration states under {@code key}, or else the graph by an axis. */
    private int agreed(String key, int fallback, int most, String input, int axis) {
        int inGraph = signature.length(input, axis);
        List<Integer> stated = config.integers(key, List.of(), 1, most);
        if (stated.stream().distinct().count() > 1) {
            throw config.wrong(key, "one number");
        }
        if (stated.isEmpty()) {
            return inGraph == 0 ? fallback : inGraph;
        }
        if (inGraph != 0 && inGraph != stated.get(0)) {
            throw new ModelException(
                    "%s has %s %d, but %s takes %d in its input %s. The two are not of one model; copy or export it again."
                            .formatted(config.file(), key, stated.get(0), graph, inGraph, input));
        }
        return stated.get(0);
    }
}
