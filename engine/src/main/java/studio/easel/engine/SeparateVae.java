package studio.easel.engine;

/**
 * A VAE in the place of a model's own.
 *
 * @param name shown to people and written into pictures
 * @param hash SHA-256 of its file, 64 hex digits
 */
public record SeparateVae(String name, String hash) {}
