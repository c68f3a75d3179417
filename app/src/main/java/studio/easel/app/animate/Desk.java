package studio.easel.app.animate;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import studio.easel.app.JobQueue;
import studio.easel.app.Pipelines;
import studio.easel.app.render.FrameModels;
import studio.easel.engine.ImageSize;
import studio.easel.engine.onnx.Device;
import studio.easel.models.InstalledModel;

/**
 * What the screen works with; the studio provides it, tests provide another.
 *
 * @param model the one that diffuses; empty where none can be used
 * @param usualSize of a new animation
 * @param shelf models that the settings name, and one that sees depth
 * @param pipelines the open model
 * @param device what shall run it
 * @param queue where frames are made
 * @param reading one thread that reads schedules
 * @param previewing one thread that moves pictures
 * @param listening one thread that hears soundtracks
 * @param background one thread for files, which nobody interrupts
 * @param window where properties may change: {@code Platform::runLater}
 * @param renders the folder that takes renders and clips
 * @param room bytes that a folder still takes, be it there or not
 * @param newSeed a seed nobody chose
 * @param nanoTime a clock
 */
public record Desk(
        Supplier<Optional<InstalledModel>> model,
        Supplier<ImageSize> usualSize,
        Supplier<FrameModels.Shelf> shelf,
        Pipelines pipelines,
        Supplier<Device> device,
        JobQueue queue,
        Executor reading,
        Executor previewing,
        Executor listening,
        Executor background,
        Executor window,
        Supplier<Path> renders,
        ToLongFunction<Path> room,
        LongSupplier newSeed,
        LongSupplier nanoTime) {}
