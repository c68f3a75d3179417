package studio.easel.app.gallery;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import studio.easel.app.files.PictureFacts;
import studio.easel.app.files.PngFile;
import studio.easel.app.files.SavedSettings;
import studio.easel.app.render.RenderFolder;
import studio.easel.app.store.Database;
import studio.easel.app.store.Schema;
import studio.easel.engine.EaselException;

/**
 * Which pictures lie in the gallery's folders and what they say of themselves. It may be thrown
 * away: a scan makes it again from the files. Any thread may ask; a scan runs beside searches.
 */
public final class GalleryIndex implements AutoCloseable {
    private static final int BATCH = 200;
    private static final int DEEPEST = 32;

    /** Where the canvas keeps masks, beside their pictures. */
    private static final String MASKS = "masks";

    private static final Schema SCHEMA =
            new Schema(
                    "gallery's index",
                    0x45614749, // "EaGI"
                    List.of(
                            List.of(
                                    """
                                    CREATE TABLE pictures(
                                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                                        root TEXT NOT NULL,
                                        file TEXT NOT NULL UNIQUE,
                                        bytes INTEGER NOT NULL,
                                        changed INTEGER NOT NULL,
                                        sidecar INTEGER NOT NULL,
                                        width INTEGER NOT NULL,
                                        height INTEGER NOT NULL,
                                        prompt TEXT NOT NULL,
                                        negative TEXT NOT NULL,
                                        model TEXT NOT NULL,
                                        sampler TEXT NOT NULL,
                                        seed INTEGER,
                                        tool TEXT NOT NULL,
                                        stars INTEGER NOT NULL,
                                        problem TEXT)""",
                                    "CREATE INDEX by_date ON pictures(changed, id)",
                                    "CREATE INDEX by_stars ON pictures(stars, changed, id)",
                                    "CREATE INDEX by_seed ON pictures(seed)",
                                    """
                                    CREATE VIRTUAL TABLE words USING fts5(
                                        prompt, negative,
                                        content='', contentless_delete=1, prefix='2 3',
                                        tokenize="unicode61 remove_diacritics 2")""")),
                    false);

    private static final String COLUMNS =
            "id, file, bytes, changed, width, height, prompt, negative, model, sampler, seed, tool, stars, problem";

    private final Database database;

    private GalleryIndex(Database database) {
        this.database = database;
    }

    /**
     * Opens the index, or begins it.
     *
     * @param file {@code gallery.db} among the caches
     * @throws EaselException when a newer Easel has written it, or nothing can be written
     */
    public static GalleryIndex open(Path file) {
        return new GalleryIndex(Database.open(file, SCHEMA));
    }

    /** Whether another studio has the index, so that it can only be looked at. */
    public boolean readOnly() {
        return database.readOnly();
    }

    /** Sentences about what was met at opening. */
    public List<String> notes() {
        return database.notes();
    }

    /** What a file looked like when it was read. */
    private record Stamp(long bytes, long changed, long sidecar) {}

    /**
     * What a scan has changed.
     *
     * @param unreadable of those added or changed
     */
    public record Scan(int added, int changed, int removed, int unreadable) {}

