package studio.easel.app.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import studio.easel.app.Words;
import studio.easel.app.files.Further;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Guidance;
import studio.easel.engine.HiresFix;
import studio.easel.engine.ImageSize;
import studio.easel.engine.NoiseAmounts;
import studio.easel.engine.SizeConditioning;
import studio.easel.engine.Variation;

/**
 * What a picture's settings say that the form has no controls for; it goes along with the next
 * requests, in sight, until somebody lets go of it.
 *
 * @param drawnAt the size whose noise the variation takes
 */
record Kept(
        double guidanceFrom,
        double guidanceTo,
        Optional<ImageSize> drawnAt,
        Optional<SizeConditioning> sizeConditioning,
        NoiseAmounts noiseAmounts,
        int vaeTile,
        Optional<HiresFix> hires) {

    static final Kept NOTHING =
            new Kept(
                    0,
                    1,
                    Optional.empty(),
                    Optional.empty(),
                    NoiseAmounts.USUAL,
                    0,
                    Optional.empty());

    static Kept of(Further further, Optional<Guidance> guidance) {
        return new Kept(
                guidance.map(Guidance::from).orElse(0.0),
                guidance.map(Guidance::to).orElse(1.0),
                further.variation().flatMap(Variation::drawnAt),
                further.sizeConditioning(),
                further.noiseAmounts(),
                further.vaeTile().orElse(0),
                further.hires());
    }

    void into(GenerationRequest.Draft draft) {
        draft.sizeConditioning(sizeConditioning)
                .noiseAmounts(noiseAmounts)
                .vaeTile(vaeTile)
                .hires(hires);
    }

    /** Each thing in a few words: "second pass 1024x1024 by Latent, ...". */
    List<String> inWords() {
        List<String> words = new ArrayList<>();
        if (guidanceFrom != 0 || guidanceTo != 1) {
            words.add(Words.of(Kept.class).say("kept.guidance", guidanceFrom, guidanceTo));
        }
        drawnAt.ifPresent(size -> words.add(Words.of(Kept.class).say("kept.drawn", size)));
        new Further(
                        Optional.empty(),
                        Optional.empty(),
                        1,
                        hires,
                        sizeConditioning,
                        noiseAmounts,
                        Optional.of(vaeTile))
                .inWords()
                .forEach((label, value) -> words.add(lower(label) + " " + value));
        return words;
    }

    private static String lower(String label) {
        return label.startsWith("VAE") ? label : label.toLowerCase(Locale.ROOT);
    }
}
