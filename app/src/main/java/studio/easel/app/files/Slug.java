package studio.easel.app.files;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A prompt as part of a file name: lower-case letters and digits of any script, joined by hyphens.
 * It never stands alone in a name, so names that Windows reserves ({@code con}, {@code nul}) do not
 * arise.
 */
final class Slug {
    private static final int LONGEST = 48;

    // Of the 255 most file systems allow for a name; Hangul takes three each.
    private static final int MOST_BYTES = 144;

    private static final Pattern OTHER = Pattern.compile("[^\\p{L}\\p{M}\\p{Nd}]+");
    private static final Pattern NOT_ASCII = Pattern.compile("[^a-z0-9]+");

    private Slug() {}

    /** {@code "a-red-heart-"}, with a hyphen behind it; empty when nothing is left. */
    static String of(String prompt) {
        return joined(prompt, Normalizer.Form.NFC, OTHER);
    }

    /** As {@link #of}, in ASCII: accents are dropped, other scripts left out. */
    static String ascii(String prompt) {
        String bare = Normalizer.normalize(start(prompt), Normalizer.Form.NFD);
        return joined(bare.replaceAll("\\p{M}", ""), Normalizer.Form.NFC, NOT_ASCII);
    }

    private static String joined(String prompt, Normalizer.Form form, Pattern separators) {
        String letters = Normalizer.normalize(start(prompt), form).toLowerCase(Locale.ROOT);
        String slug = separators.matcher(letters).replaceAll("-").replaceAll("^-", "");
        String cut = shortened(slug).replaceAll("-$", "");
        return cut.isEmpty() ? "" : cut + "-";
    }

    // What cannot be in the name anyway need not be normalised.
    private static String start(String prompt) {
        return prompt.substring(0, Math.min(prompt.length(), 20 * LONGEST));
    }

    private static String shortened(String slug) {
        int end = Math.min(slug.codePointCount(0, slug.length()), LONGEST);
        while (bytes(first(slug, end)) > MOST_BYTES) {
            end--;
        }
        String cut = first(slug, end);
        boolean inWord = cut.length() < slug.length() && slug.charAt(cut.length()) != '-';
        int lastHyphen = cut.lastIndexOf('-');
        return inWord && lastHyphen > cut.length() / 2 ? cut.substring(0, lastHyphen) : cut;
    }

    private static String first(String text, int codePoints) {
        return text.substring(0, text.offsetByCodePoints(0, codePoints));
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
