package studio.easel.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import studio.easel.engine.ControlNetSpec;
import studio.easel.engine.DepthSpec;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.Names;
import studio.easel.engine.UpscalerSpec;
import studio.easel.models.InstalledModel.Kind;
import studio.easel.models.download.Downloader;
import studio.easel.models.download.Mirror;
import studio.easel.models.format.Inspection;
import studio.easel.models.format.ModelFormat;
import studio.easel.models.format.RecognisedModel;
import studio.easel.models.format.Recognition;
import studio.easel.models.passport.Passport;
import studio.easel.models.passport.Prediction;
import studio.easel.models.passport.Role;

/**
 * The models there are: those that come with Easel, and whatever lies in the models folder or
 * anywhere else on disk.
 *
 * <p>Safe for use from several threads and by several processes on the same folders.
 */
public final class ModelLibrary {
    /** {@code model/controlnet} and {@code model/controlnet/canny}. */
    private static final int DEPTH = 2;

    private final Path models;
    private final List<StarterModel> starters;
    private final ModelHash hash;
    private final ModelsFolder folder;
    private final ModelsFolder loras;
    private final ModelsFolder embeddings;
    private final Predictions predictions;
    private final WrittenGraphs graphs;

    /**
     * @param models folder where models live; created when the starter is unpacked into it
     * @param caches folder for the fingerprints of weights, which take seconds to compute, and for
     *     the graphs of models that are there as weights; LoRAs and embeddings that are added go
     *     into folders beside the models
     */
    public ModelLibrary(Path models, Path caches) {
        this(models, caches, models.resolveSibling("loras"), models.resolveSibling("embeddings"));
    }

    /**
     * @param loras where a LoRA goes that is added
     * @param embeddings where an embedding goes
     */
    public ModelLibrary(Path models, Path caches, Path loras, Path embeddings) {
        this.models = models;
        this.starters =
                Stream.of(Bundled.values()).map(it -> new StarterModel(it, models)).toList();
        this.hash = new ModelHash(caches);
        this.folder = new ModelsFolder(models);
        this.loras = new ModelsFolder(loras);
        this.embeddings = new ModelsFolder(embeddings);
        this.predictions = new Predictions(models);
        this.graphs = new WrittenGraphs(caches.resolve("graphs"));
    }

    /**
     * What comes with Easel, every folder, graph and checkpoint file in the models folder, and
     * ControlNets in folders in there: by kind, Easel's own first, then by name. So the first is
     * the starter that makes pictures. One that cannot be used is listed with the reason.
     *
     * @throws ModelException when the models folder itself cannot be listed
     */
    public List<InstalledModel> installed() {
        return Stream.concat(
                        starters.stream().map(StarterModel::listing),
                        candidates().stream().flatMap(this::listings))
                .sorted(
                        Comparator.comparing(InstalledModel::kind)
                                .thenComparing(model -> !model.starter())
                                .thenComparing(InstalledModel::name, String.CASE_INSENSITIVE_ORDER)
                                .thenComparing(InstalledModel::id))
                .toList();
    }

    /**
     * Those of a kind that can be meant where nobody names one, by id: people's own, since they put
     * them there, and only where they have none what comes with Easel.
     */
    public List<InstalledModel> meant(Kind kind) {
        Map<Boolean, List<InstalledModel>> usable =
                installed().stream()
                        .filter(model -> model.kind() == kind && model.problem().isEmpty())
                        .sorted(Comparator.comparing(InstalledModel::id))
                        .collect(Collectors.partitioningBy(InstalledModel::starter));
        List<InstalledModel> own = usable.getOrDefault(false, List.of());
        return own.isEmpty() ? usable.getOrDefault(true, List.of()) : own;
    }

    /** What the starter was trained on, can draw and cannot: Markdown, for people. */
    public static String starterCard() {
        return StarterModel.card();
    }

    /**
     * The model called {@code idOrPath}: its id or name, ignoring case, or the path of a folder or
     * an upscaler's file.
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
     * @throws ModelException when the model cannot be used, or makes no pictures
     * @throws CancellationException when the calling thread is interrupted
     */
    public ModelSpec open(InstalledModel model, Consumer<String> stage) {
        if (model.vae().isPresent()) {
            return open(model.with(Optional.empty()), model.vae().get(), stage);
        }
        RecognisedModel.Pictures found =
                recognised(model, Kind.PICTURES, RecognisedModel.Pictures.class, stage);
        String fingerprint = hash(found, stage);
        return found.spec(
                fingerprint, told(fingerprint).flatMap(RecognisedModel.Pictures::inWalks), graphs);
    }

