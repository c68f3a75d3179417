package studio.easel.app.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A text as it is typed: Hangul syllables as the keys they are made of, so that initials alone
 * (ㅁㅅㅋ), a syllable that is half typed (마슼), and whole ones (마스크) find the same word.
 *
 * @param keys small letters and single jamo
 * @param at for each key, the character of the text it belongs to
 */
record Letters(List<Character> keys, List<Integer> at) {
    private static final int FIRST = 0xAC00;
    private static final int LAST = 0xD7A3;
    private static final int VOWELS = 21;
    private static final int FINALS = 28;

    /** The keys of a Korean keyboard, syllables' parts in Unicode's order. */
    private static final String[] INITIAL = "ㄱ ㄲ ㄴ ㄷ ㄸ ㄹ ㅁ ㅂ ㅃ ㅅ ㅆ ㅇ ㅈ ㅉ ㅊ ㅋ ㅌ ㅍ ㅎ".split(" ");

    private static final String[] VOWEL =
            "ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅗㅏ ㅗㅐ ㅗㅣ ㅛ ㅜ ㅜㅓ ㅜㅔ ㅜㅣ ㅠ ㅡ ㅡㅣ ㅣ".split(" ");
    private static final String[] FINAL =
            ("- ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ" + " ㅎ").split(" ");

    /** Compound jamo somebody typed without a syllable, ㄳ say. */
    private static final List<String> COMPOUND =
            List.of(
                    "ㄳㄱㅅ", "ㄵㄴㅈ", "ㄶㄴㅎ", "ㄺㄹㄱ", "ㄻㄹㅁ", "ㄼㄹㅂ", "ㄽㄹㅅ", "ㄾㄹㅌ", "ㄿㄹㅍ", "ㅀㄹㅎ", "ㅄㅂㅅ",
                    "ㅘㅗㅏ", "ㅙㅗㅐ", "ㅚㅗㅣ", "ㅝㅜㅓ", "ㅞㅜㅔ", "ㅟㅜㅣ", "ㅢㅡㅣ");

    static Letters of(String text) {
        List<Character> keys = new ArrayList<>();
        List<Integer> at = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            for (char key : typed(text.charAt(i)).toCharArray()) {
                keys.add(key);
                at.add(i);
            }
        }
        return new Letters(List.copyOf(keys), List.copyOf(at));
    }

    int size() {
        return keys.size();
    }

    /** Whether a word or a syllable begins there. */
    boolean begins(int key) {
        if (key == 0) {
            return true;
        }
        boolean otherCharacter = !at.get(key).equals(at.get(key - 1));
        boolean afterLetter = Character.isLetterOrDigit(keys.get(key - 1));
        boolean latin = keys.get(key) < 0x1100;
        return otherCharacter && (!latin || !afterLetter);
    }

    private static String typed(char c) {
        if (c >= FIRST && c <= LAST) {
            int syllable = c - FIRST;
            int end = syllable % FINALS;
            return INITIAL[syllable / FINALS / VOWELS]
                    + VOWEL[syllable / FINALS % VOWELS]
                    + (end == 0 ? "" : FINAL[end]);
        }
        return COMPOUND.stream()
                .filter(it -> it.charAt(0) == c)
                .map(it -> it.substring(1))
                .findFirst()
                .orElseGet(() -> String.valueOf(c).toLowerCase(Locale.ROOT));
    }
}
