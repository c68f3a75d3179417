package studio.easel.engine.text;

import java.util.function.Consumer;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.RequestException;

/** Turns the words of a request into what the U-Net is told. */
public interface TextConditioner extends AutoCloseable {
    /**
     * @param timeline what the numbers in {@code [a:b:0.5]} mean in this pass
     * @param notes hears what was read otherwise than its writer may have meant, in sentences
     * @throws RequestException when a prompt is longer than the model can take
     */
    Conditioning encode(GenerationRequest request, PromptTimeline timeline, Consumer<String> notes);

    void unload();

    @Override
    void close();
}
