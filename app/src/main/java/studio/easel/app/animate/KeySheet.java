package studio.easel.app.animate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import studio.easel.app.Notice;
import studio.easel.app.Words;
import studio.easel.engine.animation.DeforumSettings;
import studio.easel.engine.animation.KeyframeCurve;
import studio.easel.engine.animation.KeyframeText;
import studio.easel.engine.animation.ScheduleException;

/**
 * The keys of all schedules and prompts, frame by frame; whatever is done to a row is undone at
 * once. Nothing is kept here but what was read of the settings.
 */
final class KeySheet {
    private static final DeforumSettings DEFAULTS = DeforumSettings.defaults();
    private static final String NUMBER = "[+-]?[0-9]*[.,]?[0-9]+";

    /**
     * A frame with keys.
     *
     * @param values of the schedules that have a key here: numbers, or formulas as written
     * @param prompt that begins here; empty where none does
     */
    record Row(int frame, Map<String, String> values, String prompt) {}

    private final AnimateModel model;
    private final ReadOnlyObjectWrapper<List<Row>> rows = new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<List<String>> lanes =
            new ReadOnlyObjectWrapper<>(List.of());

    KeySheet(AnimateModel model) {
        this.model = model;
        model.score().addListener((property, before, now) -> read(now));
    }

    private void read(Score score) {
        List<Lane> used = score.lanes().values().stream().filter(KeySheet::isUsed).toList();
        Map<Integer, Map<String, String>> values = new TreeMap<>();
        for (Lane lane : used) {
            lane.keys()
                    .forEach(
                            (frame, value) ->
                                    values.computeIfAbsent(frame, it -> new LinkedHashMap<>())
                                            .put(lane.name(), value));
        }
        Map<Integer, String> prompts = new TreeMap<>();
        score.prompts().forEach(prompt -> prompts.put(prompt.frame(), prompt.text()));
        TreeSet<Integer> frames = new TreeSet<>(values.keySet());
        frames.addAll(prompts.keySet());
        lanes.set(used.stream().map(Lane::name).toList());
        rows.set(
                frames.stream()
                        .map(
                                frame ->
                                        new Row(
                                                frame,
                                                values.getOrDefault(frame, Map.of()),
                                                prompts.getOrDefault(frame, "")))
                        .toList());
    }

    /** Whether somebody wrote it: it has more than the one key that every schedule begins with. */
    private static boolean isUsed(Lane lane) {
        return !lane.keys().isEmpty() && !lane.text().equals(DEFAULTS.text(lane.name()));
    }

    /** By rising frame. */
    ReadOnlyObjectProperty<List<Row>> rows() {
        return rows.getReadOnlyProperty();
    }

    /** The schedules that differ from Deforum's own: the columns. */
    ReadOnlyObjectProperty<List<String>> lanes() {
        return lanes.getReadOnlyProperty();
    }

    /** The row of a frame. */
    Optional<Row> at(int frame) {
        return rows.get().stream().filter(row -> row.frame() == frame).findFirst();
    }

    // Commands

    /** Holds every schedule of the table at a frame to the value it has there. */
    void add(int frame) {
        List<String> used = lanes.get().isEmpty() ? model.lanes() : lanes.get();
        change(used, lane -> lane.curve().map(curve -> held(lane, curve, frame).text()));
        model.playback().seek(frame);
    }

    private static KeyframeCurve held(Lane lane, KeyframeCurve curve, int frame) {
        double value = lane.schedule().map(it -> it.at(frame)).orElse(0.0);
        double plain = Double.parseDouble(String.format(Locale.ROOT, "%.6g", value));
        return curve.at(frame).isPresent()
                ? curve
                : curve.with(new KeyframeCurve.Key(frame, plain, curve.easingBefore(frame)));
    }

    /** Takes all keys at a frame away; a schedule's only key and the last prompt stay. */
    void remove(int frame) {
        DeforumSettings without =
                changed(model.settings().get(), lanes.get(), lane -> without(lane, frame));
        Map<String, String> prompts = Score.prompts(without);
        promptAt(frame).filter(key -> prompts.size() > 1).ifPresent(prompts::remove);
        DeforumSettings next = without.with(Score.promptsName(without), prompts);
        if (next.values().equals(model.settings().get().values())) {
            model.say(Notice.of(words().say("keys.stay")));
        }
        model.change(next, new Object());
    }

