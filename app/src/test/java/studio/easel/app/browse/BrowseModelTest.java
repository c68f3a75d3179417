package studio.easel.app.browse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.app.gallery.Comparison;
import studio.easel.app.gallery.Made;
import studio.easel.app.gallery.Stars;

/** Pictures are named after their seed; the higher, the newer. */
class BrowseModelTest {
    @TempDir Path home;

    private TestAlbum album;
    private BrowseModel model;

    private void open(String... prompts) throws Exception {
        album = new TestAlbum(home);
        Files.createDirectories(album.pictures);
        for (int i = 0; i < prompts.length; i++) {
            Made.write(file(i), prompts[i], i);
        }
        model = new BrowseModel(album.build());
        model.begin();
    }

    @AfterEach
    void close() {
        model.close();
    }

    private Path file(int seed) {
        return album.pictures.resolve(seed + ".png");
    }

    /** The seeds that are found, in order. */
    private List<Long> found() {
        return IntStream.range(0, model.size().get())
                .mapToObj(place -> model.picture(place).orElseThrow().seed().orElseThrow())
                .toList();
    }

    @Test
    void whatIsInTheFolderIsThereNewestFirst() throws Exception {
        open("a cat", "a dog", "a fish");
        assertThat(found()).containsExactly(2L, 1L, 0L);
        assertThat(model.scanning().get()).isFalse();
        assertThat(model.models()).containsExactly("starter");
    }

    @Test
    void searchingNarrowsAsSomebodyTypesAndClearingShowsAll() throws Exception {
        open("a red cat", "a red dog", "a blue cat");
        model.filters().text().set("red");
        assertThat(found()).containsExactly(1L, 0L);
        model.filters().text().set("red ca");
        assertThat(found()).containsExactly(0L);
        model.filters().clear();
        assertThat(found()).hasSize(3);
    }

    @Test
    void chipsNarrowBesideTheText() throws Exception {
        open("a cat", "a cat", "a dog");
        Made.write(file(3), Made.request("a cat", "", 3), "other");
        model.arrived(file(3));
        model.filters().text().set("cat");
        model.filters().model().set("other");
        assertThat(found()).containsExactly(3L);
        model.filters().model().set("");
        model.choose(2); // seed 0
        model.star(4);
        model.filters().leastStars().set(3);
        assertThat(found()).containsExactly(0L);
        model.filters().clear();
        model.filters().since().set(Filters.Since.TODAY); // They are of a fixed day.
        assertThat(model.filters().query(java.time.LocalDate.parse("2026-11-22")).after())
                .contains(java.time.LocalDate.parse("2026-11-22"));
    }

    @Test
    void aPictureThatWasJustMadeIsThereAtOnceAndTheCursorStaysOnItsPicture() throws Exception {
        open("a cat", "a dog");
        model.choose(1);
        Made.write(file(7), "a bird", 7);
        model.arrived(file(7));
        assertThat(found()).containsExactly(7L, 1L, 0L);
        assertThat(model.cursor().get()).isEqualTo(2);
    }

    @Test
    void typingQuicklySearchesOnce() throws Exception {
        open("a cat", "a dog");
        Deque<Runnable> later = new ArrayDeque<>();
        album.soon = later::add;
        for (String typed : List.of("d", "do", "dog")) {
            model.filters().text().set(typed);
        }
        assertThat(later).hasSize(1);
        assertThat(found()).hasSize(2);
        later.remove().run();
        assertThat(found()).containsExactly(1L);
    }

    @Test
    void starsStandInTheSidecarAndInSight() throws Exception {
        open("a cat", "a dog");
        model.choose(0);
        model.extendTo(1);
        model.star(5);
        assertThat(Stars.of(file(0))).isEqualTo(5);
        assertThat(Stars.of(file(1))).isEqualTo(5);
        assertThat(model.picture(0).orElseThrow().stars()).isEqualTo(5);
        model.choose(0);
        model.star(0);
        assertThat(Stars.of(file(1))).isZero();
        assertThat(Stars.of(file(0))).isEqualTo(5);
    }

