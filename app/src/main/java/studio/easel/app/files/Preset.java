package studio.easel.app.files;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Words to use again: a prompt, or a style that goes with any prompt.
 *
 * @param name never blank
 * @param prompt where it holds <code>{prompt}</code>, the words it is added to go there
 */
public record Preset(String name, String prompt, String negativePrompt) {
    private static final String PLACE = "{prompt}";

    /** A prompt in this style, as A1111 has it: in its place, or with a comma between. */
    public String addedTo(String words) {
        return merged(prompt, words);
    }

    /** A negative prompt in this style. */
    public String addedToNegative(String words) {
        return merged(negativePrompt, words);
    }

    /** The prompt alone. */
    public String alone() {
        return prompt.replace(PLACE, "").strip();
    }

    private static String merged(String style, String words) {
        if (style.contains(PLACE)) {
            return style.replace(PLACE, words);
        }
        return Stream.of(words.strip(), style.strip())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
    }
}
