package studio.easel.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ModelSpec;

/** What a run has written, for people or for programs. */
record Result(List<Picture> pictures, ModelSpec model, String provider, double seconds) {
    record Picture(Path file, GenerationRequest request) {}

    /** One line a picture: {@code /home/a/Pictures/easel/x.png (seed 42)}. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (Picture picture : pictures) {
            text.append("%s  (seed %d)%n".formatted(picture.file(), picture.request().seed()));
        }
        return text.toString();
    }

    String json() {
        ObjectNode root = new ObjectMapper().createObjectNode();
        for (Picture picture : pictures) {
            GenerationRequest request = picture.request();
            root.withArray("pictures")
                    .addObject()
                    .put("file", picture.file().toAbsolutePath().toString())
                    .put("prompt", request.prompt())
                    .put("negative_prompt", request.negativePrompt())
                    .put("seed", request.seed())
                    .put("width", request.size().width())
                    .put("height", request.size().height())
                    .put("steps", request.steps())
                    .put("guidance", request.guidanceScale())
                    .put("sampler", request.sampler().label())
                    .put("spacing", request.spacing().label())
                    .put("eta", request.eta());
        }
        root.put("model", model.name());
        root.put("model_hash", model.hash());
        root.put("provider", provider);
        root.put("seconds", seconds);
        return root.toPrettyString() + System.lineSeparator();
    }
}
