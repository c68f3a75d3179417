package studio.easel.app.animate;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.input.ContextMenuEvent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.text.TextAlignment;
import org.jspecify.annotations.Nullable;
import studio.easel.app.Words;
import studio.easel.engine.animation.Easing;
import studio.easel.engine.animation.KeyframeCurve;
import studio.easel.engine.animation.KeyframeSchedule;

/**
 * A schedule's values at all frames as a curve, and its keys where it has any. The key that is
 * chosen is the one at the playhead.
 */
final class CurveChart extends Chart {
    private static final double TALL = 60;
    private static final double MARGIN = 8;
    private static final double REACH = 7;
    private static final double RADIUS = 4;
    private static final int STEPS = 200; // that a lane's height is divided into by arrow keys

    private final Words words = Words.of(CurveChart.class);
    private final String lane;
    private double lowest;
    private double highest = 1;
    private @Nullable Drag drag;

    /** A key that is being dragged, from the curve as it was. */
    private record Drag(
            KeyframeCurve curve,
            KeyframeCurve.Key key,
            double lowest,
            double highest,
            Object stroke) {}

    CurveChart(String lane, AnimateModel model, TimeAxis axis, Inks inks) {
        super(model, axis, inks, TALL);
        this.lane = lane;
        setId("curve-" + lane);
        setAccessibleText(words.say("curve", Lane.words(lane)));
        setAccessibleHelp(words.say("curve.keys"));
        addEventHandler(MouseEvent.MOUSE_PRESSED, this::press);
        addEventHandler(MouseEvent.MOUSE_DRAGGED, this::drag);
        addEventHandler(MouseEvent.MOUSE_RELEASED, event -> drag = null);
        addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
        addEventHandler(ContextMenuEvent.CONTEXT_MENU_REQUESTED, this::menu);
        model.score().addListener((property, before, now) -> draw());
        model.playback()
                .frame()
                .addListener((property, before, now) -> moved(before.intValue(), now.intValue()));
    }

    // Drawing

    private Optional<Lane> read() {
        return Optional.ofNullable(model.score().get().lanes().get(lane));
    }

    private void moved(int before, int now) {
        boolean chosen =
                read().flatMap(Lane::curve)
                        .filter(curve -> curve.at(before).isPresent() || curve.at(now).isPresent())
                        .isPresent();
        if (chosen) {
            draw();
        }
    }

    @Override
    void draw(GraphicsContext sheet, double width, double tall) {
        grid(sheet, tall);
        Optional<Lane> now = read();
        now.flatMap(Lane::schedule).ifPresent(schedule -> curve(sheet, width, schedule));
        now.flatMap(Lane::curve).ifPresent(curve -> keys(sheet, curve));
        if (now.flatMap(Lane::wrong).isPresent()) {
            sheet.setFill(inks.get(Inks.Ink.WRONG));
            sheet.setTextAlign(TextAlignment.LEFT);
            sheet.setTextBaseline(VPos.CENTER);
            sheet.fillText(words.say("curve.unreadable"), TimeAxis.MARGIN, tall / 2);
        }
    }

    private void curve(GraphicsContext sheet, double width, KeyframeSchedule schedule) {
        if (drag == null) {
            range(schedule);
        }
        boolean idle = !Lane.idle(lane, model.settings().get()).isEmpty();
        sheet.setStroke(inks.get(idle ? Inks.Ink.IDLE : Inks.Ink.LINE));
        sheet.setLineWidth(1.5);
        sheet.beginPath();
        int from = Math.max(0, axis.frame(0) - 1);
        int to = Math.min(schedule.frames() - 1, axis.frame(width) + 1);
        boolean begun = false;
        double last = Double.NEGATIVE_INFINITY;
        for (int frame = from; frame <= to; frame++) {
            double x = axis.x(frame);
            double y = y(schedule.at(frame));
            if (!begun) {
                sheet.moveTo(x, y);
            } else if (x - last >= 0.5 || frame == to) {
                sheet.lineTo(x, y);
            } else {
                continue;
            }
            begun = true;
            last = x;
        }
        sheet.stroke();
        sheet.setFill(inks.get(Inks.Ink.WORDS));
        sheet.setTextAlign(TextAlignment.RIGHT);
        sheet.setTextBaseline(VPos.TOP);
        sheet.fillText(number(highest), width - 4, 1);
        sheet.setTextBaseline(VPos.BOTTOM);
        sheet.fillText(number(lowest), width - 4, TALL - 1);
    }

