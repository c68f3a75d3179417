package studio.easel.models.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Model folders for tests: real configurations, and graphs that only begin like graphs. */
public final class ModelTree {
    private static final byte[] GRAPH = new byte[64];

    static {
        GRAPH[0] = 0x08; // ir_version
        GRAPH[1] = 0x07;
    }

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

    /** A vocabulary of five letters and one word. */
    public ModelTree vocabulary() {
        return json(
                        "tokenizer/vocab.json",
                        "{'!': 0, 'a': 1, 't</w>': 2, 'c': 3, 'ca': 4, 'cat</w>': 5, '<|startoftext|>': 6, '<|endoftext|>': 7}")
                .text("tokenizer/merges.txt", "#version: 0.2\nc a\nca t</w>\n");
    }

    public ModelTree graph(String file) {
        return bytes(file, GRAPH);
    }

    /** JSON with single quotes, for the reader's sake. */
    public ModelTree json(String file, String json) {
        return text(file, json.replace('\'', '"'));
    }

    public ModelTree text(String file, String text) {
        return bytes(file, text.getBytes(StandardCharsets.UTF_8));
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
