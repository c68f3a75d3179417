package studio.easel.app.canvas;

import java.util.Locale;
import studio.easel.app.Words;

/** What the pointer does to a picture. */
public enum Tool {
    HAND('H'),
    BRUSH('B'),
    ERASER('E'),
    RECTANGLE('R'),
    LASSO('L'),
    FILL('G');

    private final char key;

    Tool(char key) {
        this.key = key;
    }

    /** Its words' name: {@code tool.brush}. */
    String id() {
        return "tool." + name().toLowerCase(Locale.ROOT);
    }

    String label() {
        return Words.of(Tool.class).say(id());
    }

    char key() {
        return key;
    }

    String hint() {
        return "%s (%s)".formatted(Words.of(Tool.class).say(id() + ".hint"), key);
    }
}
