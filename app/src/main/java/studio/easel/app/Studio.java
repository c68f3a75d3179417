package studio.easel.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.easel.app.Settings.Place;
import studio.easel.app.animate.AnimateModel;
import studio.easel.app.animate.Desk;
import studio.easel.app.browse.Album;
import studio.easel.app.browse.BrowseModel;
import studio.easel.app.canvas.CanvasModel;
import studio.easel.app.device.Diagnosis;
import studio.easel.app.files.OutputFolder;
import studio.easel.app.files.PendingFile;
import studio.easel.app.files.PngFile;
import studio.easel.app.files.PresetFile;
import studio.easel.app.gallery.GalleryIndex;
import studio.easel.app.gallery.Thumbnails;
import studio.easel.app.generate.GenerateForm;
import studio.easel.app.generate.GenerateModel;
import studio.easel.app.generate.PromptDesk;
import studio.easel.app.generate.Workshop;
import studio.easel.app.jobs.JobDesk;
import studio.easel.app.jobs.JobsModel;
import studio.easel.app.queue.JobStore;
import studio.easel.app.queue.QueueRunner;
import studio.easel.app.render.FrameModels;
import studio.easel.app.render.RenderFolder;
import studio.easel.app.shelf.DeviceModel;
import studio.easel.app.shelf.Shelf;
import studio.easel.app.shelf.ShelfModel;
import studio.easel.engine.EaselException;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.Provenance;
import studio.easel.engine.SeparateVae;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.pipeline.ImagePipeline;
import studio.easel.engine.pipeline.StableDiffusion;
import studio.easel.models.InstalledModel;
import studio.easel.models.ModelLibrary;
import studio.easel.models.PromptFolders;

/**
 * The composition root: makes everything that lives as long as the window, and nothing slow; a
 * model is first opened when somebody wants a picture of it.
 */