    /** As {@link #open(InstalledModel, Consumer)}, with a VAE in the place of the model's own. */
    public ModelSpec open(InstalledModel model, InstalledModel vae, Consumer<String> stage) {
        RecognisedModel.Vae found = recognised(vae, Kind.VAE, RecognisedModel.Vae.class, stage);
        ModelSpec spec = open(model, stage);
        return spec.withVae(found.spec(hash(found, stage), spec.vae().latentScale(), graphs));
    }

    /** What people say a model predicts; where nobody did, what is published. */
    private Optional<Prediction> told(String fingerprint) {
        return predictions
                .find(fingerprint)
                .or(
                        () ->
                                Catalogue.bundled()
                                        .withFingerprint(fingerprint)
                                        .flatMap(Catalogue.Entry::prediction));
    }

    /** As {@link #open}, for a ControlNet. */
    public ControlNetSpec openControlNet(InstalledModel model, Consumer<String> stage) {
        RecognisedModel.ControlNet found =
                recognised(model, Kind.CONTROLNET, RecognisedModel.ControlNet.class, stage);
        return found.spec(hash(found, stage), graphs);
    }

    /** As {@link #open}, for an upscaler. */
    public UpscalerSpec openUpscaler(InstalledModel model, Consumer<String> stage) {
        RecognisedModel.Upscaler found =
                recognised(model, Kind.UPSCALER, RecognisedModel.Upscaler.class, stage);
        return found.spec(hash(found, stage));
    }

    /** As {@link #open}, for a depth model. */
    public DepthSpec openDepth(InstalledModel model, Consumer<String> stage) {
        RecognisedModel.Depth found =
                recognised(model, Kind.DEPTH, RecognisedModel.Depth.class, stage);
        DepthSpec spec = found.spec(hash(found, stage));
        return model.starter() ? spec.trainedOn(DepthSpec.Training.STARTER) : spec;
    }

    /**
     * What a model is, without running anything of it.
     *
     * @param fingerprint whether to read it whole for that, where the cache does not know
     */
    public Passport passport(InstalledModel model, boolean fingerprint, Consumer<String> stage) {
        unpackIfBundled(model, stage);
        Passport passport = Inspection.of(model.folder());
        return fingerprint ? fingerprinted(passport, stage) : passport;
    }

    private Passport fingerprinted(Passport passport, Consumer<String> stage) {
        Optional<Parts> files = weights(passport.path());
        if (files.isEmpty()) {
            return passport;
        }
        String found = hash.of(files.get().folder(), files.get().files(), stage);
        Passport known = Catalogue.bundled().known(passport.fingerprinted(found));
        return known.prediction().isEmpty()
                ? known
                : told(found).map(known::predicting).orElse(known);
    }

    /**
     * Remembers what a model predicts, where its file does not say.
     *
     * @throws ModelException when it is no model that predicts anything
     */
    public void remember(InstalledModel model, Prediction.Type type, Consumer<String> stage) {
        Passport passport = passport(model, true, stage);
        if (passport.prediction().isEmpty() || passport.fingerprint().isEmpty()) {
            throw new ModelException(
                    "%s is %s, which predicts nothing; expected a model that makes pictures. Leave --prediction out."
                            .formatted(model.name(), passport.summary()));
        }
        predictions.remember(passport.fingerprint().get(), type);
    }

    /**
     * Copies or moves a model into the models folder; a LoRA or an embedding into the folder from
     * which prompts call it. Of a graph that has its weights and configurations beside it all go,
     * into a folder of their own.
     *
     * @param name what it will be called; empty for its own name
     * @throws ModelException when Easel has no use for it, it is damaged, or the name is taken
     */
    public InstalledModel add(
            Path from, Optional<String> name, boolean move, Consumer<String> stage) {
        if (!Files.exists(from)) {
            throw new ModelException(
                    "There is no file or folder %s. Check the spelling.".formatted(from));
        }
        Path whole = from.toAbsolutePath().normalize();
        Passport passport = Inspection.of(whole);
        passport.problem()
                .ifPresent(
                        why -> {
                            throw new ModelException(why);
                        });
        Map<Path, Path> scattered = scattered(whole);
        if (!scattered.isEmpty()) {
            Path place = folder.place(name.orElse(ModelFormat.graphName(whole)));
            folder.gather(scattered, place, ModelLibrary::requireUsable, stage);
            if (move) {
                scattered.values().forEach(ModelsFolder::delete);
            }
            return describe(place, id(place));
        }
        ModelsFolder into = folder(passport.role());
        String own = String.valueOf(whole.getFileName());
        Path place = into.place(name.map(given -> ModelsFolder.named(given, whole)).orElse(own));
        if (move) {
            into.move(whole, place, ModelLibrary::requireUsable, stage);
        } else {
            into.copy(whole, place, ModelLibrary::requireUsable, stage);
        }
        return describe(place, into == folder ? id(place) : place.toString());
    }

