package studio.easel.app;

import javafx.application.Application;
import javafx.application.Platform;

/**
 * Opens the window. Does not itself extend {@link Application}: JavaFX refuses to start from such a
 * class when it lies on the class path.
 */
public final class StudioApp {
    private StudioApp() {}

    /** Opens the window and ends the program when it is closed. */
    public static void launch(String[] args) {
        Folders folders = Folders.here();
        LogFile.in(folders);
        EaselApplication.prepare(() -> new Studio(folders, Platform::runLater));
        Application.launch(EaselApplication.class, args);
        if (!EaselApplication.idle()) {
            // A graph is being opened or run, and an ordinary exit would free ONNX Runtime under
            // it,
            // which crashes. Pictures and settings have been written by now.
            Runtime.getRuntime().halt(0);
        }
        // Each popover that was shown has left a timer's thread behind, which would keep an
        // invisible program alive until somebody collects its garbage.
        System.exit(0);
    }
}
