package studio.easel.models.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import studio.easel.engine.TextEncoderSpec;
import studio.easel.engine.TextEncoderSpec.Layer;
import studio.easel.engine.TokenizerSpec;

/**
 * One text encoder of a model: {@code text_encoder} with {@code tokenizer}, or SDXL's second ones.
 *
 * @param model the model's folder
 * @param suffix what follows these names: nothing, or {@code _2}
 */
record TextEncoderPart(Path model, String suffix) {
    private static final int WIDEST = 1 << 16;

    static TextEncoderPart first(Path model) {
        return new TextEncoderPart(model, "");
    }

    static TextEncoderPart second(Path model) {
        return new TextEncoderPart(model, "_2");
    }

    /** Whether the encoder itself is there. */
    boolean present() {
        return Files.isRegularFile(model.resolve(graph()));
    }

    /** The graph's place in the model's folder. */
    String graph() {
        return folder() + "/model.onnx";
    }

    /** The encoder's folder in the model's. */
    String folder() {
        return "text_encoder" + suffix;
    }

    String tokenizerFolder() {
        return "tokenizer" + suffix;
    }

    TokenizerFolder tokenizer() {
        return new TokenizerFolder(model.resolve(tokenizerFolder()));
    }

    /** Numbers in each word's vector; 0 where nothing states them. */
    int width() {
        return config().integer("hidden_size", 0, 1, WIDEST);
    }

    /** Numbers in the pooled vector; 0 where nothing states them. */
    int pooledWidth() {
        return config().integer("projection_dim", 0, 1, WIDEST);
    }

    /** What is missing of it, as a person would look for it. */
    List<String> missingGraph() {
        return present() ? List.of() : List.of(graph());
    }

    List<String> missingTokenizer() {
        return tokenizer().complete()
                ? List.of()
                : List.of(tokenizerFolder() + "/tokenizer.json (or vocab.json with merges.txt)");
    }

    TextEncoderSpec spec(Layer layer) {
        return new TextEncoderSpec(model.resolve(graph()), tokenizerSpec(), layer);
    }

    TokenizerSpec tokenizerSpec() {
        return tokenizer().read(config());
    }

    private JsonFile config() {
        return JsonFile.readIfThere(model.resolve(folder() + "/config.json"));
    }
}
