package studio.easel.app.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;
import studio.easel.engine.animation.Animation;
import studio.easel.engine.animation.Animator;
import studio.easel.engine.animation.DeforumSettings;
import studio.easel.engine.animation.Dialect;
import studio.easel.engine.animation.Diffusion;
import studio.easel.engine.animation.Pictures;
import studio.easel.engine.animation.frame.Depth;

/** What a render finds when it comes back, whatever happened in between. */
class RenderFolderTest {
    private static final Origin ORIGIN = new Origin(Map.of("--model", "m"));

    @TempDir Path parent;

    private Path folder() {
        return parent.resolve("render");
    }

    private Path journal() {
        return folder().resolve("journal.jsonl");
    }

    private static Animation animation(int cadence) {
        return animation(cadence, 8);
    }

    private static Animation animation(int cadence, int frames) {
        return Animation.of(
                DeforumSettings.defaults()
                        .with("W", 64)
                        .with("H", 64)
                        .with("max_frames", frames)
                        .with("diffusion_cadence", cadence)
                        .with("color_coherence", "None")
                        .with("prompts", Map.of("0", "a star")),
                7,
                Dialect.EASEL,
                OptionalInt.empty(),
                Optional.empty());
    }

    /** Draws nothing new: the first frame is grey, the others are what they start from. */
    private static void render(RenderFolder folder, int cadence, int last) {
        render(folder, animation(cadence), last);
    }

    private static void render(RenderFolder folder, Animation animation, int last) {
        render(
                folder,
                animation,
                last,
                diffusion -> diffusion.start().orElseGet(RenderFolderTest::grey));
    }

    private static void render(
            RenderFolder folder, Animation animation, int last, Diffusion.Diffuser diffuser) {
        Animator animator = new Animator(animation, diffuser, Depth.flat(), Pictures.none());
        new Render(folder, animator, animation.frames()).to(last, Optional.empty(), done -> {});
    }

    private static RgbImage grey() {
        return plain(90);
    }

    private static RgbImage plain(int level) {
        byte[] rgb = new byte[3 * 64 * 64];
        Arrays.fill(rgb, (byte) level);
        return new RgbImage(64, 64, rgb);
    }

    private RenderFolder begun() {
        return RenderFolder.begin(folder(), "{}", ORIGIN);
    }

    private List<RgbImage> frames() {
        List<RgbImage> frames = new ArrayList<>();
        try (RenderFolder folder = RenderFolder.open(folder())) {
            folder.finished(folder.frames(), frames::add);
        }
        return frames;
    }

    /** Power went while the last line was written: it is whole, or it is not there. */
    @ParameterizedTest(name = "cadence {0}")
    @ValueSource(ints = {1, 3})
    void aLineBrokenOffAtAnyByteIsNone(int cadence) throws Exception {
        try (RenderFolder folder = begun()) {
            render(folder, cadence, 8);
        }
        List<RgbImage> whole = frames();
        byte[] journal = Files.readAllBytes(journal());
        String text = new String(journal, StandardCharsets.UTF_8);
        int line = text.lastIndexOf('\n', text.length() - 2) + 1;
        int before = framesWith(Arrays.copyOf(journal, line));
        assertThat(before).isLessThan(8);

        for (int length = line; length < journal.length - 1; length++) {
            assertThat(framesWith(Arrays.copyOf(journal, length)))
                    .as("cut at byte %d", length)
                    .isEqualTo(before);
        }
        assertThat(framesWith(Arrays.copyOf(journal, journal.length - 1))).isEqualTo(8);
        for (int length = line; length < journal.length; length += 97) {
            Files.write(journal(), Arrays.copyOf(journal, length));
            try (RenderFolder folder = RenderFolder.open(folder())) {
                render(folder, cadence, 8);
            }
            assertThat(journal()).hasBinaryContent(journal);
            assertThat(frames()).isEqualTo(whole);
        }
    }

    private int framesWith(byte[] journal) throws Exception {
        Files.write(journal(), journal);
        try (RenderFolder folder = RenderFolder.open(folder())) {
            return folder.frames();
        }
    }

