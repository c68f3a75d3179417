package studio.easel.models.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import studio.easel.engine.ModelException;
import studio.easel.engine.TextualInversion;

/**
 * A textual inversion in a {@code .safetensors} file, in one of the layouts in use: A1111's {@code
 * emb_params} or diffusers' tensor under the name of the token, {@code [vectors, width]} or {@code
 * [width]}; for SDXL {@code clip_l} and {@code clip_g}, one for each of its text encoders.
 */
public final class EmbeddingFile {
    public static final String EXTENSION = ".safetensors";

    /** Headers of embeddings have some hundred bytes; training programs add their notes. */
    private static final int LONGEST_HEADER = 1 << 20;

    /** A window of CLIP has no room for more. */
    private static final int MOST_VECTORS = 75;

    /** SD 1 has 768, SD 2 1024, SDXL 768 and 1280; language models 4096. */
    private static final int WIDEST = 8192;

    private static final Set<String> SDXL = Set.of("clip_l", "clip_g");

    private EmbeddingFile() {}

    /**
     * Reads the file; the name of the embedding is that of the file.
     *
     * @param hash SHA-256 of the file, 64 hex digits
     * @throws ModelException when it is a pickle, damaged, or holds something else
     */
    public static TextualInversion read(Path file, String hash) {
        requireNoPickle(file);
        Safetensors tensors = Safetensors.read(file, LONGEST_HEADER);
        Map<String, Safetensors.Entry> entries = tensors.entries();
        if (entries.size() != 1 && !entries.keySet().equals(SDXL)) {
            throw new ModelException(
                    "%s holds %s, expected an embedding: one tensor, or clip_l and clip_g for SDXL. If it is a LoRA or a model, move it to the folder for those."
                            .formatted(file, described(entries)));
        }
        try {
            return new TextualInversion(
                    name(file),
                    hash,
                    entries.values().stream()
                            .map(entry -> vectors(file, tensors, entry))
                            .collect(
                                    Collectors.toMap(
                                            vectors -> vectors.get(0).size(), vectors -> vectors)));
        } catch (IllegalStateException e) {
            throw new ModelException(
                    "%s has clip_l and clip_g of one width, expected 768 and 1280. Use another copy of it."
                            .formatted(file),
                    e);
        }
    }

    private static List<List<Float>> vectors(
            Path file, Safetensors tensors, Safetensors.Entry entry) {
        List<Long> shape = entry.shape();
        long width = shape.isEmpty() ? 0 : shape.get(shape.size() - 1);
        long count = shape.size() == 2 ? shape.get(0) : 1;
        if (shape.isEmpty()
                || shape.size() > 2
                || width < 1
                || width > WIDEST
                || count < 1
                || count > MOST_VECTORS) {
            throw new ModelException(
                    "%s has \"%s\" of the shape %s, expected [vectors, width] with up to %d vectors as wide as a model's words (768 for SD 1). This is no embedding."
                            .formatted(file, Safetensors.quote(entry.name()), shape, MOST_VECTORS));
        }
        float[] values = tensors.floats(entry);
        List<List<Float>> vectors = new ArrayList<>();
        for (int vector = 0; vector < count; vector++) {
            List<Float> numbers = new ArrayList<>((int) width);
            for (int i = 0; i < width; i++) {
                numbers.add(finite(file, values[vector * (int) width + i]));
            }
            vectors.add(numbers);
        }
        return vectors;
    }

    private static float finite(Path file, float value) {
        if (!Float.isFinite(value)) {
            throw new ModelException(
                    "%s has a vector with %s in it, expected numbers: its training went wrong. Use another embedding."
                            .formatted(file, value));
        }
        return value;
    }

    /** A pickle is a program; whoever opens one runs it. */
    private static void requireNoPickle(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".pt") || name.endsWith(".bin") || Pickle.isOne(file)) {
            throw new ModelException(
                    "%s is a Python pickle, which may run any program when it is opened, so Easel never opens one. Expected a .safetensors file. Download that instead, or convert it where Python and torch are installed: python -c \"import sys, torch, safetensors.torch as s; d = torch.load(sys.argv[1], weights_only=True); s.save_file({k.replace('*', 'emb_params'): v.detach().contiguous() for k, v in d.get('string_to_param', d).items()}, sys.argv[2])\" old.pt new.safetensors"
                            .formatted(file));
        }
    }

    private static String name(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static String described(Map<String, Safetensors.Entry> entries) {
        return entries.isEmpty()
                ? "no tensors"
                : "%,d tensors (%s, ...)"
                        .formatted(
                                entries.size(),
                                Safetensors.quote(entries.keySet().iterator().next()));
    }
}
