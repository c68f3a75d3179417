package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javafx.application.Platform;
import javafx.scene.Parent;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.IndexedCell;
import javafx.scene.control.Labeled;
import javafx.stage.Stage;
import studio.easel.app.Main;

/**
 * The whole studio in a process of its own, on a screen nobody sees: what its queue shows, and its
 * Continue pressed.
 */
final class Window implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path told;
    private final Path press;
    private final Path err;

    private Window(Process process, Path told, Path press, Path err) {
        this.process = process;
        this.told = told;
        this.press = press;
        this.err = err;
    }

    /**
     * Opens a window on what lies under {@code home}.
     *
     * @param own folder of this window, made for what it tells
     */
    static Window open(Path home, Path own) throws IOException {
        Files.createDirectory(own);
        Path told = own.resolve("told.txt");
        Path press = own.resolve("press");
        Path err = own.resolve("err.txt");
        ProcessBuilder builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Duser.language=en",
                                "-Dglass.platform=Monocle",
                                "-Dmonocle.platform=Headless",
                                "-Dprism.order=sw",
                                "-Dprism.text=t2k",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Screen.class.getName(),
                                told.toString(),
                                press.toString())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(err.toFile());
        builder.environment().put("EASEL_HOME", home.toString());
        return new Window(builder.start(), told, press, err);
    }

    /**
     * Waits until the window shows what is wanted.
     *
     * @return a line for each job, one for the notice, and {@code paused}
     */
    List<String> until(Predicate<List<String>> wanted) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        List<String> lines = lines();
        while (!wanted.test(lines)) {
            assertThat(process.isAlive()).as(Files.readString(err)).isTrue();
            assertThat(System.nanoTime()).as(lines + Files.readString(err)).isLessThan(end);
            Thread.sleep(20);
            lines = lines();
        }
        return lines;
    }

    private List<String> lines() throws IOException {
        try {
            return Files.readAllLines(told);
        } catch (NoSuchFileException notYet) {
            return List.of();
        }
    }

    /** Presses Continue. */
    void press() throws IOException {
        Files.createFile(press);
    }

    /** As the system kills: nothing is told to the program. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    /** As logging out does. */
    void end() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Looks at the window from within. */
    static final class Screen {
        private Screen() {}

        public static void main(String[] args) {
            Thread looking = new Thread(() -> look(Path.of(args[0]), Path.of(args[1])), "looking");
            looking.setDaemon(true);
            looking.start();
            Main.main(new String[0]);
        }

        private static void look(Path told, Path press) {
            try {
                while (true) {
                    Thread.sleep(50);
                    boolean pressed = Files.deleteIfExists(press);
                    try {
                        Platform.runLater(() -> shown(told, pressed));
                    } catch (IllegalStateException notYet) {
                        continue; // The toolkit has not begun.
                    }
                }
            } catch (InterruptedException | IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void shown(Path told, boolean pressed) {
            javafx.stage.Window.getWindows().stream()
                    .filter(Stage.class::isInstance)
                    .findFirst()
                    .map(window -> window.getScene().getRoot())
                    .ifPresent(root -> tell(root, told, pressed));
        }

        private static void tell(Parent root, Path told, boolean pressed) {
            if (root.lookup("#queue-panel") == null) {
                ((ButtonBase) root.lookup("#show-queue")).fire();
                return;
            }
            ButtonBase resume = (ButtonBase) root.lookup("#queue-resume");
            if (pressed) {
                resume.fire();
            }
            List<String> lines = new ArrayList<>();
            root.lookup("#jobs").lookupAll(".list-cell").stream()
                    .map(cell -> (IndexedCell<?>) cell)
                    .filter(cell -> !cell.isEmpty())
                    .sorted(Comparator.comparingInt(cell -> cell.getIndex()))
                    .forEach(cell -> lines.add(cell.getAccessibleText()));
            lines.add("notice: " + ((Labeled) root.lookup("#queue-notice")).getText());
            if (resume.isVisible()) {
                lines.add("paused");
            }
            if (!resume.isDisabled()) {
                lines.add("open");
            }
            write(told, lines);
        }

        private static void write(Path told, List<String> lines) {
            try {
                Path passing = told.resolveSibling(told.getFileName() + ".part");
                Files.write(passing, lines);
                Files.move(passing, told, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
