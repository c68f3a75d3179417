package studio.easel.app.render;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import studio.easel.app.files.PictureHash;
import studio.easel.app.files.PngFile;
import studio.easel.engine.EaselException;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;
import studio.easel.engine.animation.Animation;
import studio.easel.engine.animation.DeforumSettings;
import studio.easel.engine.animation.FileReference;
import studio.easel.engine.animation.Pictures;
import studio.easel.engine.picture.Fit;

/**
 * The pictures a settings file asks for, from its own folder and below; nothing else is opened, and
 * nothing is fetched.
 */
public final class ProjectPictures implements Pictures {
    private final Animation animation;
    private final Optional<RgbImage> initial;
    private final Optional<Mask> mask;
    private final Optional<RgbImage> colours;
    private final InputVideo video;

    /**
     * @param folder of the settings file
     * @param video frames of the input video; {@link InputVideo#none} without one
     * @param notes hears what was asked for and is not opened
     * @throws EaselException when a picture that is needed is missing or damaged
     */
    public ProjectPictures(
            Path folder, Animation animation, InputVideo video, Consumer<String> notes) {
        this.animation = animation;
        this.video = video;
        DeforumSettings settings = animation.settings();
        this.initial =
                settings.flag("use_init")
                        ? file(folder, settings, "init_image", notes).map(this::picture)
                        : Optional.empty();
        this.mask =
                settings.flag("use_mask")
                        ? file(folder, settings, "mask_file", notes).map(this::mask)
                        : Optional.empty();
        this.colours =
                settings.text("color_coherence").equals("Image")
                        ? file(folder, settings, "color_coherence_image_path", notes)
                                .map(this::picture)
                        : Optional.empty();
    }

    /** A file the settings name, where it lies below {@code folder}. */
    public static Optional<Path> file(
            Path folder, DeforumSettings settings, String key, Consumer<String> notes) {
        Optional<FileReference> asked =
                settings.references().stream()
                        .filter(reference -> reference.key().equals(key))
                        .findFirst();
        if (asked.isEmpty()) {
            throw new EaselException(
                    "The settings want a file for %s and name none. Name one in the settings file, in its own folder."
                            .formatted(key));
        }
        if (asked.get().where() != FileReference.Where.INSIDE) {
            notes.accept(asked.get().sentence());
            return Optional.empty();
        }
        String name = asked.get().text().strip().replaceAll("^[\"']+|[\"']+$", "").strip();
        Path file = folder.resolve(name);
        try {
            if (!Files.isRegularFile(file) || !file.toRealPath().startsWith(folder.toRealPath())) {
                throw new EaselException(
                        "%s asks for %s, which is not in %s. Copy it there, or change the settings."
                                .formatted(key, name, folder));
            }
        } catch (IOException e) {
            throw new EaselException("%s cannot be read (%s).".formatted(file, e), e);
        }
        return Optional.of(file);
    }

    private RgbImage picture(Path file) {
        return Fit.STRETCH.of(PngFile.read(file).image(), animation.width(), animation.height());
    }

    private Mask mask(Path file) {
        Mask painted =
                Fit.STRETCH.of(PngFile.readMask(file), animation.width(), animation.height());
        return animation.settings().flag("invert_mask") ? inverted(painted) : painted;
    }

    private static Mask inverted(Mask mask) {
        byte[] grey = mask.grey();
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (byte) (255 - (grey[i] & 0xFF));
        }
        return new Mask(mask.width(), mask.height(), grey);
    }

    /** Fingerprints of what was opened, by the settings that name it. */
    public Map<String, String> fingerprints() {
        Map<String, String> fingerprints = new LinkedHashMap<>();
        initial.ifPresent(it -> fingerprints.put("init_image", PictureHash.of(it).sha256()));
        mask.ifPresent(it -> fingerprints.put("mask_file", PictureHash.of(it).sha256()));
        colours.ifPresent(
                it -> fingerprints.put("color_coherence_image_path", PictureHash.of(it).sha256()));
        video.sha256().ifPresent(it -> fingerprints.put("video_init_path", it));
        return fingerprints;
    }

    @Override
    public Optional<RgbImage> initial() {
        return initial;
    }

    @Override
    public Optional<Mask> mask(int frame) {
        return mask;
    }

    @Override
    public RgbImage video(int frame) {
        return Fit.STRETCH.of(video.frame(frame), animation.width(), animation.height());
    }

    @Override
    public Optional<RgbImage> colours() {
        return colours;
    }
}
