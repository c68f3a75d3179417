package studio.easel.app.animate;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import javafx.scene.Group;
import javafx.scene.paint.Color;
import javafx.scene.paint.Paint;
import javafx.scene.text.Text;

/** The style sheet's colours for what is drawn by hand; follow the theme. */
final class Inks extends Group {
    enum Ink {
        LINE,
        IDLE,
        GRID,
        WORDS,
        KEY,
        CHOSEN,
        BLOCK,
        HELD,
        NAME,
        SOUND,
        BEAT,
        WRONG
    }

    private final Map<Ink, Text> swatches = new EnumMap<>(Ink.class);

    /**
     * The colours.
     *
     * @param changed hears when they are others
     */
    Inks(Runnable changed) {
        setManaged(false);
        setVisible(false);
        for (Ink ink : Ink.values()) {
            Text swatch = new Text();
            swatch.getStyleClass().add("ink-" + ink.name().toLowerCase(Locale.ROOT));
            swatch.fillProperty().addListener((property, before, now) -> changed.run());
            swatches.put(ink, swatch);
            getChildren().add(swatch);
        }
    }

    Paint get(Ink ink) {
        Text swatch = swatches.get(ink);
        return swatch == null ? Color.GREY : swatch.getFill();
    }
}