    @Test
    void whatIsDeletedCanBePutBack() throws Exception {
        open("a cat", "a dog", "a fish");
        model.choose(0);
        model.toggle(2);
        model.delete();
        assertThat(found()).containsExactly(1L);
        assertThat(file(0)).doesNotExist();
        assertThat(model.undoable().get()).isTrue();
        model.undo();
        assertThat(found()).containsExactly(2L, 1L, 0L);
        assertThat(file(0)).isRegularFile();
        assertThat(model.undoable().get()).isFalse();
    }

    @Test
    void whatIsMissingAlreadyIsForgottenAndToldOf() throws Exception {
        open("a cat", "a dog", "a fish");
        Files.delete(file(0));
        model.choose(2);
        model.toggle(1);
        model.delete();
        assertThat(found()).containsExactly(2L);
        assertThat(said())
                .contains("1 in the trash")
                .contains("Missing already, and forgotten by the gallery: 1");
        model.undo();
        assertThat(found()).containsExactly(2L, 1L);
        Files.delete(file(2));
        model.choose(0);
        model.delete();
        assertThat(found()).containsExactly(1L);
        assertThat(model.undoable().get()).isFalse();
    }

    @Test
    void whatCannotBeDeletedStaysAndSaysWhy() throws Exception {
        open("a cat");
        Files.move(album.pictures, home.resolve("unplugged"));
        model.choose(0);
        model.delete();
        assertThat(Objects.requireNonNull(model.notice().get()).problem()).isTrue();
        assertThat(model.undoable().get()).isFalse();
        assertThat(model.size().get()).isEqualTo(1);
    }

    @Test
    void whatCouldNotBePutBackCanBeTriedAgain() throws Exception {
        open("a cat", "a dog", "a fish");
        model.choose(0);
        model.toggle(1);
        model.delete();
        Path taken = Made.write(file(2), "another", 5);
        model.undo();
        assertThat(said()).contains("1 put back").contains("1 stay in the trash");
        assertThat(file(1)).isRegularFile();
        assertThat(model.undoable().get()).isTrue();
        model.undo();
        assertThat(Objects.requireNonNull(model.notice().get()).problem()).isTrue();
        assertThat(model.undoable().get()).isTrue();
        Files.delete(taken);
        model.undo();
        assertThat(said()).contains("1 put back");
        assertThat(found()).containsExactly(2L, 1L, 0L);
        assertThat(model.undoable().get()).isFalse();
    }

    @Test
    void whatWasDeletedBeforeARestartCanBePutBack() throws Exception {
        open("a cat", "a dog", "a fish");
        model.choose(0);
        model.delete();
        model.choose(0);
        model.delete();
        model.close();
        model = new BrowseModel(album.build());
        model.begin();
        assertThat(model.undoable().get()).isTrue();
        model.undo();
        assertThat(found()).as("the last one first").containsExactly(1L, 0L);
        model.undo();
        assertThat(found()).containsExactly(2L, 1L, 0L);
        assertThat(model.undoable().get()).isFalse();
        assertThat(model.trash().get()).isZero();
    }

    @Test
    void theTrashIsEmptiedOnceSomebodyHasSaidSo() throws Exception {
        open("a cat", "a dog");
        long bytes = Files.size(file(1));
        model.askToEmptyTrash();
        assertThat(model.emptying().get()).as("there is nothing").isFalse();
        model.choose(0);
        model.delete();
        assertThat(model.trash().get()).isEqualTo(bytes);
        model.emptyTrash();
        assertThat(model.trash().get()).as("nobody was asked").isEqualTo(bytes);
        model.askToEmptyTrash();
        model.keepTrash();
        model.emptyTrash();
        assertThat(model.trash().get()).isEqualTo(bytes);
        model.askToEmptyTrash();
        model.emptyTrash();
        assertThat(model.trash().get()).isZero();
        assertThat(model.undoable().get()).isFalse();
        assertThat(album.pictures.resolve(".easel-trash")).isEmptyDirectory();
        assertThat(found()).containsExactly(0L);
    }

