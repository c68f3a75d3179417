package studio.easel.models.format;

import java.nio.file.Path;
import java.util.List;
import studio.easel.engine.UpscalerSpec;

/** An upscaler: it takes one picture {@code [batch, 3, height, width]} and gives one. */
record UpscalerGraph(LoneGraph graph) implements RecognisedModel.Upscaler {
    @Override
    public String name() {
        return graph.name();
    }

    @Override
    public String description() {
        return "";
    }

    @Override
    public String family() {
        return "Upscaler";
    }

    @Override
    public Path folder() {
        return graph.folder();
    }

    @Override
    public List<Path> files() {
        return graph.files();
    }

    @Override
    public UpscalerSpec spec(String hash) {
        return new UpscalerSpec(name(), hash, graph.file());
    }
}
