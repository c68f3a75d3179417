package studio.easel.models.download;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import studio.easel.engine.EaselException;

/**
 * Where files are fetched from instead of where they were published, and to which hosts a server
 * may send on: those of the publisher and the mirror, never from https to http.
 *
 * @param address takes the place of {@code https://huggingface.co}; empty for the publisher itself
 */
public record Mirror(Optional<URI> address) {
    /** Environment variable with an address for every download. */
    public static final String VARIABLE = "EASEL_MIRROR";

    /** The publisher and the stores it sends on to. */
    private static final List<String> PUBLISHER = List.of("huggingface.co", "hf.co");

    /** No mirror. */
    public static Mirror none() {
        return new Mirror(Optional.empty());
    }

    /**
     * @param text an http or https address, perhaps with a path; blank for none
     * @throws EaselException when it is none
     */
    public static Mirror of(String text) {
        if (text.isBlank()) {
            return none();
        }
        try {
            URI address = new URI(text.strip());
            if (isWeb(address)
                    && address.getUserInfo() == null
                    && address.getQuery() == null
                    && address.getFragment() == null) {
                return new Mirror(Optional.of(address));
            }
        } catch (URISyntaxException e) {
            // The sentence below says it.
        }
        throw new EaselException(
                "The mirror is \"%s\", expected an address such as https://mirror.example or http://192.168.1.5:8080/models, without a password in it."
                        .formatted(text.strip()));
    }

    /** Where to ask for what was published at {@code published}. */
    URI instead(URI published) {
        return address.map(
                        mirror ->
                                URI.create(
                                        mirror.toString().replaceAll("/+$", "")
                                                + published.getRawPath()))
                .orElse(published);
    }

    /** Whether a server at {@code from} may send on to {@code to}. */
    boolean allows(URI from, URI to) {
        if (!isWeb(to) || to.getUserInfo() != null) {
            return false;
        }
        boolean worse = isSecure(from) && !isSecure(to);
        boolean same = host(from).equals(host(to));
        boolean publisher =
                isSecure(to)
                        && PUBLISHER.stream()
                                .anyMatch(
                                        name ->
                                                host(to).equals(name)
                                                        || host(to).endsWith("." + name));
        boolean mirror = address.map(own -> host(own).equals(host(to))).orElse(false);
        return !worse && (same || publisher || mirror);
    }

    private static boolean isWeb(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        return (scheme.equals("https") || scheme.equals("http")) && address.getHost() != null;
    }

    private static boolean isSecure(URI address) {
        return "https".equalsIgnoreCase(address.getScheme());
    }

    private static String host(URI address) {
        return String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
    }
}