    /** Any line whose bytes say something else counts no frame. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000\u0000\u0000\u0000",
                "{}",
                "[1]",
                "{\"next\":3,\"diffusions\":3,\"frames\":3}",
                "{\"next\":3,\"diffusions\":3,\"frames\":-1,\"sha256\":[]}",
                "{\"next\":3,\"diffusions\":3,\"frames\":5,\"sha256\":[\"a\"]}",
                "{\"next\":3,\"diffusions\":3,\"frames\":3,\"sha256\":[\"a\"],\"last\":{\"file\":\"../../x.png\",\"sha256\":\"a\"}}",
                "{\"next\":3,\"diffusions\":3,\"frames\":3,\"sha256\":[\"a\"],\"last\":null}"
            })
    void aLineThatIsNoneEndsTheJournal(String line) throws Exception {
        try (RenderFolder folder = begun()) {
            render(folder, 1, 4);
        }
        List<String> lines = Files.readAllLines(journal());
        lines.set(2, line);

        assertThat(framesWith(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(2);
    }

    @Test
    void bytesThatAreNoTextEndTheJournal() throws Exception {
        try (RenderFolder folder = begun()) {
            render(folder, 1, 4);
        }
        byte[] journal = Files.readAllBytes(journal());
        String text = new String(journal, StandardCharsets.UTF_8);
        int third = text.indexOf('\n', text.indexOf('\n') + 1) + 1;
        journal[third + 3] = (byte) 0xFF;

        assertThat(framesWith(journal)).isEqualTo(2);
        Files.write(folder().resolve("origin.txt"), new byte[] {(byte) 0xC3, '\n'});
        try (RenderFolder folder = RenderFolder.open(folder())) {
            assertThat(folder.origin()).isEqualTo(new Origin(Map.of()));
            render(folder, 1, 8);
        }
        assertThat(frames()).hasSize(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"frames", "state", "journal.jsonl"})
    @DisabledOnOs(OS.WINDOWS)
    void linksThatLeadElsewhereAreRefused(String part) throws Exception {
        try (RenderFolder folder = begun()) {
            render(folder, 3, 8);
        }
        Path elsewhere = parent.resolve("elsewhere");
        Files.move(folder().resolve(part), elsewhere);
        Files.createSymbolicLink(folder().resolve(part), elsewhere);

        assertThatThrownBy(() -> RenderFolder.open(folder()))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining(part + " is a link");
        Files.delete(folder().resolve("settings.txt"));
        assertThatThrownBy(this::begun).hasMessageContaining(part + " is a link");
        assertThat(folder().resolve(part)).isSymbolicLink();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aRendersFolderMayBeOnAnotherDisk() throws Exception {
        Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
        Files.createSymbolicLink(folder(), elsewhere);
        try (RenderFolder folder = begun()) {
            render(folder, 3, 8);
        }

        assertThat(elsewhere.resolve("journal.jsonl")).isNotEmptyFile();
        assertThat(frames()).hasSize(8);
    }

    /** Two of them, again and again: whoever ends deletes what the other may be about to lock. */
    @Test
    @Timeout(60)
    void beginningAndEndingAtOnceNobodyIsEverWithAnother() throws Exception {
        AtomicInteger there = new AtomicInteger();
        AtomicInteger begun = new AtomicInteger();
        List<Throwable> wrong = new CopyOnWriteArrayList<>();
        Runnable beginning =
                () -> {
                    for (int i = 0; i < 100; i++) {
                        try (RenderFolder folder = begun()) {
                            if (there.incrementAndGet() != 1) {
                                wrong.add(new AssertionError("two at a time in " + folder));
                            }
                            begun.incrementAndGet();
                            there.decrementAndGet();
                        } catch (EaselException e) {
                            if (!e.getMessage().matches("(?:Another Easel|There is a render).*")) {
                                wrong.add(e);
                            }
                        } catch (RuntimeException e) {
                            wrong.add(e);
                        }
                    }
                };
        List<Thread> both = List.of(new Thread(beginning), new Thread(beginning));
        both.forEach(Thread::start);
        for (Thread one : both) {
            one.join();
        }

        assertThat(wrong).isEmpty();
        assertThat(begun.get()).isGreaterThan(10);
        assertThat(parent).isEmptyDirectory();
    }

    // What frames grow from

