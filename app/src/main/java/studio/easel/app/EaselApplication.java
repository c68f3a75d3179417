package studio.easel.app;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The JavaFX life of the program: made by the toolkit, shown, stopped. */
public final class EaselApplication extends Application {
    private static final Logger LOG = LoggerFactory.getLogger(EaselApplication.class);

    /** Made beside the toolkit's own start, which takes as long. */
    private static CompletableFuture<Studio> preparing = new CompletableFuture<>();

    private @Nullable Studio studio;
    private @Nullable StudioWindow window;

    /** Whether nothing runs that was cancelled and would not end. */
    static boolean idle() {
        return !preparing.isDone()
                || preparing.isCompletedExceptionally()
                || preparing.join().idle();
    }

    static void prepare(Supplier<Studio> making) {
        preparing = CompletableFuture.supplyAsync(making);
    }

    @Override
    public void start(Stage stage) {
        Studio opened = preparing.join();
        studio = opened;
        Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> unexpected(opened, e));
        window = StudioWindow.open(opened, stage, next -> window = next);
        for (String signal : List.of("TERM", "INT", "HUP")) {
            // Logging out, Ctrl+C, a closed terminal: settings are kept as if by closing the
            // window.
            Signals.on(signal, () -> Platform.runLater(stage::close));
        }
    }

    @Override
    public void stop() {
        Optional.ofNullable(window).ifPresent(StudioWindow::remember);
        Optional.ofNullable(studio).ifPresent(Studio::close);
    }

    private static void unexpected(Studio studio, Throwable problem) {
        LOG.error("Unexpected on the window's thread", problem);
        studio.generate()
                .say(Notice.problem(Words.of(EaselApplication.class).say("unexpected", problem)));
    }
}
