package studio.easel.app.files;

import java.util.Optional;

/**
 * What a picture says of itself without being unpacked.
 *
 * @param width in pixels
 * @param settings empty when it says nothing Easel understands
 */
public record PictureFacts(int width, int height, Optional<SavedSettings> settings) {}
