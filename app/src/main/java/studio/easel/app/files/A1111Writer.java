package studio.easel.app.files;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import studio.easel.app.files.References.NamedModel;
import studio.easel.engine.Control;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.HiresFix;
import studio.easel.engine.HiresFix.Enlarging;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.NoiseKind;
import studio.easel.engine.Provenance;
import studio.easel.engine.Refiner;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SeparateVae;
import studio.easel.engine.Start;
import studio.easel.engine.Variation;

/**
 * Easel's settings under the names and in the spelling of A1111 and its extensions: ControlNet's
 * {@code ControlNet 0} and CFG Rescale's {@code CFG Rescale}. What has no name there stands in
 * Easel's own record alone: guidance for a part of the walk, NumPy's noise, what SDXL is told of
 * sizes, and how tiles, soft masks and compositing work.
 */
final class A1111Writer {
    private static final int HASH_DIGITS = 10;
    private static final int LISTED_HASH_DIGITS = 12;

    private final GenerationRequest request;
    private final Map<String, Object> values = new LinkedHashMap<>();

    private A1111Writer(GenerationRequest request) {
        this.request = request;
    }

    /** The text that tells other tools how {@code image} was made. */
    static Infotext infotext(GeneratedImage image) {
        return new A1111Writer(image.request()).text(image.provenance());
    }

    private Infotext text(Provenance provenance) {
        values.put("Steps", request.steps());
        values.put("Sampler", request.sampler().label());
        values.put("Schedule type", request.spacing().label());
        values.put("CFG scale", request.guidanceScale());
        values.put("Seed", request.seed());
        values.put("Size", request.size().toString());
        values.put("Model hash", shortHash(provenance.modelHash()));
        values.put("Model", provenance.modelName());
        provenance.vae().ifPresent(this::vae);
        request.variation().ifPresent(this::variation);
        start();
        if (request.clipSkip() > 1) {
            values.put("Clip skip", request.clipSkip());
        }
        rng().ifPresent(name -> values.put("RNG", name));
        if (request.sampler() == SamplerName.DDIM && request.eta() != 0) {
            values.put("Eta DDIM", request.eta());
        }
        if (request.sampler().addsFreshNoise() && request.noiseAmounts().fresh() != 1) {
            values.put("Eta", request.noiseAmounts().fresh());
        }
        if (request.guidance().rescale() != 0) {
            values.put("CFG Rescale", request.guidance().rescale());
        }
        controls(request.controls());
        request.hires().ifPresent(this::hires);
        request.refiner().ifPresent(this::refiner);
        hashes(
                "TI hashes",
                request.embeddings().stream()
                        .map(it -> new NamedModel(it.name(), it.hash()))
                        .toList());
        hashes(
                "Lora hashes",
                request.loras().stream().map(it -> new NamedModel(it.name(), it.hash())).toList());
        // Not a bare number: A1111 would take it for one of its own and imitate old mistakes.
        values.put("Version", "Easel " + provenance.easelVersion());
        return Infotext.of(request.prompt(), request.negativePrompt(), values);
    }

    // A1111 takes the graphics card's where nothing is written, and knows no NumPy.
    private Optional<String> rng() {
        if (request.noiseKind() == NoiseKind.NUMPY) {
            return Optional.empty();
        }
        return Optional.of(request.noiseKind() == NoiseKind.TORCH_CUDA ? "NV" : "CPU");
    }

    private void variation(Variation variation) {
        if (variation.strength() != 0) {
            values.put("Variation seed", variation.subseed());
            values.put("Variation seed strength", variation.strength());
        }
        variation.drawnAt().ifPresent(size -> values.put("Seed resize from", size.toString()));
    }

    private void start() {
        if (!(request.start() instanceof Start.FromNoise) && request.noiseAmounts().start() != 1) {
            values.put("Noise multiplier", request.noiseAmounts().start());
        }
        if (request.start() instanceof Start.FromImage from) {
            values.put("Denoising strength", from.denoisingStrength());
        }
        if (request.start() instanceof Start.Inpaint inpaint) {
            inpainting(inpaint.how());
        }
    }

    private void inpainting(Inpainting how) {
        values.put("Denoising strength", how.denoisingStrength());
        // A1111 counts whole pixels. Zero, which it does not write, tells that there was a mask.
        values.put("Mask blur", whole(how.maskBlur()));
        if (how.onlyMasked().isPresent()) {
            values.put("Inpaint area", "Only masked");
            values.put("Masked area padding", how.onlyMasked().getAsInt());
        }
        if (how.fill() != Inpainting.Fill.ORIGINAL) {
            values.put("Masked content", how.fill().label());
        }
    }

    /** Four as "4", four and a half as "4.5". */
    private static Object whole(double value) {
        return value == Math.rint(value) ? (Object) Math.round(value) : (Object) value;
    }

    private void controls(List<Control> controls) {
        for (int i = 0; i < controls.size(); i++) {
            Control control = controls.get(i);
            values.put(
                    "ControlNet " + i,
                    "Module: none, Model: %s, Weight: %s, Guidance Start: %s, Guidance End: %s"
                            .formatted(
                                    InfotextQuotes.quote(control.net().name()),
                                    PythonText.of(control.weight()),
                                    PythonText.of(control.from()),
                                    PythonText.of(control.to())));
        }
    }

    /** A1111 calls a VAE by its file. */
    private void vae(SeparateVae vae) {
        values.put("VAE hash", shortHash(vae.hash()));
        values.put("VAE", vae.name() + ".safetensors");
    }

    private void hires(HiresFix hires) {
        values.put("Denoising strength", hires.denoisingStrength());
        Optional<Double> factor = factor(request.size(), hires.size());
        factor.ifPresent(by -> values.put("Hires upscale", whole(by)));
        if (factor.isEmpty()) {
            values.put("Hires resize", hires.size().toString());
        }
        if (hires.steps() != 0) {
            values.put("Hires steps", hires.steps());
        }
        values.put("Hires upscaler", upscaler(hires.enlarging()));
    }

    /** A factor that gives exactly that size, where there is a plain one: 2 or 1.25. */
    private static Optional<Double> factor(ImageSize from, ImageSize to) {
        double by = Math.rint(100.0 * to.width() / from.width()) / 100;
        boolean exact = from.width() * by == to.width() && from.height() * by == to.height();
        return exact ? Optional.of(by) : Optional.empty();
    }

    private static String upscaler(Enlarging enlarging) {
        if (enlarging instanceof Enlarging.Latent latent) {
            return latent.mode().label();
        }
        if (enlarging instanceof Enlarging.Network network) {
            return network.upscaler().name();
        }
        return "Lanczos";
    }

    private void refiner(Refiner refiner) {
        values.put(
                "Refiner",
                "%s [%s]".formatted(refiner.model().name(), shortHash(refiner.model().hash())));
        values.put("Refiner switch at", refiner.switchAt());
    }

    /** A1111 takes what parts the list out of the names. */
    private void hashes(String key, List<NamedModel> named) {
        String hashes =
                named.stream()
                        .map(it -> it.name().replaceAll("[:,]", "") + ": " + listed(it.hash()))
                        .collect(Collectors.joining(", "));
        if (!hashes.isEmpty()) {
            values.put(key, hashes);
        }
    }

    private static String listed(String hash) {
        return hash.substring(0, Math.min(LISTED_HASH_DIGITS, hash.length()));
    }

    private static String shortHash(String hash) {
        return hash.substring(0, Math.min(HASH_DIGITS, hash.length()));
    }
}
