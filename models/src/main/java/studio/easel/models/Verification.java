package studio.easel.models;

import java.util.Optional;

/**
 * What a second look at a model's files found.
 *
 * @param sound whether they are what they were, as far as that can be told
 * @param sentence what was compared with what
 * @param fingerprint as it is now; empty where the model cannot be used
 */
public record Verification(boolean sound, String sentence, Optional<String> fingerprint) {}
