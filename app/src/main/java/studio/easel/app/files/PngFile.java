package studio.easel.app.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import studio.easel.engine.EaselException;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;
import studio.easel.engine.pipeline.EaselVersion;

/**
 * A picture on disk that remembers how it was made. Its texts stand before its pixels:
 *
 * <ul>
 *   <li>{@code XML:com.adobe.xmp}: that a model made it ({@link Xmp}); only if wished
 *   <li>{@code parameters}: the settings as A1111 writes them ({@link Infotext})
 *   <li>{@code easel}: the exact request and what carried it out ({@link EaselRecord})
 *   <li>{@code postprocessing}: what was done to the finished picture, as A1111 writes it
 * </ul>
 */
public final class PngFile {
    private static final String PARAMETERS = "parameters";
    private static final String EASEL = "easel";
    private static final String FOOOCUS_SCHEME = "fooocus_scheme";
    private static final String POSTPROCESSING = "postprocessing";
    private static final Set<String> KEYWORDS =
            Stream.concat(
                            Stream.of(PARAMETERS, EASEL, FOOOCUS_SCHEME, POSTPROCESSING),
                            ForeignSettings.KEYWORDS.stream())
                    .collect(Collectors.toUnmodifiableSet());
    private static final int LONGEST_REASON = 300;

    private PngFile() {}

    /**
     * Writes {@code image} to {@code file} as 8-bit RGB, whole or not at all. A file of that name
     * is replaced. The same picture gives the same bytes on the same Java.
     *
     * @param declareAi whether the picture shall say, in XMP, that a model made it
     * @throws EaselException when the folder is missing, read-only or full; nothing is left behind
     */
    public static void write(Path file, GeneratedImage image, boolean declareAi) {
        try (PendingFile pending = PendingFile.beside(file, bytes(image, declareAi))) {
            pending.replace(file);
        }
    }

    /**
     * As {@link #write(Path, GeneratedImage, boolean)}; only a picture that remembers how it was
     * made is said to be made by a model.
     */
    static void write(Path file, EnlargedPicture picture, boolean declareAi) {
        try (PendingFile pending = PendingFile.beside(file, bytes(picture, declareAi))) {
            pending.replace(file);
        }
    }

    static byte[] bytes(EnlargedPicture picture, boolean declareAi) {
        PngContent original = picture.original();
        PngEncoder png = PngEncoder.begin(picture.image());
        if (declareAi && original.settings().isPresent()) {
            png.internationalText(Xmp.KEYWORD, Xmp.madeByAModel("Easel " + EaselVersion.text()));
        }
        for (String keyword : wordForWord()) {
            Optional.ofNullable(original.texts().get(keyword))
                    .ifPresent(text -> png.text(keyword, text.replace("\0", "")));
        }
        Optional.ofNullable(original.texts().get(EASEL))
                .ifPresent(record -> png.internationalText(EASEL, record));
        String before = original.texts().getOrDefault(POSTPROCESSING, "");
        String all = (before.isBlank() ? "" : before + ", ") + picture.postprocessing();
        return png.text(POSTPROCESSING, all.replace("\0", "")).finish(picture.image());
    }

    /** Texts an enlarged picture takes over. */
    private static List<String> wordForWord() {
        return Stream.concat(
                        Stream.of(PARAMETERS, FOOOCUS_SCHEME),
                        ForeignSettings.KEYWORDS.stream().sorted())
                .toList();
    }

    /**
     * As {@link #write(Path, GeneratedImage, boolean)}, a picture that remembers nothing: a frame
     * of an animation, whose settings lie beside it.
     */
    public static void write(Path file, RgbImage image) {
        try (PendingFile pending =
                PendingFile.beside(file, PngEncoder.begin(image).finishQuickly(image))) {
            pending.replace(file);
        }
    }

    static byte[] bytes(GeneratedImage image, boolean declareAi) {
        PngEncoder png = PngEncoder.begin(image.image());
        if (declareAi) {
            String tool = "Easel " + image.provenance().easelVersion();
            png.internationalText(Xmp.KEYWORD, Xmp.madeByAModel(tool));
        }
        // No text in a PNG may contain the character 0; the exact prompt is in the record.
        String parameters = A1111Writer.infotext(image).text().replace("\0", "");
        return png.text(PARAMETERS, parameters)
                .internationalText(EASEL, EaselRecord.of(image).json())
                .finish(image.image());
    }

    /**
     * Reads pixels and settings of any PNG of up to 256 MB and 64 million pixels.
     *
     * @throws EaselException when it is missing, no PNG, too large (for the memory, too), damaged
     *     or breaks off
     */
    public static PngContent read(Path file) {
        return PictureFile.inMemory(file, () -> whole(file));
    }

