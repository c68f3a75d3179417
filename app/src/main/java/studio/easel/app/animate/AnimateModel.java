package studio.easel.app.animate;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import studio.easel.app.Notice;
import studio.easel.app.Words;
import studio.easel.app.files.DeforumFile;
import studio.easel.app.files.PendingFile;
import studio.easel.engine.EaselException;
import studio.easel.engine.ImageSize;
import studio.easel.engine.animation.Animation;
import studio.easel.engine.animation.DeforumSettings;
import studio.easel.engine.animation.KeyframeCurve;

/**
 * Everything the animation screen knows and does. Properties change on the window's thread alone;
 * commands return at once.
 */
public final class AnimateModel {
    private static final long PREVIEW_BYTES =
            Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 4);
    private static final double MOST_SEED = (1L << 32) - 1;

    /** The schedules that are in sight at first. */
    static final List<String> USUAL_LANES =
            List.of(
                    "zoom",
                    "angle",
                    "translation_x",
                    "translation_y",
                    "translation_z",
                    "rotation_3d_x",
                    "rotation_3d_y",
                    "rotation_3d_z",
                    "strength_schedule",
                    "noise_schedule",
                    "cfg_scale_schedule");

    private final Desk desk;
    private final ReadOnlyObjectWrapper<DeforumFile> file;
    private final ReadOnlyObjectWrapper<@Nullable Path> path = new ReadOnlyObjectWrapper<>();
    private final ObjectProperty<DeforumSettings> saved;
    private final History history;
    private final ReadOnlyObjectWrapper<Score> score;
    private final AtomicReference<@Nullable DeforumSettings> unread = new AtomicReference<>();
    private final ReadOnlyObjectWrapper<@Nullable Notice> notice = new ReadOnlyObjectWrapper<>();
    private final ObservableList<String> lanes = FXCollections.observableArrayList(USUAL_LANES);
    private final List<SettingField> fields;
    private final Playback playback = new Playback();
    private final MotionPlayer player;
    private final Rendering rendering;
    private final SoundModel sound;
    private final KeySheet keys;
    private final BooleanBinding dirty;
    private final StringBinding title;

    public AnimateModel(Desk desk) {
        this.desk = desk;
        DeforumFile first = example(desk.usualSize().get());
        this.file = new ReadOnlyObjectWrapper<>(first);
        this.saved = new SimpleObjectProperty<>(first.settings());
        this.history = new History(first.settings());
        this.score = new ReadOnlyObjectWrapper<>(Score.unread(first.settings()));
        this.player =
                new MotionPlayer(desk.previewing(), desk.window(), desk.nanoTime(), PREVIEW_BYTES);
        this.rendering = new Rendering(desk, this::say);
        this.sound = new SoundModel(desk.listening(), desk.window());
        this.keys = new KeySheet(this);
        this.fields =
                List.of(
                        field("W", 64, 2048, true),
                        field("H", 64, 2048, true),
                        field("max_frames", 1, 900_000, true),
                        field("fps", 0.1, 240, false),
                        field("seed", -1, MOST_SEED, true),
                        field("steps", 1, 1000, true),
                        field("strength", 0, 1, false),
                        field("diffusion_cadence", 1, 1000, true));
        this.dirty =
                Bindings.createBooleanBinding(
                        () -> !settings().get().values().equals(saved.get().values()),
                        settings(),
                        saved);
        this.title = Bindings.createStringBinding(this::called, path, dirty, Words.language());
        settings().addListener((property, before, now) -> changed(now));
        path.addListener((property, before, now) -> sound.follow(settings().get(), home()));
        changed(first.settings());
    }

    /** What a new animation is, so that something moves at the first press of Space. */
    static DeforumFile example(ImageSize size) {
        Map<String, Object> prompts = new LinkedHashMap<>();
        prompts.put("0", "a red heart by the sea");
        prompts.put("30", "a purple butterfly in a meadow");
        DeforumSettings settings =
                DeforumSettings.defaults()
                        .with("W", size.width())
                        .with("H", size.height())
                        .with("seed", -1)
                        .with("steps", 20)
                        .with("max_frames", 60)
                        .with("fps", 12)
                        .with("animation_mode", "2D")
                        .with("diffusion_cadence", 2)
                        .with("zoom", "0: (1.02)")
                        .with("angle", "0: (0), 20: (1.5), 40: (-1.5), 59: (0)")
                        .with("strength_schedule", "0: (0.65), 29: (0.65), 30: (0.45), 34: (0.65)")
                        .with("prompts", prompts);
        return DeforumFile.parse(DeforumFile.text(settings));
    }

    // Properties

    ReadOnlyObjectProperty<DeforumSettings> settings() {
        return history.present();
    }

    /** The settings as they were read a moment ago. */
    ReadOnlyObjectProperty<Score> score() {
        return score.getReadOnlyProperty();
    }

    /** "waves (changed)" */
    StringBinding title() {
        return title;
    }

    /** Whether there is something that is not in the file. */
    BooleanBinding dirty() {
        return dirty;
    }

    ReadOnlyBooleanProperty undoable() {
        return history.undoable();
    }

    ReadOnlyBooleanProperty redoable() {
        return history.redoable();
    }

    /** The line above the picture; null where there is nothing to say. */
    ReadOnlyObjectProperty<@Nullable Notice> notice() {
        return notice.getReadOnlyProperty();
    }

    /** The schedules in sight, from top to bottom. */
    ObservableList<String> lanes() {
        return lanes;
    }

    List<SettingField> fields() {
        return fields;
    }

    Playback playback() {
        return playback;
    }

    MotionPlayer player() {
        return player;
    }

    public Rendering rendering() {
        return rendering;
    }

    SoundModel sound() {
        return sound;
    }

    /** The keys of all schedules, frame by frame. */
    KeySheet keys() {
        return keys;
    }

    /** Where the files lie that the settings name: beside them, or where renders go. */
    Path home() {
        return path().map(Path::toAbsolutePath)
                .map(Path::getParent)
                .orElseGet(() -> desk.renders().get());
    }

    /** The settings file; empty for settings that were never saved. */
    Optional<Path> path() {
        return Optional.ofNullable(path.get());
    }

    // Files

    /** Begins an animation with Deforum's own settings and a small example. */
    void startNew() {
        show(example(desk.usualSize().get()), null);
        say(Notice.of(words().say("began")));
    }

    /** Opens a settings file of Deforum's; the one before comes back with Undo. */
    public void open(Path chosen) {
        desk.background()
                .execute(
                        () -> {
                            try {
                                DeforumFile read = DeforumFile.read(chosen);
                                inWindow(() -> opened(read, chosen));
                            } catch (EaselException wrong) {
                                tell(wrong);
                            }
                        });
    }

    private void opened(DeforumFile read, Path from) {
        show(read, from);
        List<String> sentences = new ArrayList<>(read.notes());
        sentences.add(0, words().say("opened", name(from)));
        say(Notice.of(String.join(" ", sentences)));
    }

    private void show(DeforumFile shown, @Nullable Path from) {
        file.set(shown);
        path.set(from);
        saved.set(shown.settings());
        playback.playing().set(false);
        history.lift();
        history.change(shown.settings(), shown);
        playback.repeatAll();
        playback.seek(0);
    }

    /** Writes the settings; from then on the file is theirs. */
    void save(Path to) {
        DeforumSettings now = settings().get();
        String text = file.get().with(now).text();
        desk.background()
                .execute(
                        () -> {
                            try (PendingFile pending =
                                    PendingFile.beside(to, text.getBytes(StandardCharsets.UTF_8))) {
                                pending.replace(to);
                                inWindow(() -> wrote(to, now));
                            } catch (EaselException wrong) {
                                tell(wrong);
                            }
                        });
    }

    private void wrote(Path to, DeforumSettings what) {
        path.set(to);
        saved.set(what);
        say(Notice.of(words().say("saved", name(to))));
    }

    /** The settings as a file has them. */
    public String text() {
        return file.get().with(settings().get()).text();
    }

    /** Takes settings that {@link #text} gave at the last launch. */
    public void recall(String text) {
        try {
            DeforumFile read = DeforumFile.parse(text);
            file.set(read);
            history.restart(read.settings());
            saved.set(read.settings());
        } catch (EaselException damaged) {
            say(Notice.problem(String.valueOf(damaged.getMessage())));
        }
    }

    // Edits

    void undo() {
        history.undo();
    }

    void redo() {
        history.redo();
    }

    /** The next edit is undone by itself. */
    void lift() {
        history.lift();
    }

    /** Changes a setting; edits of one setting in a row are one. */
    void set(String name, Object value) {
        history.change(settings().get().with(name, value), name);
    }

    /** Changes several settings at once; those of one stroke are undone at once. */
    void change(DeforumSettings next, Object stroke) {
        history.change(next, stroke);
    }

    /** Takes a sound file for the soundtrack; one from elsewhere is copied beside the settings. */
    void chooseSound(Path chosen) {
        Path project = home();
        desk.background()
                .execute(
                        () -> {
                            try {
                                String name = SoundModel.kept(chosen, project);
                                inWindow(() -> sounds("File", name));
                            } catch (EaselException wrong) {
                                tell(wrong);
                            }
                        });
    }

    /** Renders without a soundtrack; its file stays. */
    void silence() {
        sounds("None", settings().get().text("soundtrack_path"));
    }

    private void sounds(String which, String file) {
        change(
                settings().get().with("add_soundtrack", which).with("soundtrack_path", file),
                new Object());
    }

    /** Moves the playhead to the next beat, or to the one before. */
    void seekBeat(boolean on) {
        sound.beat(playback.frame().get(), on).ifPresent(playback::seek);
    }

    /** Draws a schedule; what is drawn in one stroke is undone at once. */
    void draw(String lane, KeyframeCurve curve, Object stroke) {
        history.change(settings().get().with(lane, curve.text()), stroke);
    }

    /** Puts a key into a schedule of keys, in place of one at its frame. */
    void put(String lane, KeyframeCurve.Key key) {
        curve(lane).ifPresent(curve -> draw(lane, curve.with(key), new Object()));
    }

    /** Takes the key at a frame away; the last one stays. */
    void remove(String lane, int frame) {
        curve(lane).ifPresent(curve -> draw(lane, curve.without(frame), new Object()));
    }

    /** The keys of a schedule as it is written now; empty where it is a formula, or wrong. */
    Optional<KeyframeCurve> curve(String lane) {
        return lane(lane).flatMap(Lane::curve);
    }

    /** A schedule as it is written now; empty where there are no frames. */
    Optional<Lane> lane(String name) {
        DeforumSettings now = settings().get();
        Score read = score.get();
        if (read.settings() == now) {
            return Optional.ofNullable(read.lanes().get(name));
        }
        try {
            return Optional.of(Lane.of(name, now, now.variables(Math.max(0, now.whole("seed")))));
        } catch (EaselException noFrames) {
            return Optional.empty();
        }
    }

    /** Writes a prompt, or with other words the one at its key. */
    void prompt(String key, String words) {
        Map<String, String> prompts = Score.prompts(settings().get());
        prompts.put(key, words);
        prompts(prompts, "prompt " + key);
    }

    /** Takes a prompt away; the last one stays. */
    void removePrompt(String key) {
        Map<String, String> prompts = Score.prompts(settings().get());
        if (prompts.size() > 1 && prompts.remove(key) != null) {
            prompts(prompts, new Object());
        }
    }

    /** Moves a prompt to another frame, unless another one is there. */
    void movePrompt(String key, int frame, Object stroke) {
        Map<String, String> prompts = Score.prompts(settings().get());
        String to = Integer.toString(frame);
        if (prompts.containsKey(key) && !prompts.containsKey(to)) {
            Map<String, String> moved = new LinkedHashMap<>();
            prompts.forEach((at, words) -> moved.put(at.equals(key) ? to : at, words));
            prompts(moved, stroke);
        }
    }

    private void prompts(Map<String, String> prompts, Object belongsTo) {
        DeforumSettings now = settings().get();
        history.change(now.with(Score.promptsName(now), prompts), belongsTo);
    }

    /** The schedules that are not in sight. */
    List<String> otherLanes() {
        return Animation.schedules().stream().filter(name -> !lanes.contains(name)).toList();
    }

    // Rendering

    /** Renders what is on the screen; says what is wrong with it instead. */
    void render() {
        job(false).ifPresent(rendering::render);
    }

    /** Renders it smaller and with fewer steps, into files of their own. */
    void renderDraft() {
        job(true).ifPresent(rendering::render);
    }

    /** Renders the frames from the playhead on again. */
    void renderAgain() {
        int from = playback.frame().get();
        job(false).ifPresent(job -> rendering.again(job, from));
    }

    /** Stops the render for now, or goes on with it, with the settings as they are by then. */
    void pauseOrGoOn() {
        if (rendering.paused().get()) {
            job(false).ifPresent(rendering::goOn);
        } else {
            rendering.pause();
        }
    }

    private Optional<Rendering.Job> job(boolean draft) {
        Optional<SettingField> wrong =
                fields.stream().filter(field -> !field.error().get().isEmpty()).findFirst();
        DeforumSettings now = settings().get();
        String problem = wrong.map(field -> field.error().get()).orElseGet(() -> problem(now));
        if (!problem.isEmpty()) {
            say(Notice.problem(problem));
            return Optional.empty();
        }
        dismissNotice();
        playback.playing().set(false);
        return Optional.of(new Rendering.Job(file.get().with(now), name(), home(), draft));
    }

    private String problem(DeforumSettings now) {
        return Score.of(now, score.get()).problem();
    }

    void say(Notice line) {
        notice.set(line);
    }

    void dismissNotice() {
        notice.set(null);
    }

    /** "waves" for waves_settings.txt; "animation" for what was never saved. */
    private String name() {
        return path().map(AnimateModel::name)
                .map(it -> it.replaceFirst("(?:[_-]?settings)?\\.[A-Za-z0-9]+$", ""))
                .filter(it -> !it.isBlank())
                .orElse("animation");
    }

    private String called() {
        String called = path().isPresent() ? name() : words().say("unsaved");
        return dirty.get() ? words().say("changed", called) : called;
    }

    private SettingField field(String name, double smallest, double largest, boolean whole) {
        return new SettingField(name, smallest, largest, whole, this::set);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static Words words() {
        return Words.of(AnimateModel.class);
    }

    private void changed(DeforumSettings now) {
        fields.forEach(field -> field.follow(now));
        sound.follow(now, home());
        if (unread.getAndSet(now) == null) {
            desk.reading().execute(this::read);
        }
    }

    private void read() {
        DeforumSettings latest = unread.getAndSet(null);
        if (latest != null) {
            Score fresh = Score.of(latest, score.get());
            inWindow(() -> arrived(fresh));
        }
    }

    private void arrived(Score fresh) {
        playback.fit(fresh.frames(), fresh.settings().number("fps"));
        score.set(fresh);
        sound.fit(fresh.frames(), fresh.settings().number("fps"));
        fresh.animation().ifPresent(player::show);
    }

    private void tell(EaselException wrong) {
        inWindow(() -> say(Notice.problem(String.valueOf(wrong.getMessage()))));
    }

    private void inWindow(Runnable change) {
        desk.window().execute(change);
    }
}