    private String said() {
        return Objects.requireNonNull(model.notice().get()).text();
    }

    @Test
    void anotherFoldersPicturesAreShownAndDeletedAsSoonAsItIsChosen() throws Exception {
        open("a cat", "a dog");
        model.choose(0);
        model.delete();
        album.pictures = home.resolve("elsewhere");
        Made.write(file(5), "a bird", 5);
        model.moved();
        assertThat(found()).containsExactly(5L);
        assertThat(model.total().get()).isEqualTo(1);
        assertThat(model.undoable().get()).as("that was in the other folder").isFalse();
        model.choose(0);
        model.delete();
        assertThat(file(5)).doesNotExist();
        assertThat(model.size().get()).isZero();
    }

    @Test
    void theScanOfAFolderThatWasLeftEndsEarlyAndLeavesNothing() throws Exception {
        open();
        for (int i = 0; i < 250; i++) {
            Made.write(file(i), "number " + i, i);
        }
        Deque<Runnable> later = new ArrayDeque<>();
        album.scanning = later::add;
        model.scan();
        Path elsewhere = home.resolve("elsewhere");
        Made.write(elsewhere.resolve("777.png"), "a bird", 777);
        Deque<Path> first = new ArrayDeque<>(List.of(album.pictures));
        album.folder = () -> first.isEmpty() ? elsewhere : first.remove();
        later.remove().run();
        assertThat(model.total().get()).as("of 250").isEqualTo(200);
        model.moved();
        later.remove().run();
        assertThat(found()).containsExactly(777L);
    }

    @Test
    void theDetailsSayHowItWasMade() throws Exception {
        open("a cat", "a dog");
        model.choose(0);
        Details details = Objects.requireNonNull(model.details().get());
        assertThat(details.prompt()).isEqualTo("a dog");
        assertThat(details.lines())
                .containsEntry("Written by", "Easel")
                .containsEntry("Seed", "1")
                .containsEntry("Sampler", "Euler a");
        assertThat(details.text()).contains("a dog").contains("Seed: 1");
        assertThat(details.restorable()).isTrue();
    }

    @Test
    void aDamagedFileIsListedWithItsSentence() throws Exception {
        open("a cat");
        Files.write(file(9), new byte[] {1, 2, 3});
        model.scan();
        assertThat(model.size().get()).isEqualTo(2);
        model.filters().problems().set(true);
        assertThat(model.size().get()).isEqualTo(1);
        assertThat(model.picture(0).orElseThrow().problem().orElseThrow()).contains("9.png");
        model.choose(0);
        Details details = Objects.requireNonNull(model.details().get());
        assertThat(details.restorable()).isFalse();
        assertThat(details.notes()).singleElement().asString().contains("9.png");
    }

    @Test
    void twoPicturesAreComparedAndOtherNumbersAreNot() throws Exception {
        open("a cat", "a dog", "a fish");
        model.choose(0);
        model.compare();
        assertThat(model.comparison().get()).isNull();
        assertThat(Objects.requireNonNull(model.notice().get()).text()).contains("two");
        model.toggle(1);
        model.compare();
        assertThat(Objects.requireNonNull(model.comparison().get()).lines())
                .as("as they are shown, left first")
                .contains(new Comparison.Line("Prompt", "a fish", "a dog"));
        model.endComparison();
        assertThat(model.comparison().get()).isNull();
    }

