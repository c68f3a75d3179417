package studio.easel.app;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
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

    private record Open(ModelSpec model, Device device, ImagePipeline pipeline) {}

    private final ReentrantLock oneReaderAtATime = new ReentrantLock();
    private final Map<InstalledModel, ModelSpec> described = new ConcurrentHashMap<>();
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

    /**
     * What a model is. Reads files, of gigabytes the first time, so never on the window's thread.
     *
     * @throws CancellationException when interrupted, be it behind another thread that reads
     */
    public ModelSpec describe(InstalledModel model, Consumer<String> stage) {
        lock();
        try {
            @Nullable ModelSpec known = described.get(model);
            ModelSpec spec = known == null ? reader.apply(model, stage) : known;
            described.put(model, spec);
            return spec;
        } finally {
            oneReaderAtATime.unlock();
        }
    }

    /** What a model is, where it has been described already; returns at once. */
    Optional<ModelSpec> known(InstalledModel model) {
        return Optional.ofNullable(described.get(model));
    }

    /**
     * Forgets descriptions, for files may have changed.
     *
     * @throws CancellationException when interrupted behind another thread that reads
     */
    public void lookAgain() {
        lock();
        try {
            described.clear();
        } finally {
            oneReaderAtATime.unlock();
        }
    }

    /**
     * The pipeline for a model as its files are described now; only on the thread that generates,
     * for it closes the last one.
     */
    public ImagePipeline open(InstalledModel installed, Device device, Consumer<String> stage) {
        ModelSpec model = describe(installed, stage);
        if (open == null || !open.model().equals(model) || !open.device().equals(device)) {
            close();
            open = new Open(model, device, opener.apply(model, device));
        }
        return open.pipeline();
    }

    /** Closes what is open; only when nothing runs on it. */
    @Override
    public void close() {
        Optional.ofNullable(open).ifPresent(last -> last.pipeline().close());
        open = null;
    }

    private void lock() {
        try {
            oneReaderAtATime.lockInterruptibly();
        } catch (InterruptedException e) {
            throw new CancellationException("cancelled");
        }
    }
}
