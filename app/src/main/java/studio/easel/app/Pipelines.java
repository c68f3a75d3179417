package studio.easel.app;

import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.pipeline.ImagePipeline;
import studio.easel.models.InstalledModel;

/**
 * The one pipeline that is open. It stays open until another model or device is asked for, so that
 * a second picture starts at once; two models at a time may not fit into memory.
 */
public final class Pipelines implements AutoCloseable {
    private final BiFunction<InstalledModel, Consumer<String>, ModelSpec> reader;
    private final BiFunction<ModelSpec, Device, ImagePipeline> opener;

    private record Description(InstalledModel model, ModelSpec spec) {}

    private record Open(InstalledModel model, Device device, ImagePipeline pipeline) {}

    private @Nullable Description described;
    private @Nullable Open open;

    /**
     * @param reader describes an installed model, saying what it is doing
     * @param opener makes a pipeline of a description
     */
    public Pipelines(
            BiFunction<InstalledModel, Consumer<String>, ModelSpec> reader,
            BiFunction<ModelSpec, Device, ImagePipeline> opener) {
        this.reader = reader;
        this.opener = opener;
    }

    /** What a model is. Reads files, so never on the window's thread. */
    public synchronized ModelSpec describe(InstalledModel model, Consumer<String> stage) {
        if (described == null || !described.model().equals(model)) {
            described = new Description(model, reader.apply(model, stage));
        }
        return described.spec();
    }

    /** Forgets descriptions, for files may have changed. */
    public synchronized void lookAgain() {
        described = null;
    }

    /** The pipeline for a model; only on the thread that generates, for it closes the last one. */
    public ImagePipeline open(InstalledModel model, Device device, Consumer<String> stage) {
        if (open == null || !open.model().equals(model) || !open.device().equals(device)) {
            close();
            open = new Open(model, device, opener.apply(describe(model, stage), device));
        }
        return open.pipeline();
    }

    /** Closes what is open; only when nothing runs on it. */
    @Override
    public void close() {
        Optional.ofNullable(open).ifPresent(last -> last.pipeline().close());
        open = null;
    }
}
