package studio.easel.app;

import java.util.function.Function;
import studio.easel.engine.ControlNetSpec;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.UpscalerSpec;

/**
 * Where a request's other models come from. Each takes an id or a name and throws a {@link
 * studio.easel.engine.ModelException} where there is no such model.
 */
record Companions(
        Function<String, ModelSpec> models,
        Function<String, ControlNetSpec> controlNets,
        Function<String, UpscalerSpec> upscalers) {}
