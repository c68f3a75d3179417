package studio.easel.app.generate;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import studio.easel.app.JobQueue;
import studio.easel.app.Pipelines;
import studio.easel.app.files.SavedSettings;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.onnx.Device;
import studio.easel.models.InstalledModel;

/**
 * What the screen works with; the studio provides it, tests provide another.
 *
 * @param installed the models there are; slow
 * @param pipelines the open model
 * @param device what shall run it
 * @param queue where pictures are made
 * @param looking one thread that finds and reads models, for minutes where they are large
 * @param background one thread for files, which nobody interrupts
 * @param window where properties may change: {@code Platform::runLater}
 * @param save puts a picture into the pictures folder and says where; slow
 * @param read the settings a picture was made with; slow
 * @param newSeed a seed nobody chose
 * @param nanoTime a clock
 */
public record Workshop(
        Supplier<List<InstalledModel>> installed,
        Pipelines pipelines,
        Supplier<Device> device,
        JobQueue queue,
        Executor looking,
        Executor background,
        Executor window,
        Function<GeneratedImage, Path> save,
        Function<Path, SavedSettings> read,
        LongSupplier newSeed,
        LongSupplier nanoTime) {}
