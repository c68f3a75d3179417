/** Records in, images out: CLIP, the denoising loop and the VAE as ONNX graphs. */
@SuppressWarnings("requires-automatic")
module studio.easel.engine {
    requires com.microsoft.onnxruntime;
    requires ai.djl.tokenizers;
    requires com.sun.jna;
    requires static org.jspecify;

    exports studio.easel.engine;
    exports studio.easel.engine.animation.frame;
    exports studio.easel.engine.pipeline;
    exports studio.easel.engine.picture;
    exports studio.easel.engine.upscale;
    exports studio.easel.engine.onnx;
    exports studio.easel.engine.tensor;
    exports studio.easel.engine.text;
}
