package studio.easel.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.Names;
import studio.easel.models.format.ModelFormat;
import studio.easel.models.format.RecognisedModel;
import studio.easel.models.format.Recognition;

/**
 * The models there are: the starter that comes with Easel, and whatever lies in the models folder
 * or anywhere else on disk.
 *
 * <p>Safe for use from several threads and by several processes on the same folders.
 */
public final class ModelLibrary {
    private final Path models;
    private final StarterModel starter;
    private final ModelHash hash;

    /**
     * @param models folder where models live; created when the starter is unpacked into it
     * @param caches folder for the fingerprints of weights, which take seconds to compute
     */
    public ModelLibrary(Path models, Path caches) {
        this.models = models;
        this.starter = new StarterModel(models);
        this.hash = new ModelHash(caches);
    }

    /**
     * The starter, then every folder and checkpoint file in the models folder, by name. One that
     * cannot be used is listed with the reason.
     *
     * @throws ModelException when the models folder itself cannot be listed
     */
    public List<InstalledModel> installed() {
        List<InstalledModel> installed = new ArrayList<>(List.of(starter.listing()));
        candidates().stream()
                .map(path -> describe(path, String.valueOf(path.getFileName())))
                .sorted(
                        Comparator.comparing(InstalledModel::name, String.CASE_INSENSITIVE_ORDER)
                                .thenComparing(InstalledModel::id))
                .forEach(installed::add);
        return List.copyOf(installed);
    }

    /**
     * The model called {@code idOrPath}: its id or name, ignoring case, or the path of a folder.
     *
     * @throws ModelException when there is none; says which there are and which is nearest
     */
    public InstalledModel find(String idOrPath) {
        String wanted = idOrPath.strip();
        List<InstalledModel> installed = installed();
        return installed.stream()
                .filter(model -> model.id().equals(wanted))
                .findFirst()
                .or(() -> installed.stream().filter(model -> called(model, wanted)).findFirst())
                .or(() -> atPath(wanted, installed))
                .orElseThrow(() -> unknown(wanted, installed));
    }

    /**
     * Reads everything about a model and fingerprints its weights: at the first opening that reads
     * them whole, later the cache answers.
     *
     * @param stage hears what is going on, in a few words
     * @throws ModelException when the model cannot be used
     * @throws CancellationException when the calling thread is interrupted
     */
    public ModelSpec open(InstalledModel model, Consumer<String> stage) {
        if (model.starter()) {
            starter.unpack(stage);
        }
        stage.accept("Reading " + model.name());
        RecognisedModel recognised = recognised(model.folder());
        return recognised.spec(hash.of(model.folder(), recognised.files(), stage));
    }

    private List<Path> candidates() {
        if (!Files.exists(models)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(models)) {
            return entries.filter(ModelLibrary::maybeModel)
                    .filter(path -> !path.equals(starter.folder()))
                    .toList();
        } catch (IOException e) {
            throw new ModelException(
                    "The models folder %s cannot be listed (%s). Check its permissions, or choose another models folder."
                            .formatted(models, e),
                    e);
        }
    }

    private static boolean maybeModel(Path path) {
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        return !name.startsWith(".")
                && (Files.isDirectory(path)
                        || name.endsWith(".safetensors")
                        || name.endsWith(".ckpt"));
    }

    private static InstalledModel describe(Path path, String id) {
        Path fileName = path.getFileName();
        String name = fileName == null ? id : fileName.toString();
        Recognition recognition = ModelFormat.recognise(path);
        if (recognition instanceof Recognition.Match match) {
            RecognisedModel model = match.model();
            return new InstalledModel(
                    id, model.name(), model.description(), path, Optional.empty(), false);
        }
        return new InstalledModel(id, name, "", path, Optional.of(why(recognition)), false);
    }

    private static RecognisedModel recognised(Path folder) {
        Recognition recognition = ModelFormat.recognise(folder);
        if (recognition instanceof Recognition.Match match) {
            return match.model();
        }
        throw new ModelException(why(recognition));
    }

    private static String why(Recognition refusal) {
        if (refusal instanceof Recognition.NotThisFormat other) {
            return other.why();
        }
        if (refusal instanceof Recognition.Damaged damaged) {
            return damaged.why();
        }
        throw new AssertionError(refusal);
    }

    private static boolean called(InstalledModel model, String wanted) {
        return model.id().equalsIgnoreCase(wanted) || model.name().equalsIgnoreCase(wanted);
    }

    /** A path that leads into the models folder is the model listed there. */
    private static Optional<InstalledModel> atPath(String wanted, List<InstalledModel> installed) {
        Optional<Path> path = existing(wanted);
        return path.flatMap(
                        there ->
                                installed.stream()
                                        .filter(model -> same(model.folder(), there))
                                        .findFirst())
                .or(() -> path.map(there -> describe(there, there.toString())));
    }

    private static Optional<Path> existing(String wanted) {
        try {
            return Optional.of(Path.of(wanted).toAbsolutePath().normalize())
                    .filter(path -> !wanted.isEmpty() && Files.exists(path));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static boolean same(Path a, Path b) {
        try {
            return Files.exists(a) && Files.isSameFile(a, b);
        } catch (IOException e) {
            return false;
        }
    }

    private ModelException unknown(String wanted, List<InstalledModel> installed) {
        List<String> ids = installed.stream().map(InstalledModel::id).toList();
        String missing =
                wanted.contains("/") || wanted.contains("\\")
                        ? "There is no folder " + wanted + ". "
                        : "";
        return new ModelException(
                "%s%s To add a model, put its ONNX folder into %s, or pass the folder's path."
                        .formatted(missing, Names.unknown("Model", wanted, ids), models));
    }
}
