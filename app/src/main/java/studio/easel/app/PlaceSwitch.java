package studio.easel.app;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javafx.beans.property.ObjectProperty;
import javafx.scene.Scene;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import studio.easel.app.Settings.Place;

/** The head of the window: which screen is shown. Alt with its number chooses, too. */
final class PlaceSwitch extends HBox {
    private static final List<Place> ORDER = List.of(Place.values());

    private static final List<KeyCode> DIGITS =
            List.of(
                    KeyCode.DIGIT1,
                    KeyCode.DIGIT2,
                    KeyCode.DIGIT3,
                    KeyCode.DIGIT4,
                    KeyCode.DIGIT5,
                    KeyCode.DIGIT6);

    private static final List<KeyCode> NUMPAD =
            List.of(
                    KeyCode.NUMPAD1,
                    KeyCode.NUMPAD2,
                    KeyCode.NUMPAD3,
                    KeyCode.NUMPAD4,
                    KeyCode.NUMPAD5,
                    KeyCode.NUMPAD6);

    private final Words words = Words.of(PlaceSwitch.class);
    private final Map<Place, ToggleButton> buttons = new EnumMap<>(Place.class);
    private final ObjectProperty<Place> place;

    PlaceSwitch(ObjectProperty<Place> place) {
        this.place = place;
        ToggleGroup group = new ToggleGroup();
        for (Place each : ORDER) {
            add(each, group);
        }
        Hearing.of(this, () -> select(place.get()), place);
        getStyleClass().add("places");
    }

    /** Wherever the focus is. */
    void listen(Scene scene) {
        scene.addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
    }

    private void add(Place which, ToggleGroup group) {
        String id = which.name().toLowerCase(Locale.ROOT);
        String name = words.say("place." + id);
        ToggleButton button = new ToggleButton(name);
        button.setId("place-" + id);
        button.setToggleGroup(group);
        button.getStyleClass().addAll(side(which), "small");
        FormRow.name(button, name, words.say("place.hint", "Alt+" + (ORDER.indexOf(which) + 1)));
        button.setOnAction(event -> choose(which));
        buttons.put(which, button);
        getChildren().add(button);
    }

    private static String side(Place which) {
        int at = ORDER.indexOf(which);
        if (at == 0) {
            return "left-pill";
        }
        return at == ORDER.size() - 1 ? "right-pill" : "center-pill";
    }

    private void choose(Place which) {
        select(which); // A second press does not let go.
        place.set(which);
    }

    private void select(Place which) {
        buttons.forEach((of, button) -> button.setSelected(of == which));
    }

    private void pressed(KeyEvent event) {
        if (!event.isAltDown() || event.isShortcutDown() || event.isShiftDown()) {
            return;
        }
        int digit = Math.max(DIGITS.indexOf(event.getCode()), NUMPAD.indexOf(event.getCode()));
        if (digit >= 0 && digit < ORDER.size()) {
            choose(ORDER.get(digit));
            event.consume();
        }
    }
}
