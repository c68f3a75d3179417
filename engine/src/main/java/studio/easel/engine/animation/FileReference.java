package studio.easel.engine.animation;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A file that settings ask for. Settings come from anywhere, so nothing is opened because they name
 * it: only what lies in the project's folder may be, after a person agreed.
 *
 * @param key the setting
 * @param text as it is written there
 */
public record FileReference(String key, String text, Where where) {
    /** Where it leads. */
    public enum Where {
        /** A name below the project's folder, as far as the text tells. */
        INSIDE,
        /** An absolute path, or one that climbs out. */
        OUTSIDE,
        /** An address on a network. */
        ADDRESS
    }

    private static final int LONGEST_SHOWN = 80;
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]+:.*", Pattern.DOTALL);
    private static final Pattern NETWORK = Pattern.compile("(?:\\\\\\\\|//).*", Pattern.DOTALL);
    private static final Pattern OUTSIDE =
            Pattern.compile("(?:[/\\\\~]|[a-z]:|.*\\p{Cntrl}).*", Pattern.DOTALL);

    /**
     * @param key the setting
     * @param text as it is written there
     */
    public static FileReference of(String key, String text) {
        return new FileReference(key, text, where(unquoted(text).toLowerCase(Locale.ROOT)));
    }

    /** The file's name, below the project's folder where it is {@link Where#INSIDE}. */
    public String name() {
        return unquoted(text);
    }

    /** Deforum takes quotes off the ends, and so must who judges it. */
    private static String unquoted(String text) {
        return text.strip().replaceAll("^[\"']+|[\"']+$", "").strip();
    }

    private static Where where(String path) {
        if (SCHEME.matcher(path).matches() || NETWORK.matcher(path).matches()) {
            return Where.ADDRESS;
        }
        if (!isName(path)) {
            return Where.OUTSIDE;
        }
        boolean climbs = Pattern.compile("[/\\\\]").splitAsStream(path).anyMatch(".."::equals);
        return climbs || OUTSIDE.matcher(path).matches() ? Where.OUTSIDE : Where.INSIDE;
    }

    /** Whether a file below a folder can have that name here: not one with half a character. */
    private static boolean isName(String path) {
        try {
            return !Path.of(path).isAbsolute();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** What to tell the person, safe to print. */
    public String sentence() {
        String clean = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", " ");
        String shown =
                clean.length() <= LONGEST_SHOWN ? clean : clean.substring(0, LONGEST_SHOWN) + "…";
        return switch (where) {
            case INSIDE -> "%s asks for the file %s.".formatted(key, shown);
            case OUTSIDE ->
                    "%s asks for %s, which is not in the project's folder and is not opened. Choose the file yourself."
                            .formatted(key, shown);
            case ADDRESS ->
                    "%s asks for %s, which is not fetched. Choose a file in its place."
                            .formatted(key, shown);
        };
    }
}
