package studio.easel.app;

import java.util.function.Supplier;
import javafx.beans.binding.StringBinding;

/** What a model says, said again when another language is spoken. Empty at first. */
public final class Sentence extends StringBinding {
    private Supplier<String> words = () -> "";

    public Sentence() {
        bind(Words.language());
    }

    /**
     * Says something else. On the window's thread.
     *
     * @param next looks its words up whenever it is asked
     */
    public void say(Supplier<String> next) {
        words = next;
        invalidate();
    }

    /** Says nothing. */
    public void clear() {
        say(() -> "");
    }

    @Override
    protected String computeValue() {
        return words.get();
    }
}