    private void range(KeyframeSchedule schedule) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int frame = 0; frame < schedule.frames(); frame++) {
            double value = schedule.at(frame);
            if (Double.isFinite(value)) {
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
        }
        if (least > most) {
            least = 0;
            most = 0;
        }
        double room = most - least < 1e-9 ? Math.max(0.05, Math.abs(most) * 0.1) : 0;
        lowest = least - room;
        highest = most + room;
    }

    private void keys(GraphicsContext sheet, KeyframeCurve curve) {
        int here = model.playback().frame().get();
        for (KeyframeCurve.Key key : curve.keys()) {
            double x = axis.x(key.frame());
            double y = y(key.value());
            sheet.setFill(inks.get(key.frame() == here ? Inks.Ink.CHOSEN : Inks.Ink.KEY));
            sheet.setStroke(inks.get(Inks.Ink.LINE));
            sheet.setLineWidth(1.5);
            double side = 2 * RADIUS;
            if (key.easing() instanceof Easing.Hold) {
                sheet.fillRect(x - RADIUS, y - RADIUS, side, side);
                sheet.strokeRect(x - RADIUS, y - RADIUS, side, side);
            } else if (key.easing() instanceof Easing.Bezier) {
                double[] xs = {x - RADIUS - 1, x, x + RADIUS + 1, x};
                double[] ys = {y, y - RADIUS - 1, y, y + RADIUS + 1};
                sheet.fillPolygon(xs, ys, 4);
                sheet.strokePolygon(xs, ys, 4);
            } else {
                sheet.fillOval(x - RADIUS, y - RADIUS, side, side);
                sheet.strokeOval(x - RADIUS, y - RADIUS, side, side);
            }
        }
    }

    private double y(double value) {
        double share = (value - lowest) / (highest - lowest);
        double drawn = TALL - MARGIN - share * (TALL - 2 * MARGIN);
        return Double.isFinite(drawn) ? Math.max(-TALL, Math.min(2 * TALL, drawn)) : TALL / 2;
    }

    private double value(double y) {
        double share = (TALL - MARGIN - y) / (TALL - 2 * MARGIN);
        return rounded(lowest + share * (highest - lowest));
    }

    /** No finer than a pixel shows, so that what is dragged reads well. */
    private double rounded(double value) {
        double pixel = (highest - lowest) / (TALL - 2 * MARGIN);
        double grain = Math.pow(10, Math.floor(Math.log10(pixel)));
        double coarse = Math.rint(value / grain) * grain;
        return Double.parseDouble(String.format(Locale.ROOT, "%.10g", coarse));
    }

    private static String number(double value) {
        String plain = String.format(Locale.ROOT, "%.4f", value);
        return plain.replaceFirst("\\.?0+$", "");
    }

    // Mouse

    private Optional<KeyframeCurve.Key> near(double x, double y) {
        return model.curve(lane).stream()
                .flatMap(curve -> curve.keys().stream())
                .filter(key -> Math.hypot(axis.x(key.frame()) - x, y(key.value()) - y) <= REACH)
                .min(Comparator.comparingDouble(key -> Math.abs(axis.x(key.frame()) - x)));
    }

    private void press(MouseEvent event) {
        Optional<KeyframeCurve.Key> key = near(event.getX(), event.getY());
        model.playback()
                .seek(key.map(KeyframeCurve.Key::frame).orElseGet(() -> axis.frame(event.getX())));
        if (event.getButton() != MouseButton.PRIMARY) {
            return;
        }
        if (event.getClickCount() == 2 && key.isEmpty()) {
            add(axis.frame(event.getX()), event.getY());
        }
        Optional<KeyframeCurve.Key> held = key.isPresent() ? key : near(event.getX(), event.getY());
        model.curve(lane)
                .flatMap(
                        curve -> held.map(it -> new Drag(curve, it, lowest, highest, new Object())))
                .ifPresent(begun -> drag = begun);
    }

    /** On the curve where the pointer is near it, otherwise where the pointer is. */
    private void add(int frame, double y) {
        double there = valueAt(frame);
        model.put(
                lane,
                new KeyframeCurve.Key(
                        frame,
                        Math.abs(y(there) - y) <= REACH ? rounded(there) : value(y),
                        easingBefore(frame)));
    }

    private void drag(MouseEvent event) {
        Drag held = drag;
        if (held == null || !event.isPrimaryButtonDown()) {
            return;
        }
        int frame = snapped(event);
        boolean taken = frame != held.key().frame() && held.curve().at(frame).isPresent();
        boolean level = event.isShiftDown();
        double value = level ? held.key().value() : value(event.getY());
        KeyframeCurve.Key moved =
                new KeyframeCurve.Key(
                        taken ? held.key().frame() : frame, value, held.key().easing());
        KeyframeCurve others = held.curve();
        KeyframeCurve without = others.without(held.key().frame());
        boolean only = others.keys().size() == 1;
        KeyframeCurve next = only ? new KeyframeCurve(List.of(moved)) : without.with(moved);
        model.draw(lane, next, held.stroke());
        model.playback().seek(moved.frame());
    }

    private void menu(ContextMenuEvent event) {
        ContextMenu menu = new ContextMenu();
        int here = model.playback().frame().get();
        Optional<KeyframeCurve> curve = model.curve(lane);
        if (curve.isEmpty()) {
            return;
        }
        if (curve.get().at(here).isPresent()) {
            menu.getItems()
                    .addAll(
                            entry("curve.linear", () -> ease(new Easing.Linear())),
                            entry("curve.hold", () -> ease(new Easing.Hold())),
                            entry("curve.ease", () -> ease(Easing.Bezier.inAndOut())),
                            new SeparatorMenuItem(),
                            entry("curve.delete", () -> model.remove(lane, here)));
        } else {
            menu.getItems().add(entry("curve.add", this::addHere));
        }
        menu.setAutoHide(true);
        menu.show(this, event.getScreenX(), event.getScreenY());
        event.consume();
    }

    private MenuItem entry(String key, Runnable command) {
        MenuItem entry = new MenuItem(words.say(key));
        entry.setOnAction(event -> command.run());
        return entry;
    }

    // Keyboard

    private void pressed(KeyEvent event) {
        if (handled(event)) {
            event.consume();
        }
    }

    private boolean handled(KeyEvent event) {
        if (event.isAltDown()) {
            return nudge(event);
        }
        if (event.isShortcutDown()) {
            boolean right = event.getCode() == KeyCode.RIGHT;
            return (right || event.getCode() == KeyCode.LEFT) && next(right);
        }
        switch (event.getCode()) {
            case DELETE, BACK_SPACE -> model.remove(lane, model.playback().frame().get());
            case ENTER, INSERT -> addHere();
            case L -> ease(new Easing.Linear());
            case H -> ease(new Easing.Hold());
            case E -> ease(Easing.Bezier.inAndOut());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean next(boolean right) {
        int here = model.playback().frame().get();
        model.curve(lane).stream()
                .flatMap(curve -> curve.keys().stream())
                .mapToInt(KeyframeCurve.Key::frame)
                .filter(frame -> right ? frame > here : frame < here)
                .reduce((a, b) -> right ? Math.min(a, b) : Math.max(a, b))
                .ifPresent(model.playback()::seek);
        return true;
    }

    private boolean nudge(KeyEvent event) {
        int times = event.isShiftDown() ? 10 : 1;
        double grain = rounded((highest - lowest) / STEPS);
        return switch (event.getCode()) {
            case UP -> shift(0, grain * times);
            case DOWN -> shift(0, -grain * times);
            case LEFT -> shift(-times, 0);
            case RIGHT -> shift(times, 0);
            case COMMA, PERIOD -> {
                int here = model.playback().frame().get();
                boolean on = event.getCode() == KeyCode.PERIOD;
                yield shift(model.sound().beat(here, on).orElse(here) - here, 0);
            }
            default -> false;
        };
    }

    private boolean shift(int frames, double value) {
        int here = model.playback().frame().get();
        Optional<KeyframeCurve> curve = model.curve(lane);
        Optional<KeyframeCurve.Key> key = curve.flatMap(it -> it.at(here));
        int there = Math.max(0, Math.min(axis.frames() - 1, here + frames));
        if (key.isPresent() && (there == here || curve.get().at(there).isEmpty())) {
            KeyframeCurve.Key moved =
                    new KeyframeCurve.Key(
                            there, rounded(key.get().value() + value), key.get().easing());
            KeyframeCurve next =
                    curve.get().keys().size() == 1
                            ? new KeyframeCurve(List.of(moved))
                            : curve.get().without(here).with(moved);
            model.draw(lane, next, "nudge " + lane);
            model.playback().seek(there);
        }
        return true;
    }

    private void addHere() {
        int here = model.playback().frame().get();
        if (model.curve(lane).flatMap(curve -> curve.at(here)).isEmpty()) {
            model.put(
                    lane, new KeyframeCurve.Key(here, rounded(valueAt(here)), easingBefore(here)));
        }
    }

    private void ease(Easing easing) {
        int here = model.playback().frame().get();
        model.curve(lane)
                .flatMap(curve -> curve.at(here))
                .ifPresent(
                        key -> model.put(lane, new KeyframeCurve.Key(here, key.value(), easing)));
    }

    private Easing easingBefore(int frame) {
        return model.curve(lane)
                .map(curve -> curve.easingBefore(frame))
                .orElse(new Easing.Linear());
    }

    private double valueAt(int frame) {
        return model.lane(lane).flatMap(Lane::schedule).map(it -> it.at(frame)).orElse(0.0);
    }
}
