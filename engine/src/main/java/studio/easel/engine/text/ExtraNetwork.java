package studio.easel.engine.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A tag such as {@code <lora:name:0.8>}: a network asked for in the prompt.
 *
 * @param kind what stands before the first colon, for example {@code lora}
 * @param items the rest, split at its colons, as written
 */
public record ExtraNetwork(String kind, List<String> items) {
    public ExtraNetwork {
        items = List.copyOf(items);
    }

    /** The tags of a prompt, in the order of the text; comments have none. */
    public static List<ExtraNetwork> in(String prompt) {
        return ExtraNetworks.in(PromptSyntax.withoutComments(Passage.typed(prompt))).networks();
    }

    /** The items that are not {@code name=value}, in order: for a LoRA its name and weights. */
    public List<String> positional() {
        return items.stream().filter(item -> !isNamed(item)).toList();
    }

    /** The items of the form {@code name=value}, in order; the last of equal names counts. */
    public Map<String, String> named() {
        Map<String, String> named = new LinkedHashMap<>();
        for (String item : items) {
            if (isNamed(item)) {
                int equals = item.indexOf('=');
                named.put(item.substring(0, equals), item.substring(equals + 1));
            }
        }
        return named;
    }

    /** Exactly one equals sign; a file name may have more. */
    private static boolean isNamed(String item) {
        int equals = item.indexOf('=');
        return equals >= 0 && equals == item.lastIndexOf('=');
    }
}
