package studio.easel.app.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import studio.easel.app.files.References;
import studio.easel.app.files.SavedSettings;
import studio.easel.engine.Start;
import studio.easel.models.InstalledModel;

/** Puts the settings a picture file carries into the form, and says what could not be. */
final class Restoration {
    private Restoration() {}

    /**
     * Fills the form.
     *
     * @return what the form could not take over, each in a few words
     */
    static List<String> apply(SavedSettings saved, GenerateForm form, ModelChoice choice) {
        List<String> missing = new ArrayList<>();
        form.clearErrors();
        form.prompt().set(saved.prompt());
        form.negativePrompt().set(saved.negativePrompt());
        saved.size().ifPresentOrElse(form::choose, () -> missing.add("its size"));
        saved.steps().ifPresentOrElse(form::chooseSteps, () -> missing.add("its steps"));
        saved.guidanceScale()
                .ifPresentOrElse(form::chooseGuidance, () -> missing.add("its guidance"));
        // A name Easel does not know has its own sentence among the notes.
        saved.knownSampler().ifPresent(form::choose);
        saved.knownSpacing().ifPresent(form.spacing()::set);
        if (saved.sampler().isEmpty()) {
            missing.add("its sampler");
        }
        saved.eta().ifPresent(form::chooseEta);
        saved.seed().ifPresentOrElse(form::chooseSeed, () -> missing.add("its seed"));
        form.choose(saved.further(), saved.guidance());
        elsewhere(saved.references(), missing);
        if (saved.request().filter(it -> it.start() instanceof Start.Branch).isPresent()) {
            missing.add("the walk it branched from");
        }
        saved.modelName().ifPresent(name -> model(name, choice, missing));
        return missing;
    }

    /** Other pictures and models, for which the form has no place. */
    private static void elsewhere(References references, List<String> missing) {
        references
                .start()
                .map(
                        start ->
                                start.masked().isPresent()
                                        ? "the picture and the mask it was repainted with"
                                        : "the picture it started from")
                .ifPresent(missing::add);
        references.controls().stream()
                .map(it -> "the picture that steered it through " + it.net().name())
                .forEach(missing::add);
        references
                .modelsInWords()
                .forEach(
                        (label, words) ->
                                missing.add("its " + label.toLowerCase(Locale.ROOT) + " " + words));
    }

    private static void model(String name, ModelChoice choice, List<String> missing) {
        named(name, choice.models())
                .ifPresentOrElse(
                        choice.chosen()::set,
                        () -> missing.add("the model \"%s\" (not installed)".formatted(name)));
    }

    /** The installed model of that name. */
    static Optional<InstalledModel> named(String name, List<InstalledModel> installed) {
        return installed.stream()
                .filter(model -> model.name().equalsIgnoreCase(name) || model.id().equals(name))
                .findFirst();
    }
}
