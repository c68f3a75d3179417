package studio.easel.app.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import studio.easel.app.files.PendingFile;
import studio.easel.engine.EaselException;

/**
 * One SQLite file. Whoever opens it first may write; a second studio on the same file may only
 * look. A file that is damaged, or is no file, is set aside under another name and a new one begun;
 * so is a newer Easel's, where it holds nothing but what can be made again. Any thread may use it;
 * one at a time does.
 */
public final class Database implements AutoCloseable {
    private static final int BUSY_MILLIS = 5000;
    private static final int MOMENT_MILLIS = 20;
    private static final String COLUMNS =
            "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'";
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final Schema schema;
    private final @Nullable FileChannel lock;
    private final List<String> notes = new ArrayList<>();
    private final Connection connection;
    private boolean inTransaction;

    /** One row as a value. */
    @FunctionalInterface
    public interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** The file cannot be read as what it should be; the message says what it was. */
    private static final class Damaged extends Exception {
        private static final long serialVersionUID = 1L;

        Damaged(String what) {
            super(what);
        }

        Damaged(Throwable cause) {
            super("was damaged", cause);
        }
    }

    private Database(Path file, Schema schema, @Nullable FileChannel lock) {
        this.file = file;
        this.schema = schema;
        this.lock = lock;
        this.connection = opened();
    }

    /**
     * Opens {@code file}, or begins it; {@link #notes} says what happened to it.
     *
     * @throws EaselException when it cannot be had, or a newer Easel has written it
     */
    public static Database open(Path file, Schema schema) {
        PendingFile.createFolderOf(file);
        @Nullable FileChannel lock = locked(lockOf(file));
        try {
            return new Database(file, schema, lock);
        } catch (EaselException e) {
            release(file, lock);
            throw e;
        }
    }

