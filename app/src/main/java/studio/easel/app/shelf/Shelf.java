package studio.easel.app.shelf;

import java.util.concurrent.Executor;
import java.util.function.Supplier;
import studio.easel.models.ModelLibrary;

/**
 * What the models screen works with; the studio provides it, tests provide another.
 *
 * @param library the models folder as it is set now
 * @param reading one thread that reads models, for minutes where they are large
 * @param working one thread that adds, removes and verifies them, as long
 * @param window where properties may change: {@code Platform::runLater}
 * @param changed hears, in the window, that other models are installed now
 */
public record Shelf(
        Supplier<ModelLibrary> library,
        Executor reading,
        Executor working,
        Executor window,
        Runnable changed) {}
