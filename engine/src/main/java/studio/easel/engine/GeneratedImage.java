package studio.easel.engine;

/**
 * A picture that knows how it was made.
 *
 * @param request the request for this one picture: its seed is this picture's, its count 1
 */
public record GeneratedImage(RgbImage image, GenerationRequest request, Provenance provenance) {}
