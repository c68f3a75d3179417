package studio.easel.engine.text;

import java.util.List;
import java.util.Optional;

/**
 * What the U-Net is told, call by call.
 *
 * @param prompts those joined by AND, at least one
 * @param negative what to keep away from; empty where the prompt alone decides
 */
public record Conditioning(List<Told> prompts, Optional<Told> negative) {
    public Conditioning {
        prompts = List.copyOf(prompts);
    }

    /** One prompt that never changes, and perhaps a negative one. */
    public static Conditioning of(Words words, Optional<Words> negative) {
        return new Conditioning(List.of(Told.always(words)), negative.map(Told::always));
    }

    /**
     * A prompt in vectors.
     *
     * @param part says which version holds when, and how much the prompt weighs
     * @param versions one for each entry of the part's schedule; texts that come back share one
     */
    public record Told(ParsedPrompt.Part part, List<Words> versions) {
        public Told {
            versions = List.copyOf(versions);
        }

        static Told always(Words words) {
            ParsedPrompt.Version only = new ParsedPrompt.Version(Integer.MAX_VALUE, "");
            return new Told(new ParsedPrompt.Part("", 1, List.of(only)), List.of(words));
        }

        /** What is in force at a call of the denoiser, counted from 0. */
        public Words at(int call) {
            return versions.get(part.indexAt(call));
        }

        public double weight() {
            return part.weight();
        }
    }
}
