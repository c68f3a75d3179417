package studio.easel.models.format;

import java.nio.file.Path;
import java.util.List;
import studio.easel.engine.EaselException;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec.Defaults;
import studio.easel.engine.SamplerName;

/**
 * {@code easel.json}, our own optional file beside {@code model_index.json}: what people should
 * know about a model and what the exporters' files have no place for.
 *
 * <pre>{@code
 * {
 *   "name": "Starter v1",
 *   "description": "A starter that knows a small world ...",
 *   "defaults": {"sampler": "DDIM", "steps": 25, "guidanceScale": 5},
 *   "previewFactors": [[r, g, b], ... one row a latent channel ..., [offset r, g, b]]
 * }
 * }</pre>
 *
 * All keys are optional.
 *
 * @param name shown to people, at most {@value #LONGEST_NAME} characters
 * @param description a few sentences, at most {@value #LONGEST_DESCRIPTION} characters
 * @param defaults what to offer for this model
 * @param previewFactors as in the engine's {@code ModelSpec}; empty where none are stated
 */
record EaselFile(
        String name, String description, Defaults defaults, List<List<Double>> previewFactors) {
    static final String NAME = "easel.json";
    static final int LONGEST_NAME = 100;
    static final int LONGEST_DESCRIPTION = 2000;

    /**
     * @param folder of the model
     * @param usual what holds where the file says nothing
     */
    static EaselFile read(Path folder, Defaults usual) {
        JsonFile json = JsonFile.readIfThere(folder.resolve(NAME));
        String ownName = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
        return new EaselFile(
                text(json, "name", ownName, LONGEST_NAME),
                text(json, "description", "", LONGEST_DESCRIPTION),
                defaults(json, usual),
                json.table("previewFactors", -100, 100));
    }

    /** Checks the factors against the number of channels they are for. */
    void checkFactors(Path folder, int latentChannels) {
        boolean fits =
                previewFactors.size() == latentChannels + 1
                        && previewFactors.stream().allMatch(row -> row.size() == 3);
        if (!previewFactors.isEmpty() && !fits) {
            throw new ModelException(
                    "%s has previewFactors of another shape, expected %d rows (one a latent channel, then the offsets) of 3 numbers (red, green, blue)."
                            .formatted(folder.resolve(NAME), latentChannels + 1));
        }
    }

    private static String text(JsonFile json, String key, String fallback, int longest) {
        String text = json.text(key, fallback).strip();
        if (text.length() > longest || text.chars().anyMatch(c -> c < ' ' && c != '\n')) {
            throw json.wrong(key, "at most %d characters of plain text".formatted(longest));
        }
        return text.isEmpty() ? fallback : text;
    }

    private static Defaults defaults(JsonFile json, Defaults usual) {
        if (!json.states("defaults")) {
            return usual;
        }
        JsonFile stated = json.inside("defaults");
        return new Defaults(
                sampler(stated, usual.sampler()),
                stated.integer("steps", usual.steps(), 1, GenerationRequest.MOST_STEPS),
                stated.number(
                        "guidanceScale",
                        usual.guidanceScale(),
                        0,
                        GenerationRequest.MOST_GUIDANCE));
    }

    private static SamplerName sampler(JsonFile json, SamplerName usual) {
        try {
            return json.states("sampler") ? SamplerName.parse(json.text("sampler", "")) : usual;
        } catch (EaselException e) {
            throw new ModelException(json.file() + ": " + e.getMessage(), e);
        }
    }
}
