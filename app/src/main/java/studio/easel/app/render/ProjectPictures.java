package studio.easel.app.render;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import studio.easel.engine.animation.frame.MaskLevels;
import studio.easel.engine.picture.Fit;

/**
 * The pictures a settings file asks for, from its own folder and below; nothing else is opened, and
 * nothing is fetched.
 */
public final class ProjectPictures implements Pictures {
    private final Path folder;
    private final Animation animation;
    private final Optional<RgbImage> initial;
    private final Optional<Mask> opacity;
    private final Optional<Mask> mask;
    private final Optional<RgbImage> colours;
    private final InputVideo video;
    private final InputVideo maskVideo;
    private final List<Path> guides = new ArrayList<>();
    private final Map<Path, RgbImage> guide = new HashMap<>();

    /**
     * @param folder of the settings file
     * @param video frames of the input video; {@link InputVideo#none} without one
     * @param maskVideo frames of the mask video; {@link InputVideo#none} without one
     * @param notes hears what was asked for and is not opened
     * @throws EaselException when a picture that is needed is missing or damaged
     */
    public ProjectPictures(
            Path folder,
            Animation animation,
            InputVideo video,
            InputVideo maskVideo,
            Consumer<String> notes) {
        this.folder = folder;
        this.animation = animation;
        this.video = video;
        this.maskVideo = maskVideo;
        DeforumSettings settings = animation.settings();
        Optional<Path> first =
                settings.flag("use_init")
                        ? file(folder, settings, "init_image", notes)
                        : Optional.empty();
        this.initial = first.map(this::picture);
        boolean masked = settings.flag("use_mask");
        this.opacity =
                masked && settings.flag("use_alpha_as_mask")
                        ? first.map(PngFile::readOpacity)
                                .filter(it -> !it.isBlack() && !it.isWhite())
                                .map(this::fitting)
                        : Optional.empty();
        boolean needed = opacity.isEmpty() && !animation.hasMaskVideo();
        this.mask =
                masked && (needed || isNamed(settings, "mask_file"))
                        ? file(folder, settings, "mask_file", notes).map(this::mask)
                        : Optional.empty();
        this.colours =
                settings.text("color_coherence").equals("Image")
                        ? file(folder, settings, "color_coherence_image_path", notes)
                                .map(this::picture)
                        : Optional.empty();
        for (String name : animation.guideNames()) {
            guides.add(needed(folder, FileReference.of("init_images", name)));
        }
    }

    private static boolean isNamed(DeforumSettings settings, String key) {
        return settings.references().stream()
                .anyMatch(it -> it.key().equals(key) && it.where() == FileReference.Where.INSIDE);
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
        return Optional.of(found(folder, asked.get()));
    }

    /** A file there is no animation without. */
    static Path needed(Path folder, FileReference asked) {
        if (asked.where() != FileReference.Where.INSIDE) {
            throw new EaselException(asked.sentence());
        }
        return found(folder, asked);
    }

    private static Path found(Path folder, FileReference asked) {
        String name = asked.name();
        Path file = folder.resolve(name);
        try {
            if (!Files.isRegularFile(file) || !file.toRealPath().startsWith(folder.toRealPath())) {
                throw new EaselException(
                        "%s asks for %s, which is not in %s. Copy it there, or change the settings."
                                .formatted(asked.key(), name, folder));
            }
        } catch (IOException e) {
            throw new EaselException("%s cannot be read (%s).".formatted(file, e), e);
        }
        return file;
    }

    private RgbImage picture(Path file) {
        return Fit.STRETCH.of(PngFile.read(file).image(), animation.width(), animation.height());
    }

    private Mask mask(Path file) {
        return levelled(PngFile.readMask(file));
    }

    private Mask fitting(Mask painted) {
        return Fit.STRETCH.of(painted, animation.width(), animation.height());
    }

    private Mask levelled(Mask painted) {
        DeforumSettings settings = animation.settings();
        return MaskLevels.of(
                        settings.number("mask_brightness_adjust"),
                        settings.number("mask_contrast_adjust"),
                        animation.fidelity())
                .of(fitting(painted));
    }

    /** Fingerprints of what was opened, by the settings that name it. */
    public Map<String, String> fingerprints() {
        Map<String, String> fingerprints = new LinkedHashMap<>();
        initial.ifPresent(it -> fingerprints.put("init_image", PictureHash.of(it).sha256()));
        mask.ifPresent(it -> fingerprints.put("mask_file", PictureHash.of(it).sha256()));
        colours.ifPresent(
                it -> fingerprints.put("color_coherence_image_path", PictureHash.of(it).sha256()));
        opacity.ifPresent(it -> fingerprints.put("use_alpha_as_mask", PictureHash.of(it).sha256()));
        video.sha256().ifPresent(it -> fingerprints.put("video_init_path", it));
        maskVideo.sha256().ifPresent(it -> fingerprints.put("video_mask_path", it));
        for (int i = 0; i < guides.size(); i++) {
            fingerprints.put("init_images " + i, PictureHash.of(guide(i)).sha256());
        }
        return fingerprints;
    }

    @Override
    public Optional<RgbImage> initial() {
        return initial;
    }

    @Override
    public Optional<Mask> opacity() {
        return opacity;
    }

    @Override
    public Optional<Mask> mask() {
        return mask;
    }

    @Override
    public Optional<Mask> videoMask(int frame) {
        return maskVideo.isThere()
                ? Optional.of(levelled(Mask.of(maskVideo.held(frame))))
                : Optional.empty();
    }

    @Override
    public Optional<Mask> namedMask(String file) {
        return Optional.of(mask(needed(folder, FileReference.of("mask_schedule", file))));
    }

    @Override
    public RgbImage video(int frame) {
        return Fit.STRETCH.of(video.held(frame), animation.width(), animation.height());
    }

    @Override
    public Optional<RgbImage> colours() {
        return colours;
    }

    @Override
    public RgbImage guide(int index) {
        Path file = guides.get(index);
        if (!guide.containsKey(file)) {
            guide.clear(); // one after the other leads, for many frames
            guide.put(file, picture(file));
        }
        return Objects.requireNonNull(guide.get(file));
    }
}
