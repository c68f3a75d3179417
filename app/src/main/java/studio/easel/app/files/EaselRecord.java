package studio.easel.app.files;

import java.util.List;
import java.util.Optional;
import studio.easel.app.files.SavedSettings.Source;
import studio.easel.engine.EaselException;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Provenance;

/**
 * Everything that determines a picture: the JSON in its {@code easel} chunk.
 *
 * <pre>{@code
 * {"format": 3,
 *  "request": {"prompt", "negativePrompt", "width", "height", "steps",
 *              "guidance": {"scale", "rescale", "from", "to"},
 *              "sampler", "spacing", "eta", "noise", "seed", "count", "clipSkip", "vaeTile",
 *              "noiseMultiplier", "ancestralEta",
 *              "variation": {"subseed", "strength", "width", "height"},
 *              "sizeConditioning": {"originalWidth", "originalHeight", "cropLeft", "cropTop",
 *                                   "targetWidth", "targetHeight"},
 *              "hires": {"width", "height", "steps", "denoisingStrength",
 *                        "enlarging": {"kind": "latent", "mode"} | {"kind": "lanczos"}
 *                                   | {"kind": "network", "name", "hash"}},
 *              "branch": {"after", "request": {...}},
 *              "start": {"denoisingStrength", "imageSha256",
 *                        "mask": {"sha256", "fill", "blur", "soft", "compositing", "onlyMasked"}},
 *              "controls": [{"name", "hash", "imageSha256", "weight", "from", "to"}],
 *              "refiner": {"name", "hash", "switchAt"},
 *              "embeddings": [{"name", "hash"}],
 *              "loras": [{"name", "hash"}]},
 *  "provenance": {"modelName", "modelHash", "vae": {"name", "hash"},
 *                 "easelVersion", "runtimeVersion", "provider"}}
 * }</pre>
 *
 * From {@code variation} on, what is left out was not there; so are the variation's width and
 * height where it was drawn at the picture's own size, and {@code onlyMasked} where the whole
 * picture was worked on, and the VAE that was not the model's own. Format 1 had {@code
 * guidanceScale} in place of {@code guidance} and nothing from {@code noise} on but seed, count and
 * a start without mask: what is missing there is as usual. Format 2 had neither {@code
 * noiseMultiplier} nor {@code ancestralEta}, nor {@code branch}.
 *
 * <p>A reader skips members it does not know; whoever adds one that changes the picture raises the
 * format.
 *
 * @param request as far as the file itself holds it: it begins with noise, or branches from such a
 *     one, and everything that is in {@code references} is left out of it
 * @param references the rest of the request
 */
public record EaselRecord(GenerationRequest request, Provenance provenance, References references) {

    /** The format that is written, and the newest that is read. */
    public static final int FORMAT = 3;

    /** What {@code image} is to remember. */
    public static EaselRecord of(GeneratedImage image) {
        return of(image.request(), image.provenance());
    }

    /** What somebody asks for, before there is a picture; {@code provenance} as far as known. */
    public static EaselRecord of(GenerationRequest request, Provenance provenance) {
        return new EaselRecord(
                References.cutFrom(request), provenance, References.of(request, provenance.vae()));
    }

    /** The record as it stands in a picture. */
    public String json() {
        return EaselRecordWriter.json(this);
    }

    /**
     * @throws EaselException when the text is no such record; the sentence says what is wrong with
     *     it, not where it was found
     */
    public static EaselRecord parse(String json) {
        return EaselRecordReader.record(json);
    }

    /** As settings, beside the A1111 text of the same picture. */
    SavedSettings settings(String parameters) {
        return new SavedSettings(
                Source.EASEL,
                request.prompt(),
                request.negativePrompt(),
                Optional.of(request.sampler().label()),
                Optional.of(request.spacing().label()),
                Optional.of(request.steps()),
                Optional.of(request.guidance()),
                Optional.of(request.eta()),
                Optional.of(request.seed()),
                Optional.of(request.size()),
                Optional.of(provenance.modelName()),
                Optional.of(provenance.modelHash()),
                Further.of(request),
                references,
                Optional.of(this),
                parameters,
                List.of());
    }
}
