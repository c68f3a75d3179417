package studio.easel.models.download;

import org.jspecify.annotations.Nullable;
import studio.easel.engine.ModelException;

/** A connection that did not do, and that may work again. */
final class Broken extends Exception {
    private static final long serialVersionUID = 1;

    /**
     * @param what the server did, as a sentence goes on after its address
     */
    Broken(String what, @Nullable Exception cause) {
        super(what, cause);
    }

    /** What to say when it goes on like this. */
    ModelException sentence(Downloader.Wanted wanted, long arrived) {
        return new ModelException(
                "%s %s. Check the connection and run the command again; %s"
                        .formatted(
                                wanted.address(),
                                getMessage(),
                                arrived > 0
                                        ? "it goes on after the %,d bytes that have arrived."
                                                .formatted(arrived)
                                        : "nothing has arrived yet."),
                this);
    }
}