    private static PngContent whole(Path file) {
        PngReader.Contents png = contents(file, true);
        Optional<SavedSettings> settings = settings(file, png);
        try {
            return new PngContent(PngDecoder.decode(png), settings, png.texts());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /**
     * Reads how bright a PNG is, as a mask: white is repainted, grey partly; what is transparent
     * counts as black, since nobody painted there.
     *
     * @throws EaselException as {@link #read} does
     */
    public static Mask readMask(Path file) {
        return PictureFile.inMemory(
                file,
                () -> {
                    try {
                        return Mask.of(PngDecoder.decodeOnBlack(contents(file, true)));
                    } catch (IOException e) {
                        throw unreadable(file, e);
                    }
                });
    }

    /**
     * Reads how opaque a PNG is, as a mask: what can be seen through is black.
     *
     * @throws EaselException as {@link #read} does
     */
    public static Mask readOpacity(Path file) {
        return PictureFile.inMemory(file, () -> opacity(file));
    }

    private static Mask opacity(Path file) {
        PngReader.Contents png = contents(file, true);
        try {
            // Of each pixel black shows through as much less than white as it is not opaque.
            RgbImage onWhite = PngDecoder.decode(png);
            byte[] light = onWhite.rgb();
            byte[] dark = PngDecoder.decodeOnBlack(png).rgb();
            byte[] opacity = new byte[light.length / 3];
            for (int i = 0; i < opacity.length; i++) {
                opacity[i] = (byte) (255 - (light[3 * i] & 0xFF) + (dark[3 * i] & 0xFF));
            }
            return new Mask(onWhite.width(), onWhite.height(), opacity);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /**
     * Reads the settings alone and leaves the pixels packed: a matter of a millisecond.
     *
     * @return empty when the picture says nothing Easel understands
     * @throws EaselException as {@link #read} does, except that damaged pixels go unnoticed
     */
    public static Optional<SavedSettings> readSettings(Path file) {
        return PictureFile.inMemory(file, () -> settings(file, contents(file, false)));
    }

    /**
     * Reads size and settings and leaves the pixels packed.
     *
     * @throws EaselException as {@link #readSettings} does
     */
    public static PictureFacts facts(Path file) {
        return PictureFile.inMemory(
                file,
                () -> {
                    PngReader.Contents png = contents(file, false);
                    return new PictureFacts(
                            png.header().width(), png.header().height(), settings(file, png));
                });
    }

    /**
     * Reads the settings of a picture that must have some.
     *
     * @throws EaselException as {@link #readSettings} does, and when there are none
     */
    public static SavedSettings settings(Path file) {
        return readSettings(file)
                .orElseThrow(
                        () ->
                                new EaselException(
                                        "%s holds no settings, expected a PNG made by Easel or A1111. Pictures lose them when they are edited or sent through a messenger; take the original, or type the prompt."
                                                .formatted(file)));
    }

    private static PngReader.Contents contents(Path file, boolean wantsPixels) {
        if (!Files.isRegularFile(file)) {
            throw new EaselException(
                    "%s is %s, expected a PNG picture. Choose another file."
                            .formatted(
                                    file,
                                    Files.isDirectory(file)
                                            ? "a folder"
                                            : Files.exists(file) ? "no file" : "missing"));
        }
        try {
            return PngReader.read(file, KEYWORDS, wantsPixels);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static EaselException unreadable(Path file, IOException cause) {
        return new EaselException(
                "%s cannot be read: %s. Choose another picture, or save this one anew as PNG."
                        .formatted(file, cause.getMessage()),
                cause);
    }

    /** Where no text says anything, the pixels themselves may. */
    private static Optional<SavedSettings> settings(Path file, PngReader.Contents png) {
        Optional<SavedSettings> settings = settings(file, png.texts());
        if (settings.isPresent() || !StealthText.mayBeIn(png.header())) {
            return settings;
        }
        try {
            return StealthText.in(png.pixels().isEmpty() ? contents(file, true) : png)
                    .flatMap(ForeignSettings::hidden);
        } catch (EaselException e) {
            return Optional.empty(); // Whoever wants the pixels is told.
        }
    }

    private static Optional<SavedSettings> settings(Path file, Map<String, String> texts) {
        Optional<String> later =
                Optional.ofNullable(texts.get(POSTPROCESSING)).filter(text -> !text.isBlank());
        Optional<SavedSettings> settings = settingsOfTheFirst(file, texts);
        return settings.map(it -> later.map(text -> it.noting(notTheFirst(text))).orElse(it));
    }

    private static String notTheFirst(String done) {
        return "The picture was changed after it was made (%s); its settings make it as it was before."
                .formatted(SettingsText.shortened(done, LONGEST_REASON));
    }

    /** Easel's own record comes first: A1111's text may have lost white space and numbers. */
    private static Optional<SavedSettings> settingsOfTheFirst(
            Path file, Map<String, String> texts) {
        Optional<SavedSettings> foreign = foreignSettings(texts);
        Optional<String> record = Optional.ofNullable(texts.get(EASEL));
        if (record.isEmpty()) {
            return foreign;
        }
        try {
            String parameters = texts.getOrDefault(PARAMETERS, "");
            return Optional.of(EaselRecord.parse(record.get()).settings(parameters));
        } catch (EaselException e) {
            String reason = SettingsText.shortened(String.valueOf(e.getMessage()), LONGEST_REASON);
            String sentence =
                    "Easel's record in %s is not readable: %s"
                            .formatted(file.getFileName(), reason);
            return Optional.of(
                    foreign.orElseThrow(() -> new EaselException(sentence, e))
                            .noting(sentence + " Its A1111 text was used instead."));
        }
    }

    private static Optional<SavedSettings> foreignSettings(Map<String, String> texts) {
        return Optional.ofNullable(texts.get(PARAMETERS))
                .filter(text -> !text.isBlank())
                .filter(text -> isInfotext(text, texts.get(FOOOCUS_SCHEME)))
                .map(A1111Settings::read)
                .or(() -> ForeignSettings.in(texts));
    }

    // Fooocus writes either A1111's text or JSON of its own under the same keyword.
    private static boolean isInfotext(String text, @Nullable String fooocusScheme) {
        boolean isJson = text.startsWith("{\"") && text.endsWith("}");
        return fooocusScheme == null ? !isJson : fooocusScheme.equals("a1111");
    }
}