    /**
     * Looks what is new, changed or gone in {@code root} and the folders below, but for hidden
     * ones, masks, and the frames of renders; what is as it was is not opened. Ends early when the
     * thread is interrupted, and keeps what it has. Pictures of another gallery are forgotten.
     *
     * @param progress hears how many files have been read
     * @throws EaselException when the folder is missing: nothing is forgotten then, it may be a
     *     drive that is not plugged in
     */
    public Scan scan(Path root, IntConsumer progress) {
        Path home = root.toAbsolutePath().normalize();
        forgetOthers(home);
        if (!Files.isDirectory(home)) {
            throw new EaselException(
                    "The folder %s is missing, so its pictures are shown as they were last known. Plug its drive in, or choose another folder."
                            .formatted(home));
        }
        Map<String, Stamp> there = files(home);
        Map<String, Stamp> known = known(home);
        List<String> gone = known.keySet().stream().filter(it -> !there.containsKey(it)).toList();
        database.together(() -> gone.forEach(this::forget));
        List<String> fresh =
                there.entrySet().stream()
                        .filter(it -> !it.getValue().equals(known.get(it.getKey())))
                        .map(Map.Entry::getKey)
                        .toList();
        int added = 0;
        int unreadable = 0;
        int read = 0;
        for (int from = 0; from < fresh.size() && !Thread.currentThread().isInterrupted(); ) {
            List<String> batch = fresh.subList(from, Math.min(from + BATCH, fresh.size()));
            List<Entry> entries =
                    batch.stream().map(it -> Entry.read(home, Path.of(it), there.get(it))).toList();
            database.together(() -> entries.forEach(this::put));
            added += (int) batch.stream().filter(it -> !known.containsKey(it)).count();
            unreadable += (int) entries.stream().filter(it -> it.problem() != null).count();
            read += batch.size();
            from += batch.size();
            progress.accept(read);
        }
        return new Scan(added, read - added, gone.size(), unreadable);
    }

