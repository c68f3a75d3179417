package studio.easel.app.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import studio.easel.app.queue.Axis.Setting;
import studio.easel.engine.EaselException;
import studio.easel.engine.RequestException;

class WorkTest {
    @Test
    void aRunsPicturesAreThoseOfItsRequestsAlone() {
        Work work = Work.pictures(Records.of("a sea", 3));
        assertThat(work.cells())
                .extracting(cell -> cell.record().request())
                .containsExactly(
                        Records.request("a sea", 3).only(0),
                        Records.request("a sea", 3).only(1),
                        Records.request("a sea", 3).only(2));
    }

    @Test
    void aGridHasAPictureForEveryMeeting() {
        Work work =
                Work.grid(
                        Records.of("a red sea", 5),
                        List.of(
                                Axis.parse(Setting.STEPS, "1-4"),
                                Axis.parse(Setting.PROMPT, "red, blue, green"),
                                Axis.parse(Setting.SEED, "7, 8")));
        List<Cell> cells = work.cells();
        assertThat(cells).hasSize(24);
        assertThat(new HashSet<>(cells.stream().map(cell -> cell.record().request()).toList()))
                .hasSize(24);
        assertThat(cells)
                .allSatisfy(
                        cell -> {
                            assertThat(cell.record().request().steps()).isEqualTo(1 + cell.x());
                            assertThat(cell.record().request().prompt())
                                    .isEqualTo(
                                            "a "
                                                    + List.of("red", "blue", "green").get(cell.y())
                                                    + " sea");
                            assertThat(cell.record().request().seed()).isEqualTo(7 + cell.z());
                            assertThat(cell.record().request().count()).isOne();
                        });
    }

    @Test
    void aModelIsOpenedOncePerGrid() {
        Work work =
                Work.grid(
                        Records.of("a sea", 1),
                        List.of(
                                Axis.parse(Setting.MODEL, "one, two, three"),
                                Axis.parse(Setting.SEED, "1-3")));
        assertThat(work.cells())
                .extracting(cell -> cell.record().provenance().modelName())
                .containsExactly(
                        "one", "one", "one", "two", "two", "two", "three", "three", "three");
    }

    @Test
    void aGridThatCannotWorkIsRefusedBeforeItStarts() {
        assertThatThrownBy(
                        () ->
                                Work.grid(
                                        Records.of("a sea", 1),
                                        List.of(Axis.parse(Setting.STEPS, "10, 20, 0"))))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("Steps is 0");
        assertThatThrownBy(
                        () ->
                                Work.grid(
                                        Records.of("a sea", 1),
                                        List.of(
                                                Axis.parse(Setting.STEPS, "1-200"),
                                                Axis.parse(Setting.SEED, "1-200"))))
                .hasMessageContaining("200x200x1 pictures, expected at most 10000");
    }

    @Test
    void aMatrixTriesEveryChoiceOfTheParts() {
        Work work = Work.matrix(Records.of("a house|by the sea|at night", 1));
        assertThat(work.cells())
                .extracting(cell -> cell.record().request().prompt())
                .containsExactly(
                        "a house",
                        "a house, by the sea",
                        "a house, at night",
                        "a house, by the sea, at night");
        assertThat(work.columnLabels()).containsExactly("", "by the sea");
        assertThat(work.rowLabels()).containsExactly("", "at night");
        assertThat(work.cells()).extracting(Cell::x).containsExactly(0, 1, 0, 1);
        assertThat(work.cells()).extracting(Cell::y).containsExactly(0, 0, 1, 1);
    }

    @Test
    void takingTurnsWithinBracketsIsNoMatrix() {
        assertThatThrownBy(() -> Work.matrix(Records.of("a [red|blue] house", 1)))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("1 parts");
        assertThat(Work.matrix(Records.of("a [red|blue] house|snow", 1)).cells()).hasSize(2);
        assertThatThrownBy(() -> Work.matrix(Records.of("x" + "|y".repeat(11), 1)))
                .hasMessageContaining("12 parts");
    }

    @Test
    void workIsTheSameWhenItIsReadAgain() {
        Work work =
                Work.grid(
                        Records.of("\"quoted\", 바다", 1),
                        List.of(Axis.parse(Setting.PROMPT, "바다, \"x, y\"")));
        assertThat(Work.parse(work.kind(), work.record(), work.axesJson())).isEqualTo(work);
        assertThatThrownBy(() -> Work.parse(Work.Kind.GRID, work.record(), "[{"))
                .isInstanceOf(EaselException.class);
        assertThatThrownBy(() -> Work.parse(Work.Kind.GRID, work.record(), "[]"))
                .isInstanceOf(EaselException.class);
    }
}
