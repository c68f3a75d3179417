package studio.easel.app.render;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import studio.easel.app.files.PendingFile;
import studio.easel.app.files.PictureHash;
import studio.easel.app.files.PngFile;
import studio.easel.app.render.JournalEntry.Kept;
import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;
import studio.easel.engine.animation.RenderState;

/**
 * A render on disk:
 *
 * <pre>
 * settings.txt        what is rendered, the drawn seed included
 * origin.txt          what the settings do not hold: the model, the pictures
 * journal.jsonl       one line a diffused frame, only ever added to
 * frames/000000.png   finished frames, the truth the video is made from
 * state/000004-....png   what the next frame grows from, where that is no frame
 * </pre>
 *
 * <p>Frames are safe on disk before the line that counts them is written, and a line before the
 * next frame begins. So whatever ends this process, be it {@code kill -9} or a power cut, the last
 * whole line says where to go on, and going on gives the very frames an unbroken run would have
 * given.
 */
public final class RenderFolder implements AutoCloseable {
    static final String SETTINGS = "settings.txt";
    private static final String ORIGIN = "origin.txt";
    private static final String JOURNAL = "journal.jsonl";
    private static final String FRAMES = "frames";
    private static final String STATE = "state";
    private static final String LOCK = "render.lock";

    private final Path folder;
    private final FileChannel lockFile;
    private final List<JournalEntry> journal = new ArrayList<>();
    private final boolean begun;

