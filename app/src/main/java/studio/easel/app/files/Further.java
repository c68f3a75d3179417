package studio.easel.app.files;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.HiresFix;
import studio.easel.engine.HiresFix.Enlarging;
import studio.easel.engine.NoiseAmounts;
import studio.easel.engine.NoiseKind;
import studio.easel.engine.SizeConditioning;
import studio.easel.engine.Variation;

/**
 * Settings beyond those every picture has, as far as a file itself holds them.
 *
 * @param noiseKind empty where nothing was said about it
 * @param clipSkip 1 for none
 * @param hires a second pass that needs no network
 * @param vaeTile empty where nothing was said about it
 */
public record Further(
        Optional<NoiseKind> noiseKind,
        Optional<Variation> variation,
        int clipSkip,
        Optional<HiresFix> hires,
        Optional<SizeConditioning> sizeConditioning,
        NoiseAmounts noiseAmounts,
        Optional<Integer> vaeTile) {

    /** Those of a request, but for a second pass that needs a network. */
    public static Further of(GenerationRequest request) {
        return new Further(
                Optional.of(request.noiseKind()),
                request.variation(),
                request.clipSkip(),
                References.cutFrom(request).hires(),
                request.sizeConditioning(),
                request.noiseAmounts(),
                Optional.of(request.vaeTile()));
    }

    /** Puts these settings into a request; what nothing was said about stays. */
    void into(GenerationRequest.Draft draft) {
        noiseKind.ifPresent(draft::noiseKind);
        vaeTile.ifPresent(draft::vaeTile);
        draft.variation(variation)
                .clipSkip(clipSkip)
                .hires(hires)
                .sizeConditioning(sizeConditioning)
                .noiseAmounts(noiseAmounts);
    }

    /** What is unusual, in words by label; empty where everything is as usual. */
    public Map<String, String> inWords() {
        Map<String, String> words = new LinkedHashMap<>();
        noiseKind
                .filter(kind -> kind != NoiseKind.TORCH_CPU)
                .ifPresent(kind -> words.put("Noise", kind.label()));
        variation.ifPresent(it -> words.put("Variation", words(it)));
        if (clipSkip != 1) {
            words.put("Clip skip", Integer.toString(clipSkip));
        }
        sizeConditioning.ifPresent(it -> words.put("Told size", words(it)));
        if (noiseAmounts.start() != 1) {
            words.put("Noise multiplier", Double.toString(noiseAmounts.start()));
        }
        if (noiseAmounts.fresh() != 1) {
            words.put("Ancestral eta", Double.toString(noiseAmounts.fresh()));
        }
        vaeTile.filter(tile -> tile != 0)
                .ifPresent(tile -> words.put("VAE tile", Integer.toString(tile)));
        hires.ifPresent(it -> words.put("Second pass", words(it)));
        return words;
    }

    private static String words(Variation variation) {
        return "%s towards seed %d%s"
                .formatted(
                        variation.strength(),
                        variation.subseed(),
                        variation.drawnAt().map(size -> ", drawn at " + size).orElse(""));
    }

    private static String words(SizeConditioning told) {
        return "%dx%d, cut at %d,%d to %dx%d"
                .formatted(
                        told.originalWidth(),
                        told.originalHeight(),
                        told.cropLeft(),
                        told.cropTop(),
                        told.targetWidth(),
                        told.targetHeight());
    }

    private static String words(HiresFix hires) {
        return secondPass(hires, by(hires.enlarging()));
    }

    static String secondPass(HiresFix hires, String enlargedBy) {
        return "%s by %s%s, denoising strength %s"
                .formatted(
                        hires.size(),
                        enlargedBy,
                        hires.steps() == 0 ? "" : ", %d steps".formatted(hires.steps()),
                        hires.denoisingStrength());
    }

    private static String by(Enlarging enlarging) {
        return enlarging instanceof Enlarging.Latent latent ? latent.mode().label() : "Lanczos";
    }
}
