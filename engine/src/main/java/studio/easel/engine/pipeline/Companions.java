package studio.easel.engine.pipeline;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import studio.easel.engine.Control;
import studio.easel.engine.ControlNetSpec;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.HiresFix.Enlarging;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.Refiner;
import studio.easel.engine.UpscalerSpec;
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
    private final Map<Object, AutoCloseable> open = new HashMap<>();

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
        return (OpenModel) open.computeIfAbsent(spec, key -> new OpenModel(spec, device));
    }

    ControlNet controlNet(ControlNetSpec spec) {
        return (ControlNet)
                open.computeIfAbsent(
                        spec, key -> new ControlNet(spec, OnnxModel.at(spec.graph(), device)));
    }

    Upscaler upscaler(Enlarging.Network network) {
        UpscalerSpec spec = network.upscaler();
        return (Upscaler)
                open.computeIfAbsent(
                        network, key -> new Upscaler(OnnxModel.at(spec.graph(), device)));
    }

    private void close(Object key) {
        AutoCloseable network = open.remove(key);
        if (network != null) {
            closed(network);
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

    @Override
    public void close() {
        open.values().forEach(Companions::closed);
        open.clear();
    }
}
