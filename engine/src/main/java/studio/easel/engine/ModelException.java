package studio.easel.engine;

import java.io.Serial;

/** A model cannot be used as it is: a file is missing or damaged, or a graph does not fit. */
public final class ModelException extends EaselException {
    @Serial private static final long serialVersionUID = 1L;

    public ModelException(String sentence) {
        super(sentence);
    }

    public ModelException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
