package studio.easel.engine.pipeline;

import java.util.List;
import java.util.concurrent.CancellationException;
import studio.easel.engine.EaselException;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.Progress;
import studio.easel.engine.onnx.RunTimes;

/** A model ready to make pictures. One run at a time; a second caller waits. */
public interface ImagePipeline extends AutoCloseable {
    /**
     * Makes {@code request.count()} pictures, one after the other; picture i is, bit for bit, what
     * a request for it alone gives ({@link GenerationRequest#only}).
     *
     * @throws CancellationException when the calling thread is interrupted, within a step; or when
     *     the pipeline is closed, after the step
     * @throws EaselException when the request or the model does not fit, with a sentence
     */
    List<GeneratedImage> generate(GenerationRequest request, Progress progress);

    /** What the model is. */
    ModelSpec model();

    /** What runs the graphs: {@code cpu} or {@code cuda:0}. */
    String provider();

    /** What the U-Net's runs have taken since the pipeline was opened; a refiner's not counted. */
    RunTimes unetTimes();

    /** Gives the graphs' memory back; the next run loads them again. */
    void unload();

    /**
     * Ends a run in progress as cancelled after its step (interrupt its thread as well to end it
     * within the step), and returns when the memory is free. Closing twice is as good as once.
     */
    @Override
    void close();
}
