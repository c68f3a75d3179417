package studio.easel.app.canvas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import studio.easel.engine.Mask;

/** A mask as it is painted, drawn, grown and taken back, without a window. */
class MaskModelTest {
    private static final Brush HARD = new Brush(20, 1, 1, false);
    private static final Brush RUBBER = new Brush(20, 1, 1, true);
    private final MaskModel mask = new MaskModel(200, 150);

    private void line(Brush brush, double x, double y, double toX, double toY) {
        mask.beginStroke(brush, x, y);
        mask.strokeTo(x, y, toX, toY);
        mask.endStroke();
    }

    @Test
    void aStrokeIsAsWideAsItsBrushAndRoundAtItsEnds() {
        line(HARD, 50, 70, 150, 70);
        assertThat(mask.at(100, 61)).isEqualTo(255);
        assertThat(mask.at(100, 78)).isEqualTo(255);
        assertThat(mask.at(100, 58)).isZero();
        assertThat(mask.at(100, 81)).isZero();
        assertThat(mask.at(41, 70)).isEqualTo(255);
        assertThat(mask.at(42, 62)).isZero();
        assertThat(mask.undoable()).isEqualTo(1);
    }

    @Test
    void aHardBrushCoversItsCircle() {
        MaskModel large = new MaskModel(300, 300);
        large.beginStroke(new Brush(200, 1, 1, false), 150, 150);
        large.endStroke();
        double sum = 0;
        for (byte level : large.mask().grey()) {
            sum += (level & 0xFF) / 255.0;
        }
        assertThat(sum).isBetween(Math.PI * 100 * 100 * 0.998, Math.PI * 100 * 100 * 1.002);
    }

    @Test
    void aSoftBrushFadesAndItsOpacityHoldsForTheWholeStroke() {
        Brush soft = new Brush(60, 0, 0.5, false);
        mask.beginStroke(soft, 100, 75);
        for (int i = 0; i < 10; i++) {
            mask.strokeTo(100, 75, 100, 75);
        }
        mask.endStroke();
        assertThat(mask.at(100, 75)).isBetween(126, 128);
        int last = 255;
        for (int x = 100; x < 132; x++) {
            assertThat(mask.at(x, 75)).isLessThanOrEqualTo(last);
            last = mask.at(x, 75);
        }
        assertThat(last).isZero();
        line(soft, 100, 75, 100, 75); // another stroke adds
        assertThat(mask.at(100, 75)).isBetween(189, 192);
    }

    @Test
    void theEraserTakesAway() {
        mask.fill(255);
        line(RUBBER, 20, 20, 20, 120);
        assertThat(mask.at(20, 70)).isZero();
        assertThat(mask.at(40, 70)).isEqualTo(255);
    }

    @Test
    void rectanglesAndLassosFillWhatTheyEnclose() {
        mask.shape(new double[] {10, 30, 30, 10}, new double[] {20, 20, 40, 40}, 1, false);
        assertThat(sum()).isEqualTo(20 * 20 * 255);
        assertThat(mask.at(10, 20)).isEqualTo(255);
        assertThat(mask.at(30, 20)).isZero();
        mask.shape(new double[] {12.5, 20, 20, 12.5}, new double[] {20, 20, 40, 40}, 1, true);
        assertThat(mask.at(12, 30)).isBetween(127, 128);
        assertThat(mask.at(13, 30)).isZero();
        mask.fill(0);
        // A bow tie: even-odd leaves both halves.
        mask.shape(new double[] {50, 150, 150, 50}, new double[] {50, 100, 50, 100}, 1, false);
        assertThat(mask.at(55, 75)).isEqualTo(255);
        assertThat(mask.at(145, 75)).isEqualTo(255);
        assertThat(mask.at(100, 55)).isZero();
    }

    @Test
    void fillingStopsAtWhatIsPaintedAndTakesItAwayAgain() {
        for (double[] side :
                new double[][] {
                    {50, 30, 120, 30}, {120, 30, 120, 110}, {120, 110, 50, 110}, {50, 110, 50, 30}
                }) {
            line(new Brush(4, 1, 1, false), side[0], side[1], side[2], side[3]);
        }
        mask.replace(MaskModel.flooded(mask.mask(), 80, 70));
        assertThat(mask.at(60, 40)).isEqualTo(255);
        assertThat(mask.at(10, 10)).isZero();
        mask.replace(MaskModel.flooded(mask.mask(), 80, 70));
        assertThat(mask.at(80, 70)).isZero();
        mask.replace(MaskModel.flooded(mask.mask(), -1, 5));
        mask.replace(MaskModel.flooded(mask.mask(), 200, 5));
    }

