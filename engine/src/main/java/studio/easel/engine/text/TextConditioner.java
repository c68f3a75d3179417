package studio.easel.engine.text;

import studio.easel.engine.GenerationRequest;
import studio.easel.engine.RequestException;

/** Turns the words of a request into what the U-Net is told. */
public interface TextConditioner extends AutoCloseable {
    /**
     * @param guided whether the negative prompt is needed
     * @throws RequestException when a prompt is longer than the model can take
     */
    Conditioning encode(GenerationRequest request, boolean guided);

    void unload();

    @Override
    void close();
}
