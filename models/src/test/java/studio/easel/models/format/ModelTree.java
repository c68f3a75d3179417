package studio.easel.models.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import studio.easel.models.graph.GraphStore;

/** Model folders for tests: real configurations, and graphs that have inputs and outputs alone. */
public final class ModelTree {
    /** For models that bring their graphs. */
    static final GraphStore NO_STORE =
            (name, graph, half) -> {
                throw new AssertionError(name);
            };

    private final Path root;

    private ModelTree(Path root) {
        this.root = root;
    }

    /** An empty folder. */
    public static ModelTree in(Path root) {
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ModelTree(root);
    }

    /** Stable Diffusion 1 as optimum writes it, with the values of its own configurations. */
    public static ModelTree sd1(Path root) {
        return in(root).json(
                        "model_index.json",
                        "{'_class_name': 'StableDiffusionPipeline', 'scheduler': ['diffusers', 'PNDMScheduler']}")
                .graph("text_encoder/model.onnx")
                .graph("unet/model.onnx")
                .graph("vae_decoder/model.onnx")
                .graph("vae_encoder/model.onnx")
                .json("text_encoder/config.json", "{'max_position_embeddings': 77}")
                .json(
                        "unet/config.json",
                        "{'in_channels': 4, 'sample_size': 64, 'block_out_channels': [320, 640, 1280, 1280], 'time_cond_proj_dim': null}")
                .json(
                        "vae_decoder/config.json",
                        "{'latent_channels': 4, 'scaling_factor': 0.18215, 'block_out_channels': [128, 256, 512, 512]}")
                .json(
                        "scheduler/scheduler_config.json",
                        "{'_class_name': 'PNDMScheduler', 'beta_start': 0.00085, 'beta_end': 0.012, 'beta_schedule': 'scaled_linear', 'clip_sample': false, 'num_train_timesteps': 1000, 'set_alpha_to_one': false, 'skip_prk_steps': true, 'steps_offset': 1, 'trained_betas': null}")
                .vocabulary()
                .json(
                        "tokenizer/tokenizer_config.json",
                        "{'model_max_length': 77, 'pad_token': '<|endoftext|>'}");
    }

    /** SDXL likewise, with graphs that take what its own take. */
    public static ModelTree sdxl(Path root) {
        return sd1(root)
                .json(
                        "model_index.json",
                        "{'_class_name': 'StableDiffusionXLPipeline', 'text_encoder': ['transformers', 'CLIPTextModel'], 'scheduler': ['diffusers', 'EulerDiscreteScheduler']}")
                .graph("text_encoder_2/model.onnx")
                .json("text_encoder/config.json", "{'hidden_size': 768, 'projection_dim': 768}")
                .json("text_encoder_2/config.json", "{'hidden_size': 1280, 'projection_dim': 1280}")
                .graph(
                        "unet/model.onnx",
                        List.of(
                                "sample ? 4 ? ?",
                                "timestep",
                                "encoder_hidden_states ? ? 2048",
                                "text_embeds ? 1280",
                                "time_ids ? 6"),
                        List.of("out_sample ? ? ? ?"))
                .json(
                        "unet/config.json",
                        "{'in_channels': 4, 'sample_size': 128, 'block_out_channels': [320, 640, 1280], 'cross_attention_dim': 2048, 'use_linear_projection': true, 'addition_embed_type': 'text_time', 'addition_time_embed_dim': 256, 'projection_class_embeddings_input_dim': 2816}")
                .json("vae_decoder/config.json", "{'scaling_factor': 0.13025}")
                .vocabulary("tokenizer_2")
                .json("tokenizer_2/special_tokens_map.json", "{'pad_token': '!'}");
    }

    /** A ControlNet as diffusers describes it. */
    public static ModelTree controlNet(Path root) {
        return in(root).graph("model.onnx")
                .json(
                        "config.json",
                        "{'_class_name': 'ControlNetModel', 'in_channels': 4, 'conditioning_channels': 3, 'cross_attention_dim': 768}");
    }

