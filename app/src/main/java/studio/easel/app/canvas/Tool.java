package studio.easel.app.canvas;

/** What the pointer does to a picture. */
public enum Tool {
    HAND("Hand", 'H', "Moves the picture. Space with the mouse does so with any tool."),
    BRUSH("Brush", 'B', "Paints what is to change. Shift goes on in a straight line."),
    ERASER("Eraser", 'E', "Takes the mask away again. Shift goes on in a straight line."),
    RECTANGLE("Rectangle", 'R', "Covers a rectangle; with Alt takes it away."),
    LASSO("Lasso", 'L', "Covers what is drawn around; with Alt takes it away."),
    FILL("Fill", 'G', "Covers what is enclosed, or uncovers it.");

    private final String label;
    private final char key;
    private final String hint;

    Tool(String label, char key, String hint) {
        this.label = label;
        this.key = key;
        this.hint = hint;
    }

    String label() {
        return label;
    }

    char key() {
        return key;
    }

    String hint() {
        return hint + " (" + key + ")";
    }
}
