package studio.easel.engine.text;

import java.util.ArrayList;
import java.util.List;

/**
 * The tags of a prompt and what is left without them; spaces around a tag stay.
 *
 * @param rest the prompt without its tags
 * @param networks in the order of the text
 */
record ExtraNetworks(Passage rest, List<ExtraNetwork> networks) {
    static ExtraNetworks in(Passage prompt) {
        String text = prompt.text();
        Passage.Builder rest = new Passage.Builder();
        List<ExtraNetwork> networks = new ArrayList<>();
        int kept = 0;
        for (int open = text.indexOf('<'); open >= 0; open = text.indexOf('<', open + 1)) {
            int colon = kindEnd(text, open + 1);
            int close = text.indexOf('>', open);
            if (close < 0) {
                break;
            }
            if (open >= kept
                    && colon > open + 1
                    && text.charAt(colon) == ':'
                    && close > colon + 1) {
                rest.add(prompt, kept, open);
                List<String> items = List.of(text.substring(colon + 1, close).split(":", -1));
                networks.add(new ExtraNetwork(text.substring(open + 1, colon), items));
                kept = close + 1;
            }
        }
        rest.add(prompt, kept, text.length());
        return new ExtraNetworks(rest.build(), List.copyOf(networks));
    }

    /** Behind the word that begins at {@code from}; there is a character there still. */
    private static int kindEnd(String text, int from) {
        int end = from;
        while (end < text.length() && Characters.isWord(text.codePointAt(end))) {
            end += Character.charCount(text.codePointAt(end));
        }
        return end;
    }
}
