package studio.easel.app.cli;

import java.util.function.Consumer;
import java.util.function.Function;
import studio.easel.app.files.References.NamedModel;
import studio.easel.engine.ControlNetSpec;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.UpscalerSpec;

/**
 * Where a request's other models come from. Each takes an id, a name or a path and throws a {@link
 * ModelException} where there is no such model.
 */
record Networks(
        Function<String, ModelSpec> models,
        Function<String, ControlNetSpec> controlNets,
        Function<String, UpscalerSpec> upscalers) {

    /** Says so where a model is not the one a picture was made with. */
    static void compare(NamedModel theirs, String hash, Consumer<String> say) {
        if (!theirs.mayBe(hash)) {
            say.accept(
                    "%s (%s) is not the one these settings were used with (%s): the pixels will differ."
                            .formatted(
                                    theirs.name(),
                                    new NamedModel("", hash).shortHash(),
                                    theirs.shortHash()));
        }
    }
}
