package studio.easel.models.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import studio.easel.engine.ModelException;
import studio.easel.models.passport.Role;

/**
 * Says what a path on disk is: something Easel opens, something it does not open, or something
 * broken. Models that make pictures are ONNX folders, diffusers folders or single files, the latter
 * two in safetensors; PyTorch's own format is known well enough to say how to turn it into one.
 * ControlNets, upscalers and depth models are ONNX graphs, ControlNets single files, too; a VAE by
 * itself is a single file.
 */
public final class ModelFormat {
    /** What a graph is called in a folder of its own. */
    public static final String GRAPH_IN_FOLDER = LoneGraph.IN_FOLDER;

    private static final System.Logger LOG = System.getLogger(ModelFormat.class.getName());

    private static final String EXPORT =
            "pip install \"optimum-onnx[onnxruntime]\" and then optimum-cli export onnx --task %s --model %s %s";

    private static final String NO_HASH = "0".repeat(64);

    private ModelFormat() {}

    /**
     * Looks at {@code path}; reads configurations, no weights.
     *
     * @throws CancellationException when the calling thread is interrupted
     */
    public static Recognition recognise(Path path) {
        try {
            return look(path);
        } catch (ModelException e) {
            return Recognition.Damaged.by(e);
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) { // One bad file must not hide the others.
            return unexpected(path, e);
        }
    }

    /**
     * Why Easel has no use for what lies at {@code path}; empty for a model it opens, a LoRA and an
     * embedding.
     *
     * @throws CancellationException when the calling thread is interrupted
     */
    public static Optional<String> unusable(Path path) {
        Recognition found = recognise(path);
        if (found instanceof Recognition.NotThisFormat other) {
            return isWords(path) ? wrongWords(path) : Optional.of(other.why());
        }
        return found instanceof Recognition.Damaged damaged
                ? Optional.of(damaged.why())
                : Optional.empty();
    }

    private static boolean isWords(Path path) {
        if (!Files.isRegularFile(path) || !WeightsFile.isOne(path)) {
            return false;
        }
        Role role = WeightsFile.read(path).structure().role();
        return role == Role.LORA || role == Role.EMBEDDING;
    }

    /** What the reader of a LoRA or an embedding says against it. */
    private static Optional<String> wrongWords(Path file) {
        try {
            if (WeightsFile.read(file).structure().role() == Role.LORA) {
                LoraFile.read(file);
            } else {
                EmbeddingFile.read(file, NO_HASH);
            }
            return Optional.empty();
        } catch (ModelException e) {
            return Optional.of(Recognition.Damaged.by(e).why());
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            return Optional.of(unexpected(file, e).why());
        }
    }

    /** What is said of a file that a reader stumbled over. */
    static Recognition.Damaged unexpected(Path path, RuntimeException e) {
        LOG.log(System.Logger.Level.DEBUG, "Unexpected in " + path, e);
        return new Recognition.Damaged(
                "%s has content that no reader of Easel expects (%s). It is damaged, or of a kind Easel does not open; fetch it again."
                        .formatted(path, Safetensors.quote(e.toString())));
    }

    private static Recognition look(Path path) {
        if (!Files.exists(path)) {
            return new Recognition.NotThisFormat(
                    "There is no file or folder %s. Check the spelling, or pass the name of an installed model."
                            .formatted(path));
        }
        if (Files.isDirectory(path)) {
            return folder(path);
        }
        Path folder = path.toAbsolutePath().normalize().resolveSibling("");
        if (isGraph(path) && isControlNet(folder)) {
            return ControlNetFolder.recognise(folder, folder);
        }
        return isGraph(path) && !isIndexed(folder.resolve(".."))
                ? LoneGraph.recognise(path)
                : singleFile(path);
    }

    /** Whether the folder {@code path} is meant to be a ControlNet, whole or broken. */
    public static boolean isControlNet(Path path) {
        return ControlNetFolder.isOne(path);
    }

    /** Whether {@code folder} is meant to be a model that makes pictures, whole or broken. */
    public static boolean isModel(Path folder) {
        return isIndexed(folder) || OnnxFolder.hasGraphs(folder) || hasWeights(folder);
    }

    private static boolean isIndexed(Path folder) {
        return isFile(folder, OnnxFolder.INDEX);
    }

    /** What a model is called that is the graph {@code file}: by it, or by the folder around it. */
    public static String graphName(Path file) {
        return new LoneGraph(file).name();
    }

