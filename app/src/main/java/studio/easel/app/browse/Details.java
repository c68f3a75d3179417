package studio.easel.app.browse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import studio.easel.app.Words;
import studio.easel.app.files.PngFile;
import studio.easel.app.files.SavedSettings;
import studio.easel.app.gallery.Picture;
import studio.easel.engine.EaselException;

/**
 * Everything a picture says of itself.
 *
 * @param lines settings by label, in the order people read them; empty where it says nothing
 * @param text all of it to copy
 * @param notes what it says that cannot be used here, and why it cannot be read, in sentences
 */
public record Details(
        Picture picture,
        String prompt,
        String negativePrompt,
        Map<String, String> lines,
        String text,
        List<String> notes) {
    private static final Map<String, String> KEYS =
            Map.of(
                    "Model", "model",
                    "Sampler", "sampler",
                    "Spacing", "spacing",
                    "Steps", "steps",
                    "Guidance", "guidance",
                    "Seed", "seed",
                    "Size", "size",
                    "Denoising", "denoising",
                    "Prompt", "prompt",
                    "Negative", "negative");

    /** Whether it has settings to put into the form. */
    public boolean restorable() {
        return !lines.isEmpty() && picture.problem().isEmpty();
    }

    /** Reads the file; what is wrong with it becomes a note. */
    static Details of(Picture picture) {
        try {
            return PngFile.readSettings(picture.file())
                    .map(saved -> of(picture, saved))
                    .orElseGet(() -> silent(picture, Optional.empty()));
        } catch (EaselException problem) {
            return silent(picture, Optional.of(String.valueOf(problem.getMessage())));
        }
    }

    private static Details silent(Picture picture, Optional<String> problem) {
        Words words = Words.of(Details.class);
        String note = problem.or(picture::problem).orElse(words.say("details.nothing"));
        return new Details(picture, "", "", Map.of(), "", List.of(note));
    }

    private static Details of(Picture picture, SavedSettings saved) {
        Words words = Words.of(Details.class);
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put(words.say("label.source"), saved.source().label());
        put("Model", saved.modelName(), lines);
        saved.size().ifPresent(size -> lines.put(label("Size"), size.toString()));
        put("Steps", saved.steps(), lines);
        put("Guidance", saved.guidanceScale(), lines);
        put("Sampler", saved.sampler(), lines);
        put("Spacing", saved.spacing(), lines);
        put("Seed", saved.seed(), lines);
        put("Denoising", saved.references().start().map(it -> it.denoisingStrength()), lines);
        saved.further().inWords().forEach((name, value) -> lines.put(label(name), value));
        saved.references().modelsInWords().forEach((name, value) -> lines.put(label(name), value));
        List<String> notes = new ArrayList<>(saved.notes());
        notes.addAll(saved.references().missingPictures());
        return new Details(
                picture,
                saved.prompt(),
                saved.negativePrompt(),
                lines,
                saved.parameters().isEmpty() ? text(saved, lines) : saved.parameters(),
                notes);
    }

    private static void put(String name, Optional<?> value, Map<String, String> lines) {
        value.ifPresent(it -> lines.put(label(name), it.toString()));
    }

    private static String text(SavedSettings saved, Map<String, String> lines) {
        StringBuilder text = new StringBuilder(saved.prompt());
        if (!saved.negativePrompt().isEmpty()) {
            text.append("\nNegative prompt: ").append(saved.negativePrompt());
        }
        lines.forEach((label, value) -> text.append('\n').append(label).append(": ").append(value));
        return text.toString();
    }

    /** A setting's name in the person's language, where there is one; other tools' stay. */
    static String label(String name) {
        String key = KEYS.get(name);
        return key == null ? name : Words.of(Details.class).say("label." + key);
    }
}
