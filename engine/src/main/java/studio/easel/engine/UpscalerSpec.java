package studio.easel.engine;

import java.nio.file.Path;

/**
 * A network that enlarges pictures: ESRGAN and its kin.
 *
 * @param name shown to people and written into pictures
 * @param hash SHA-256 of its files, 64 hex digits
 * @param graph ONNX graph: {@code [1, 3, h, w]} in 0..1 to {@code [1, 3, s h, s w]}
 */
public record UpscalerSpec(String name, String hash, Path graph) {}
