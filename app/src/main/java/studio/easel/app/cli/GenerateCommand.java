package studio.easel.app.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import studio.easel.app.files.PictureOutput;
import studio.easel.app.files.PngFile;
import studio.easel.app.files.References.NamedModel;
import studio.easel.app.files.SavedSettings;
import studio.easel.app.files.SettingsText;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.Progress;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.pipeline.ImagePipeline;
import studio.easel.models.InstalledModel;
import studio.easel.models.ModelLibrary;

/** {@code easel generate PROMPT}: writes pictures; needs no display. */
@Command(
        name = "generate",
        customSynopsis = "easel generate PROMPT [OPTIONS]",
        description = "Makes pictures of a prompt.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class GenerateCommand implements Callable<Integer> {
    static final String NONE = "none";

    private final Workbench workbench;

    @Mixin GenerateOptions options = new GenerateOptions();

    @Option(
            names = "--model",
            paramLabel = "ID|PATH",
            description = "One of \"easel models\", or a model's folder. Default: the starter.")
    @Nullable String model;

    @Option(
            names = "--vae",
            paramLabel = "ID|PATH",
            description = "A VAE in place of the model's own, or none. Default: the model's own.")
    @Nullable String vae;

    @Option(
            names = "--from",
            paramLabel = "PICTURE",
            description = "Take every setting from a PNG; other options replace single ones.")
    @Nullable Path from;

    @Option(
            names = "--out",
            paramLabel = "FILE|FOLDER",
            description = "A name ending in .png, or a folder. Default: the pictures folder.")
    @Nullable Path out;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            description = "auto, cpu, cuda or cuda:N. Default: as set, auto at first.")
    @Nullable String device;

    @Option(
            names = "--declare-ai",
            negatable = true,
            description = "Whether the file says a model made the picture. Default: as set, yes.")
    @Nullable Boolean declareAi;

    @Option(names = "--json", description = "Print the result as JSON.")
    boolean json;

    @Spec CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli gives the spec
    GenerateCommand(Workbench workbench) {
        this.workbench = workbench;
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        Optional<SavedSettings> saved = Optional.ofNullable(from).map(PngFile::settings);
        saved.ifPresent(settings -> settings.notes().forEach(this::say));
        Device wanted = workbench.device(Optional.ofNullable(device));
        TerminalProgress progress = new TerminalProgress(err, json);
        InstalledModel installed = workbench.model(modelName(saved, err));
        ModelSpec opened = opened(installed, saved, progress);
        GenerationRequest request =
                options.request(opened, saved, workbench.networks(progress::stage), this::say);
        saved.ifPresent(settings -> warnOfOtherModel(settings, opened, err));
        saved.map(SavedSettings::references)
                .ifPresent(it -> workbench.embeddings().compare(it, request, this::say));
        PictureOutput output = output(request);
        output.check();
        List<Result.Picture> written = new ArrayList<>();
        try (ImagePipeline pipeline = workbench.pipeline(opened, wanted)) {
            // Each picture is on disk before the next begins.
            Progress saving = progress.saving(image -> written.add(save(output, image)));
            pipeline.generate(request, saving);
            Result result = new Result(written, opened, pipeline.provider(), progress.seconds());
            spec.commandLine().getOut().print(json ? result.json() : result.text());
            spec.commandLine().getOut().flush();
        } finally {
            progress.end();
        }
        return 0;
    }

    private void say(String sentence) {
        spec.commandLine().getErr().println(SettingsText.printable(sentence));
    }

    private ModelSpec opened(
            InstalledModel installed, Optional<SavedSettings> saved, TerminalProgress progress) {
        ModelLibrary library = workbench.library();
        if (vae != null) {
            return vae.equals(NONE)
                    ? library.open(installed, progress::stage)
                    : library.open(installed, library.find(vae), progress::stage);
        }
        return saved.flatMap(settings -> settings.references().vae())
                .flatMap(theirs -> again(installed, theirs, progress))
                .orElseGet(() -> library.open(installed, progress::stage));
    }

    /** With the VAE of the picture of {@code --from}, where it is here. */
    private Optional<ModelSpec> again(
            InstalledModel installed, NamedModel theirs, TerminalProgress progress) {
        ModelLibrary library = workbench.library();
        try {
            ModelSpec opened =
                    library.open(installed, library.find(theirs.name()), progress::stage);
            opened.vae()
                    .separate()
                    .ifPresent(vae -> Networks.compare(theirs, vae.hash(), this::say));
            return Optional.of(opened);
        } catch (ModelException missing) {
            say(
                    "The picture was decoded by the VAE \"%s\", which cannot be used here; using the model's own. %s"
                            .formatted(theirs.name(), missing.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<String> modelName(Optional<SavedSettings> saved, PrintWriter err) {
        if (model != null) {
            return Optional.of(model);
        }
        Optional<String> theirs = saved.flatMap(SavedSettings::modelName);
        Optional<String> installed =
                theirs.filter(
                        name ->
                                workbench.library().installed().stream()
                                        .filter(
                                                other ->
                                                        other.kind()
                                                                == InstalledModel.Kind.PICTURES)
                                        .anyMatch(other -> other.name().equals(name)));
        if (theirs.isPresent() && installed.isEmpty()) {
            err.printf(
                    "The picture was made with the model \"%s\", which is not installed; using the starter. Name another with --model.%n",
                    SettingsText.printable(theirs.get()));
        }
        return installed;
    }

    private static void warnOfOtherModel(SavedSettings saved, ModelSpec opened, PrintWriter err) {
        boolean other =
                saved.modelHash().isPresent() && !opened.hash().startsWith(saved.modelHash().get());
        if (other && saved.modelName().isPresent()) {
            err.printf(
                    "The picture was made with model %s (%s), this one is %s (%s): the pixels will differ.%n",
                    SettingsText.printable(saved.modelName().get()),
                    SettingsText.printable(saved.modelHash().get()),
                    opened.name(),
                    opened.hash().substring(0, 10));
        }
    }

    private PictureOutput output(GenerationRequest request) {
        Path target = out == null ? workbench.settings().pictures(workbench.folders()) : out;
        return PictureOutput.of(target, request.count());
    }

    private Result.Picture save(PictureOutput output, GeneratedImage image) {
        boolean declare = declareAi == null ? workbench.settings().declareAi() : declareAi;
        return new Result.Picture(output.save(image, declare), image.request());
    }
}