public final class Studio implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Studio.class);

    /** Seeds as other tools roll them: 32 bits. */
    private static final long SEEDS = 1L << 32;

    private static final int THUMBNAIL = 256;
    private static final long MOST_THUMBNAILS = 512L << 20;
    private static final long A_MOMENT_MILLIS = 120;

    private static final ImageSize USUAL_SIZE = new ImageSize(512, 512);

    private final Folders folders;
    private final SettingsFile file;
    private final JobQueue queue = JobQueue.onItsOwnThread("easel-worker");
    private final ExecutorService looking = daemon("easel-models");
    private final ExecutorService background = daemon("easel-files");
    private final ExecutorService schedules = daemon("easel-schedules");
    private final ExecutorService previews = daemon("easel-preview");
    private final ExecutorService cataloguing = daemon("easel-catalogue");
    private final ExecutorService shelving = daemon("easel-shelf");
    private final ExecutorService asking = daemon("easel-device");
    private final ExecutorService sounds = daemon("easel-sound");
    private final ExecutorService searching = daemon("easel-gallery");
    private final ExecutorService scanning = daemon("easel-scan");
    private final ExecutorService thumbnails = daemon("easel-thumbnails");
    private final ExecutorService keeping = daemon("easel-jobs");
    private final ObjectProperty<Place> place;
    private final BooleanProperty queueShown = new SimpleBooleanProperty();
    private final Models models;
    private final Pipelines pipelines;
    private final Workshop workshop;
    private final GenerateModel generate;
    private final AnimateModel animate;
    private final ShelfModel shelf;
    private final DeviceModel device;
    private final BrowseModel gallery;
    private final JobsModel jobs;
    private final Path draft;
    private volatile Settings settings;
    private Consumer<Path> show = file -> {};
    private String told = "";

    /** Where models come from; tests have their own. */
    interface Models {
        List<InstalledModel> installed(Path folder);

        ModelSpec describe(Path folder, InstalledModel model, Consumer<String> stage);

        ImagePipeline open(ModelSpec spec, Device device);

        Companions companions(Path folder);
    }

    /** The library on disk and the engine. */
    private record Library(Folders folders) implements Models {
        @Override
        public List<InstalledModel> installed(Path folder) {
            return new ModelLibrary(folder, folders.caches()).installed();
        }

        @Override
        public ModelSpec describe(Path folder, InstalledModel model, Consumer<String> stage) {
            return new ModelLibrary(folder, folders.caches()).open(model, stage);
        }

        @Override
        public ImagePipeline open(ModelSpec spec, Device device) {
            return StableDiffusion.open(
                    spec,
                    device,
                    new PromptFolders(folders.wildcards(), folders.embeddings(), folders.loras()),
                    (image, latent) -> {});
        }

        @Override
        public Companions companions(Path folder) {
            ModelLibrary library = new ModelLibrary(folder, folders.caches());
            return new Companions(
                    name -> library.open(library.find(name), stage -> {}),
                    name -> library.openControlNet(library.find(name), stage -> {}),
                    name -> library.openUpscaler(library.find(name), stage -> {}));
        }
    }

    /**
     * A studio that keeps everything in {@code folders}.
     *
     * @param window where the window's properties may change: {@code Platform::runLater}
     */
    public Studio(Folders folders, Executor window) {
        this(folders, window, new Library(folders));
    }

    Studio(Folders folders, Executor window, Models models) {
        this.folders = folders;
        this.file = SettingsFile.in(folders);
        SettingsFile.Content content = file.read();
        this.settings = content.settings();
        Words.speak(settings.language().locale());
        this.models = models;
        this.place = new SimpleObjectProperty<>(settings.layout().place());
        this.pipelines =
                new Pipelines(
                        (model, stage) -> models.describe(modelsFolder(), model, stage),
                        models::open);
        this.workshop =
                new Workshop(
                        () -> models.installed(modelsFolder()),
                        pipelines,
                        () -> Device.parse(settings.device()),
                        queue,
                        looking,
                        background,
                        window,
                        this::save,
                        PngFile::settings,
                        () -> ThreadLocalRandom.current().nextLong(SEEDS),
                        System::nanoTime);
        this.generate = new GenerateModel(workshop, promptDesk());
        generate.recall(settings.form());
        this.shelf =
                new ShelfModel(
                        new Shelf(
                                () ->
                                        new ModelLibrary(
                                                modelsFolder(),
                                                folders.caches(),
                                                folders.loras(),
                                                folders.embeddings()),
                                cataloguing,
                                shelving,
                                window,
                                () -> generate.choice().look()));
        this.device =
                new DeviceModel(
                        asking,
                        window,
                        Diagnosis::made,
                        generate.runs().provider(),
                        () -> settings.device());
        this.draft = folders.configuration().resolve("animation.txt");
        this.animate = new AnimateModel(desk());
        recallAnimation();
        this.gallery = new BrowseModel(album());
        this.jobs = new JobsModel(jobDesk());
        countPlansAnew();
        // At every Generate, so that a crash or a power cut costs nothing that was typed.
        generate.runs().unfinished().addListener(now -> rememberForm());
        content.note().ifPresent(note -> generate.say(new Notice(true, note)));
    }

    public Folders folders() {
        return folders;
    }

    public Settings settings() {
        return settings;
    }

    public Workshop workshop() {
        return workshop;
    }

    /** What the generate screen knows and does. */
    public GenerateModel generate() {
        return generate;
    }

    /** What the animation screen knows and does. */
    public AnimateModel animate() {
        return animate;
    }

    /** What the models screen knows and does. */
    public ShelfModel shelf() {
        return shelf;
    }

    /** What computes. */
    public DeviceModel device() {
        return device;
    }

    private PromptDesk promptDesk() {
        PromptFolders vocabulary =
                new PromptFolders(folders.wildcards(), folders.embeddings(), folders.loras());
        return new PromptDesk(
                vocabulary::wildcardNames,
                vocabulary::embeddingNames,
                vocabulary::embeddingsIn,
                Optional.of(new PresetFile(folders.configuration().resolve("presets.json"))));
    }

    /** What the gallery screen knows and does. */
    public BrowseModel gallery() {
        return gallery;
    }

    /** What the queue's panel knows and does. */
    public JobsModel jobs() {
        return jobs;
    }

    /** The screen that is shown. */
    ObjectProperty<Place> place() {
        return place;
    }

    /** Whether the queue stands beside it. */
    BooleanProperty queueShown() {
        return queueShown;
    }

    /** Who shows a file or a folder on the desktop. */
    void onShow(Consumer<Path> shows) {
        show = shows;
    }

    /** Begins what the window need not wait for: the gallery's index and the queue. */
    void begin() {
        gallery.begin();
        jobs.begin();
    }

    private Album album() {
        return new Album(
                () -> GalleryIndex.open(folders.caches().resolve("gallery.db")),
                () -> settings.pictures(folders),
                new Thumbnails(
                        folders.caches().resolve("thumbnails"),
                        THUMBNAIL,
                        MOST_THUMBNAILS,
                        thumbnails),
                searching,
                scanning,
                soon(),
                workshop.window(),
                new Album.Sending() {
                    @Override
                    public void restore(Path picture) {
                        place.set(Place.PICTURE);
                        generate.restore(picture);
                    }

                    @Override
                    public void open(Path picture) {
                        place.set(Place.PICTURE);
                        generate.canvas().open(picture);
                    }

                    @Override
                    public void toImageToImage(Path picture) {
                        place.set(Place.PICTURE);
                        generate.canvas().sendToImageToImage(picture);
                    }

                    @Override
                    public void toInpainting(Path picture) {
                        place.set(Place.PICTURE);
                        generate.canvas().sendToInpainting(picture);
                    }

                    @Override
                    public void showFile(Path picture) {
                        show.accept(picture);
                    }
                });
    }

    private Executor soon() {
        return CompletableFuture.delayedExecutor(
                A_MOMENT_MILLIS, TimeUnit.MILLISECONDS, workshop.window());
    }

    private JobDesk jobDesk() {
        OrderEngine engine =
                new OrderEngine(
                        () -> models.installed(modelsFolder()),
                        pipelines,
                        () -> Device.parse(settings.device()),
                        () -> models.companions(modelsFolder()),
                        sentence ->
                                workshop.window().execute(() -> generate.say(Notice.of(sentence))));
        return new JobDesk(
                () -> JobStore.open(folders.state().resolve("queue")),
                store ->
                        new QueueRunner(
                                store,
                                queue,
                                engine,
                                () -> settings.pictures(folders),
                                () -> settings.declareAi()),
                () -> chosenModel().flatMap(model -> generate.asked().map(it -> asked(it, model))),
                () ->
                        chosenModel()
                                .map(model -> asked(generate.planned(), model))
                                .orElseThrow(
                                        () ->
                                                new ModelException(
                                                        "No model is chosen. Choose one in the form.")),
                this::requireInstalled,
                keeping,
                soon(),
                workshop.window(),
                gallery::arrived,
                folder -> show.accept(folder));
    }

    /** What a planned grid costs, and whether it can be, follows all that decides on a picture. */
    private void countPlansAnew() {
        GenerateForm form = generate.form();
        CanvasModel canvas = generate.canvas();
        List<ObservableValue<?>> deciding =
                new ArrayList<>(
                        List.of(
                                form.prompt(),
                                form.negativePrompt(),
                                form.width(),
                                form.height(),
                                form.steps(),
                                form.guidanceScale(),
                                form.guidanceRescale(),
                                form.sampler(),
                                form.spacing(),
                                form.eta(),
                                form.seed(),
                                form.count(),
                                form.clipSkip(),
                                form.noiseKind(),
                                form.variationStrength(),
                                form.variationSeed(),
                                generate.choice().chosen(),
                                generate.choice().vae(),
                                canvas.picture(),
                                canvas.mode(),
                                canvas.strength(),
                                canvas.fill(),
                                canvas.blur(),
                                canvas.soft(),
                                canvas.onlyMasked(),
                                canvas.padding(),
                                canvas.feather(),
                                canvas.editor().empty()));
        Arrays.stream(CanvasModel.Side.values()).map(canvas::margin).forEach(deciding::add);
        deciding.forEach(it -> it.addListener((property, before, now) -> jobs.recount()));
    }

    private void requireInstalled(Set<String> names) {
        if (!names.isEmpty()) {
            List<InstalledModel> installed = models.installed(modelsFolder());
            names.forEach(name -> OrderEngine.named(name, installed));
        }
    }

    private Optional<InstalledModel> chosenModel() {
        return generate.choice().get().filter(model -> generate.choice().usable().get());
    }

    private JobDesk.Asked asked(GenerationRequest request, InstalledModel model) {
        boolean alone =
                generate.choice().models().stream()
                                .filter(it -> it.name().equalsIgnoreCase(model.name()))
                                .count()
                        <= 1;
        Optional<ModelSpec> known = pipelines.known(model);
        String hash = known.map(ModelSpec::hash).orElse("");
        Optional<SeparateVae> vae =
                known.flatMap(it -> it.vae().separate())
                        .or(() -> model.vae().map(it -> new SeparateVae(it.name(), "")));
        return new JobDesk.Asked(
                request, new Provenance(alone ? model.name() : model.id(), hash, vae, "", "", ""));
    }

    /** The animation screen renders with the model that the generate screen has chosen. */
    private Desk desk() {
        return new Desk(
                () -> generate.choice().get(),
                () -> generate.form().size().orElse(USUAL_SIZE),
                () ->
                        FrameModels.Shelf.choosing(
                                new ModelLibrary(modelsFolder(), folders.caches())),
                pipelines,
                () -> Device.parse(settings.device()),
                queue,
                schedules,
                previews,
                sounds,
                background,
                workshop.window(),
                () -> settings.pictures(folders),
                RenderFolder::room,
                () -> ThreadLocalRandom.current().nextLong(SEEDS),
                System::nanoTime);
    }

    private void recallAnimation() {
        background.execute(
                () -> {
                    try {
                        String text = Files.readString(draft);
                        workshop.window().execute(() -> animate.recall(text));
                    } catch (IOException none) {
                        LOG.debug("No animation was left.", none);
                    }
                });
    }

    /** An animation that was never saved is there at the next launch. */
    private void rememberAnimation() {
        String text = animate.text();
        background.execute(
                () -> {
                    try {
                        PendingFile.createFolderOf(draft);
                        try (PendingFile pending =
                                PendingFile.beside(draft, text.getBytes(StandardCharsets.UTF_8))) {
                            pending.replace(draft);
                        }
                    } catch (EaselException problem) {
                        LOG.warn("{}", problem.getMessage());
                    }
                });
    }

    /** Changes settings, here at once and on disk soon. */
    public void change(UnaryOperator<Settings> change) {
        Path modelsBefore = settings.models(folders);
        Path picturesBefore = settings.pictures(folders);
        settings = change.apply(settings);
        Settings latest = settings;
        background.execute(() -> write(latest));
        if (!modelsBefore.equals(settings.models(folders))) {
            generate.choice().look();
        }
        if (!picturesBefore.equals(settings.pictures(folders))) {
            gallery.moved();
        }
    }

    /**
     * Ends every job, finishes saving pictures and settings, and gives the model's memory back. The
     * memory stays where a job has not ended within twenty seconds: {@link #idle} tells.
     */
    @Override
    public void close() {
        close(JobQueue.PATIENCE);
    }

    void close(Duration patience) {
        rememberForm();
        rememberAnimation();
        for (ExecutorService nobodyWaitsFor :
                List.of(
                        looking,
                        schedules,
                        previews,
                        sounds,
                        thumbnails,
                        scanning,
                        cataloguing,
                        shelving,
                        asking)) {
            nobodyWaitsFor.shutdownNow();
        }
        finish(keeping); // What was just added or moved is kept.
        jobs.end();
        queue.close(patience);
        finish(background);
        gallery.close();
        finish(searching);
        if (idle()) { // Closing under a run would bring down the whole program.
            jobs.close();
            pipelines.close();
        }
    }

    /** Whether no job runs or waits. */
    public boolean idle() {
        return queue.idle();
    }

    private static void finish(ExecutorService thread) {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(30, TimeUnit.SECONDS)) {
                LOG.warn("Pictures or settings were still being saved when Easel closed.");
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private void rememberForm() {
        change(now -> now.withForm(generate.remembered()));
    }

    private Path modelsFolder() {
        return settings.models(folders);
    }

    private Path save(GeneratedImage made) {
        Settings now = settings;
        Path file = new OutputFolder(now.pictures(folders)).save(made, now.declareAi());
        gallery.arrived(file);
        return file;
    }

    private void write(Settings latest) {
        try {
            file.write(latest);
        } catch (EaselException problem) {
            LOG.warn("{}", problem.getMessage());
            tellOnce(String.valueOf(problem.getMessage()));
        }
    }

    /** Settings are written at every Generate; a folder that takes none is no news by then. */
    private void tellOnce(String sentence) {
        if (!sentence.equals(told)) {
            told = sentence;
            workshop.window().execute(() -> generate.say(Notice.problem(sentence)));
        }
    }

    /** One thread that does not keep the program alive; what comes after its end is dropped. */
    private static ExecutorService daemon(String name) {
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
    }
}
