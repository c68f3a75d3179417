package studio.easel.engine.pipeline;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Map<Object, Opened> open = new ConcurrentHashMap<>(); // for unload, at any time

    /** A network, and what ends its life for now or for good. */
    private record Opened(Object network, Runnable unload, Runnable close) {}

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
        return (OpenModel)
                opened(
                        spec,
                        () -> {
                            OpenModel model = new OpenModel(spec, device);
                            return new Opened(model, model::unload, model::close);
                        });
    }

    ControlNet controlNet(ControlNetSpec spec) {
        return (ControlNet)
                opened(
                        spec,
                        () -> {
                            ControlNet net =
                                    new ControlNet(spec, OnnxModel.at(spec.graph(), device));
                            return new Opened(net, net::unload, net::close);
                        });
    }

    Upscaler upscaler(Enlarging.Network network) {
        return (Upscaler)
                opened(
                        network,
                        () -> {
                            Upscaler upscaler =
                                    new Upscaler(OnnxModel.at(network.upscaler().graph(), device));
                            return new Opened(upscaler, upscaler::unload, upscaler::close);
                        });
    }

    private Object opened(Object key, Supplier<Opened> opening) {
        return open.computeIfAbsent(key, unused -> opening.get()).network();
    }

    private void close(Object key) {
        Opened network = open.remove(key);
        if (network != null) {
            network.close().run();
        }
    }

    /** Gives memory back, also while a run is under way, which loads again what it needs. */
    void unload() {
        open.values().forEach(network -> network.unload().run());
    }

    @Override
    public void close() {
        open.values().forEach(network -> network.close().run());
        open.clear();
    }
}