    private RenderFolder(Path folder, FileChannel lockFile, boolean begun) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.begun = begun;
    }

    /** Whether a render lies there, finished or not. */
    public static boolean isRender(Path folder) {
        return Files.isRegularFile(folder.resolve(SETTINGS));
    }

    /** Bytes the disk of a folder still takes; the folder need not be there yet. */
    public static long room(Path folder) {
        Path there = folder.toAbsolutePath();
        while (there != null && !Files.isDirectory(there)) {
            there = there.getParent();
        }
        try {
            return there == null ? Long.MAX_VALUE : Files.getFileStore(there).getUsableSpace();
        } catch (IOException nobodyKnows) {
            return Long.MAX_VALUE;
        }
    }

    /**
     * @throws EaselException when no render lies there
     */
    public static void refuseNone(Path folder) {
        if (!isRender(folder)) {
            throw new EaselException(
                    "There is no render in %s: it has no %s. Name the folder of a render, or start one without --resume."
                            .formatted(folder, SETTINGS));
        }
    }

    /**
     * Begins a render. Closed before a frame is finished, it leaves nothing behind.
     *
     * @param settings its settings file
     * @param origin what else it is made from
     * @throws EaselException when there is one already, or the folder cannot be written
     */
    public static RenderFolder begin(Path folder, String settings, Origin origin) {
        if (isRender(folder)) {
            throw new EaselException(
                    "There is a render in %s already. Go on with it (--resume), or choose another folder."
                            .formatted(folder));
        }
        PendingFile.createFolderOf(folder.resolve(SETTINGS));
        PendingFile.createFolderOf(folder.resolve(FRAMES).resolve("0"));
        PendingFile.createFolderOf(folder.resolve(STATE).resolve("0"));
        FileChannel lock = lock(folder);
        try {
            RenderFolder begun = new RenderFolder(folder, lock, true);
            begun.sweep();
            begun.rewrite(); // whose settings are gone is gone, too
            begun.settings(settings, origin);
            return begun;
        } catch (RuntimeException e) {
            close(lock);
            throw e;
        }
    }

    /**
     * Opens a render that broke off, or one that is finished. Lines the journal has no frames for
     * are dropped.
     *
     * @throws EaselException when there is none, it is in use, or its journal cannot be read
     */
    public static RenderFolder open(Path folder) {
        refuseNone(folder);
        FileChannel lock = lock(folder);
        try {
            RenderFolder opened = new RenderFolder(folder, lock, false);
            opened.sweep();
            opened.readJournal();
            return opened;
        } catch (RuntimeException e) {
            close(lock);
            throw e;
        }
    }

    /** The settings file it was begun with, or goes on with. */
    public Path settings() {
        return folder.resolve(SETTINGS);
    }

    /** What it is made from beside its settings; nothing where that is not known. */
    public Origin origin() {
        try {
            return Origin.parse(Files.readString(folder.resolve(ORIGIN), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Origin.parse("");
        }
    }

    /** Goes on with other settings from here on. */
    public void settings(String text, Origin origin) {
        write(folder.resolve(ORIGIN), origin.text().getBytes(StandardCharsets.UTF_8));
        write(settings(), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Where frame {@code index} lies, or will. */
    public Path frame(int index) {
        return folder.resolve(FRAMES).resolve("%06d.png".formatted(index));
    }

    /** How many frames are finished, from the first without a gap. */
    public int frames() {
        return journal.isEmpty() ? 0 : journal.get(journal.size() - 1).frames();
    }

    /**
     * Where to go on.
     *
     * @throws EaselException when a picture it needs is missing or another
     */
    public RenderState state() {
        if (journal.isEmpty()) {
            return RenderState.start();
        }
        JournalEntry last = journal.get(journal.size() - 1);
        return new RenderState(
                last.next(),
                last.diffusions(),
                last.before().map(this::picture),
                last.after().map(this::picture),
                last.last().map(this::picture),
                last.reference().map(this::picture));
    }

    /** Writes a finished frame; it counts from the next {@link #keep} on. */
    public void write(int index, RgbImage picture) {
        PngFile.write(frame(index), picture);
    }

    /**
     * Counts the frames that were written, and remembers where to go on.
     *
     * @param frames how many are finished now
     * @param hashes of those written since the last line
     */
    public void keep(RenderState state, int frames, List<PictureHash> hashes) {
        List<Kept> known = known(frames, hashes);
        JournalEntry entry =
                new JournalEntry(
                        state.next(),
                        state.diffusions(),
                        frames,
                        hashes.stream().map(PictureHash::sha256).toList(),
                        kept("before", state.next(), state.before(), known),
                        kept("after", state.next(), state.after(), known),
                        kept("last", state.next(), state.last(), known),
                        kept("reference", state.next(), state.reference(), known));
        append(entry.json() + "\n");
        journal.add(entry);
    }

    /**
     * Forgets everything that frame {@code index} has a part in: it is rendered anew.
     *
     * @param cadence every how many frames one is diffused
     */
    public void rewind(int index, int cadence) {
        List<JournalEntry> kept =
                journal.stream()
                        .takeWhile(
                                entry -> entry.frames() <= index && entry.next() - cadence < index)
                        .toList();
        journal.retainAll(kept);
        rewrite();
    }

    private void rewrite() {
        StringBuilder lines = new StringBuilder();
        journal.forEach(entry -> lines.append(entry.json()).append('\n'));
        write(folder.resolve(JOURNAL), lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** A picture that is there already, be it a frame, is not written again. */
    private Optional<Kept> kept(
            String part, int next, Optional<RgbImage> picture, List<Kept> known) {
        return picture.map(
                image -> {
                    PictureHash hash = PictureHash.of(image);
                    return known.stream()
                            .filter(one -> one.sha256().equals(hash.sha256()))
                            .findFirst()
                            .orElseGet(
                                    () -> {
                                        String name = "%s/%06d-%s.png".formatted(STATE, next, part);
                                        PngFile.write(folder.resolve(name), image);
                                        Kept written = new Kept(name, hash.sha256());
                                        known.add(written); // the last one often is the reference
                                        return written;
                                    });
                });
    }

    /** The pictures of the last line, and the frames behind it. */
    private List<Kept> known(int frames, List<PictureHash> hashes) {
        List<Kept> known = new ArrayList<>();
        if (!journal.isEmpty()) {
            journal.get(journal.size() - 1).pictures().forEach(known::add);
        }
        int first = frames - hashes.size();
        for (int i = 0; i < hashes.size(); i++) {
            known.add(new Kept("%s/%06d.png".formatted(FRAMES, first + i), hashes.get(i).sha256()));
        }
        return known;
    }

    private RgbImage picture(Kept kept) {
        Path file = folder.resolve(kept.file());
        RgbImage image = PngFile.read(file).image();
        if (!PictureHash.of(image).sha256().equals(kept.sha256())) {
            throw new EaselException(
                    "%s was changed since it was rendered. Put it back as it was, or render again from an earlier frame (--resume --frames 0..)."
                            .formatted(file));
        }
        return image;
    }

    private boolean isWhole(JournalEntry entry) {
        return entry.pictures().allMatch(kept -> Files.isRegularFile(folder.resolve(kept.file())));
    }

    private void readJournal() {
        Path file = folder.resolve(JOURNAL);
        if (!Files.isRegularFile(file)) {
            return;
        }
        try {
            for (String line : Files.readString(file, StandardCharsets.UTF_8).split("\n", -1)) {
                Optional<JournalEntry> entry = JournalEntry.parse(line);
                int before = frames();
                if (entry.filter(it -> it.frames() - it.hashes().size() == before).isEmpty()) {
                    break; // broken off while it was written: what it says is not there
                }
                journal.add(entry.get());
            }
        } catch (IOException e) {
            throw new EaselException(
                    "%s cannot be read (%s). Check its permissions.".formatted(file, e), e);
        }
        int there = 0;
        while (there < frames() && Files.isRegularFile(frame(there))) {
            there++;
        }
        int whole = there;
        journal.removeIf(entry -> entry.frames() > whole);
        while (!journal.isEmpty() && !isWhole(journal.get(journal.size() - 1))) {
            journal.remove(journal.size() - 1);
        }
        rewrite();
    }

    /** What a process that was killed was writing. */
    private void sweep() {
        for (String part : List.of("", FRAMES, STATE)) {
            PendingFile.sweep(folder.resolve(part));
        }
    }

    private void append(String line) {
        Path file = folder.resolve(JOURNAL);
        try (FileOutputStream out = new FileOutputStream(file.toFile(), true)) {
            out.write(line.getBytes(StandardCharsets.UTF_8));
            out.getFD().sync();
        } catch (IOException e) {
            throw new EaselException(
                    "The journal %s cannot be written (%s). Make room on the disk, then go on with --resume: all finished frames are kept."
                            .formatted(file, e),
                    e);
        }
    }

    private static void write(Path file, byte[] content) {
        try (PendingFile pending = PendingFile.beside(file, content)) {
            pending.replace(file);
        }
    }

    private static FileChannel lock(Path folder) {
        Path file = folder.resolve(LOCK);
        try {
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return channel;
                }
            } catch (OverlappingFileLockException e) {
                // another render of this very process
            }
            channel.close();
        } catch (IOException e) {
            throw new EaselException(
                    "%s cannot be used (%s). Choose a folder that can be written."
                            .formatted(folder, e),
                    e);
        }
        throw new EaselException(
                "Another Easel is rendering in %s. Wait for it, or choose another folder."
                        .formatted(folder));
    }

    private static void close(FileChannel lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new EaselException("The lock could not be given back (%s).".formatted(e), e);
        }
    }

    /**
     * Gives finished frames again.
     *
     * @param count how many, from the first
     * @throws EaselException at one that was changed or damaged since
     */
    public void finished(int count, Consumer<RgbImage> frames) {
        List<String> hashes = journal.stream().flatMap(entry -> entry.hashes().stream()).toList();
        for (int i = 0; i < count; i++) {
            RgbImage frame = PngFile.read(frame(i)).image();
            if (!hashes.get(i).equals(PictureHash.of(frame).sha256())) {
                throw new EaselException(
                        "%s was changed since it was rendered. Put it back as it was, or render again from there (--resume --frames %d..)."
                                .formatted(frame(i), i));
            }
            frames.accept(frame);
        }
    }

    @Override
    public void close() {
        boolean nothing = begun && journal.isEmpty();
        if (nothing) {
            List.of(SETTINGS, ORIGIN, JOURNAL, FRAMES, STATE).forEach(this::delete);
        }
        close(lockFile);
        if (nothing) {
            delete(LOCK);
            delete("");
        }
    }

    /** A folder with something in it stays. */
    private void delete(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            // What keeps it from being deleted is not this render's.
        }
    }
}
