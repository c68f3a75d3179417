package studio.easel.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javafx.animation.AnimationTimer;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.input.MouseButton;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import studio.easel.app.canvas.CanvasModel.Mode;
import studio.easel.app.generate.GenerateModel;
import studio.easel.engine.RgbImage;

/**
 * What the window costs, with the starter model; {@code docs/howto/bench.md} says how to run it.
 */
@ExtendWith(ApplicationExtension.class)
@EnabledIfSystemProperty(named = "easel.figures", matches = "true")
class StudioFiguresTest {
    private static final int SIDE = 2048;
    private static final int STROKES = 6;

    @TempDir Path home;

    private Scenes scenes;

    @Start
    void open(Stage stage) {
        scenes = Scenes.drawn(home, stage);
        stage.setWidth(1280);
        stage.setHeight(800);
    }

    @AfterEach
    void close() {
        scenes.studio.close();
    }

    private GenerateModel generate() {
        return scenes.studio.generate();
    }

    private void make(int count) {
        scenes.in(
                () -> {
                    generate().canvas().letGo(); // its picture is far larger than the model's
                    generate().form().width().set("128");
                    generate().form().height().set("128");
                    generate().form().prompt().set("a red heart by the sea");
                    generate().form().count().set(String.valueOf(count));
                    generate().generate();
                });
    }

    @Test
    void paintingWhileAPictureIsMade(FxRobot robot) {
        scenes.ready();
        make(1);
        Scenes.until(() -> generate().pictures().size() == 1);
        List<Double> alone = paint(robot);
        make(100);
        make(100);
        Scenes.until(() -> generate().runs().preview().get() != null);
        List<Double> beside = paint(robot);
        tell("alone", alone);
        tell("while pictures are made", beside);
        assertThat(generate().runs().busy().get()).isTrue();
        scenes.in(() -> generate().runs().cancelWaiting());
        scenes.in(() -> generate().runs().cancel());
        Scenes.until(() -> !generate().runs().busy().get());
    }

    /** Milliseconds between frames while a brush of 200 pixels goes round. */
    private List<Double> paint(FxRobot robot) {
        byte[] grey = new byte[3 * SIDE * SIDE];
        scenes.in(
                () -> {
                    generate().watching().set(false);
                    generate()
                            .canvas()
                            .take(new RgbImage(SIDE, SIDE, grey), Optional.empty(), Mode.MASK);
                    generate().canvas().editor().size().set(200);
                });
        Bounds seen = robot.lookup("#picture").query().localToScreen(view(robot));
        Point2D middle = new Point2D(seen.getCenterX(), seen.getCenterY());
        List<Double> gaps = Collections.synchronizedList(new ArrayList<>());
        AnimationTimer clock =
                new AnimationTimer() {
                    private long before;

                    @Override
                    public void handle(long now) {
                        if (before > 0) {
                            gaps.add((now - before) / 1e6);
                        }
                        before = now;
                    }
                };
        robot.moveTo(middle);
        robot.press(MouseButton.PRIMARY);
        scenes.in(clock::start);
        double reach = Math.min(seen.getWidth(), seen.getHeight()) / 3;
        for (int i = 0; i < 30 * STROKES; i++) {
            double turn = 2 * Math.PI * i / 30;
            robot.moveTo(
                    middle.getX() + reach * Math.cos(turn), middle.getY() + reach * Math.sin(turn));
        }
        scenes.in(clock::stop);
        robot.release(MouseButton.PRIMARY);
        assertThat(generate().canvas().editor().empty().get()).isFalse();
        return gaps;
    }

    private static Bounds view(FxRobot robot) {
        return robot.lookup("#picture").query().getLayoutBounds();
    }

    private static void tell(String when, List<Double> gaps) {
        List<Double> sorted = gaps.stream().sorted().toList();
        double sum = sorted.stream().mapToDouble(it -> it).sum();
        System.out.printf(
                "Painting %s on %dx%d: %.1f frames a second, 99 of 100 within %.1f ms, worst %.1f ms%n",
                when,
                SIDE,
                SIDE,
                1000 * sorted.size() / sum,
                sorted.get(sorted.size() * 99 / 100),
                sorted.get(sorted.size() - 1));
    }

    @Test
    void memoryAfterTwoHundredPictures() throws IOException {
        scenes.ready();
        for (int made = 50; made <= 200; made += 50) {
            int wanted = made;
            make(50);
            Scenes.until(600, () -> generate().pictures().size() == wanted);
            Scenes.until(() -> !generate().runs().busy().get());
            System.gc();
            Runtime java = Runtime.getRuntime();
            System.out.printf(
                    "After %d pictures: heap %d MiB, whole process %d MiB%n",
                    made, (java.totalMemory() - java.freeMemory()) >> 20, resident());
        }
    }

    /** Linux alone says it; 0 elsewhere. */
    private static long resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                .sum();
    }

    @Test
    void cancelToIdle() {
        scenes.ready();
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            make(50);
            Scenes.until(() -> generate().runs().preview().get() != null);
            long begun = System.nanoTime();
            scenes.in(() -> generate().runs().cancel());
            while (generate().runs().busy().get()) {
                Thread.onSpinWait();
            }
            times.add((System.nanoTime() - begun) / 1e6);
        }
        List<Double> sorted = times.stream().sorted().toList();
        System.out.printf(
                "Cancel to idle in the window: median %.1f ms, worst of %d %.1f ms%n",
                sorted.get(sorted.size() / 2), sorted.size(), sorted.get(sorted.size() - 1));
        assertThat(generate().runs().busy().get()).isFalse();
    }
}
