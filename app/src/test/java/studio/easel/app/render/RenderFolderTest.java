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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;
import studio.easel.engine.animation.Animation;
import studio.easel.engine.animation.Animator;
import studio.easel.engine.animation.DeforumSettings;
import studio.easel.engine.animation.Dialect;
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
        return Animation.of(
                DeforumSettings.defaults()
                        .with("W", 64)
                        .with("H", 64)
                        .with("max_frames", 8)
                        .with("diffusion_cadence", cadence)
                        .with("prompts", Map.of("0", "a star")),
                7,
                Dialect.EASEL,
                OptionalInt.empty(),
                Optional.empty());
    }

    /** Draws nothing new: the first frame is grey, the others are what they start from. */
    private static void render(RenderFolder folder, int cadence, int last) {
        Animation animation = animation(cadence);
        Animator animator =
                new Animator(
                        animation,
                        diffusion -> diffusion.start().orElseGet(RenderFolderTest::grey),
                        Depth.flat(),
                        Pictures.none());
        new Render(folder, animator, animation.frames()).to(last, Optional.empty(), done -> {});
    }

    private static RgbImage grey() {
        byte[] rgb = new byte[3 * 64 * 64];
        Arrays.fill(rgb, (byte) 90);
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
