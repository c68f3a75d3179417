package studio.easel.engine.pipeline;

import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.onnx.Device;

/** TEMPORARY stub. */
public final class StableDiffusion {
    private StableDiffusion() {}

    @SuppressWarnings("DoNotCallSuggester")
    public static ImagePipeline open(ModelSpec spec, Device device) {
        throw new ModelException("stub");
    }
}
