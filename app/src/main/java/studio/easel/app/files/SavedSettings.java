package studio.easel.app.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Guidance;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Provenance;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.Start;

/**
 * What a picture says about its making, as far as it says so. Names stay as they were written:
 * another tool's picture may name a sampler that Easel does not have.
 *
 * @param source who wrote it down
 * @param prompt may be empty
 * @param negativePrompt empty for none
 * @param sampler as written: {@code Euler a}, {@code DPM++ 3M SDE}
 * @param spacing as written: {@code Karras}, {@code Exponential}
 * @param steps within what a request allows, like all numbers here
 * @param seed of this picture
 * @param modelHash the first hex digits, or for a picture of Easel all 64
 * @param references what else it was made with, which is not in the file
 * @param exact the request itself, when Easel made the picture
 * @param parameters the A1111 text as it stands in the picture; empty when there is none
 * @param notes sentences about what was written but cannot be used here
 */
public record SavedSettings(
        Source source,
        String prompt,
        String negativePrompt,
        Optional<String> sampler,
        Optional<String> spacing,
        Optional<Integer> steps,
        Optional<Guidance> guidance,
        Optional<Double> eta,
        Optional<Long> seed,
        Optional<ImageSize> size,
        Optional<String> modelName,
        Optional<String> modelHash,
        Further further,
        References references,
        Optional<EaselRecord> exact,
        String parameters,
        List<String> notes) {

    /** Whose way of writing settings down was understood. */
    public enum Source {
        /** Easel's own record: the exact request. */
        EASEL("Easel"),
        /** A1111's text, which Fooocus, Forge, SD.Next and others write too. */
        A1111("A1111"),
        /** The graph of nodes that was run. */
        COMFYUI("ComfyUI"),
        INVOKEAI("InvokeAI"),
        /** Its own JSON; it may write A1111's text instead. */
        FOOOCUS("Fooocus"),
        NOVELAI("NovelAI");

        private final String label;

        Source(String label) {
            this.label = label;
        }

        /** The tool's name. */
        public String label() {
            return label;
        }
    }

    public SavedSettings {
        notes = List.copyOf(notes);
    }

    /** {@link Guidance#scale} of the guidance. */
    public Optional<Double> guidanceScale() {
        return guidance.map(Guidance::scale);
    }

    /** The sampler, if Easel has it. */
    public Optional<SamplerName> knownSampler() {
        return sampler.flatMap(SamplerName::find);
    }

    /** The spacing, if Easel has it. */
    public Optional<SigmaSpacing> knownSpacing() {
        return spacing.flatMap(SigmaSpacing::find);
    }

    /** The request that made the picture, but for {@link #references}, when Easel made it. */
    public Optional<GenerationRequest> request() {
        return exact.map(EaselRecord::request);
    }

    /** What made the picture, when Easel made it. */
    public Optional<Provenance> provenance() {
        return exact.map(EaselRecord::provenance);
    }

    /**
     * The request these settings ask for, but for {@link #references}: the exact one, or else
     * {@code current} with everything replaced that the picture knows and Easel can do.
     *
     * @throws studio.easel.engine.RequestException when the picture's prompt is empty
     */
    public GenerationRequest over(GenerationRequest current) {
        return request().orElseGet(() -> asFarAsKnown(current));
    }

    private GenerationRequest asFarAsKnown(GenerationRequest current) {
        GenerationRequest.Draft draft =
                current.but()
                        .prompt(prompt)
                        .negativePrompt(negativePrompt)
                        .size(size.orElse(current.size()))
                        .steps(steps.orElse(current.steps()))
                        .guidance(guidance.orElse(Guidance.of(current.guidanceScale())))
                        .sampler(knownSampler().orElse(current.sampler()))
                        .spacing(knownSpacing().orElse(current.spacing()))
                        .eta(eta.orElse(current.eta()))
                        .seed(seed.orElse(current.seed()))
                        .count(1)
                        .start(new Start.FromNoise())
                        .controls(List.of())
                        .refiner(Optional.empty());
        further.into(draft);
        return draft.request();
    }

    SavedSettings noting(String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new SavedSettings(
                source,
                prompt,
                negativePrompt,
                sampler,
                spacing,
                steps,
                guidance,
                eta,
                seed,
                size,
                modelName,
                modelHash,
                further,
                references,
                exact,
                parameters,
                more);
    }
}
