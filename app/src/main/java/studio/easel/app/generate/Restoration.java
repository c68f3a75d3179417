package studio.easel.app.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import studio.easel.app.Words;
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
        saved.size().ifPresentOrElse(form::choose, () -> missing.add(say("lost.size")));
        saved.steps().ifPresentOrElse(form::chooseSteps, () -> missing.add(say("lost.steps")));
        saved.guidanceScale()
                .ifPresentOrElse(form::chooseGuidance, () -> missing.add(say("lost.guidance")));
        // A name Easel does not know has its own sentence among the notes.
        saved.knownSampler().ifPresent(form::choose);
        saved.knownSpacing().ifPresent(form.spacing()::set);
        if (saved.sampler().isEmpty()) {
            missing.add(say("lost.sampler"));
        }
        saved.eta().ifPresent(form::chooseEta);
        saved.seed().ifPresentOrElse(form::chooseSeed, () -> missing.add(say("lost.seed")));
        form.choose(saved.further(), saved.guidance());
        elsewhere(withoutVae(saved.references(), choice), missing);
        if (saved.request().filter(it -> it.start() instanceof Start.Branch).isPresent()) {
            missing.add(say("lost.branch"));
        }
        saved.modelName().ifPresent(name -> model(name, choice, missing));
        return missing;
    }

    /** The VAE is chosen where it is here; one that is not is still among the references. */
    private static References withoutVae(References references, ModelChoice choice) {
        boolean here = references.vae().filter(it -> choice.chooseVae(it.name())).isPresent();
        if (references.vae().isEmpty()) {
            choice.ownVae();
        }
        return here ? references.withoutVae() : references;
    }

    /** Other pictures and models, for which the form has no place. */
    private static void elsewhere(References references, List<String> missing) {
        references
                .start()
                .map(start -> start.masked().isPresent() ? say("lost.mask") : say("lost.start"))
                .ifPresent(missing::add);
        references.controls().stream()
                .map(it -> say("lost.control", it.net().name()))
                .forEach(missing::add);
        references
                .modelsInWords()
                .forEach(
                        (label, words) ->
                                missing.add(
                                        say("lost.model", label.toLowerCase(Locale.ROOT), words)));
    }

    private static void model(String name, ModelChoice choice, List<String> missing) {
        named(name, choice.models())
                .ifPresentOrElse(
                        choice.chosen()::set, () -> missing.add(say("lost.not-installed", name)));
    }

    private static String say(String key, Object... parts) {
        return Words.of(Restoration.class).say(key, parts);
    }

    /** The installed model of that name. */
    static Optional<InstalledModel> named(String name, List<InstalledModel> installed) {
        return installed.stream()
                .filter(model -> model.name().equalsIgnoreCase(name) || model.id().equals(name))
                .findFirst();
    }
}
