package studio.easel.engine.text;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * {@code a AND b :0.5}: prompts that each pull the picture their way (Liu et al. 2022, Composable
 * Diffusion, arXiv:2206.01714).
 *
 * @param text without the weight and the white space before it; white space in front stays
 * @param weight 1 where none is written
 * @param weightAt index in the given text of the colon before the weight, -1 without one
 */
record Conjunction(Passage text, double weight, int weightAt) {
    private static final String AND = "AND";

    /** The prompts of a text, at least one. */
    static List<Conjunction> split(Passage prompt) {
        List<Conjunction> parts = new ArrayList<>();
        int from = 0;
        for (int and : Characters.standalone(prompt.text(), AND)) {
            parts.add(weighted(prompt, from, and));
            from = and + AND.length();
        }
        parts.add(weighted(prompt, from, prompt.text().length()));
        return parts;
    }

    private static Conjunction weighted(Passage prompt, int from, int to) {
        String text = prompt.text();
        int end = Characters.withoutSpace(text, from, to);
        int colon = end - 1;
        while (colon >= from && text.charAt(colon) != ':') {
            colon--;
        }
        if (colon >= from) {
            int number = Math.min(end, Characters.skipSpace(text, colon + 1));
            OptionalDouble weight = Characters.weight(text.substring(number, end));
            if (weight.isPresent()) {
                int words = Characters.withoutSpace(text, from, colon);
                return new Conjunction(prompt.part(from, words), weight.getAsDouble(), colon);
            }
        }
        return new Conjunction(prompt.part(from, end), 1, -1);
    }
}
