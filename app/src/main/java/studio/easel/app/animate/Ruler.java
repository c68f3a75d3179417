package studio.easel.app.animate;

import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.Tooltip;
import javafx.scene.input.MouseEvent;
import javafx.scene.text.TextAlignment;
import studio.easel.app.FormRow;
import studio.easel.app.Words;

/**
 * The numbers of the frames, and what is repeated: press or drag to move the playhead, with Shift
 * to choose what is repeated.
 */
final class Ruler extends Chart {
    static final double TALL = 36;

    private int anchor = -1;

    Ruler(AnimateModel model, TimeAxis axis, Inks inks) {
        super(model, axis, inks, TALL);
        Words words = Words.of(Ruler.class);
        setId("ruler");
        setAccessibleText(words.say("ruler"));
        setAccessibleHelp(words.say("ruler.keys"));
        Tooltip.install(this, FormRow.tooltip(words.say("ruler.hint")));
        addEventHandler(MouseEvent.MOUSE_PRESSED, this::press);
        addEventHandler(MouseEvent.MOUSE_DRAGGED, this::drag);
        model.playback().from().addListener((property, before, now) -> draw());
        model.playback().to().addListener((property, before, now) -> draw());
    }

    private void press(MouseEvent event) {
        anchor = event.isShiftDown() ? snapped(event) : -1;
        if (anchor < 0) {
            drag(event);
        }
    }

    private void drag(MouseEvent event) {
        if (!event.isPrimaryButtonDown()) {
            return;
        }
        if (anchor < 0) {
            model.playback().seek(axis.frame(event.getX()));
        } else {
            model.playback().repeat(anchor, snapped(event));
        }
    }

    @Override
    void draw(GraphicsContext sheet, double width, double tall) {
        double left = axis.x(model.playback().from().get());
        double right = axis.x(model.playback().to().get());
        sheet.setFill(inks.get(Inks.Ink.BLOCK));
        sheet.fillRect(left, tall - 6, Math.max(2, right - left), 6);
        sheet.setFill(inks.get(Inks.Ink.WORDS));
        sheet.setStroke(inks.get(Inks.Ink.GRID));
        sheet.setTextAlign(TextAlignment.CENTER);
        sheet.setTextBaseline(VPos.CENTER);
        int step = axis.betweenMarks(48);
        for (int frame = axis.frame(0) / step * step; frame < axis.frames(); frame += step) {
            double x = Math.rint(axis.x(frame)) + 0.5;
            if (x > width) {
                break;
            }
            sheet.strokeLine(x, tall - 8, x, tall);
            sheet.fillText(Integer.toString(frame), x, 12);
        }
    }
}