    private static Map<String, Stamp> files(Path root) {
        Map<String, Stamp> files = new HashMap<>();
        Map<String, Long> sidecars = new HashMap<>();
        try {
            Files.walkFileTree(
                    root,
                    java.util.Set.of(),
                    DEEPEST,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(
                                Path folder, BasicFileAttributes attributes) {
                            return folder.equals(root) || isShown(folder)
                                    ? FileVisitResult.CONTINUE
                                    : FileVisitResult.SKIP_SUBTREE;
                        }

                        @Override
                        public FileVisitResult visitFile(
                                Path file, BasicFileAttributes attributes) {
                            String name =
                                    String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
                            long changed = attributes.lastModifiedTime().toMillis();
                            if (!attributes.isRegularFile() || name.startsWith(".")) {
                                return FileVisitResult.CONTINUE;
                            }
                            if (name.endsWith(".png")) {
                                files.put(
                                        file.toString(), new Stamp(attributes.size(), changed, 0));
                            } else if (name.endsWith(".png.xmp")) {
                                String all = file.toString();
                                sidecars.put(
                                        all.substring(0, all.length() - ".xmp".length()),
                                        changed * 31 + attributes.size());
                            }
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException problem) {
                            return FileVisitResult.CONTINUE; // gone meanwhile, or not ours to read
                        }
                    });
        } catch (IOException e) {
            throw new EaselException(
                    "The folder %s cannot be read: %s.".formatted(root, e.getMessage()), e);
        }
        sidecars.forEach(
                (file, stamp) ->
                        files.computeIfPresent(
                                file, (name, old) -> new Stamp(old.bytes(), old.changed(), stamp)));
        return files;
    }

    /** Masks lie beside the pictures they were painted on, a render's frames below its folder. */
    private static boolean isShown(Path folder) {
        String name = String.valueOf(folder.getFileName());
        return !name.startsWith(".") && !name.equals(MASKS) && !RenderFolder.isPart(folder);
    }

    private Map<String, Stamp> known(Path root) {
        return database
                .all(
                        "SELECT file, bytes, changed, sidecar FROM pictures WHERE root = ?",
                        row ->
                                Map.entry(
                                        row.getString(1),
                                        new Stamp(row.getLong(2), row.getLong(3), row.getLong(4))),
                        root.toString())
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** A row before it has an id. */
    private record Entry(
            Path root,
            Path file,
            Stamp stamp,
            int width,
            int height,
            Optional<SavedSettings> settings,
            int stars,
            @Nullable String problem) {
        static Entry read(Path root, Path file, @Nullable Stamp stamp) {
            Stamp at = stamp == null ? new Stamp(0, 0, 0) : stamp;
            int stars = Stars.of(file);
            try {
                PictureFacts facts = PngFile.facts(file);
                return new Entry(
                        root,
                        file,
                        at,
                        facts.width(),
                        facts.height(),
                        facts.settings(),
                        stars,
                        null);
            } catch (EaselException e) {
                return new Entry(root, file, at, 0, 0, Optional.empty(), stars, e.getMessage());
            }
        }
    }

    private void put(Entry entry) {
        String prompt = entry.settings().map(SavedSettings::prompt).orElse("");
        String negative = entry.settings().map(SavedSettings::negativePrompt).orElse("");
        insert(
                entry.root().toString(),
                entry.file().toString(),
                entry.stamp().bytes(),
                entry.stamp().changed(),
                entry.stamp().sidecar(),
                entry.width(),
                entry.height(),
                prompt,
                negative,
                entry.settings().flatMap(SavedSettings::modelName).orElse(""),
                entry.settings().flatMap(SavedSettings::sampler).orElse(""),
                entry.settings().flatMap(SavedSettings::seed).orElse(null),
                entry.settings().map(it -> it.source().name()).orElse(""),
                entry.stars(),
                entry.problem());
    }

    /**
     * A row in the table's order, from {@code root} on, in place of one of the same file, whose id
     * it keeps.
     */
    private void insert(@Nullable Object... values) {
        String file = String.valueOf(values[1]);
        Optional<Long> known =
                database.first(
                        "SELECT id FROM pictures WHERE file = ?", row -> row.getLong(1), file);
        known.ifPresent(this::forgetRow);
        @Nullable Object[] row = new @Nullable Object[values.length + 1];
        row[0] = known.orElse(null);
        System.arraycopy(values, 0, row, 1, values.length);
        String places = "?, ".repeat(row.length - 1) + "?";
        long id = database.insert("INSERT INTO pictures VALUES (" + places + ")", row);
        database.change(
                "INSERT INTO words(rowid, prompt, negative) VALUES (?, ?, ?)",
                id,
                GalleryQuery.spaced(String.valueOf(values[7])),
                GalleryQuery.spaced(String.valueOf(values[8])));
    }

    private void forgetRow(long id) {
        database.change("DELETE FROM words WHERE rowid = ?", id);
        database.change("DELETE FROM pictures WHERE id = ?", id);
    }

    private void forget(String file) {
        database.first("SELECT id FROM pictures WHERE file = ?", row -> row.getLong(1), file)
                .ifPresent(this::forgetRow);
    }

    /** Forgets the pictures of every gallery but this one: another folder was chosen. */
    public void forgetOthers(Path root) {
        String home = root.toAbsolutePath().normalize().toString();
        database.together(
                () -> {
                    database.change(
                            "DELETE FROM words WHERE rowid IN (SELECT id FROM pictures WHERE root <> ?)",
                            home);
                    database.change("DELETE FROM pictures WHERE root <> ?", home);
                });
    }

    /**
     * Takes in a picture that was just made, or forgets one that is gone. One outside of {@code
     * root} is none of this gallery's.
     */
    public void refresh(Path root, Path file) {
        Path home = root.toAbsolutePath().normalize();
        Path whole = file.toAbsolutePath().normalize();
        if (!whole.startsWith(home)) {
            return;
        }
        database.together(
                () -> {
                    if (!Files.isRegularFile(whole)) {
                        forget(whole.toString());
                        return;
                    }
                    put(Entry.read(home, whole, stamp(whole)));
                });
    }

    private static Stamp stamp(Path file) {
        try {
            Path sidecar = Stars.sidecar(file);
            long beside =
                    Files.exists(sidecar)
                            ? Files.getLastModifiedTime(sidecar).toMillis() * 31
                                    + Files.size(sidecar)
                            : 0;
            return new Stamp(Files.size(file), Files.getLastModifiedTime(file).toMillis(), beside);
        } catch (IOException e) {
            return new Stamp(0, 0, 0); // the next scan reads it again
        }
    }

    /** Searches; the pictures come when they are asked for. */
    public Found find(GalleryQuery query) {
        List<Object> values = new ArrayList<>();
        String where = query.where(values, ZoneId.systemDefault());
        List<Long> ids =
                database.all(
                        "SELECT id FROM pictures" + where, row -> row.getLong(1), values.toArray());
        return new Found(this, ids.stream().mapToLong(Long::longValue).toArray());
    }

    /** How many pictures there are in all. */
    public int size() {
        return Math.toIntExact(database.number("SELECT count(*) FROM pictures"));
    }

    /** The models pictures were made with, most used first; for the filter. */
    public List<String> models() {
        return names("model");
    }

    /** The samplers pictures were made with, most used first. */
    public List<String> samplers() {
        return names("sampler");
    }

    private List<String> names(String column) {
        return database.all(
                "SELECT "
                        + column
                        + " FROM pictures WHERE "
                        + column
                        + " <> '' GROUP BY "
                        + column
                        + " ORDER BY count(*) DESC, "
                        + column,
                row -> row.getString(1));
    }

    /** Those with these ids, in this order; what is gone is left out. */
    List<Picture> pictures(long[] ids) {
        String list = Arrays.stream(ids).mapToObj(Long::toString).collect(Collectors.joining(", "));
        Map<Long, Picture> found =
                database
                        .all(
                                "SELECT " + COLUMNS + " FROM pictures WHERE id IN (" + list + ")",
                                GalleryIndex::picture)
                        .stream()
                        .collect(Collectors.toMap(Picture::id, it -> it));
        return Arrays.stream(ids)
                .mapToObj(found::get)
                .flatMap(it -> Optional.ofNullable(it).stream())
                .toList();
    }

    public Optional<Picture> picture(long id) {
        return pictures(new long[] {id}).stream().findFirst();
    }

    private static Picture picture(ResultSet row) throws SQLException {
        long seed = row.getLong(11);
        Optional<Long> known = row.wasNull() ? Optional.empty() : Optional.of(seed);
        return new Picture(
                row.getLong(1),
                Path.of(row.getString(2)),
                row.getLong(3),
                Instant.ofEpochMilli(row.getLong(4)),
                row.getInt(5),
                row.getInt(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                known,
                row.getString(12),
                row.getInt(13),
                Optional.ofNullable(row.getString(14)));
    }

    /**
     * Gives a picture stars, in its sidecar and here.
     *
     * @param stars 0 to 5
     * @throws EaselException when they cannot be kept
     */
    public void star(Picture picture, int stars) {
        Stars.give(picture.file(), stars);
        database.change(
                "UPDATE pictures SET stars = ?, sidecar = ? WHERE id = ?",
                stars,
                stamp(picture.file()).sidecar(),
                picture.id());
    }

    /**
     * Moves pictures into the trash of their gallery, and forgets those that are missing already.
     *
     * @param root the gallery's folder
     * @throws EaselException when one cannot be moved; then none is
     */
    public Trash.Deletion delete(Path root, List<Picture> pictures) {
        Trash.Deletion deletion =
                new Trash(root).delete(pictures.stream().map(Picture::file).toList());
        database.together(() -> pictures.forEach(it -> forgetRow(it.id())));
        return deletion;
    }

    /**
     * Puts pictures back; those whose place is taken meanwhile stay in the trash.
     *
     * @return those that are back
     * @throws EaselException when none could be put back
     */
    public List<Path> undo(Path root, Trash.Deletion deletion) {
        List<Path> back = new Trash(root).undo(deletion);
        back.forEach(file -> refresh(root, file));
        return back;
    }

    /** Forgets every picture; the next scan reads all files again. */
    public void clear() {
        database.together(
                () -> {
                    database.change("INSERT INTO words(words) VALUES ('delete-all')");
                    database.change("DELETE FROM pictures");
                });
    }

    /** For measuring: a made-up row, as a scan would write it. */
    void pretend(List<@Nullable Object[]> rows) {
        database.together(() -> rows.forEach(this::insert));
    }

    @Override
    public void close() {
        database.close();
    }
}