    private ModelsFolder folder(Role role) {
        return switch (role) {
            case LORA -> loras;
            case EMBEDDING -> embeddings;
            default -> folder;
        };
    }

    /**
     * The files of a model that is one graph among others, by what they will be called in a folder
     * of their own; none where it needs none.
     */
    private static Map<Path, Path> scattered(Path whole) {
        if (!Files.isRegularFile(whole) || !ModelFormat.isGraph(whole)) {
            return Map.of();
        }
        RecognisedModel model = recognised(whole);
        if (model.files().size() == 1) {
            return Map.of();
        }
        Map<Path, Path> files = new TreeMap<>();
        for (Path file : model.files()) {
            boolean graph = file.equals(whole.getFileName());
            files.put(
                    graph ? Path.of(ModelFormat.GRAPH_IN_FOLDER) : file,
                    model.folder().resolve(file));
        }
        return files;
    }

    private static void requireUsable(Path copy) {
        ModelFormat.unusable(copy)
                .ifPresent(
                        why -> {
                            throw new ModelException(
                                    "Nothing was added, for the copy cannot be used: " + why);
                        });
    }

    /**
     * Deletes a model from the models folder.
     *
     * @throws ModelException when it comes with Easel, or lies elsewhere
     */
    public void remove(InstalledModel model) {
        if (model.starter()) {
            throw new ModelException(
                    "%s comes with Easel and would be there again at the next start. Leave it."
                            .formatted(model.name()));
        }
        Stream.of(loras, embeddings)
                .filter(other -> other.holds(model.folder()))
                .findFirst()
                .orElse(folder)
                .remove(model.folder());
    }

    /**
     * Reads a model's files whole once more and compares them with what they were.
     *
     * @throws CancellationException when the calling thread is interrupted
     */
    public Verification verify(InstalledModel model, Consumer<String> stage) {
        unpackIfBundled(model, stage);
        Optional<String> unusable = ModelFormat.unusable(model.folder());
        if (unusable.isPresent()) {
            return new Verification(false, "cannot be used: " + unusable.get(), Optional.empty());
        }
        Parts files = weights(model.folder()).orElseThrow();
        Optional<String> before = hash.remembered(files.folder(), files.files());
        String now = hash.again(files.folder(), files.files(), stage);
        Optional<Catalogue.Entry> published = Catalogue.bundled().withFingerprint(now);
        if (published.isPresent()) {
            return new Verification(
                    true,
                    "is %s, byte for byte as published.".formatted(published.get().name()),
                    Optional.of(now));
        }
        if (before.isPresent() && !before.get().equals(now)) {
            return new Verification(
                    false,
                    "has other content than when Easel first read it, though nobody wrote it since: the disk is failing, or somebody has changed it. Fetch it again.",
                    Optional.of(now));
        }
        return new Verification(
                true,
                before.isPresent()
                        ? "is as it was when Easel first read it."
                        : "is sound; from now on Easel knows its fingerprint.",
                Optional.of(now));
    }

    /**
     * Fetches a model of the catalogue into the models folder, a LoRA or an embedding into theirs.
     * Nothing else ever fetches anything.
     *
     * @param sha256 what the file's fingerprint must be, where the catalogue does not know
     * @throws ModelException when it cannot be had, or is another than was published
     * @throws CancellationException when the calling thread is interrupted; the next call goes on
     */
    public InstalledModel download(
            Catalogue.Entry entry,
            Optional<String> sha256,
            Mirror mirror,
            Downloader.Listener listener) {
        ModelsFolder into = folder(entry.role());
        Path place = into.file(entry.file());
        String fetched =
                new Downloader(mirror)
                        .fetch(
                                new Downloader.Wanted(
                                        entry.address(),
                                        entry.bytes(),
                                        entry.sha256().or(() -> sha256)),
                                place,
                                listener);
        hash.remember(place, fetched);
        return describe(place, into == folder ? id(place) : place.toString());
    }

    /** The files that make a model, and the folder they lie in. */
    private record Parts(Path folder, List<Path> files) {}

    private static Optional<Parts> weights(Path path) {
        if (Files.isRegularFile(path) && !ModelFormat.isGraph(path)) {
            Path whole = path.toAbsolutePath().normalize();
            return Optional.of(new Parts(whole.resolveSibling(""), List.of(whole.getFileName())));
        }
        return ModelFormat.recognise(path) instanceof Recognition.Match match
                ? Optional.of(new Parts(match.model().folder(), match.model().files()))
                : Optional.empty();
    }

