package studio.easel.engine;

import java.io.Serial;

/**
 * Something went wrong that a person can understand: the message is one or more sentences saying
 * what was found, what was expected and what to do. It reaches the window and the terminal as is.
 */
public class EaselException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    public EaselException(String sentence) {
        super(sentence);
    }

    public EaselException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