    @Test
    void growingAndShrinkingMoveTheEdgeByWholePixelsAllAround() {
        mask.shape(new double[] {80, 81, 81, 80}, new double[] {70, 70, 71, 71}, 1, false);
        mask.replace(MaskModel.grown(mask.mask(), 10));
        assertThat(mask.at(90, 70)).isEqualTo(255);
        assertThat(mask.at(91, 70)).isZero();
        assertThat(mask.at(86, 78)).isEqualTo(255); // 6-8-10
        assertThat(mask.at(88, 78)).isZero(); // a circle, no square
        mask.replace(MaskModel.grown(mask.mask(), -10));
        assertThat(mask.at(80, 70)).isPositive();
        assertThat(mask.at(83, 70)).isZero();
        mask.fill(0);
        mask.replace(MaskModel.grown(mask.mask(), 5));
        assertThat(mask.isBlack()).isTrue();
        mask.fill(255);
        mask.replace(MaskModel.grown(mask.mask(), -5)); // no edge, nothing to move
        assertThat(mask.at(0, 0)).isEqualTo(255);
    }

    @Test
    void invertingTwiceIsNothingAndFeatheringSoftens() {
        line(HARD, 50, 70, 150, 70);
        Mask before = mask.mask();
        mask.invert();
        assertThat(mask.at(100, 70)).isZero();
        mask.invert();
        assertThat(mask.mask()).isEqualTo(before);
        mask.replace(MaskModel.feathered(mask.mask(), 6));
        assertThat(mask.at(100, 60)).isBetween(40, 215);
    }

    @Test
    void aHundredAndFiftyChangesAreTakenBackAndMadeAgainExactly() {
        Random random = new Random(7);
        List<Mask> states = new ArrayList<>(List.of(mask.mask()));
        for (int i = 0; i < 150; i++) {
            switch (i % 6) {
                case 0 -> mask.invert();
                case 1 -> mask.replace(MaskModel.feathered(mask.mask(), 2));
                case 2 -> mask.replace(MaskModel.grown(mask.mask(), random.nextInt(5) - 2.5));
                default ->
                        line(
                                new Brush(
                                        1 + random.nextInt(60),
                                        random.nextDouble(),
                                        0.7,
                                        i % 2 == 0),
                                random.nextInt(200),
                                random.nextInt(150),
                                random.nextInt(200),
                                random.nextInt(150));
            }
            if (mask.undoable() == states.size()) { // some change nothing
                states.add(mask.mask());
            }
        }
        assertThat(states).hasSizeGreaterThan(101);
        for (int i = states.size() - 1; i > 0; i--) {
            assertThat(mask.mask()).isEqualTo(states.get(i));
            mask.undo();
        }
        assertThat(mask.isBlack()).isTrue();
        mask.undo();
        assertThat(mask.redoable()).isEqualTo(states.size() - 1);
        for (Mask state : states.subList(1, states.size())) {
            mask.redo();
            assertThat(mask.mask()).isEqualTo(state);
        }
        mask.undo();
        mask.fill(9);
        assertThat(mask.redoable()).isZero();
    }

    /**
     * A hundred large changes of a large mask fit; older ones are packed, and come back exactly.
     */
    @Test
    void aHundredChangesOfALargeMaskStayWithinBounds() {
        MaskModel large = new MaskModel(2048, 2048);
        large.beginStroke(new Brush(1000, 0, 1, false), 1024, 1024);
        large.endStroke();
        Mask first = large.mask();
        for (int i = 0; i < 100; i++) {
            large.invert();
        }
        assertThat(large.undoable()).isEqualTo(101);
        assertThat(large.historyBytes()).isLessThan(64L << 20);
        for (int i = 0; i < 100; i++) {
            large.undo();
        }
        assertThat(large.mask()).isEqualTo(first);
    }

    @Test
    void onlyWhatChangedIsTold() {
        List<Area> told = new ArrayList<>();
        mask.onChange(told::add);
        mask.beginStroke(HARD, 100, 75);
        assertThat(told).hasSize(1);
        assertThat(told.get(0).width()).isLessThan(26);
        mask.endStroke();
        mask.undo();
        assertThat(told.get(told.size() - 1)).isEqualTo(new Area(64, 64, 128, 128));
    }

    @Test
    void strokesOutsideTouchNothingAndAnotherSizeIsRefused() {
        line(HARD, -500, -500, -300, 900);
        assertThat(mask.isBlack()).isTrue();
        assertThat(mask.undoable()).isZero();
        assertThatThrownBy(() -> mask.replace(new Mask(2, 2, new byte[4])))
                .hasMessage(
                        "This mask is 2x2 but the picture is 200x150, expected the same size. Resize the mask, or paint it here.");
    }

    private long sum() {
        long sum = 0;
        for (byte level : mask.mask().grey()) {
            sum += level & 0xFF;
        }
        return sum;
    }
}