    @Test
    void rebuildingForgetsNothing() throws Exception {
        open("a cat", "a dog");
        model.choose(0);
        model.star(3);
        model.rebuild();
        assertThat(found()).containsExactly(1L, 0L);
        assertThat(model.picture(0).orElseThrow().stars()).isEqualTo(3);
        model.filters().text().set("dog");
        assertThat(found()).containsExactly(1L);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    random, was damaged
                    cut,    was damaged
                    empty,  was empty
                    folder, was a folder
                    tables, was damaged
                    newer,  was written by a newer Easel
                    """)
    void anIndexThatIsNoneIsKeptAsideMadeAnewFromThePicturesAndThatIsSaid(
            String how, String sentence) throws Exception {
        open("a cat", "a dog");
        model.choose(0);
        model.star(4);
        model.close();
        Path index = home.resolve("gallery.db");
        damage(index, how);
        byte[] cat = Files.readAllBytes(file(0));
        byte[] dog = Files.readAllBytes(file(1));

        model = new BrowseModel(album.build());
        model.begin();

        assertThat(model.notice().get().text())
                .contains(sentence, "set aside as gallery.db.damaged-1 and a new one begun");
        assertThat(home.resolve("gallery.db.damaged-1")).exists();
        assertThat(found()).containsExactly(1L, 0L);
        assertThat(model.picture(0).orElseThrow().stars()).isEqualTo(4);
        model.filters().text().set("cat");
        assertThat(found()).containsExactly(0L);
        assertThat(file(0)).hasBinaryContent(cat);
        assertThat(file(1)).hasBinaryContent(dog);
    }

    private static void damage(Path index, String how) throws Exception {
        byte[] bytes = Files.readAllBytes(index);
        switch (how) {
            case "random" -> new Random(1).nextBytes(bytes);
            case "cut" -> bytes = Arrays.copyOf(bytes, bytes.length / 3);
            case "empty" -> bytes = new byte[0];
            case "tables" -> execute(index, "ALTER TABLE pictures RENAME COLUMN stars TO hearts");
            case "newer" -> execute(index, "PRAGMA user_version = 99");
            default -> {
                Files.delete(index);
                Files.createDirectory(index);
            }
        }
        if (!how.equals("folder") && !how.equals("tables") && !how.equals("newer")) {
            Files.write(index, bytes);
        }
    }

    private static void execute(Path database, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void picturesOfAClockThatJumpedStandInTheirOrderAndAreReadOnce() throws Exception {
        open("today", "long ago", "far ahead", "before all clocks");
        String[] days = {"2026-11-20", "1981-01-01", "2199-12-31", "1961-04-12"};
        for (int i = 0; i < days.length; i++) {
            Files.setLastModifiedTime(
                    file(i), FileTime.from(Instant.parse(days[i] + "T12:00:00Z")));
        }
        model.scan();
        assertThat(found()).containsExactly(2L, 0L, 1L, 3L);
        model.filters().text().set("after:2199-12-01");
        assertThat(found()).containsExactly(2L);
        model.filters().text().set("before:1970-01-01");
        assertThat(found()).containsExactly(3L);
        model.filters().text().set("");
        Files.setLastModifiedTime(file(2), FileTime.from(Instant.parse("2001-01-01T12:00:00Z")));
        model.scan();
        assertThat(found()).as("set back").containsExactly(0L, 2L, 1L, 3L);
        assertThat(model.total().get()).isEqualTo(4);
        assertThat(model.notice().get()).isNull();
    }

    @Test
    void pagesAreReadWhenTheyComeInSight() throws Exception {
        open();
        for (int i = 0; i < Pages.LENGTH + 5; i++) {
            Made.write(file(i), "number " + i, i);
        }
        model.scan();
        Deque<Runnable> later = new ArrayDeque<>();
        album.searching = later::add;
        int last = Pages.LENGTH + 4;
        int before = model.revision().get();
        assertThat(model.picture(last)).isEmpty();
        assertThat(model.picture(last - 1)).isEmpty();
        assertThat(later).hasSize(1);
        later.remove().run();
        assertThat(model.revision().get()).isGreaterThan(before);
        assertThat(model.picture(last).orElseThrow().seed()).contains(0L);
        album.searching = Runnable::run;
    }

    @Test
    void aMissingFolderIsAnEmptyGallery() throws Exception {
        album = new TestAlbum(home);
        model = new BrowseModel(album.build());
        model.begin();
        assertThat(model.size().get()).isZero();
        assertThat(model.notice().get()).isNull();
        assertThat(model.scanning().get()).isFalse();
        model.delete();
        model.compare();
        model.choose(3);
        assertThat(model.cursor().get()).isEqualTo(-1);
    }
}
