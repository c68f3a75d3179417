package studio.easel.app.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.EaselException;

class DatabaseTest {
    private static final List<String> FIRST =
            List.of("CREATE TABLE words(word TEXT NOT NULL, length INTEGER)");
    private static final List<String> SECOND =
            List.of(
                    "ALTER TABLE words ADD COLUMN seen INTEGER NOT NULL DEFAULT 1",
                    "UPDATE words SET length = length(word)");

    @TempDir Path folder;

    private Path file() {
        return folder.resolve("deep/words.db");
    }

    private static Schema schema(List<List<String>> steps) {
        return new Schema("list of words", 77, steps, true);
    }

    private Database open() {
        return Database.open(file(), schema(List.of(FIRST)));
    }

    private static List<String> words(Database database) {
        return database.all("SELECT word FROM words ORDER BY rowid", row -> row.getString(1));
    }

    private void write(String... words) {
        try (Database database = open()) {
            for (String word : words) {
                assertThat(database.change("INSERT INTO words(word) VALUES (?)", word)).isOne();
            }
        }
    }

    @Test
    void whatWasWrittenIsThereAgain() {
        write("sea", "Meer", "바다");
        try (Database database = open()) {
            assertThat(words(database)).containsExactly("sea", "Meer", "바다");
            assertThat(database.notes()).isEmpty();
        }
    }

