package studio.easel.app.files;

import java.util.Random;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Provenance;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;

/** Pictures to write and read back. */
final class Pictures {
    static final Provenance PROVENANCE =
            new Provenance("starter", "0123456789abcdef".repeat(4), "0.1.0", "1.29.0", "cpu");

    private Pictures() {}

    static GeneratedImage of(String prompt) {
        return of(prompt, "");
    }

    static GeneratedImage of(String prompt, String negativePrompt) {
        return of(request(prompt, negativePrompt, SamplerName.EULER_ANCESTRAL, 0));
    }

    static GenerationRequest request(
            String prompt, String negativePrompt, SamplerName sampler, double eta) {
        return new GenerationRequest(
                prompt,
                negativePrompt,
                new ImageSize(64, 72),
                24,
                6.5,
                sampler,
                SigmaSpacing.KARRAS,
                eta,
                42,
                1);
    }

    static GeneratedImage of(GenerationRequest request) {
        return new GeneratedImage(
                noise(request.size().width(), request.size().height()), request, PROVENANCE);
    }

    /** Half a gradient, half noise: every filter is the best for some row. */
    static RgbImage noise(int width, int height) {
        byte[] rgb = new byte[width * height * 3];
        new Random(7).nextBytes(rgb);
        for (int i = 0; i < rgb.length / 2; i++) {
            rgb[i] = (byte) (i / (3 * width) * 3 + i % 3);
        }
        return new RgbImage(width, height, rgb);
    }
}