    /**
     * Moves all keys of a frame to another one.
     *
     * @return whether they are there now: not where that frame has keys
     */
    boolean move(int from, int to) {
        int frames = model.score().get().frames();
        if (from == to || at(from).isEmpty()) {
            return false;
        }
        if (to < 0 || to >= frames || at(to).isPresent()) {
            model.say(
                    Notice.problem(
                            at(to).isPresent()
                                    ? words().say("keys.taken", to)
                                    : words().say("keys.no-frame", to, frames - 1)));
            return false;
        }
        DeforumSettings moved =
                changed(
                        model.settings().get(),
                        lanes.get(),
                        lane ->
                                lane.curve()
                                        .map(curve -> curve.moved(from, to).text())
                                        .or(() -> text(lane).map(it -> it.moved(from, to).text())));
        Optional<String> key = promptAt(from);
        Map<String, String> prompts = new LinkedHashMap<>();
        Score.prompts(moved)
                .forEach(
                        (at, words) ->
                                prompts.put(
                                        key.filter(at::equals).isPresent()
                                                ? Integer.toString(to)
                                                : at,
                                        words));
        model.change(moved.with(Score.promptsName(moved), prompts), new Object());
        model.playback().seek(to);
        return true;
    }

    /**
     * Writes a schedule's key at a frame; nothing takes it away.
     *
     * @return what is wrong with it; empty where it is written
     */
    String write(String name, int frame, String typed) {
        Optional<Lane> known = model.lane(name);
        if (known.isEmpty()) {
            return words().say("key.no-frames");
        }
        Lane lane = known.get();
        DeforumSettings settings = model.settings().get();
        if (lane.wrong().isPresent()) {
            return String.valueOf(lane.wrong().get().getMessage());
        }
        if (typed.isBlank() && lane.keys().size() == 1 && lane.keys().containsKey(frame)) {
            return words().say("key.only");
        }
        Optional<String> next = typed.isBlank() ? without(lane, frame) : with(lane, frame, typed);
        String text = next.orElse(lane.text());
        Optional<ScheduleException> wrong =
                Lane.of(name, settings.with(name, text), lane.variables()).wrong();
        if (wrong.isPresent()) {
            return String.valueOf(wrong.get().getMessage());
        }
        if (!typed.strip().equals(lane.keys().getOrDefault(frame, ""))) {
            model.change(settings.with(name, text), "key %s %d".formatted(name, frame));
        }
        return "";
    }

    private static Optional<String> without(Lane lane, int frame) {
        return lane.curve()
                .map(curve -> curve.without(frame).text())
                .or(() -> text(lane).map(it -> it.without(frame).text()));
    }

    private static Optional<String> with(Lane lane, int frame, String typed) {
        String plain = typed.strip();
        Optional<KeyframeCurve> curve = lane.curve().filter(it -> plain.matches(NUMBER));
        return curve.map(
                        it ->
                                it.with(
                                                new KeyframeCurve.Key(
                                                        frame,
                                                        Double.parseDouble(plain.replace(',', '.')),
                                                        it.at(frame)
                                                                .map(KeyframeCurve.Key::easing)
                                                                .orElseGet(
                                                                        () ->
                                                                                it.easingBefore(
                                                                                        frame))))
                                        .text())
                .or(() -> text(lane).map(it -> it.with(frame, plain).text()));
    }

    /** Writes the prompt that begins at a frame; nothing takes it away, unless it is the last. */
    void writePrompt(int frame, String words) {
        Optional<String> key = promptAt(frame);
        if (!words.isBlank()) {
            model.prompt(key.orElse(Integer.toString(frame)), words);
        } else {
            key.ifPresent(model::removePrompt);
        }
    }

    private Optional<String> promptAt(int frame) {
        return model.score().get().prompts().stream()
                .filter(prompt -> prompt.frame() == frame)
                .map(Score.PromptKey::key)
                .findFirst();
    }

    private static Optional<KeyframeText> text(Lane lane) {
        return lane.wrong().isPresent()
                ? Optional.empty()
                : Optional.of(KeyframeText.of(lane.text(), lane.variables()));
    }

    private static Words words() {
        return Words.of(KeySheet.class);
    }

    private void change(List<String> names, Function<Lane, Optional<String>> edit) {
        model.change(changed(model.settings().get(), names, edit), new Object());
    }

    private DeforumSettings changed(
            DeforumSettings settings, List<String> names, Function<Lane, Optional<String>> edit) {
        DeforumSettings next = settings;
        for (String name : new ArrayList<>(names)) {
            Optional<Lane> lane = model.lane(name);
            Optional<String> text = lane.flatMap(it -> edit.apply(it));
            if (text.isPresent() && !isSame(lane.get(), text.get())) {
                next = next.with(name, text.get());
            }
        }
        return next;
    }

    /** What means the same stays as somebody wrote it. */
    private static boolean isSame(Lane lane, String text) {
        return lane.curve()
                .map(curve -> curve.text().equals(text))
                .orElseGet(
                        () -> KeyframeText.of(text, lane.variables()).values().equals(lane.keys()));
    }
}
