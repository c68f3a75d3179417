package studio.easel.models.format;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import studio.easel.engine.ControlNetSpec;
import studio.easel.engine.DepthSpec;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.PredictionType;
import studio.easel.engine.UpscalerSpec;
import studio.easel.engine.VaeSpec;
import studio.easel.models.graph.GraphStore;
import studio.easel.models.passport.Prediction;

/** A model on disk whose configuration is read and whose weights are not yet. */
public sealed interface RecognisedModel {
    /** What people call it. */
    String name();

    /** A few sentences about it; empty when nobody wrote any. */
    String description();

    /** What it is by its structure, in a few words: {@code SDXL refiner}. */
    String family();

    /** The folder it lies in. */
    Path folder();

    /**
     * The files that determine pictures, relative to {@link #folder}, in the order of their names.
     */
    List<Path> files();

    /** A model that makes pictures. */
    non-sealed interface Pictures extends RecognisedModel {
        /**
         * Reads the tokenizers too and says everything.
         *
         * @param hash SHA-256 over {@link #files()}, 64 hex digits
         * @param told what it predicts, where somebody knows better than its files
         * @param store where graphs go that Easel writes; a model that has its own needs none
         * @throws ModelException when the tokenizers' files are broken
         */
        ModelSpec spec(String hash, Optional<PredictionType> told, GraphStore store);

        /** As the engine has it; empty where that is undecided, or no walk of the engine's. */
        static Optional<PredictionType> inWalks(Prediction prediction) {
            return switch (prediction.type()) {
                case V -> Optional.of(PredictionType.V_PREDICTION);
                case EPSILON -> Optional.of(PredictionType.EPSILON);
                case EDM_V, UNDECIDED -> Optional.empty();
            };
        }
    }

    /** A network that steers a model's U-Net by a picture. */
    non-sealed interface ControlNet extends RecognisedModel {
        /**
         * @param hash SHA-256 over {@link #files()}, 64 hex digits
         * @param store as for {@link Pictures}
         */
        ControlNetSpec spec(String hash, GraphStore store);
    }

    /** A VAE by itself. */
    non-sealed interface Vae extends RecognisedModel {
        /**
         * @param hash SHA-256 over {@link #files()}, 64 hex digits
         * @param latentScale of the model it is for: its file does not say, and whatever takes a
         *     model's own place is scaled as that
         * @param store as for {@link Pictures}
         */
        VaeSpec spec(String hash, double latentScale, GraphStore store);
    }

    /** A network that enlarges pictures. */
    non-sealed interface Upscaler extends RecognisedModel {
        /**
         * @param hash SHA-256 over {@link #files()}, 64 hex digits
         */
        UpscalerSpec spec(String hash);
    }

    /** A network that says how far away what is seen in a picture is. */
    non-sealed interface Depth extends RecognisedModel {
        /**
         * @param hash SHA-256 over {@link #files()}, 64 hex digits
         */
        DepthSpec spec(String hash);
    }
}
