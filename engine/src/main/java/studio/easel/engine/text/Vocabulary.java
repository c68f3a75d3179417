package studio.easel.engine.text;

import studio.easel.engine.GenerationRequest;
import studio.easel.engine.RequestException;

/** What stands behind the words of a prompt besides the words themselves. */
@FunctionalInterface
public interface Vocabulary {
    /** Words are words. */
    Vocabulary PLAIN = picture -> picture;

    /**
     * The request of one picture with its wildcards drawn by its seed, and with the embeddings its
     * prompts name.
     *
     * @throws RequestException when a wildcard or an embedding cannot be had
     */
    GenerationRequest spoken(GenerationRequest picture);
}