    /** Whether the file {@code path} is meant to be an ONNX graph, whole or broken. */
    public static boolean isGraph(Path path) {
        return String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT).endsWith(".onnx");
    }

    private static Recognition folder(Path folder) {
        if (OnnxFolder.hasGraphs(folder)) {
            return OnnxFolder.recognise(folder);
        }
        if (DiffusersFolder.isOne(folder)) {
            return DiffusersFolder.recognise(folder);
        }
        if (hasWeights(folder)) {
            return diffusersFolder(folder);
        }
        if (isControlNet(folder)) {
            return ControlNetFolder.recognise(folder, folder);
        }
        Path wrapped = folder.resolve("controlnet");
        if (isControlNet(wrapped) && !isIndexed(folder)) {
            return ControlNetFolder.recognise(wrapped, folder);
        }
        if (isFile(folder, LoneGraph.IN_FOLDER)) {
            return LoneGraph.recognise(folder.resolve(LoneGraph.IN_FOLDER));
        }
        return isIndexed(folder)
                ? OnnxFolder.recognise(folder)
                : new Recognition.NotThisFormat(nothingKnown(folder));
    }

    private static Recognition diffusersFolder(Path folder) {
        try {
            String exportable =
                    "%s is a diffusers folder whose U-Net is not in .safetensors but in a format that may run code when it is read; expected .safetensors, or an ONNX folder. Export it: %s"
                            .formatted(folder, export(folder));
            return new Recognition.NotThisFormat(OnnxFolder.otherKind(folder).orElse(exportable));
        } catch (ModelException e) {
            return Recognition.Damaged.by(e);
        }
    }

    /**
     * The exporter loads the pipeline its task names; the refiner's is for a picture to begin from.
     */
    private static String export(Path model) {
        String kind = JsonFile.readIfThere(model.resolve(OnnxFolder.INDEX)).text("_class_name", "");
        String task =
                kind.contains("Img2Img")
                        ? "image-to-image"
                        : kind.contains("Inpaint") ? "inpainting" : "text-to-image";
        return EXPORT.formatted(task, quoted(model), quoted(Path.of(model + "-onnx")));
    }

    private static String nothingKnown(Path folder) {
        List<Path> entries = entries(folder);
        if (entries.isEmpty()) {
            return "%s is empty; expected an ONNX folder with %s, tokenizer, text_encoder, unet, vae_decoder and scheduler. Copy the model into it, or choose another folder."
                    .formatted(folder, OnnxFolder.INDEX);
        }
        Optional<Path> inner =
                entries.stream().filter(entry -> isFile(entry, OnnxFolder.INDEX)).findFirst();
        return "%s has no %s and no ONNX graphs, so it is not a model. %s"
                .formatted(
                        folder,
                        OnnxFolder.INDEX,
                        inner.map(
                                        path ->
                                                "The folder %s inside has one: pass that."
                                                        .formatted(path))
                                .orElse(
                                        "Expected an ONNX folder as Hugging Face's optimum writes it."));
    }

    private static Recognition singleFile(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (isGraph(file) || name.equals(OnnxFolder.INDEX)) {
            return new Recognition.NotThisFormat(
                    "%s is one file of a model; expected the folder that holds %s. Pass that folder."
                            .formatted(file, OnnxFolder.INDEX));
        }
        try {
            Optional<String> other = WeightsFile.otherFormat(file);
            if (other.isPresent()) {
                return new Recognition.NotThisFormat(other.get());
            }
            return name.endsWith(".safetensors") || WeightsFile.isOne(file)
                    ? weights(file)
                    : new Recognition.NotThisFormat(
                            "%s is a file; expected an ONNX folder with %s in it, or a .safetensors file."
                                    .formatted(file, OnnxFolder.INDEX));
        } catch (ModelException e) {
            return Recognition.Damaged.by(e);
        }
    }

    private static Recognition weights(Path file) {
        WeightsFile weights = WeightsFile.read(file);
        Optional<String> useless = weights.useless(file);
        Role role = weights.structure().role();
        if (role == Role.VAE && useless.isEmpty()) {
            return VaeFile.recognise(file, weights.tensors());
        }
        return (role == Role.CONTROLNET ? useless : weights.noPictures(file))
                .<Recognition>map(Recognition.NotThisFormat::new)
                .orElseGet(() -> Checkpoint.recognise(file));
    }

    private static boolean hasWeights(Path folder) {
        return Stream.of("unet", "text_encoder", "vae")
                .map(folder::resolve)
                .flatMap(part -> entries(part).stream())
                .map(file -> String.valueOf(file.getFileName()))
                .anyMatch(name -> name.endsWith(".safetensors") || name.endsWith(".bin"));
    }

    /** What lies in {@code folder}; nothing where it cannot be listed. */
    private static List<Path> entries(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static boolean isFile(Path folder, String name) {
        return Files.isRegularFile(folder.resolve(name));
    }

    private static String quoted(Path path) {
        return "\"" + path + "\"";
    }
}
