package studio.easel.app;

import java.util.EnumMap;
import java.util.Map;
import javafx.beans.property.ObjectProperty;
import javafx.scene.Scene;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import studio.easel.app.Settings.Place;

/** The head of the window: which screen is shown. Alt+1 to Alt+3 choose, too. */
final class PlaceSwitch extends HBox {
    private final Map<Place, ToggleButton> buttons = new EnumMap<>(Place.class);
    private final ObjectProperty<Place> place;

    PlaceSwitch(ObjectProperty<Place> place) {
        this.place = place;
        ToggleGroup group = new ToggleGroup();
        add(Place.PICTURE, "picture", "Alt+1", "left-pill", group);
        add(Place.ANIMATION, "animation", "Alt+2", "center-pill", group);
        add(Place.GALLERY, "gallery", "Alt+3", "right-pill", group);
        select(place.get());
        place.addListener((property, before, now) -> select(now));
        getStyleClass().add("places");
    }

    /** Wherever the focus is. */
    void listen(Scene scene) {
        scene.addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
    }

    private void add(Place which, String id, String keys, String side, ToggleGroup group) {
        Words words = Words.of(PlaceSwitch.class);
        String name = words.say("place." + id);
        ToggleButton button = new ToggleButton(name);
        button.setId("place-" + id);
        button.setToggleGroup(group);
        button.getStyleClass().addAll(side, "small");
        FormRow.name(button, name, words.say("place.hint", keys));
        button.setOnAction(event -> choose(which));
        buttons.put(which, button);
        getChildren().add(button);
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
        if (event.getCode() == KeyCode.DIGIT1 || event.getCode() == KeyCode.NUMPAD1) {
            choose(Place.PICTURE);
            event.consume();
        } else if (event.getCode() == KeyCode.DIGIT2 || event.getCode() == KeyCode.NUMPAD2) {
            choose(Place.ANIMATION);
            event.consume();
        } else if (event.getCode() == KeyCode.DIGIT3 || event.getCode() == KeyCode.NUMPAD3) {
            choose(Place.GALLERY);
            event.consume();
        }
    }
}