    private <T extends RecognisedModel> T recognised(
            InstalledModel model, Kind wanted, Class<T> type, Consumer<String> stage) {
        if (model.starter() && wanted != model.kind()) { // Perhaps not unpacked yet.
            throw otherKind(model, model.kind(), model.family(), wanted);
        }
        unpackIfBundled(model, stage);
        stage.accept("Reading " + model.name());
        RecognisedModel found = recognised(model.folder());
        if (!type.isInstance(found)) {
            throw otherKind(model, kind(found), found.family(), wanted);
        }
        return type.cast(found);
    }

    private void unpackIfBundled(InstalledModel model, Consumer<String> stage) {
        starters.stream()
                .filter(starter -> model.starter() && starter.folder().equals(model.folder()))
                .forEach(starter -> starter.unpack(stage));
    }

    private static ModelException otherKind(
            InstalledModel model, Kind found, String family, Kind wanted) {
        return new ModelException(
                "%s is %s (%s), expected %s. Choose another."
                        .formatted(model.name(), found.words(), family, wanted.words()));
    }

    private String hash(RecognisedModel model, Consumer<String> stage) {
        return hash.of(model.folder(), model.files(), stage);
    }

    /**
     * The folder or file itself, and the ControlNets in it. A folder that is nothing itself may be
     * a drawer: then what lies in it counts, upscalers and depth models too.
     */
    private Stream<InstalledModel> listings(Path path) {
        InstalledModel itself = describe(path, id(path));
        if (itself.kind() != Kind.PICTURES) {
            return Stream.of(itself);
        }
        boolean nothing = itself.problem().isPresent() && !ModelFormat.isModel(path);
        List<InstalledModel> inside =
                inside(path, nothing).stream().map(inner -> describe(inner, id(inner))).toList();
        return nothing && !inside.isEmpty()
                ? inside.stream()
                : Stream.concat(Stream.of(itself), inside.stream());
    }

    private String id(Path path) {
        return models.relativize(path).toString().replace('\\', '/');
    }

    /** ControlNets one or two folders down; in a drawer also graphs. */
    private static List<Path> inside(Path folder, boolean drawer) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder, DEPTH, FileVisitOption.FOLLOW_LINKS)) {
            return all.filter(path -> !path.equals(folder))
                    .filter(
                            path ->
                                    Files.isDirectory(path)
                                            ? ModelFormat.isControlNet(path)
                                            : drawer && liesIn(path, folder))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // a folder nobody may look into; what it is itself was said
        }
    }

    private static boolean liesIn(Path path, Path drawer) {
        return drawer.equals(path.getParent()) && ModelFormat.isGraph(path);
    }

    private List<Path> candidates() {
        if (!Files.exists(models)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(models)) {
            return entries.filter(ModelLibrary::maybeModel)
                    .filter(path -> starters.stream().noneMatch(it -> it.folder().equals(path)))
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
                        || name.endsWith(".onnx")
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
                    id,
                    model.name(),
                    kind(model),
                    model.family(),
                    model.description(),
                    path,
                    Optional.empty(),
                    false);
        }
        return new InstalledModel(
                id, name, meant(path), "", "", path, Optional.of(why(recognition)), false);
    }

    private static Kind kind(RecognisedModel model) {
        if (model instanceof RecognisedModel.Pictures) {
            return Kind.PICTURES;
        }
        if (model instanceof RecognisedModel.ControlNet) {
            return Kind.CONTROLNET;
        }
        if (model instanceof RecognisedModel.Upscaler) {
            return Kind.UPSCALER;
        }
        if (model instanceof RecognisedModel.Depth) {
            return Kind.DEPTH;
        }
        if (model instanceof RecognisedModel.Vae) {
            return Kind.VAE;
        }
        throw new AssertionError(model);
    }

    /** What something that cannot be used was probably meant to be. */
    private static Kind meant(Path path) {
        if (ModelFormat.isControlNet(path)) {
            return Kind.CONTROLNET;
        }
        return ModelFormat.isGraph(path) && Files.isRegularFile(path)
                ? Kind.UPSCALER
                : Kind.PICTURES;
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
                        ? "There is no file or folder " + wanted + ". "
                        : "";
        return new ModelException(
                "%s%s To add a model: easel models add PATH, or put it into %s, or pass its path."
                        .formatted(missing, Names.unknown("Model", wanted, ids), models));
    }
}
