package studio.easel.app.files;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import studio.easel.engine.EaselException;
import studio.easel.engine.GeneratedImage;

/** Where the pictures of a run go. */
public interface PictureOutput {
    /**
     * Makes sure, before a long run starts, that a picture could be written: the folder is made if
     * it is missing, a file is written into it, and both are taken away again.
     *
     * @throws EaselException when it could not
     */
    void check();

    /**
     * Writes the next picture, whole or not at all.
     *
     * @param declareAi whether the picture shall say, in XMP, that a model made it
     * @return the file it went to
     * @throws EaselException when it cannot be written; nothing is left behind
     */
    Path save(GeneratedImage image, boolean declareAi);

    /** As {@link #save(GeneratedImage, boolean)}, of a picture that was enlarged. */
    Path save(EnlargedPicture picture, boolean declareAi);

    /**
     * What {@code --out} means: a name that ends in {@code .png} is that very file, which is
     * replaced (in one step) if it exists; for several pictures {@code name-1.png}, {@code
     * name-2.png} and so on. Anything else, and any folder that exists, is a folder in which every
     * picture gets a free name.
     *
     * @param count how many pictures the run makes
     * @throws EaselException when the name asks for another kind of picture, {@code heart.jpg}
     */
    static PictureOutput of(Path out, int count) {
        String name = String.valueOf(out.getFileName()).toLowerCase(Locale.ROOT);
        if (out.toString().isBlank()) {
            throw new EaselException(
                    "The place for pictures is empty, expected a name ending in .png or a folder. Write . for the folder you are in.");
        }
        if (Files.isDirectory(out)) {
            return new OutputFolder(out);
        }
        if (name.endsWith(".png")) {
            return new OutputFile(out, count);
        }
        if (List.of(".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif").stream()
                .anyMatch(name::endsWith)) {
            throw new EaselException(
                    "%s asks for a kind of picture Easel does not write, expected a name ending in .png or a folder. Try %s.png."
                            .formatted(out, name.substring(0, name.lastIndexOf('.'))));
        }
        return new OutputFolder(out);
    }
}
