package studio.easel.app.files;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import studio.easel.engine.Control;
import studio.easel.engine.ControlNetSpec;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Guidance;
import studio.easel.engine.HiresFix;
import studio.easel.engine.HiresFix.Enlarging;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.LatentResampling;
import studio.easel.engine.Lora;
import studio.easel.engine.Mask;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.NoiseAmounts;
import studio.easel.engine.NoiseKind;
import studio.easel.engine.PredictionType;
import studio.easel.engine.Refiner;
import studio.easel.engine.SamplerName;
import studio.easel.engine.ScheduleSpec;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.SizeConditioning;
import studio.easel.engine.Start;
import studio.easel.engine.TextualInversion;
import studio.easel.engine.UNetSpec;
import studio.easel.engine.UpscalerSpec;
import studio.easel.engine.VaeSpec;
import studio.easel.engine.Variation;

/** Requests that use everything a request can say, each member in more than one way. */
final class FullRequests {
    static final ControlNetSpec CANNY =
            new ControlNetSpec(
                    "canny, small: \"7\"",
                    "a1".repeat(32),
                    Path.of("canny"),
                    4,
                    768,
                    UNetSpec.Added.NOTHING);
    static final UpscalerSpec ESRGAN =
            new UpscalerSpec("esrgan-4x", "b2".repeat(32), Path.of("esrgan"));
    static final ModelSpec REFINER = model("refiner-1.0", "c3".repeat(32));

    private static final ImageSize SIZE = new ImageSize(64, 72);
    private static final ImageSize TWICE = new ImageSize(128, 144);

    private FullRequests() {}

    static GenerationRequest usual() {
        return Pictures.request("a barn", "snow", SamplerName.EULER, 0);
    }

    /** Every member as it is not by default, and pictures and models from elsewhere. */
    static Stream<GenerationRequest> all() {
        return Stream.of(
                usual(),
                usual().but().guidance(new Guidance(6.5, 0.7, 0.1, 0.85)).clipSkip(2).request(),
                usual().but().noiseKind(NoiseKind.TORCH_CUDA).vaeTile(512).request(),
                usual().but().noiseKind(NoiseKind.NUMPY).request(),
                usual().but().variation(Optional.of(Variation.towards(77, 0.25))).request(),
                usual().but()
                        .variation(Optional.of(new Variation(0, 0, Optional.of(TWICE))))
                        .request(),
                usual().but()
                        .sizeConditioning(Optional.of(new SizeConditioning(1, 2, 3, 4, 5, 6)))
                        .request(),
                hires(new Enlarging.Latent(LatentResampling.BICUBIC_ANTIALIASED), 0),
                hires(new Enlarging.Lanczos(), 12),
                hires(new Enlarging.Network(ESRGAN), 9),
                usual().but().refiner(Optional.of(new Refiner(REFINER, 0.8))).request(),
                fromImage(),
                fromImage().but().noiseAmounts(new NoiseAmounts(1.05, 1)).request(),
                usual().but()
                        .sampler(SamplerName.EULER_ANCESTRAL)
                        .noiseAmounts(new NoiseAmounts(1, 0.4))
                        .request(),
                inpaint(
                        new Inpainting(
                                0.6,
                                Inpainting.Fill.LATENT_NOISE,
                                4,
                                true,
                                OptionalInt.of(32),
                                false)),
                inpaint(Inpainting.at(1)),
                steered(),
                embedded(),
                adapted());
    }

    static GenerationRequest hires(Enlarging enlarging, int steps) {
        return usual().but()
                .hires(Optional.of(new HiresFix(TWICE, enlarging, steps, 0.45)))
                .request();
    }

    static GenerationRequest fromImage() {
        return usual().startingFrom(new Start.FromImage(Pictures.noise(64, 72), 0.6));
    }

    static GenerationRequest inpaint(Inpainting how) {
        return usual().startingFrom(new Start.Inpaint(Pictures.noise(64, 72), mask(), how));
    }

    static GenerationRequest steered() {
        return usual().but()
                .controls(
                        List.of(
                                new Control(CANNY, Pictures.noise(64, 72), 0.75, 0.1, 0.9),
                                Control.of(CANNY, Pictures.noise(64, 72))))
                .request();
    }

    static GenerationRequest embedded() {
        return usual().but()
                .prompt("a barn, EasyNegative")
                .embeddings(
                        List.of(embedding("EasyNegative", "d4"), embedding("bad-hands 5", "e5")))
                .request();
    }

    static GenerationRequest adapted() {
        return usual().but()
                .prompt("a barn <lora:ink:0.8> <lora:pixel art:-0.5:1>")
                .loras(List.of(lora("ink", "a1", 0.8, 0.8), lora("pixel art", "b2", 1, -0.5)))
                .request();
    }

    private static Lora lora(String name, String digits, double unet, double text) {
        return new Lora(name, digits.repeat(32), NOTHING, unet, text);
    }

    private static final Lora.Weights NOTHING =
            new Lora.Weights() {
                @Override
                public int count() {
                    return 0;
                }

                @Override
                public Map<String, Lora.Difference> of(Lora.Network network, Set<String> tensors) {
                    return Map.of();
                }
            };

    private static TextualInversion embedding(String name, String digits) {
        return new TextualInversion(name, digits.repeat(32), Map.of(1, List.of(List.of(0.5f))));
    }

    static Mask mask() {
        byte[] grey = new byte[SIZE.width() * SIZE.height()];
        grey[5] = (byte) 255;
        return new Mask(SIZE.width(), SIZE.height(), grey);
    }

    private static ModelSpec model(String name, String hash) {
        return new ModelSpec(
                name,
                hash,
                List.of(),
                new UNetSpec(Path.of("unet"), 4, 768, UNetSpec.Added.NOTHING, 0, List.of()),
                new VaeSpec(Path.of("vae"), Optional.empty(), 0.18215, 4, 8),
                new ScheduleSpec(
                        1000,
                        0.00085,
                        0.012,
                        ScheduleSpec.BetaCurve.SCALED_LINEAR,
                        List.of(),
                        PredictionType.EPSILON,
                        SigmaSpacing.LEADING,
                        1,
                        false,
                        false,
                        Double.POSITIVE_INFINITY),
                false,
                8,
                SIZE,
                List.of(),
                new ModelSpec.Defaults(SamplerName.EULER, 20, 7));
    }
}
