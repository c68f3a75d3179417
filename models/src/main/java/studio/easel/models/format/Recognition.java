package studio.easel.models.format;

import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;
import studio.easel.engine.ModelException;

/** What a look at a file or folder found; the two refusals say why in whole sentences. */
public sealed interface Recognition {
    /** A model Easel opens. */
    record Match(RecognisedModel model) implements Recognition {}

    /** Something else, or a kind of model that Easel does not open (yet). */
    record NotThisFormat(String why) implements Recognition {}

    /** Meant to be such a model, but incomplete or broken. */
    record Damaged(String why) implements Recognition {
        /**
         * What a reader found wrong.
         *
         * @throws CancellationException when nothing was: the calling thread was interrupted
         */
        static Damaged by(ModelException wrong) {
            passCancellation(wrong);
            return new Damaged(String.valueOf(wrong.getMessage()));
        }
    }

    /**
     * An interrupted thread's channels close under it, which readers take for a broken disk.
     *
     * @throws CancellationException when that is what happened
     */
    static void passCancellation(ModelException wrong) {
        if (wrong.getCause() instanceof ClosedByInterruptException) {
            throw (CancellationException) new CancellationException().initCause(wrong);
        }
    }
}
