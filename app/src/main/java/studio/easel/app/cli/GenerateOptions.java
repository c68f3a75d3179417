package studio.easel.app.cli;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import studio.easel.app.files.References;
import studio.easel.app.files.SavedSettings;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.Start;

/** Everything a request can say, as options; other pictures and models included. */
final class GenerateOptions {
    @Parameters(
            arity = "0..1",
            paramLabel = "PROMPT",
            description = "What to draw. In quotes; may be left out with --from.")
    @Nullable String prompt;

    @Mixin RequestOptions options = new RequestOptions();

    @Mixin FitOptions fit = new FitOptions();

    @ArgGroup(validate = false, order = 30, heading = "%nStart picture and mask:%n")
    StartOptions start = new StartOptions();

    @ArgGroup(validate = false, order = 35, heading = "%nRoom around the start picture:%n")
    OutpaintOptions outpaint = new OutpaintOptions();

    @ArgGroup(validate = false, order = 40, heading = "%nPictures that steer:%n")
    ControlOptions controls = new ControlOptions();

    @ArgGroup(validate = false, order = 50, heading = "%nSecond pass:%n")
    HiresOptions hires = new HiresOptions();

    @ArgGroup(validate = false, order = 55, heading = "%nRefiner:%n")
    RefinerOptions refiner = new RefinerOptions();

    /**
     * The request.
     *
     * @param opened the model that draws
     * @param saved settings of the picture of {@code --from}
     * @param say hears what of those settings is missing or other than it was
     */
    GenerationRequest request(
            ModelSpec opened,
            Optional<SavedSettings> saved,
            Networks networks,
            Consumer<String> say) {
        GenerationRequest base = base(opened, saved);
        References theirs = saved.map(SavedSettings::references).orElse(References.NONE);
        fit.refuseWithoutPicture(start.image != null || !controls.controls.isEmpty());
        Optional<Start> begin =
                start.start(
                        outpaint,
                        new StartPlace(options.typedSize(), base.size(), opened.sizeGrid(), fit),
                        theirs.start(),
                        say);
        ImageSize size = begin.flatMap(StartOptions::size).orElseGet(() -> options.size(base));
        GenerationRequest.Draft draft =
                options.draft(base, Optional.ofNullable(prompt), size).hires(Optional.empty());
        begin.ifPresent(draft::start);
        // What is wrong so far is said before other models are opened.
        GenerationRequest alone = draft.request();
        return draft.controls(controls.controls(theirs.controls(), alone, fit, networks, say))
                .hires(
                        hires.hires(
                                new HiresOptions.Theirs(base.hires(), theirs.upscaling()),
                                size,
                                opened.sizeGrid(),
                                networks,
                                say))
                .refiner(refiner.refiner(theirs.refiner(), networks, say))
                .request();
    }

    /** What the picture of {@code --from} asks for, or what the model suggests. */
    private GenerationRequest base(ModelSpec opened, Optional<SavedSettings> saved) {
        String words =
                Optional.ofNullable(prompt)
                        .or(() -> saved.map(SavedSettings::prompt))
                        .filter(it -> !it.isBlank())
                        .orElse(" "); // Refused by the request, with the sentence it has for it.
        GenerationRequest suggested = RequestOptions.suggested(opened, words);
        return saved.map(it -> it.over(suggested)).orElse(suggested);
    }
}
