package studio.easel.app.animate;

import java.util.List;
import java.util.Optional;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.text.TextAlignment;
import org.jspecify.annotations.Nullable;
import studio.easel.app.Words;

/** The prompts as blocks from key to key; the one at the playhead is being edited. */
final class PromptChart extends Chart {
    private static final double TALL = 36;
    private static final double REACH = 6;

    private @Nullable String held;
    private Object stroke = new Object();

    PromptChart(AnimateModel model, TimeAxis axis, Inks inks) {
        super(model, axis, inks, TALL);
        setId("prompts");
        setAccessibleText(Words.of(PromptChart.class).say("prompts"));
        setAccessibleHelp(Words.of(PromptChart.class).say("prompts.keys"));
        addEventHandler(MouseEvent.MOUSE_PRESSED, this::press);
        addEventHandler(MouseEvent.MOUSE_DRAGGED, this::drag);
        addEventHandler(MouseEvent.MOUSE_RELEASED, event -> held = null);
        addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
        model.score().addListener((property, before, now) -> draw());
        model.playback().frame().addListener((property, before, now) -> draw());
    }

    /** The prompt that holds at a frame. */
    static Optional<Score.PromptKey> at(Score score, int frame) {
        List<Score.PromptKey> prompts = score.prompts();
        return prompts.stream()
                .filter(prompt -> prompt.frame() <= frame)
                .reduce((before, later) -> later)
                .or(() -> prompts.stream().findFirst());
    }

    /** Adds a prompt at the playhead, to begin with the words that hold there. */
    static void add(AnimateModel model) {
        int here = model.playback().frame().get();
        Optional<Score.PromptKey> before = at(model.score().get(), here);
        if (before.filter(prompt -> prompt.frame() == here).isEmpty()) {
            model.prompt(
                    Integer.toString(here), before.map(Score.PromptKey::text).orElse("a prompt"));
        }
    }

    @Override
    void draw(GraphicsContext sheet, double width, double tall) {
        List<Score.PromptKey> prompts = model.score().get().prompts();
        Optional<Score.PromptKey> here = at(model.score().get(), model.playback().frame().get());
        sheet.setTextAlign(TextAlignment.LEFT);
        sheet.setTextBaseline(VPos.CENTER);
        for (int i = 0; i < prompts.size(); i++) {
            Score.PromptKey prompt = prompts.get(i);
            double left = axis.x(prompt.frame());
            double right =
                    i + 1 < prompts.size()
                            ? axis.x(prompts.get(i + 1).frame())
                            : axis.x(axis.frames() - 1) + TimeAxis.MARGIN;
            if (right < 0 || left > width || right <= left) {
                continue;
            }
            boolean chosen = here.filter(prompt::equals).isPresent();
            sheet.setFill(inks.get(chosen ? Inks.Ink.HELD : Inks.Ink.BLOCK));
            sheet.fillRoundRect(left, 4, right - left - 2, tall - 8, 6, 6);
            sheet.save();
            sheet.beginPath();
            sheet.rect(left, 0, Math.max(0, right - left - 8), tall);
            sheet.clip();
            sheet.setFill(inks.get(Inks.Ink.NAME));
            sheet.fillText(prompt.text().replace('\n', ' '), left + 6, tall / 2);
            sheet.restore();
        }
    }

    private void press(MouseEvent event) {
        Optional<Score.PromptKey> edge =
                model.score().get().prompts().stream()
                        .filter(prompt -> Math.abs(axis.x(prompt.frame()) - event.getX()) <= REACH)
                        .findFirst();
        model.playback()
                .seek(edge.map(Score.PromptKey::frame).orElseGet(() -> axis.frame(event.getX())));
        if (event.getButton() == MouseButton.PRIMARY && event.getClickCount() == 2) {
            add(model);
        }
        held =
                edge.filter(prompt -> prompt.key().matches("[0-9]+"))
                        .map(Score.PromptKey::key)
                        .orElse(null);
        stroke = new Object();
    }

    private void drag(MouseEvent event) {
        String key = held;
        int frame = snapped(event);
        if (key != null && event.isPrimaryButtonDown() && !key.equals(Integer.toString(frame))) {
            model.movePrompt(key, frame, stroke);
            if (Score.prompts(model.settings().get()).containsKey(Integer.toString(frame))
                    && !Score.prompts(model.settings().get()).containsKey(key)) {
                held = Integer.toString(frame);
                model.playback().seek(frame);
            }
        }
    }

    private void pressed(KeyEvent event) {
        if (event.isAltDown() || event.isShortcutDown()) {
            return;
        }
        if (event.getCode() == KeyCode.DELETE || event.getCode() == KeyCode.BACK_SPACE) {
            at(model.score().get(), model.playback().frame().get())
                    .ifPresent(prompt -> model.removePrompt(prompt.key()));
            event.consume();
        } else if (event.getCode() == KeyCode.ENTER || event.getCode() == KeyCode.INSERT) {
            add(model);
            event.consume();
        }
    }
}
