package studio.easel.models;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;

/** TEMPORARY stub. */
@SuppressWarnings("DoNotCallSuggester")
public final class ModelLibrary {
    public ModelLibrary(Path models, Path caches) {}

    public List<InstalledModel> installed() {
        return List.of();
    }

    public InstalledModel find(String idOrPath) {
        throw new ModelException("stub");
    }

    public ModelSpec open(InstalledModel model, Consumer<String> stage) {
        throw new ModelException("stub");
    }
}
