package studio.easel.engine.text;

import java.util.List;

/**
 * A prompt taken apart: which texts the denoiser is told at which step, and how much each counts.
 *
 * @param text the prompt without comments and without the tags of extra networks
 * @param parts the prompts joined by AND, at least one; a negative prompt has exactly one
 * @param networks the tags, in the order of the text
 * @param notes what was read otherwise than its writer may have meant, in the order of the text
 */
public record ParsedPrompt(
        String text, List<Part> parts, List<ExtraNetwork> networks, List<PromptNote> notes) {
    public ParsedPrompt {
        parts = List.copyOf(parts);
        networks = List.copyOf(networks);
        notes = List.copyOf(notes);
    }

    /**
     * The texts in force at a call of the denoiser, one for each part.
     *
     * @param call counted from 0
     */
    public List<WeightedText> at(int call) {
        return parts.stream()
                .map(part -> new WeightedText(part.at(call).text(), part.weight()))
                .toList();
    }

    /**
     * One of the prompts joined by AND.
     *
     * @param text as written, without its weight
     * @param weight factor of its pull: denoised = uncond + sum of weight * scale * (cond - uncond)
     * @param schedule what it reads when; at least one entry, end steps rising. All of them are
     *     encoded together: emphasis keeps their common mean
     */
    public record Part(String text, double weight, List<Version> schedule) {
        public Part {
            schedule = List.copyOf(schedule);
        }

        /** The version in force at a call of the denoiser, counted from 0. */
        public Version at(int call) {
            return schedule.get(indexAt(call));
        }

        /**
         * The index of the version in force at {@code call}. Calls count from 0 and end steps from
         * 1, so that the first version is told once more than its number says, as in A1111. Behind
         * the last end step, which happens in old timelines only, the first one is back.
         */
        public int indexAt(int call) {
            int low = 0;
            int high = schedule.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (schedule.get(middle).endStep() < call) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low < schedule.size() ? low : 0;
        }
    }

    /**
     * What a part reads up to and including a step.
     *
     * @param endStep counted from 1
     * @param text with its brackets for weights
     */
    public record Version(int endStep, String text) {
        /** The words with their weights and BREAKs; at least one span. */
        public List<WeightedText> spans() {
            return Attention.of(text).spans();
        }
    }
}
