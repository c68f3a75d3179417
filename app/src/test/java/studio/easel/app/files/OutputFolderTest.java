package studio.easel.app.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.EaselException;

class OutputFolderTest {
    private static final Clock DAY =
            Clock.fixed(Instant.parse("2026-11-20T10:00:00Z"), ZoneOffset.UTC);

    @TempDir Path parent;

    @Test
    void namesSayDayNumberPromptAndSeed() {
        OutputFolder folder = folder();
        assertThat(folder.save(Pictures.of("A red heart by the sea!"), true))
                .hasFileName("2026-11-20-0001-a-red-heart-by-the-sea-seed42.png");
        assertThat(folder.save(Pictures.of("A red heart by the sea!"), true))
                .hasFileName("2026-11-20-0002-a-red-heart-by-the-sea-seed42.png");
        assertThat(folder().save(Pictures.of("바닷가의 하트"), true))
                .hasFileName("2026-11-20-0003-바닷가의-하트-seed42.png");
    }

    @Test
    void numbersGoOnWhereTheFolderStands() throws IOException {
        Files.createDirectory(path());
        Files.createFile(path().resolve("2025-01-01-0041-old-seed1.png"));
        Files.createFile(path().resolve("2025-01-01-9999-not-a-picture.txt"));
        assertThat(folder().save(Pictures.of("x"), true))
                .hasFileName("2026-11-20-0042-x-seed42.png");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-20T10:00:00Z 2001-01-01T00:00:00Z 1969-12-31T23:59:59Z",
                "2026-11-20T23:59:59Z 2099-12-31T23:59:59Z 2026-11-20T10:00:00Z",
                "2026-03-29T00:59:59Z +12026-01-01T00:00:00Z -0044-03-15T10:00:00Z"
            })
    void aClockThatJumpsOverwritesNothingAndDisordersNoNumbers(String times) throws IOException {
        List<Path> saved = new ArrayList<>();
        for (String time : (times + " " + times).split(" ")) {
            Clock now = Clock.fixed(Instant.parse(time), ZoneOffset.UTC);
            saved.add(new OutputFolder(path(), now).save(Pictures.of("x"), false));
        }
        assertThat(names(path())).hasSize(6);
        assertThat(saved)
                .extracting(
                        file -> file.getFileName().toString().replaceFirst("^[+-]?\\d+-..-..-", ""))
                .containsExactly(
                        "0001-x-seed42.png",
                        "0002-x-seed42.png",
                        "0003-x-seed42.png",
                        "0004-x-seed42.png",
                        "0005-x-seed42.png",
                        "0006-x-seed42.png");
    }

    @Test
    void whatAKilledProcessLeftIsSweptAndWhatOthersWriteNowIsNot() throws IOException {
        Files.createDirectory(path());
        Path old = Files.createFile(path().resolve(".easel-0123456789abcdef.part"));
        Path fresh = Files.createFile(path().resolve(".easel-fedcba9876543210.part"));
        Path mine = Files.createFile(path().resolve(".mine.part"));
        FileTime before = FileTime.from(Instant.now().minus(Duration.ofHours(2)));
        Files.setLastModifiedTime(old, before);
        Files.setLastModifiedTime(mine, before);
        folder().check();
        assertThat(old).doesNotExist();
        assertThat(fresh).exists();
        assertThat(mine).exists();
    }

    @Test
    void processesThatShareAFolderNeverTakeEachOthersNames() throws Exception {
        var threads = Executors.newFixedThreadPool(4);
        Callable<Path> save = () -> folder().save(Pictures.of("x"), false);
        var files = threads.invokeAll(IntStream.range(0, 40).mapToObj(i -> save).toList());
        threads.shutdown();
        for (var file : files) {
            assertThat(PngFile.readSettings(file.get())).isPresent();
        }
        assertThat(names(path())).hasSize(40);
    }

    @Test
    void checkLeavesNothingBehindNotEvenTheFolder() {
        folder().check();
        assertThat(path()).doesNotExist();
    }

    @Test
    void aFileWhereTheFolderShouldBeIsASentence() throws IOException {
        Files.writeString(path(), "mine");
        assertThatThrownBy(() -> folder().check())
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("is a file, expected a folder");
        assertThatThrownBy(() -> folder().save(Pictures.of("x"), true))
                .isInstanceOf(EaselException.class);
        assertThat(path()).hasContent("mine");
    }

    @Test
    void aFolderThatCannotBeMadeIsASentence() throws IOException {
        Path below = Files.writeString(path(), "mine").resolve("a/b");
        assertThatThrownBy(() -> new OutputFolder(below).check())
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("is missing and cannot be made");
    }

    /** Permissions do not bind an administrator, and not every file system has them. */
    @Test
    void aReadOnlyFolderIsASentence() throws IOException {
        Files.createDirectory(path()).toFile().setReadOnly();
        assumeFalse(Files.isWritable(path()), "the folder stays writable");
        assertThatThrownBy(() -> folder().check())
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("you may not write there");
        assertThat(names(path())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # prompt,                       slug
                    'a red heart',                  a-red-heart-
                    '  (Flowers:1.2), <lora:x:1>',  flowers-1-2-lora-x-1-
                    'con',                          con-
                    '../../etc/passwd',             etc-passwd-
                    'a\\b*c?"d|e',                  a-b-c-d-e-
                    '🎨🎨',                         ''
                    'Ünïcödé ß',                    ünïcödé-ß-
                    'ünïcödé',                    ünïcödé-
                    'ไทย हिन्दी',                     ไทย-हिन्दी-
                    'one two three four five six seven eight nine tenth', one-two-three-four-five-six-seven-eight-nine-
                    """)
    void slugsKeepLettersOfEveryScriptAndNothingElse(String prompt, String slug) {
        assertThat(Slug.of(prompt)).isEqualTo(slug);
    }

    @Test
    void slugsFitEveryFileSystem() {
        for (String letter : List.of("a", "하", "\uD835\uDD38", "é", "İ")) {
            assertThat(Slug.of(letter.repeat(5000)).getBytes(StandardCharsets.UTF_8))
                    .hasSizeBetween(40, 150);
        }
        assertThat(Slug.ascii("Ünïcödé 하트 heart")).isEqualTo("unicode-heart-");
    }

    @Test
    void anExplicitNameIsThatFileAndReplacesIt() throws IOException {
        Path file = Files.writeString(parent.resolve("heart.png"), "old");
        PictureOutput output = PictureOutput.of(file, 1);
        output.check();
        assertThat(file).hasContent("old");
        assertThat(output.save(Pictures.of("x"), true)).isEqualTo(file);
        assertThat(PngFile.readSettings(file)).isPresent();
        assertThat(names(parent)).containsExactly("heart.png");
    }

    @Test
    void severalPicturesUnderOneNameAreNumbered() {
        PictureOutput output = PictureOutput.of(parent.resolve("new/Heart.PNG"), 2);
        assertThat(output.save(Pictures.of("x"), true)).hasFileName("Heart-1.PNG");
        assertThat(output.save(Pictures.of("x"), true)).hasFileName("Heart-2.PNG");
    }

    @Test
    void anythingElseIsAFolder() {
        assertThat(PictureOutput.of(parent.resolve("pictures"), 1).save(Pictures.of("x"), true))
                .hasParent(parent.resolve("pictures"));
    }

    @Test
    void anotherKindOfPictureIsRefused() {
        assertThatThrownBy(() -> PictureOutput.of(parent.resolve("heart.jpg"), 1))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("heart.png");
    }

    private Path path() {
        return parent.resolve("pictures");
    }

    private OutputFolder folder() {
        return new OutputFolder(path(), DAY);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
