package studio.easel.app.animate;

import java.util.function.BiConsumer;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import studio.easel.app.Sentence;
import studio.easel.app.Words;
import studio.easel.engine.animation.DeforumSettings;

/** A number among the settings, as it is typed. */
final class SettingField {
    private final String name;
    private final double smallest;
    private final double largest;
    private final boolean whole;
    private final BiConsumer<String, Object> change;
    private final StringProperty text = new SimpleStringProperty("");
    private final Sentence error = new Sentence();
    private boolean following;

    /**
     * A field.
     *
     * @param name the setting's
     * @param change takes a number that is one
     */
    SettingField(
            String name,
            double smallest,
            double largest,
            boolean whole,
            BiConsumer<String, Object> change) {
        this.name = name;
        this.smallest = smallest;
        this.largest = largest;
        this.whole = whole;
        this.change = change;
        text.addListener((property, before, now) -> typed(now));
    }

    String name() {
        return name;
    }

    /** What people read. */
    String caption() {
        return say("setting." + name);
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
    StringBinding error() {
        return error;
    }

    /** Shows the number of other settings; what is being typed and means the same stays. */
    void follow(DeforumSettings settings) {
        double now = settings.number(name);
        if (!error.get().isEmpty() || number(text.get()) != now) {
            following = true;
            text.set(words(now));
            error.clear();
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
            String kind = whole ? "wrong.whole" : "wrong.number";
            error.say(() -> say(kind, caption(), typed, words(smallest), words(largest)));
            return;
        }
        error.clear();
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

    private static String say(String key, Object... parts) {
        return Words.of(SettingField.class).say(key, parts);
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
