package studio.easel.engine;

/**
 * What made a picture, besides the request.
 *
 * @param modelName as the library lists it
 * @param modelHash SHA-256 over the model's files, 64 hex digits
 * @param easelVersion of this program
 * @param runtimeVersion of ONNX Runtime
 * @param provider that ran the U-Net: {@code cpu} or {@code cuda:0}
 */
public record Provenance(
        String modelName,
        String modelHash,
        String easelVersion,
        String runtimeVersion,
        String provider) {}
