package studio.easel.models;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A model somebody can choose.
 *
 * @param id what {@link ModelLibrary#find} takes: the name of its folder or file in the models
 *     folder, for what lies deeper its path from there with slashes, or the path of a folder
 *     elsewhere
 * @param name shown to people
 * @param kind what it is for
 * @param family what it is by its structure, in a few words; empty where that is not known
 * @param description a few sentences, empty when there are none
 * @param folder where it lies, a folder or a single file; what comes with Easel is there from its
 *     first opening on
 * @param problem why it cannot be used, in whole sentences; empty when it can
 * @param starter whether it comes with Easel
 * @param vae the installed VAE that is to take the place of its own
 */
public record InstalledModel(
        String id,
        String name,
        Kind kind,
        String family,
        String description,
        Path folder,
        Optional<String> problem,
        boolean starter,
        Optional<InstalledModel> vae) {

    /** A model with its own VAE. */
    public InstalledModel(
            String id,
            String name,
            Kind kind,
            String family,
            String description,
            Path folder,
            Optional<String> problem,
            boolean starter) {
        this(id, name, kind, family, description, folder, problem, starter, Optional.empty());
    }

    /**
     * The same model with another VAE.
     *
     * @param other empty for its own
     */
    public InstalledModel with(Optional<InstalledModel> other) {
        return new InstalledModel(
                id, name, kind, family, description, folder, problem, starter, other);
    }

    /** What a model is for. */
    public enum Kind {
        /** Makes pictures from words; also whatever cannot be recognised. */
        PICTURES("a model that makes pictures"),
        /** Steers a model that makes pictures by another picture. */
        CONTROLNET("a ControlNet"),
        /** Enlarges pictures. */
        UPSCALER("an upscaler"),
        /** Says how far away what is seen in a picture is. */
        DEPTH("a depth model"),
        /** Takes the place of a model's own VAE. */
        VAE("a VAE");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** What it is, with its article. */
        String words() {
            return words;
        }
    }
}