    private List<String> states() throws Exception {
        try (Stream<Path> files = Files.list(folder().resolve("state"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void ofLongRendersNotAllIsKeptAndAnyFrameIsRenderedAgain() throws Exception {
        Animation animation = animation(2, 300);
        Diffusion.Diffuser everyOther = diffusion -> plain(diffusion.frame() % 250);
        try (RenderFolder folder = begun()) {
            render(folder, animation, 300, everyOther);
        }
        List<RgbImage> whole = frames();
        List<String> states = states();
        byte[] journal = Files.readAllBytes(journal());
        assertThat(whole).hasSize(300);
        assertThat(states).hasSizeBetween(50, 2 * (50 + 10) + 2);

        for (int from : new int[] {299, 250, 151, 60, 41, 3, 0}) {
            try (RenderFolder folder = RenderFolder.open(folder())) {
                int again = folder.again(from, 2);
                assertThat(again).isLessThanOrEqualTo(from);
                assertThat(folder.again(again, 2)).isEqualTo(again);
                assertThat(again).isEqualTo(from > 202 ? from : from / 20 * 20);

                folder.rewind(from, 2);

                assertThat(folder.frames()).isLessThanOrEqualTo(again);
                render(folder, animation, 300, everyOther);
            }
            assertThat(frames()).as("from %d", from).isEqualTo(whole);
            assertThat(states()).isEqualTo(states);
            assertThat(journal()).hasBinaryContent(journal);
        }
    }

    @Test
    void leftoversOfStatesAreTidiedAwayAndNothingElse() throws Exception {
        try (RenderFolder folder = begun()) {
            render(folder, 3, 8);
        }
        List<String> states = states();
        Files.write(folder().resolve("state/000001-before.png"), new byte[] {1});
        Path own = Files.write(folder().resolve("state/own.png"), new byte[] {1});

        RenderFolder.open(folder()).close();

        Files.delete(own);
        assertThat(states()).isEqualTo(states);
    }

    @Test
    void whatAKilledProcessWasWritingIsSweptAway() throws Exception {
        try (RenderFolder folder = begun()) {
            render(folder, 3, 4);
        }
        for (String name : List.of("", "frames", "state")) {
            Files.writeString(
                    folder().resolve(name).resolve(".easel-0123456789abcdef.part"), "half");
        }
        Path own = Files.writeString(folder().resolve("notes.txt"), "somebody's own");

        RenderFolder.open(folder()).close();

        try (Stream<Path> files = Files.walk(folder())) {
            assertThat(files.filter(file -> file.toString().endsWith(".part"))).isEmpty();
        }
        assertThat(own).exists();
    }

    @Test
    void theRoomOfAFolderThatIsNotThereIsItsDisks() throws Exception {
        long there = Files.getFileStore(parent).getTotalSpace();
        assertThat(RenderFolder.room(parent.resolve("not/yet")))
                .isPositive()
                .isLessThanOrEqualTo(there);
        assertThat(parent.resolve("not")).doesNotExist();
    }

    @Test
    void aRenderWithoutAFrameLeavesNothingBehind() {
        begun().close();

        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void aRenderWithOneFrameStays() {
        try (RenderFolder folder = begun()) {
            render(folder, 1, 1);
        }

        assertThat(frames()).hasSize(1);
    }

    @Test
    void oneRendersAtATime() {
        try (RenderFolder folder = begun()) {
            render(folder, 1, 2);

            assertThatThrownBy(() -> RenderFolder.open(folder()))
                    .isInstanceOf(EaselException.class)
                    .hasMessageContaining("Another Easel is rendering");
        }
        assertThat(frames()).hasSize(2);
    }

    @Test
    void anOriginIsReadAsItWasWritten() {
        Origin other = new Origin(Map.of("--model", "m = n", "--strict", "true"));
        try (RenderFolder folder = begun()) {
            render(folder, 1, 1);
            folder.settings("{}", other);

            assertThat(folder.origin()).isEqualTo(other);
            assertThat(ORIGIN.difference(folder.origin())).contains("--model");
            assertThat(other.difference(folder.origin())).isEmpty();
            assertThat(new Origin(Map.of("--model", "m = n")).difference(other))
                    .contains("--strict");
        }
    }
}
