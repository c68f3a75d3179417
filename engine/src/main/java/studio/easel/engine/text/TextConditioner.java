package studio.easel.engine.text;

import java.util.function.Consumer;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.RequestException;

/** Turns the words of a request into what the U-Net is told. */
public interface TextConditioner extends AutoCloseable {
    /**
     * @param calls how often the denoiser will be called: what {@code [a:b:0.5]} halves
     * @param notes hears what was read otherwise than its writer may have meant, in sentences
     * @throws RequestException when a prompt is longer than the model can take
     */
    Conditioning encode(GenerationRequest request, int calls, Consumer<String> notes);

    void unload();

    @Override
    void close();
}
