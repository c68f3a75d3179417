package studio.easel.engine;

import java.nio.file.Path;

/**
 * A network that says how far away what is seen in a picture is: MiDaS, Depth Anything and their
 * kin.
 *
 * @param name shown to people
 * @param hash SHA-256 of its files, 64 hex digits
 * @param graph ONNX graph: {@code [1, 3, h, w]} to {@code [1, h, w]} or {@code [1, 1, h, w]}
 * @param training what it was trained on
 * @param meaning of its numbers
 */
public record DepthSpec(String name, String hash, Path graph, Training training, Meaning meaning) {
    /** What a family of networks was trained on, which decides how it wants its pictures. */
    public enum Training {
        /** Ranftl et al. 2020 (arXiv:1907.01341), DPT. */
        MIDAS,
        /** Yang et al. 2024 (arXiv:2401.10891). */
        DEPTH_ANYTHING,
        /** Easel's own drawn world. */
        STARTER
    }

    /** What the numbers say. */
    public enum Meaning {
        /** The larger, the nearer. */
        NEARNESS,
        /** The larger, the farther. */
        DISTANCE
    }

    /** The same network, known to be trained on something else. */
    public DepthSpec trainedOn(Training other) {
        return new DepthSpec(name, hash, graph, other, meaning);
    }
}
