package studio.easel.engine;

import java.util.Optional;

/**
 * What made a picture, besides the request.
 *
 * @param modelName as the library lists it
 * @param modelHash SHA-256 over the model's files, 64 hex digits
 * @param vae the one in the place of the model's own, if there was one
 * @param easelVersion of this program
 * @param runtimeVersion of ONNX Runtime
 * @param provider that ran the U-Net: {@code cpu} or {@code cuda:0}
 */
public record Provenance(
        String modelName,
        String modelHash,
        Optional<SeparateVae> vae,
        String easelVersion,
        String runtimeVersion,
        String provider) {

    /** What made a picture with the model's own VAE. */
    public Provenance(
            String modelName,
            String modelHash,
            String easelVersion,
            String runtimeVersion,
            String provider) {
        this(modelName, modelHash, Optional.empty(), easelVersion, runtimeVersion, provider);
    }
}
