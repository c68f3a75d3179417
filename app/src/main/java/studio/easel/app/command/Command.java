package studio.easel.app.command;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.value.ObservableBooleanValue;
import studio.easel.app.Words;

/**
 * Something a person can ask the window for.
 *
 * @param home a class of the package whose words name it
 * @param id its name for the program, and of its words: {@code mask.invert}
 * @param keys what asks for it without looking for it; the first are those that are told
 * @param enabled whether it would do anything now
 */
public record Command(
        Class<?> home,
        String id,
        List<Keys> keys,
        ObservableBooleanValue enabled,
        Runnable action) {

    private static final ObservableBooleanValue ALWAYS = new ReadOnlyBooleanWrapper(true);

    /** One that can always be asked for, and has no keys. */
    public static Command of(Class<?> home, String id, Runnable action) {
        return new Command(home, id, List.of(), ALWAYS, action);
    }

    /**
     * The same with keys.
     *
     * @param combinations as {@link Keys#of} takes them
     */
    public Command on(String... combinations) {
        List<Keys> all = Arrays.stream(combinations).map(Keys::of).toList();
        return new Command(home, id, all, enabled, action);
    }

    /** The same, but only while something is so. */
    public Command when(ObservableBooleanValue condition) {
        return new Command(home, id, keys, condition, action);
    }

    /** "Ctrl+Enter"; empty for no keys. */
    public String keysInWords() {
        return keys.isEmpty() ? "" : keys.get(0).words();
    }

    /** What it is called in the language that is spoken. */
    public String name() {
        return name(Words.spoken());
    }

    /**
     * What it is called.
     *
     * @throws MissingResourceException when its package has no such words
     */
    public String name(Locale language) {
        return Words.of(home, language).say(id);
    }

    /** Does it, where it would do anything. */
    public void run() {
        if (enabled.get()) {
            action.run();
        }
    }
}
