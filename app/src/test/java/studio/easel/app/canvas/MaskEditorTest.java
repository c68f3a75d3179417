package studio.easel.app.canvas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tools in a hand, or under arrow keys. */
class MaskEditorTest {
    private final MaskEditor editor = new MaskEditor(Runnable::run, Runnable::run);

    @BeforeEach
    void paper() {
        editor.fit(100, 100);
        editor.size().set(4);
        editor.hardness().set(1);
    }

    private int at(int x, int y) {
        return editor.mask().get().at(x, y);
    }

    @Test
    void shiftGoesOnInAStraightLineFromWhereTheBrushWas() {
        editor.press(10, 10, true, false); // nowhere yet: a dot
        editor.release();
        assertThat(at(50, 10)).isZero();
        editor.press(90, 10, true, false);
        editor.release();
        assertThat(at(50, 10)).isEqualTo(255);
        editor.undo();
        assertThat(at(50, 10)).isZero();
        assertThat(at(10, 10)).isEqualTo(255);
    }

    @Test
    void arrowKeysMoveTheCursorAndPaintWhileItIsDown() {
        assertThat(editor.cursor().get()).isEqualTo(new MaskEditor.Point(50, 50));
        editor.move(-10, 0);
        editor.pressHere(false, false);
        editor.move(20, 0);
        editor.release();
        editor.move(0, 1000);
        assertThat(editor.cursor().get().y()).isEqualTo(100);
        assertThat(at(45, 50)).isEqualTo(255);
        assertThat(at(59, 50)).isEqualTo(255);
        assertThat(at(60, 90)).isZero();
        assertThat(editor.mask().get().undoable()).isEqualTo(1);
    }

    @Test
    void aRectangleIsDrawnByKeysAsByHandAndTakenAwayWithAlt() {
        editor.tool().set(Tool.RECTANGLE);
        editor.press(20.4, 20.4, false, false);
        editor.drag(60, 40);
        editor.release();
        assertThat(at(20, 20)).isEqualTo(255);
        assertThat(at(59, 39)).isEqualTo(255);
        assertThat(at(60, 39)).isZero();
        editor.move(-20, -30);
        editor.pressHere(false, true);
        editor.move(10, 50);
        editor.release();
        assertThat(at(45, 30)).isZero();
        assertThat(at(55, 30)).isEqualTo(255);
        editor.press(5, 5, false, false);
        editor.release(); // no extent, no change
        assertThat(editor.mask().get().undoable()).isEqualTo(2);
    }

    @Test
    void anotherToolIsTakenUpOnlyWhenTheStrokeIsDone() {
        for (Tool tool : Tool.values()) {
            editor.tool().set(Tool.BRUSH);
            editor.press(10, 10, false, false);
            editor.tool().set(tool);
            editor.drag(50, 10);
            editor.release();
            assertThat(at(30, 10)).as("%s in mid-stroke", tool).isEqualTo(255);
            editor.clear();
        }
        editor.tool().set(Tool.LASSO);
        editor.press(10, 10, false, false);
        editor.drag(50, 10);
        editor.tool().set(Tool.BRUSH);
        editor.drag(50, 50);
        editor.release();
        assertThat(at(45, 20)).isEqualTo(255);
        assertThat(at(20, 45)).isZero();
    }

    @Test
    void bracketsChangeTheSizeWithinBounds() {
        for (int i = 0; i < 100; i++) {
            editor.larger();
        }
        assertThat(editor.size().get()).isEqualTo(Brush.LARGEST);
        for (int i = 0; i < 100; i++) {
            editor.smaller();
        }
        assertThat(editor.size().get()).isEqualTo(Brush.SMALLEST);
    }

    @Test
    void whatCanBeDoneIsTold() {
        assertThat(editor.undoable().get()).isFalse();
        assertThat(editor.empty().get()).isTrue();
        editor.all();
        assertThat(editor.undoable().get()).isTrue();
        assertThat(editor.empty().get()).isFalse();
        editor.undo();
        assertThat(editor.redoable().get()).isTrue();
        assertThat(editor.empty().get()).isTrue();
    }

    @Test
    void whatTakesLongIsDoneElsewhereAndOneCanPaintMeanwhile() {
        Deque<Runnable> elsewhere = new ArrayDeque<>();
        MaskEditor slow = new MaskEditor(elsewhere::add, Runnable::run);
        slow.fit(100, 100);
        slow.size().set(4);
        slow.press(20, 20, false, false);
        slow.release();
        slow.grow(5);
        slow.feather(1);
        MaskModel mask = slow.mask().get();
        assertThat(mask.at(20, 26)).isZero();
        slow.press(70, 70, false, false); // and the button stays down for a while
        elsewhere.remove().run();
        elsewhere.remove().run();
        assertThat(elsewhere).isEmpty();
        slow.drag(80, 70);
        slow.release();
        while (!elsewhere.isEmpty()) {
            elsewhere.remove().run();
        }
        assertThat(mask.at(20, 25)).isGreaterThan(100);
        assertThat(mask.at(80, 75)).isGreaterThan(100);
        assertThat(mask.undoable()).isEqualTo(4);
        slow.tool().set(Tool.FILL);
        slow.press(50, 50, false, false);
        slow.release();
        slow.fit(10, 10);
        elsewhere.remove().run(); // too late: the picture is another
        assertThat(slow.empty().get()).isTrue();
    }

    @Test
    void withoutAPictureNothingHappens() {
        MaskEditor none = new MaskEditor(Runnable::run, Runnable::run);
        none.press(1, 1, false, false);
        none.move(1, 1);
        none.release();
        none.invert();
        assertThat(none.empty().get()).isTrue();
    }
}
