package studio.easel.app.files;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version number as PEP 440 orders them: 1.6.0.dev1, 1.6.0a1, 1.6.0rc1, 1.6.0, 1.6.0-2.
 *
 * @param order what is compared, first to last: epoch, release without trailing zeros and an end
 *     mark, then the ranks of pre-release, post-release and development release
 */
record PythonVersion(List<BigInteger> order) {
    private static final Pattern PEP_440 =
            Pattern.compile(
                    "(?i)\\s*v?(?:(?<epoch>\\d{1,20})!)?(?<release>\\d{1,20}(?:\\.\\d{1,20}){0,20})"
                            + "(?:[-_.]?(?<phase>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<pre>\\d{0,20}))?"
                            + "(?<post>-(?<post1>\\d{1,20})|[-_.]?(?:post|rev|r)[-_.]?(?<post2>\\d{0,20}))?"
                            + "(?<dev>[-_.]?dev[-_.]?(?<devn>\\d{0,20}))?"
                            + "(?:\\+[a-z0-9]{1,40}(?:[-_.][a-z0-9]{1,40}){0,20})?\\s*");

    // git describe's "v1.6.0-2-g4afaaf8a": what follows the second dash names a commit.
    private static final Pattern DESCRIBED = Pattern.compile("([^-]+-[^-]+)-.*");

    // No release part is negative, so shorter releases come first.
    private static final BigInteger END = BigInteger.ONE.negate();

    /** The version that A1111 reads from its field; empty where the text is no version number. */
    static Optional<PythonVersion> find(String text) {
        Matcher described = DESCRIBED.matcher(text);
        Matcher version = PEP_440.matcher(described.lookingAt() ? described.group(1) : text);
        return version.matches()
                ? Optional.of(new PythonVersion(order(version)))
                : Optional.empty();
    }

    static PythonVersion of(String text) {
        return find(text).orElseThrow();
    }

    private static List<BigInteger> order(Matcher version) {
        List<BigInteger> order = new ArrayList<>();
        order.add(number(version.group("epoch")));
        for (String part : version.group("release").replaceAll("(\\.0+)+$", "").split("\\.", -1)) {
            order.add(number(part));
        }
        order.add(END);
        order.add(phase(version));
        order.add(number(version.group("pre")));
        order.add(postRelease(version));
        order.add(developmentRelease(version));
        return order;
    }

    // A development release of the version itself is older than its first alpha.
    private static BigInteger phase(Matcher version) {
        String phase = version.group("phase");
        if (phase == null) {
            boolean onlyDev = version.group("dev") != null && version.group("post") == null;
            return BigInteger.valueOf(onlyDev ? 0 : 4);
        }
        return switch (phase.toLowerCase(Locale.ROOT)) {
            case "a", "alpha" -> BigInteger.ONE;
            case "b", "beta" -> BigInteger.TWO;
            default -> BigInteger.valueOf(3);
        };
    }

    private static BigInteger postRelease(Matcher version) {
        if (version.group("post") == null) {
            return END;
        }
        String dashed = version.group("post1");
        return number(dashed == null ? version.group("post2") : dashed);
    }

    // Without one it is newer than with any: no text has 21 digits there.
    private static BigInteger developmentRelease(Matcher version) {
        return version.group("dev") == null
                ? BigInteger.TEN.pow(21)
                : number(version.group("devn"));
    }

    private static BigInteger number(@Nullable String digits) {
        return digits == null || digits.isEmpty() ? BigInteger.ZERO : new BigInteger(digits);
    }

    boolean isBefore(PythonVersion other) {
        int shared = Math.min(order.size(), other.order.size());
        for (int i = 0; i < shared; i++) {
            int difference = order.get(i).compareTo(other.order.get(i));
            if (difference != 0) {
                return difference < 0;
            }
        }
        return false;
    }
}
