package studio.easel.engine.pipeline;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import studio.easel.engine.Control;
import studio.easel.engine.ControlNetSpec;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.HiresFix.Enlarging;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.Refiner;
import studio.easel.engine.diffusion.ControlNet;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.onnx.OnnxModel;
import studio.easel.engine.upscale.Upscaler;

/**
 * The other networks a request names. They stay open for the next request that names them too, and
 * are closed by the first that does not: memory is scarce.
 */
final class Companions implements AutoCloseable {
    private final Device device;
    private final Map<Object, Opened> open = new ConcurrentHashMap<>(); // unloaded by any thread

    /**
     * @param unload gives its memory back, also under a run; the next run opens it again
     */
    private record Opened(AutoCloseable network, Runnable unload) {}

    Companions(Device device) {
        this.device = device;
    }

    /** Closes what a request does not name. */
    void keepOnly(GenerationRequest request) {
        Set<Object> named = new HashSet<>();
        request.refiner().map(Refiner::model).ifPresent(named::add);
        request.controls().stream().map(Control::net).forEach(named::add);
        request.hires().ifPresent(hires -> named.add(hires.enlarging()));
        Set<Object> others = new HashSet<>(open.keySet());
        others.removeAll(named);
        others.forEach(this::close);
    }

    OpenModel refiner(ModelSpec spec) {
        return opened(spec, () -> new OpenModel(spec, device), OpenModel::unload);
    }

    ControlNet controlNet(ControlNetSpec spec) {
        return opened(
                spec,
                () -> new ControlNet(spec, OnnxModel.at(spec.graph(), device)),
                ControlNet::unload);
    }

    Upscaler upscaler(Enlarging.Network network) {
        return opened(
                network,
                () -> new Upscaler(OnnxModel.at(network.upscaler().graph(), device)),
                Upscaler::unload);
    }

    /** A key is of one kind of network only. */
    @SuppressWarnings("unchecked")
    private <T extends AutoCloseable> T opened(
            Object key, Supplier<T> network, Consumer<T> unload) {
        return (T)
                open.computeIfAbsent(
                                key,
                                absent -> {
                                    T made = network.get();
                                    return new Opened(made, () -> unload.accept(made));
                                })
                        .network();
    }

    private void close(Object key) {
        Opened opened = open.remove(key);
        if (opened != null) {
            closed(opened.network());
        }
    }

    private static void closed(AutoCloseable network) {
        try {
            network.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e); // ours throw none
        }
    }

    /** Gives their memory back; they are opened again when they run again. */
    void unload() {
        open.values().forEach(opened -> opened.unload().run());
    }

    @Override
    public void close() {
        Set.copyOf(open.keySet()).forEach(this::close);
    }
}
