package studio.easel.app.gallery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.easel.app.files.PendingFile;
import studio.easel.engine.EaselException;

/**
 * How many stars a picture has, in a sidecar beside it: {@code picture.png.xmp}, the name and the
 * form darktable and digiKam use. The picture's own bytes never change.
 */
public final class Stars {
    public static final int MOST = 5;

    private static final long LONGEST = 1 << 20;
    private static final Pattern RATING =
            Pattern.compile("(xmp:Rating\\s*=\\s*[\"']|<xmp:Rating>\\s*)(-?\\d{1,3})");
    private static final String PACKET =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/">
             <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
              <rdf:Description rdf:about=""
                xmlns:xmp="http://ns.adobe.com/xap/1.0/"
                xmp:Rating="%d"/>
             </rdf:RDF>
            </x:xmpmeta>
            """;

    private Stars() {}

    /** Where the stars of {@code picture} stand. */
    static Path sidecar(Path picture) {
        return picture.resolveSibling(picture.getFileName() + ".xmp");
    }

    /** 0 to 5; 0 where nothing readable says otherwise. */
    public static int of(Path picture) {
        Path sidecar = sidecar(picture);
        if (!Files.isRegularFile(sidecar)) {
            return 0;
        }
        try {
            Matcher rating = RATING.matcher(text(sidecar));
            int stars = rating.find() ? Integer.parseInt(rating.group(2)) : 0;
            return Math.max(0, Math.min(MOST, stars)); // -1 is "rejected"
        } catch (IOException e) {
            return 0;
        }
    }

    private static String text(Path sidecar) throws IOException {
        if (Files.size(sidecar) > LONGEST) {
            throw new IOException("it is absurdly long");
        }
        return new String(Files.readAllBytes(sidecar), StandardCharsets.UTF_8);
    }

    /**
     * Gives {@code picture} so many stars. What another program wrote into the sidecar stays; a
     * sidecar that says nothing but no stars goes.
     *
     * @param stars 0 to 5
     * @throws EaselException when the folder takes nothing, or the sidecar has no place for stars
     */
    public static void give(Path picture, int stars) {
        if (stars < 0 || stars > MOST) {
            throw new EaselException("A picture has 0 to 5 stars, not %d.".formatted(stars));
        }
        Path sidecar = sidecar(picture);
        try {
            String old = Files.exists(sidecar) ? text(sidecar) : PACKET.formatted(0);
            Matcher rating = RATING.matcher(old);
            if (!rating.find()) {
                throw new EaselException(
                        "%s was written by another program and has no rating to change. Set the stars there."
                                .formatted(sidecar));
            }
            String fresh = old.substring(0, rating.start(2)) + stars + old.substring(rating.end(2));
            if (fresh.equals(PACKET.formatted(0))) {
                Files.deleteIfExists(sidecar);
                return;
            }
            byte[] bytes = fresh.getBytes(StandardCharsets.UTF_8);
            try (PendingFile pending = PendingFile.beside(sidecar, bytes)) {
                pending.replace(sidecar);
            }
        } catch (IOException e) {
            throw new EaselException(
                    "The stars of %s cannot be kept: %s. Look at %s."
                            .formatted(picture, e.getMessage(), sidecar),
                    e);
        }
    }
}
