package studio.easel.app.animate;

import java.util.function.BiConsumer;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import studio.easel.engine.animation.DeforumSettings;

/** A number among the settings, as it is typed. */
final class SettingField {
    private final String name;
    private final String caption;
    private final double smallest;
    private final double largest;
    private final boolean whole;
    private final BiConsumer<String, Object> change;
    private final StringProperty text = new SimpleStringProperty("");
    private final ReadOnlyStringWrapper error = new ReadOnlyStringWrapper("");
    private boolean following;

    /**
     * A field.
     *
     * @param name the setting's
     * @param caption what people read
     * @param change takes a number that is one
     */
    SettingField(
            String name,
            String caption,
            double smallest,
            double largest,
            boolean whole,
            BiConsumer<String, Object> change) {
        this.name = name;
        this.caption = caption;
        this.smallest = smallest;
        this.largest = largest;
        this.whole = whole;
        this.change = change;
        text.addListener((property, before, now) -> typed(now));
    }

    String name() {
        return name;
    }

    String caption() {
        return caption;
    }

    double smallest() {
        return smallest;
    }

    double largest() {
        return largest;
    }

    boolean whole() {
        return whole;
    }

    StringProperty text() {
        return text;
    }

    /** Empty where nothing is wrong. */
    ReadOnlyStringProperty error() {
        return error.getReadOnlyProperty();
    }

    /** Shows the number of other settings; what is being typed and means the same stays. */
    void follow(DeforumSettings settings) {
        double now = settings.number(name);
        if (!error.get().isEmpty() || number(text.get()) != now) {
            following = true;
            text.set(words(now));
            error.set("");
            following = false;
        }
    }

    private void typed(String typed) {
        if (following) {
            return;
        }
        double number = number(typed);
        boolean fits = number >= smallest && number <= largest; // false for NaN
        if (!fits || whole && number != Math.rint(number)) {
            error.set(
                    "%s is \"%s\", expected %s from %s to %s."
                            .formatted(
                                    caption,
                                    typed,
                                    whole ? "a whole number" : "a number",
                                    words(smallest),
                                    words(largest)));
            return;
        }
        error.set("");
        change.accept(name, exact(number));
    }

    /** As files have it: 25, not 25.0. */
    private static Object exact(double number) {
        if (number != Math.rint(number)) {
            return number;
        }
        return Math.abs(number) <= Integer.MAX_VALUE
                ? (Object) (int) number
                : (Object) (long) number;
    }

    private static String words(double number) {
        return exact(number).toString();
    }

    private static double number(String typed) {
        String plain = typed.strip().replace(',', '.');
        return plain.matches("[+-]?[0-9]{1,15}(?:\\.[0-9]{0,15})?")
                ? Double.parseDouble(plain)
                : Double.NaN;
    }
}
