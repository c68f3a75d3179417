package studio.easel.models.format;

import java.nio.file.Path;
import java.util.List;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;

/** A model on disk whose configuration is read and whose weights are not yet. */
public interface RecognisedModel {
    /** What people call it. */
    String name();

    /** A few sentences about it; empty when nobody wrote any. */
    String description();

    /**
     * The files that determine pictures, relative to the model's folder, in the order of their
     * names.
     */
    List<Path> files();

    /**
     * Reads the tokenizer too and says everything.
     *
     * @param hash SHA-256 over {@link #files()}, 64 hex digits
     * @throws ModelException when the tokenizer's files are broken
     */
    ModelSpec spec(String hash);
}
