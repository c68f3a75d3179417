package studio.easel.app;

/** A line above the picture that waits until it is read; nothing waits for it. */
public record Notice(boolean problem, String text) {
    public static Notice of(String text) {
        return new Notice(false, text);
    }

    public static Notice problem(String text) {
        return new Notice(true, text);
    }
}
