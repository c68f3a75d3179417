package studio.easel.app;

import javafx.application.Application;

/**
 * Opens the window. Does not itself extend {@link Application}: JavaFX refuses to start from such a
 * class when it lies on the class path.
 */
public final class StudioApp {
    private StudioApp() {}

    /** Opens the window and returns when it is closed. */
    public static void launch(String[] args) {
        LogFile.in(Folders.here());
        Application.launch(EaselApplication.class, args);
    }
}
