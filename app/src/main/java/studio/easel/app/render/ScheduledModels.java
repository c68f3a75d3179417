package studio.easel.app.render;

import java.util.Optional;
import java.util.function.Function;
import studio.easel.engine.pipeline.ImagePipeline;

/** The model of each frame; one at a time is open, since they take gigabytes. */
public final class ScheduledModels implements AutoCloseable {
    private final String usual;
    private final Function<String, ImagePipeline> opening;
    private Optional<String> name = Optional.empty();
    private Optional<ImagePipeline> open = Optional.empty();

    /**
     * @param usual the model of frames for which the settings name none
     * @param opening opens a model by its name
     */
    public ScheduledModels(String usual, Function<String, ImagePipeline> opening) {
        this.usual = usual;
        this.opening = opening;
    }

    /** A frame's model, opened if it is another than the last one's. */
    ImagePipeline of(Optional<String> checkpoint) {
        String wanted = checkpoint.orElse(usual);
        if (!name.equals(Optional.of(wanted))) {
            close();
            open = Optional.of(opening.apply(wanted));
            name = Optional.of(wanted);
        }
        return open.orElseThrow();
    }

    @Override
    public void close() {
        open.ifPresent(ImagePipeline::close);
        open = Optional.empty();
        name = Optional.empty();
    }
}
