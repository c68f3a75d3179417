package studio.easel.app.animate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.easel.app.Sentence;
import studio.easel.app.Words;
import studio.easel.app.render.ProjectPictures;
import studio.easel.engine.EaselException;
import studio.easel.engine.animation.DeforumSettings;
import studio.easel.engine.animation.FileReference;
import studio.easel.engine.video.SoundFile;
import studio.easel.engine.video.Waveform;

/** The soundtrack that the settings name, heard on a thread of its own, and its beats. */
final class SoundModel {
    private static final Logger LOG = LoggerFactory.getLogger(SoundModel.class);

    private final Executor listening;
    private final Executor window;
    private final ReadOnlyBooleanWrapper wanted = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<@Nullable Waveform> waveform =
            new ReadOnlyObjectWrapper<>();
    private final Sentence words = new Sentence();
    private final ReadOnlyObjectWrapper<List<Integer>> beats =
            new ReadOnlyObjectWrapper<>(List.of());
    private final BooleanProperty snapping = new SimpleBooleanProperty(true);
    private List<String> followed = List.of();
    private double framesPerSecond = 15;
    private int frames = 1;

    SoundModel(Executor listening, Executor window) {
        this.listening = listening;
        this.window = window;
    }

    // Properties

    /** Whether the settings want a sound. */
    ReadOnlyBooleanProperty wanted() {
        return wanted.getReadOnlyProperty();
    }

    /** What it looks like; null before it is heard. */
    ReadOnlyObjectProperty<@Nullable Waveform> waveform() {
        return waveform.getReadOnlyProperty();
    }

    /** "song.mp3, 120 beats a minute", or why there is nothing to see. */
    StringBinding words() {
        return words;
    }

    /** The frames with a beat, rising. */
    ReadOnlyObjectProperty<List<Integer>> beats() {
        return beats.getReadOnlyProperty();
    }

    /** Whether what is dragged stops at beats. */
    BooleanProperty snapping() {
        return snapping;
    }

    double framesPerSecond() {
        return framesPerSecond;
    }

    /** The beat behind a frame, or the one before it. */
    OptionalInt beat(int frame, boolean on) {
        IntStream all = beats.get().stream().mapToInt(Integer::intValue);
        return on ? all.filter(beat -> beat > frame).min() : all.filter(beat -> beat < frame).max();
    }

    // Commands

    /** Takes an animation's length. */
    void fit(int newFrames, double newFramesPerSecond) {
        frames = newFrames;
        framesPerSecond = newFramesPerSecond;
        place();
    }

    /** Hears the sound that settings name, unless it is the one that was heard. */
    void follow(DeforumSettings settings, Path project) {
        String key =
                switch (settings.text("add_soundtrack")) {
                    case "File" -> "soundtrack_path";
                    case "Init Video" -> "video_init_path";
                    default -> "";
                };
        List<String> next =
                key.isEmpty() ? List.of() : List.of(key, settings.text(key), project.toString());
        if (next.equals(followed)) {
            return;
        }
        followed = next;
        wanted.set(!key.isEmpty());
        waveform.set(null);
        place();
        words.say(() -> key.isEmpty() ? "" : say("sound.listening"));
        if (!key.isEmpty()) {
            listening.execute(() -> hear(settings, key, project, next));
        }
    }

    private void hear(DeforumSettings settings, String key, Path project, List<String> asked) {
        try {
            String[] refused = {""};
            Optional<Path> file =
                    ProjectPictures.file(project, settings, key, note -> refused[0] = note);
            if (file.isEmpty()) {
                tell(asked, null, () -> refused[0]);
                return;
            }
            Waveform heard = Waveform.of(file.get());
            String name = String.valueOf(file.get().getFileName());
            tell(asked, heard, () -> tempo(name, heard));
        } catch (EaselException wrong) {
            tell(asked, null, () -> String.valueOf(wrong.getMessage()));
        } catch (CancellationException closing) {
            LOG.debug("Stopped listening.", closing);
        }
    }

    private static String tempo(String name, Waveform heard) {
        double tempo = heard.beats().tempo();
        return tempo > 0 ? say("sound.beats", name, tempo) : say("sound.no-beat", name);
    }

    private static String say(String key, Object... parts) {
        return Words.of(SoundModel.class).say(key, parts);
    }

    private void tell(List<String> asked, @Nullable Waveform heard, Supplier<String> sentence) {
        window.execute(
                () -> {
                    if (asked.equals(followed)) {
                        waveform.set(heard);
                        words.say(sentence);
                        place();
                    }
                });
    }

    private void place() {
        Waveform heard = waveform.get();
        List<Integer> placed =
                heard == null
                        ? List.of()
                        : heard.beats().times().stream()
                                .map(time -> (int) Math.round(time * framesPerSecond))
                                .filter(frame -> frame < frames)
                                .distinct()
                                .toList();
        if (!placed.equals(beats.get())) {
            beats.set(placed);
        }
    }

    /**
     * The name of a sound file below the project's folder; one from elsewhere is copied there.
     *
     * @throws EaselException when it has no sound, or cannot be copied
     */
    static String kept(Path chosen, Path project) {
        SoundFile.open(chosen).close();
        try {
            Files.createDirectories(project);
            Path inside = chosen.toRealPath();
            Path folder = project.toRealPath();
            if (!inside.startsWith(folder)) {
                inside = copied(inside, folder);
            }
            String name = folder.relativize(inside).toString().replace('\\', '/');
            FileReference reference = FileReference.of("soundtrack_path", name);
            if (reference.where() != FileReference.Where.INSIDE || !reference.name().equals(name)) {
                throw new EaselException(say("sound.name", chosen));
            }
            return name;
        } catch (IOException e) {
            throw new EaselException(say("sound.copy", chosen, project, e), e);
        }
    }

    /** Nothing is replaced: another file of that name has this one beside it. */
    private static Path copied(Path file, Path folder) throws IOException {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.') > 0 ? name.lastIndexOf('.') : name.length();
        Path to = folder.resolve(name);
        for (int number = 2; Files.exists(to); number++) {
            if (Files.isRegularFile(to) && Files.mismatch(file, to) < 0) {
                return to;
            }
            to = folder.resolve(name.substring(0, dot) + "-" + number + name.substring(dot));
        }
        Path pending = Files.createTempFile(folder, "sound", ".part");
        try {
            Files.copy(file, pending, StandardCopyOption.REPLACE_EXISTING);
            return Files.move(pending, to);
        } finally {
            Files.deleteIfExists(pending);
        }
    }
}