    private static Path lockOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".lock");
    }

    private static @Nullable FileChannel locked(Path file) {
        // Asked first: closing a second channel would let go of the lock of this process's first.
        if (!HELD.add(file.toAbsolutePath().normalize())) {
            return null;
        }
        boolean held = false;
        try {
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            held = channel.tryLock() != null;
            if (held) {
                return channel;
            }
            channel.close();
            return null;
        } catch (IOException e) {
            throw new EaselException(
                    "%s cannot be written: %s. Allow it, or choose another folder."
                            .formatted(file, e.getMessage()),
                    e);
        } finally {
            if (!held) {
                HELD.remove(file.toAbsolutePath().normalize());
            }
        }
    }

    private static void release(Path file, @Nullable FileChannel lock) {
        try {
            if (lock != null) {
                lock.close();
                HELD.remove(lockOf(file).toAbsolutePath().normalize());
            }
        } catch (IOException e) {
            // The system lets go of it when the process ends.
        }
    }

    private Connection opened() {
        if (readOnly()) {
            notes.add(
                    "Another Easel has this %s open, so it can be looked at here but not changed. Close the other one and start this one again."
                            .formatted(schema.name()));
        }
        try {
            return checked();
        } catch (Damaged e) {
            if (readOnly()) {
                throw new EaselException(
                        "The %s in %s cannot be read. Close the other Easel that has it open and start again."
                                .formatted(schema.name(), file),
                        e);
            }
            Path aside = setAside();
            notes.add(
                    "The %s in %s %s. It was set aside as %s and a new one begun."
                            .formatted(schema.name(), file, e.getMessage(), aside.getFileName()));
        }
        try {
            return checked();
        } catch (Damaged e) {
            throw new EaselException(
                    "No %s can be kept in %s. Choose another folder."
                            .formatted(schema.name(), file.getParent()),
                    e);
        }
    }

    private Connection checked() throws Damaged {
        @Nullable Connection fresh = null;
        boolean good = false;
        boolean suspicious = isSuspicious();
        try {
            lookAtFile();
            fresh = connect();
            check(fresh, suspicious);
            good = true;
            Files.deleteIfExists(suspect());
            return fresh;
        } catch (SQLException e) {
            // No statement of ours is wrong on tables of ours.
            if (isDamage(e) || code(e) == SQLiteErrorCode.SQLITE_ERROR.code) {
                throw new Damaged(e);
            }
            throw sentence(e);
        } catch (IOException e) {
            throw new EaselException(
                    "%s cannot be deleted: %s. Delete it yourself."
                            .formatted(suspect(), e.getMessage()),
                    e);
        } finally {
            if (!good && fresh != null) {
                closeQuietly(fresh);
            }
        }
    }

    /** SQLite would take an empty file for a new one, and say nothing. */
    private void lookAtFile() throws Damaged {
        if (Files.isDirectory(file)) {
            throw new Damaged("was a folder");
        }
        awaitTheFirst(() -> file.toFile().length() > 0);
        if (!readOnly() && Files.exists(file) && file.toFile().length() == 0) {
            throw new Damaged("was empty");
        }
    }

    /** Whoever was first may be beginning the file right now. */
    private void awaitTheFirst(BooleanSupplier begun) {
        try {
            for (int waited = 0;
                    readOnly() && waited < BUSY_MILLIS && !begun.getAsBoolean();
                    waited += MOMENT_MILLIS) {
                Thread.sleep(MOMENT_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether to look through all of it: it is truth, was not closed, or met with damage. */
    private boolean isSuspicious() {
        return schema.durable()
                || Files.exists(file.resolveSibling(file.getFileName() + "-wal"))
                || Files.exists(suspect());
    }

    /** A mark that damage was met. */
    private Path suspect() {
        return file.resolveSibling(file.getFileName() + ".suspect");
    }

    private Connection connect() throws SQLException {
        try {
            // The library is unpacked there; it would not make the folder itself.
            Files.createDirectories(unpacked());
        } catch (IOException e) {
            throw new EaselException(
                    "SQLite cannot be unpacked: %s. Allow writing to Easel's cache folder."
                            .formatted(e.getMessage()),
                    e);
        }
        SQLiteConfig config = new SQLiteConfig();
        if (!readOnly()) {
            config.setJournalMode(SQLiteConfig.JournalMode.WAL); // which the file keeps
        }
        config.setSynchronous(
                schema.durable()
                        ? SQLiteConfig.SynchronousMode.FULL
                        : SQLiteConfig.SynchronousMode.NORMAL);
        config.setBusyTimeout(BUSY_MILLIS);
        config.enforceForeignKeys(true);
        return config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
    }

    private static Path unpacked() {
        return Path.of(
                System.getProperty("org.sqlite.tmpdir", System.getProperty("java.io.tmpdir")));
    }

    private void check(Connection fresh, boolean suspicious) throws SQLException, Damaged {
        // Half a second for a gallery of 50,000: only where there is a reason.
        String health = suspicious ? text(fresh, "PRAGMA quick_check(1)") : "ok";
        awaitTheFirst(() -> isUpToDate(fresh));
        int owner = number(fresh, "PRAGMA application_id");
        int version = number(fresh, "PRAGMA user_version");
        boolean empty = number(fresh, "SELECT count(*) FROM sqlite_master") == 0;
        boolean ours = empty || (owner == schema.applicationId() && version > 0);
        if (!health.equals("ok") || !ours || version < 0) {
            throw new Damaged("was damaged");
        }
        requireNoNewer(version);
        if (!columns(fresh).containsAll(columnsOf(version))) {
            throw new Damaged("was damaged");
        }
        if (readOnly()) {
            execute(fresh, "PRAGMA query_only = ON");
            requireUpToDate(version);
        } else if (version < schema.version()) {
            bringUpToDate(fresh, version);
        }
    }

    private boolean isUpToDate(Connection fresh) {
        try {
            return number(fresh, "PRAGMA user_version") >= schema.version();
        } catch (SQLException e) {
            return false; // It is looked at once more, and then said.
        }
    }

    private void requireNoNewer(int version) throws Damaged {
        if (version <= schema.version()) {
            return;
        }
        String newer =
                "was written by a newer Easel (version %d of the file), expected version %d at most"
                        .formatted(version, schema.version());
        if (!schema.durable()) {
            throw new Damaged(newer);
        }
        throw new EaselException(
                "The %s in %s %s. Start the newer Easel, or move the file away."
                        .formatted(schema.name(), file, newer));
    }

    private void requireUpToDate(int version) {
        if (version < schema.version()) {
            throw new EaselException(
                    "The %s in %s is version %d of the file, expected version %d, and another Easel has it open. Close the other one and start this one again."
                            .formatted(schema.name(), file, version, schema.version()));
        }
    }

    private static Set<String> columns(Connection on) throws SQLException {
        try (Statement statement = on.createStatement();
                ResultSet rows = statement.executeQuery(COLUMNS)) {
            Set<String> columns = new HashSet<>();
            while (rows.next()) {
                columns.add(rows.getString(1));
            }
            return columns;
        }
    }

    /** What a file of this version must hold at least. */
    private Set<String> columnsOf(int version) throws SQLException {
        try (Connection model = new SQLiteConfig().createConnection("jdbc:sqlite::memory:")) {
            for (List<String> step : schema.steps().subList(0, version)) {
                for (String statement : step) {
                    execute(model, statement);
                }
            }
            return columns(model);
        }
    }

    private void bringUpToDate(Connection fresh, int version) throws SQLException {
        fresh.setAutoCommit(false);
        for (List<String> step : schema.steps().subList(version, schema.version())) {
            for (String statement : step) {
                execute(fresh, statement);
            }
        }
        execute(fresh, "PRAGMA application_id = " + schema.applicationId());
        execute(fresh, "PRAGMA user_version = " + schema.version());
        fresh.commit();
        fresh.setAutoCommit(true);
    }

    private static String text(Connection on, String sql) throws SQLException {
        try (Statement statement = on.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        }
    }

    private static int number(Connection on, String sql) throws SQLException {
        return Integer.parseInt(text(on, sql));
    }

    private static void execute(Connection on, String sql) throws SQLException {
        try (Statement statement = on.createStatement()) {
            statement.execute(sql);
        }
    }

    /** With the write-ahead log, which is a part of it. */
    private Path setAside() {
        try {
            int number = 1;
            Path aside = numbered(number);
            while (Files.exists(aside)) {
                aside = numbered(++number);
            }
            Files.move(file, aside);
            for (String part : List.of("-wal", "-shm")) {
                Path beside = file.resolveSibling(file.getFileName() + part);
                if (Files.exists(beside)) {
                    Files.move(beside, aside.resolveSibling(aside.getFileName() + part));
                }
            }
            return aside;
        } catch (IOException e) {
            throw new EaselException(
                    "The %s in %s cannot be read nor moved away: %s. Move it away yourself."
                            .formatted(schema.name(), file, e.getMessage()),
                    e);
        }
    }

    private Path numbered(int number) {
        return file.resolveSibling("%s.damaged-%d".formatted(file.getFileName(), number));
    }

    /** Whether another studio was first, so that nothing can be changed here. */
    public boolean readOnly() {
        return lock == null;
    }

    /** Sentences about what was met at opening; empty as a rule. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** What {@code sql} finds, in its order. */
    public synchronized <T> List<T> all(String sql, Row<T> row, Object... values) {
        try (PreparedStatement statement = prepared(sql, values);
                ResultSet rows = statement.executeQuery()) {
            List<T> found = new ArrayList<>();
            while (rows.next()) {
                found.add(row.of(rows));
            }
            return found;
        } catch (SQLException e) {
            throw sentence(e);
        }
    }

    /** The first row {@code sql} finds. */
    public <T> Optional<T> first(String sql, Row<T> row, Object... values) {
        return all(sql, row, values).stream().findFirst();
    }

    /** A count or a sum. */
    public long number(String sql, Object... values) {
        return first(sql, row -> row.getLong(1), values).orElse(0L);
    }

    /**
     * Changes rows.
     *
     * @return how many
     * @throws EaselException when another studio was first, or the disk takes nothing
     */
    public synchronized int change(String sql, Object... values) {
        requireWritable();
        try (PreparedStatement statement = prepared(sql, values)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw sentence(e);
        }
    }

    /** As {@link #change}, for one new row; its id. */
    public synchronized long insert(String sql, Object... values) {
        change(sql, values);
        return number("SELECT last_insert_rowid()");
    }

    /** All of {@code work}, or nothing of it. */
    public synchronized void together(Runnable work) {
        requireWritable();
        if (inTransaction) {
            work.run();
            return;
        }
        try {
            connection.setAutoCommit(false);
            inTransaction = true;
            work.run();
            connection.commit();
        } catch (SQLException e) {
            throw sentence(e);
        } finally {
            inTransaction = false;
            undoUncommitted();
        }
    }

    /** Leaves no transaction open, so that the next change is one of its own. */
    private void undoUncommitted() {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // SQLite has undone it by itself, as it does where the disk is full.
        }
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            // It is set; there was no transaction left to end.
        }
    }

    private void requireWritable() {
        if (readOnly()) {
            throw new EaselException(notes.get(0));
        }
    }

    private PreparedStatement prepared(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    private static boolean isDamage(SQLException e) {
        int code = code(e);
        return code == SQLiteErrorCode.SQLITE_CORRUPT.code
                || code == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    /** Without what SQLite says further about it in the higher bits. */
    private static int code(SQLException e) {
        return e instanceof SQLiteException problem ? problem.getResultCode().code & 0xFF : 0;
    }

    private EaselException sentence(SQLException e) {
        int code = code(e);
        String what =
                "The %s in %s cannot be used: ".formatted(schema.name(), file.toAbsolutePath());
        if (e.getCause() instanceof NativeLibraryNotFoundException) {
            return new EaselException(
                    what
                            + "SQLite's library cannot be unpacked to %s, or not be loaded from there. Make room and allow it."
                                    .formatted(unpacked()),
                    e);
        }
        if (code == SQLiteErrorCode.SQLITE_FULL.code) {
            return new EaselException(what + "the disk is full. Make room and try again.", e);
        }
        if (code == SQLiteErrorCode.SQLITE_READONLY.code
                || code == SQLiteErrorCode.SQLITE_CANTOPEN.code) {
            return new EaselException(
                    what + "it may not be written. Allow it, or choose another folder.", e);
        }
        if (isDamage(e)) {
            markSuspect();
            return new EaselException(
                    what + "it is damaged. Start Easel again: it sets it aside.", e);
        }
        return new EaselException(what + "%s. Start Easel again.".formatted(e.getMessage()), e);
    }

    private void markSuspect() {
        try {
            if (!Files.exists(suspect())) {
                Files.createFile(suspect());
            }
        } catch (IOException e) {
            // The next opening looks less closely, and the next damage tries again.
        }
    }

    private static void closeQuietly(Connection open) {
        try {
            open.close();
        } catch (SQLException e) {
            // Everything that was promised is on disk; the rest is repaired at the next opening.
        }
    }

    @Override
    public synchronized void close() {
        closeQuietly(connection);
        release(file, lock);
    }
}
