package studio.easel.app;

import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/**
 * What the window says, in the person's language. Each package of the window keeps its own {@code
 * words.properties} (English) and {@code words_ko.properties} (Korean) beside its classes.
 */
public final class Words {
    /** The languages there are words in; the first is spoken where none of them is asked for. */
    public static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.KOREAN);

    private static volatile Locale spoken = nearest(Locale.getDefault());
    private static final ReadOnlyObjectWrapper<Locale> LANGUAGE =
            new ReadOnlyObjectWrapper<>(spoken);

    private final ResourceBundle bundle;

    private Words(ResourceBundle bundle) {
        this.bundle = bundle;
    }

    /** Decides the language of every window that is built from now on. On the window's thread. */
    public static void speak(Locale wanted) {
        spoken = nearest(wanted);
        LANGUAGE.set(spoken);
        LANGUAGE.get(); // Properties that nobody reads tell of their first change alone.
    }

    /** The same as {@link #spoken}, for bindings that outlive a window. */
    public static ReadOnlyObjectProperty<Locale> language() {
        return LANGUAGE.getReadOnlyProperty();
    }

    /** The language that is spoken. */
    public static Locale spoken() {
        return spoken;
    }

    private static Locale nearest(Locale wanted) {
        return LANGUAGES.stream()
                .filter(one -> one.getLanguage().equals(wanted.getLanguage()))
                .findFirst()
                .orElse(LANGUAGES.get(0));
    }

    /**
     * The words of a class's package.
     *
     * @throws MissingResourceException when the package has none
     */
    public static Words of(Class<?> user) {
        return of(user, spoken);
    }

    /**
     * The same in one of {@link #LANGUAGES}, whichever is spoken.
     *
     * @throws MissingResourceException when the package has none
     */
    public static Words of(Class<?> user, Locale language) {
        Locale root = language.equals(LANGUAGES.get(0)) ? Locale.ROOT : language;
        return new Words(
                ResourceBundle.getBundle(
                        user.getPackageName() + ".words",
                        root,
                        user.getClassLoader(),
                        Control.getNoFallbackControl(Control.FORMAT_PROPERTIES)));
    }

    /**
     * A sentence, its {@code %s} and {@code %d} filled in.
     *
     * @throws MissingResourceException when there is none of that name
     */
    public String say(String key, Object... parts) {
        String pattern = bundle.getString(key);
        return parts.length == 0 ? pattern : String.format(spoken, pattern, parts);
    }
}
