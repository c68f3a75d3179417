package studio.easel.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.easel.app.files.EnlargedPicture;
import studio.easel.app.files.PictureOutput;
import studio.easel.app.files.PngContent;
import studio.easel.app.files.PngFile;
import studio.easel.engine.EaselException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.RgbImage;
import studio.easel.engine.UpscalerSpec;
import studio.easel.engine.onnx.OnnxModel;
import studio.easel.engine.onnx.Providers;
import studio.easel.engine.upscale.Tiling;
import studio.easel.engine.upscale.Upscaler;
import studio.easel.models.InstalledModel;

/** {@code easel upscale PICTURE}: enlarges a finished picture by a network. */
@Command(
        name = "upscale",
        customSynopsis = "easel upscale PICTURE [OPTIONS]",
        description =
                "Enlarges a finished picture by a network; the file keeps the settings of the original.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class UpscaleCommand implements Callable<Integer> {
    private static final int MOST = 16384;

    private final Workbench workbench;

    @Parameters(paramLabel = "PICTURE", description = "A PNG.")
    Path picture;

    @Option(
            names = "--by",
            paramLabel = "ID|PATH",
            description =
                    "An upscaler among \"easel models\", or its .onnx file. Default: the only one installed, or the starter's, which doubles.")
    @Nullable String by;

    @Option(
            names = "--tile",
            paramLabel = "PIXELS",
            description = "Side of the tiles; smaller ones take less memory. Default: 256.")
    @Nullable String tile;

    @Option(
            names = "--overlap",
            paramLabel = "PIXELS",
            description = "How much tiles see of their neighbours. Default: 32.")
    @Nullable String overlap;

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

    @Option(names = "--json", description = "Print the result as JSON.")
    boolean json;

    @Spec CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli gives picture and spec
    UpscaleCommand(Workbench workbench) {
        this.workbench = workbench;
    }

    @Override
    public Integer call() {
        Tiling tiling = tiling();
        PictureOutput output =
                PictureOutput.of(
                        out == null ? workbench.settings().pictures(workbench.folders()) : out, 1);
        PngContent original = PngFile.read(picture);
        Providers.Choice choice = Providers.choose(workbench.device(Optional.ofNullable(device)));
        TerminalProgress progress = new TerminalProgress(spec.commandLine().getErr(), json);
        choice.notice().ifPresent(progress::stage);
        UpscalerSpec upscaler = workbench.networks(progress::stage).upscalers().apply(upscaler());
        output.check();
        try (Upscaler network = new Upscaler(OnnxModel.at(upscaler.graph(), choice.device()))) {
            RgbImage larger =
                    network.upscale(
                            original.image(),
                            tiling,
                            (done, tiles) ->
                                    progress.stage("Tile %d of %d".formatted(done, tiles)));
            EnlargedPicture enlarged = enlarged(original, larger, upscaler);
            Path file = output.save(enlarged, workbench.settings().declareAi());
            PrintWriter result = spec.commandLine().getOut();
            result.println(
                    json
                            ? json(file, enlarged, upscaler, choice, progress.seconds())
                            : text(file, enlarged));
            result.flush();
        } finally {
            progress.end();
        }
        return 0;
    }

    private Tiling tiling() {
        Tiling usual = Tiling.usual();
        int side = tile == null ? usual.tile() : Typed.few(Field.HIRES, "The tile", tile, MOST);
        int seen =
                overlap == null
                        ? Math.min(usual.overlap(), Math.max(0, side / 8))
                        : Typed.few(Field.HIRES, "The overlap", overlap, MOST);
        return new Tiling(side, seen);
    }

    /**
     * What was named, or the only one that can be meant; otherwise a sentence with those there are.
     */
    private String upscaler() {
        if (by != null) {
            return by;
        }
        List<String> meant =
                workbench.library().meant(InstalledModel.Kind.UPSCALER).stream()
                        .map(InstalledModel::id)
                        .toList();
        if (meant.size() > 1) {
            throw new EaselException(
                    "There are %d upscalers: %s. Choose one with --by."
                            .formatted(meant.size(), String.join(", ", meant)));
        }
        return meant.get(0);
    }

    private EnlargedPicture enlarged(PngContent original, RgbImage larger, UpscalerSpec upscaler) {
        return new EnlargedPicture(
                larger,
                String.valueOf(picture.getFileName()),
                original,
                upscaler.name(),
                larger.width() / original.image().width());
    }

    private static String text(Path file, EnlargedPicture enlarged) {
        return "%s  (%dx%d by %s%s)"
                .formatted(
                        file,
                        enlarged.image().width(),
                        enlarged.image().height(),
                        enlarged.upscaler(),
                        enlarged.original().settings().isPresent()
                                ? ", with the settings of the original"
                                : "");
    }

    private static String json(
            Path file,
            EnlargedPicture enlarged,
            UpscalerSpec upscaler,
            Providers.Choice choice,
            double seconds) {
        return new ObjectMapper()
                .createObjectNode()
                .put("file", file.toAbsolutePath().toString())
                .put("width", enlarged.image().width())
                .put("height", enlarged.image().height())
                .put("factor", enlarged.factor())
                .put("upscaler", upscaler.name())
                .put("upscaler_hash", upscaler.hash())
                .put("device", choice.device().toString())
                .put("seconds", seconds)
                .toPrettyString();
    }
}