    @Test
    void aStudioThatComesSecondMayOnlyLookAndSaysSo() {
        write("sea");
        try (Database first = open()) {
            try (Database second = open()) {
                assertThat(second.readOnly()).isTrue();
                assertThat(second.notes())
                        .singleElement()
                        .asString()
                        .contains("Another Easel has this list of words open");
                assertThat(words(second)).containsExactly("sea");
                assertThatThrownBy(() -> second.change("DELETE FROM words"))
                        .isInstanceOf(EaselException.class)
                        .hasMessageContaining("Another Easel");
                assertThatThrownBy(() -> second.together(() -> {}))
                        .isInstanceOf(EaselException.class);
            }
            assertThat(first.readOnly()).isFalse();
            assertThat(first.change("INSERT INTO words(word) VALUES ('hill')")).isOne();
        }
        try (Database third = open()) {
            assertThat(third.readOnly()).isFalse();
            assertThat(words(third)).containsExactly("sea", "hill");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scribble", "random", "middle", "header", "foreign", "cut", "nothing"})
    void aDamagedFileIsSetAsideAndANewOneBegun(String how) throws Exception {
        String[] many = new String[2000];
        Arrays.setAll(many, i -> "word number " + i);
        try (Database database = open()) {
            database.together(
                    () -> {
                        for (String word : many) {
                            database.change("INSERT INTO words(word) VALUES (?)", word);
                        }
                    });
        }
        byte[] bytes = Files.readAllBytes(file());
        switch (how) {
            case "scribble" ->
                    bytes = "no database at all, ".repeat(100).getBytes(StandardCharsets.UTF_8);
            case "middle" -> Arrays.fill(bytes, bytes.length / 2, bytes.length - 100, (byte) 7);
            case "random" -> new Random(1).nextBytes(bytes);
            case "cut" -> bytes = Arrays.copyOf(bytes, bytes.length / 2 + 100);
            case "nothing" -> bytes = new byte[0];
            case "header" -> bytes[3] = 0;
            default -> bytes[71] = 5; // SQLite's mark for another program's file
        }
        Files.write(file(), bytes);

        try (Database database = open()) {
            assertThat(words(database)).isEmpty();
            assertThat(database.notes())
                    .singleElement()
                    .asString()
                    .contains(
                            how.equals("nothing") ? "was empty" : "was damaged",
                            "words.db.damaged-1",
                            "a new one begun");
        }
        assertThat(file().resolveSibling("words.db.damaged-1")).hasBinaryContent(bytes);
        try (Database database = open()) {
            assertThat(database.notes()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE words",
                "ALTER TABLE words DROP COLUMN length",
                "ALTER TABLE words RENAME COLUMN word TO wort",
                "PRAGMA user_version = 0",
                "PRAGMA user_version = -3",
                "PRAGMA application_id = 78"
            })
    void aFileOfOtherTablesIsSetAsideAndANewOneBegun(String change) throws Exception {
        write("sea");
        execute(change);

        try (Database database = open()) {
            assertThat(database.notes()).singleElement().asString().contains("was damaged");
            assertThat(words(database)).isEmpty();
        }
        assertThat(file().resolveSibling("words.db.damaged-1")).isRegularFile();
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void aTableOrAColumnMoreIsNoDamage() throws Exception {
        write("sea");
        execute("ALTER TABLE words ADD COLUMN more TEXT");
        execute("CREATE TABLE others(other TEXT)");
        try (Database database = open()) {
            assertThat(database.notes()).isEmpty();
            assertThat(words(database)).containsExactly("sea");
        }
    }

    @Test
    void aFolderInItsPlaceIsSetAsideWithAllThatIsInIt() throws Exception {
        Files.createDirectories(file());
        Files.writeString(file().resolve("mine.txt"), "mine");
        try (Database database = open()) {
            assertThat(database.notes())
                    .singleElement()
                    .asString()
                    .contains("was a folder", "set aside as words.db.damaged-1");
            assertThat(database.change("INSERT INTO words(word) VALUES ('sea')")).isOne();
        }
        assertThat(file().resolveSibling("words.db.damaged-1/mine.txt")).hasContent("mine");
    }

    @Test
    void aStudioThatComesSecondWaitsUntilTheFirstHasBegunTheFile() throws Exception {
        for (int i = 0; i < 10; i++) {
            Path fresh = folder.resolve("fresh-" + i).resolve("words.db");
            List<CompletableFuture<Database>> both =
                    Stream.generate(
                                    () ->
                                            CompletableFuture.supplyAsync(
                                                    () ->
                                                            Database.open(
                                                                    fresh, schema(List.of(FIRST)))))
                            .limit(2)
                            .toList();
            try (Database one = both.get(0).get();
                    Database other = both.get(1).get()) {
                assertThat(one.readOnly()).isNotEqualTo(other.readOnly());
                assertThat(words(one)).isEmpty();
                assertThat(words(other)).isEmpty();
            }
        }
    }

    @Test
    void damageMetLaterIsRepairedAtTheNextOpening() throws Exception {
        Schema cache = new Schema("cache of words", 77, List.of(FIRST), false);
        try (Database database = Database.open(file(), cache)) {
            database.together(
                    () -> {
                        for (int i = 0; i < 5000; i++) {
                            database.change("INSERT INTO words(word) VALUES (?)", "word " + i);
                        }
                    });
        }
        byte[] bytes = Files.readAllBytes(file());
        Arrays.fill(bytes, 8192, bytes.length, (byte) 7);
        Files.write(file(), bytes);
        try (Database database = Database.open(file(), cache)) {
            assertThat(database.notes()).as("not looked through").isEmpty();
            assertThatThrownBy(() -> words(database))
                    .isInstanceOf(EaselException.class)
                    .hasMessageContaining("is damaged. Start Easel again");
        }
        try (Database database = Database.open(file(), cache)) {
            assertThat(database.notes()).singleElement().asString().contains("was damaged");
            assertThat(words(database)).isEmpty();
        }
        try (Database database = Database.open(file(), cache)) {
            assertThat(database.notes()).isEmpty();
        }
    }

    @Test
    void everyDamagedFileIsKept() throws Exception {
        write("sea");
        for (int i = 1; i <= 3; i++) {
            Files.writeString(file(), "damaged for the time " + i);
            open().close();
        }
        assertThat(file().resolveSibling("words.db.damaged-3"))
                .hasContent("damaged for the time 3");
    }

    @Test
    void aFileOfANewerEaselIsRefusedAndLeftAlone() throws Exception {
        Database.open(file(), schema(List.of(FIRST, SECOND))).close();
        byte[] before = Files.readAllBytes(file());

        assertThatThrownBy(this::open)
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("newer Easel")
                .hasMessageContaining("version 2")
                .hasMessageContaining("expected version 1");

        assertThat(file()).hasBinaryContent(before);
        Database.open(file(), schema(List.of(FIRST, SECOND))).close(); // it was let go of
    }

    @Test
    void aNewerEaselsFileThatCanBeMadeAgainIsSetAside() throws Exception {
        Schema newer = new Schema("cache of words", 77, List.of(FIRST, SECOND), false);
        Database.open(file(), newer).close();
        byte[] before = Files.readAllBytes(file());
        Schema cache = new Schema("cache of words", 77, List.of(FIRST), false);
        try (Database database = Database.open(file(), cache)) {
            assertThat(database.notes())
                    .singleElement()
                    .asString()
                    .contains("written by a newer Easel (version 2", "expected version 1");
            assertThat(words(database)).isEmpty();
        }
        assertThat(file().resolveSibling("words.db.damaged-1")).hasBinaryContent(before);
    }

    @Test
    void anOlderFileIsBroughtUpToDate() {
        write("sea");
        try (Database database = Database.open(file(), schema(List.of(FIRST, SECOND)))) {
            assertThat(database.number("SELECT length FROM words WHERE seen = 1")).isEqualTo(3);
        }
    }

    @Test
    void togetherIsAllOrNothing() {
        write("sea");
        try (Database database = open()) {
            assertThatThrownBy(
                            () ->
                                    database.together(
                                            () -> {
                                                database.change("DELETE FROM words");
                                                throw new EaselException("enough");
                                            }))
                    .hasMessage("enough");
            assertThat(words(database)).containsExactly("sea");
        }
    }

    @Test
    void afterAFullDiskTheSentenceSaysSoAndChangesAreWholeAgain() {
        try (Database database = open()) {
            long most =
                    database.number(
                            "PRAGMA max_page_count = " + database.number("PRAGMA page_count"));
            String large = "x".repeat(50_000);
            assertThatThrownBy(() -> database.together(() -> insert(database, large)))
                    .isInstanceOf(EaselException.class)
                    .hasMessageContaining("the disk is full. Make room");
            assertThat(database.number("PRAGMA max_page_count = " + (most + 1000)))
                    .isGreaterThan(most);
            insert(database, "sea");
            assertThatThrownBy(
                            () ->
                                    database.together(
                                            () -> {
                                                insert(database, "hill");
                                                throw new EaselException("enough");
                                            }))
                    .hasMessage("enough");
            database.together(() -> insert(database, "wood"));
            assertThat(words(database)).containsExactly("sea", "wood");
        }
        try (Database database = open()) {
            assertThat(words(database)).containsExactly("sea", "wood");
        }
    }

    private static void insert(Database database, String word) {
        database.change("INSERT INTO words(word) VALUES (?)", word);
    }

    @Test
    void aFolderThatTakesNothingIsASentence() throws Exception {
        Path taken = Files.createFile(folder.resolve("taken"));
        assertThatThrownBy(() -> Database.open(taken.resolve("words.db"), schema(List.of(FIRST))))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("is a file, expected a folder");
        Files.createDirectories(file().resolveSibling("words.db-wal"));
        assertThatThrownBy(this::open)
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("cannot be used");
    }
}