    /** A vocabulary of five letters and one word. */
    public ModelTree vocabulary() {
        return vocabulary("tokenizer");
    }

    private ModelTree vocabulary(String folder) {
        return json(
                        folder + "/vocab.json",
                        "{'!': 0, 'a': 1, 't</w>': 2, 'c': 3, 'ca': 4, 'cat</w>': 5, '<|startoftext|>': 6, '<|endoftext|>': 7}")
                .text(folder + "/merges.txt", "#version: 0.2\nc a\nca t</w>\n");
    }

    /** A graph whose inputs do not matter. */
    public ModelTree graph(String file) {
        return graph(file, List.of("anything"), List.of("something"));
    }

    /** A graph that enlarges pictures, as far as its inputs and outputs go. */
    public ModelTree upscaler(String file) {
        return graph(file, List.of("input ? 3 ? ?"), List.of("output ? 3 ? ?"));
    }

    /** The same with four numbers in a file beside it. */
    public ModelTree upscaler(String file, String weights) {
        byte[] location =
                join(message(1, "location".getBytes(UTF_8)), message(2, weights.getBytes(UTF_8)));
        byte[] tensor =
                join(
                        join(number(1, 4), number(2, 1)),
                        join(
                                message(8, "w".getBytes(UTF_8)),
                                join(message(13, location), number(14, 1))));
        return graph(file, List.of("input ? 3 ? ?"), List.of("output ? 3 ? ?"), message(5, tensor));
    }

    /** A graph without operators. Values are names with their axes: {@code sample 2 4 ? ?}. */
    public ModelTree graph(String file, List<String> inputs, List<String> outputs) {
        return graph(file, inputs, outputs, new byte[0]);
    }

    private ModelTree graph(
            String file, List<String> inputs, List<String> outputs, byte[] further) {
        ByteArrayOutputStream graph = new ByteArrayOutputStream();
        graph.writeBytes(message(2, "a graph that does nothing at all".getBytes(UTF_8)));
        inputs.forEach(input -> graph.writeBytes(message(11, value(input))));
        outputs.forEach(output -> graph.writeBytes(message(12, value(output))));
        graph.writeBytes(further);
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        model.writeBytes(new byte[] {0x08, 8}); // ir_version
        model.writeBytes(message(7, graph.toByteArray()));
        return bytes(file, model.toByteArray());
    }

    private static byte[] value(String text) {
        String[] words = text.split(" ");
        ByteArrayOutputStream shape = new ByteArrayOutputStream();
        for (int i = 1; i < words.length; i++) {
            shape.writeBytes(
                    words[i].equals("?")
                            ? message(1, message(2, "open".getBytes(UTF_8)))
                            : message(1, number(1, Integer.parseInt(words[i]))));
        }
        byte[] type = message(1, join(number(1, 1), message(2, shape.toByteArray())));
        return join(message(1, words[0].getBytes(UTF_8)), message(2, type));
    }

    private static byte[] message(int field, byte[] content) {
        return join(new byte[] {(byte) (field << 3 | 2)}, join(varint(content.length), content));
    }

    private static byte[] number(int field, int value) {
        return join(new byte[] {(byte) (field << 3)}, varint(value));
    }

    private static byte[] varint(int value) {
        return value < 0x80
                ? new byte[] {(byte) value}
                : join(new byte[] {(byte) (value & 0x7F | 0x80)}, varint(value >>> 7));
    }

    private static byte[] join(byte[] first, byte[] second) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        return both.toByteArray();
    }

    /** JSON with single quotes, for the reader's sake. */
    public ModelTree json(String file, String json) {
        return text(file, json.replace('\'', '"'));
    }

    public ModelTree text(String file, String text) {
        return bytes(file, text.getBytes(UTF_8));
    }

    public ModelTree bytes(String file, byte[] bytes) {
        try {
            Path path = root.resolve(file);
            Files.createDirectories(path.resolveSibling("."));
            Files.write(path, bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ModelTree without(String... files) {
        try {
            for (String file : files) {
                Files.delete(root.resolve(file));
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path root() {
        return root;
    }
}
