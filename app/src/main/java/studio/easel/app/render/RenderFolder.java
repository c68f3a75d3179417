package studio.easel.app.render;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 * <p>Of what frames grow from, the last {@value #LAST} lines' is kept, and every {@value
 * #MILESTONE}th's: to render again from a frame in between, one goes back to the line before it
 * whose pictures are there.
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

    /** Behind all there is in the file, which systems that lock in earnest let others read. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private static final int LOCK_TURNS = 10;

    /** Lines whose pictures are kept for going on. */
    private static final int LAST = 50;

    /** Every how many lines one's pictures are kept for rendering again. */
    private static final int MILESTONE = 10;

    private static final Pattern PART =
            Pattern.compile("(\\d{6,9})-(?:before|after|last|reference)\\.png");

    private final Path folder;
    private final FileChannel lockFile;
    private final List<JournalEntry> journal = new ArrayList<>();
    private final boolean begun;

    private RenderFolder(Path folder, FileChannel lockFile, boolean begun) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.begun = begun;
    }

    /**
     * How many bytes a render takes at most, the video aside: pictures that cannot be packed.
     *
     * @param cadence every how many frames one is diffused
     */
    static long mostBytes(int width, int height, int frames, int cadence) {
        long diffused = (frames + cadence - 1L) / cadence;
        long states = cadence == 1 ? 0 : 2 * Math.min(diffused, LAST + diffused / MILESTONE);
        return (frames + states) * 3L * width * height;
    }

    /** Whether a render lies there, finished or not. */
    public static boolean isRender(Path folder) {
        return Files.isRegularFile(folder.resolve(SETTINGS));
    }

    /** Whether a folder holds a render's frames, or what they grow from. */
    public static boolean isPart(Path folder) {
        Path parent = folder.getParent();
        return (folder.endsWith(FRAMES) || folder.endsWith(STATE))
                && parent != null
                && isRender(parent);
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
        refuseOne(folder); // before anything is made there
        FileChannel lock = lock(folder);
        try {
            refuseOne(folder); // another process may have begun it meanwhile
            refuseLinks(folder);
            PendingFile.createFolderOf(folder.resolve(FRAMES).resolve("0"));
            PendingFile.createFolderOf(folder.resolve(STATE).resolve("0"));
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
            refuseLinks(folder);
            RenderFolder opened = new RenderFolder(folder, lock, false);
            opened.sweep();
            opened.readJournal();
            opened.tidy();
            return opened;
        } catch (RuntimeException e) {
            close(lock);
            throw e;
        }
    }

    private static void refuseOne(Path folder) {
        if (isRender(folder)) {
            throw new EaselException(
                    "There is a render in %s already. Go on with it (--resume), or choose another folder."
                            .formatted(folder));
        }
    }

    /** Frames would be written, and leftovers deleted, somewhere else. */
    private static void refuseLinks(Path folder) {
        for (String part : List.of(FRAMES, STATE, JOURNAL)) {
            if (Files.isSymbolicLink(folder.resolve(part))) {
                throw new EaselException(
                        "%s is a link, expected a render's own. Put what it leads to in its place; the render's folder itself may be a link."
                                .formatted(folder.resolve(part)));
            }
        }
    }

    /** The settings file it was begun with, or goes on with. */
    public Path settings() {
        return folder.resolve(SETTINGS);
    }

    /** What it is made from beside its settings; nothing where that is not known. */
    public Origin origin() {
        try {
            return Origin.parse(read(folder.resolve(ORIGIN)));
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
        int old = journal.size() - 1 - LAST;
        if (old >= 0 && !isKept(old)) {
            Set<String> needed = needed();
            journal.get(old)
                    .pictures()
                    .map(Kept::file)
                    .filter(name -> name.startsWith(STATE) && !needed.contains(name))
                    .forEach(this::delete);
        }
    }

    /** Whether the pictures of a line are kept. */
    private boolean isKept(int line) {
        return line >= journal.size() - LAST || (line + 1) % MILESTONE == 0;
    }

    /** The pictures of all lines that keep theirs. */
    private Set<String> needed() {
        Set<String> needed = new HashSet<>();
        for (int line = 0; line < journal.size(); line++) {
            if (isKept(line)) {
                journal.get(line).pictures().map(Kept::file).forEach(needed::add);
            }
        }
        return needed;
    }

    /** Deletes old pictures no line needs; newer ones than the last line's are written again. */
    private void tidy() {
        Set<String> needed = needed();
        int last = journal.isEmpty() ? -1 : journal.get(journal.size() - 1).next();
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder.resolve(STATE))) {
            for (Path part : parts) {
                String name = String.valueOf(part.getFileName());
                Matcher matcher = PART.matcher(name);
                if (matcher.matches()
                        && Integer.parseInt(matcher.group(1)) <= last
                        && !needed.contains(STATE + "/" + name)) {
                    delete(STATE + "/" + name);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // what is left takes room, no more
        }
    }

    /**
     * Forgets everything that frame {@code index} has a part in, and what lies between it and the
     * last pictures kept before it: it is rendered anew.
     *
     * @param cadence every how many frames one is diffused
     */
    public void rewind(int index, int cadence) {
        keepFirst(reach(index, cadence));
        rewrite();
        tidy();
    }

    /**
     * The last frame not behind {@code index} that can be rendered again without those before it;
     * where it is {@code index}, or shares its diffused frame, {@link #rewind} changes nothing
     * before it.
     *
     * @param cadence every how many frames one is diffused
     */
    public int again(int index, int cadence) {
        int lines = reach(index, cadence);
        return lines == before(index, cadence)
                ? index
                : lines == 0 ? 0 : journal.get(lines - 1).next();
    }

    /** How many lines say nothing of frame {@code index}. */
    private int before(int index, int cadence) {
        int lines = 0;
        while (lines < journal.size()
                && journal.get(lines).frames() <= index
                && journal.get(lines).next() - cadence < index) {
            lines++;
        }
        return lines;
    }

    /** How many of those there are up to one whose pictures are there. */
    private int reach(int index, int cadence) {
        int lines = before(index, cadence);
        while (lines > 0 && !isWhole(journal.get(lines - 1))) {
            lines--;
        }
        return lines;
    }

    private void keepFirst(int lines) {
        journal.subList(lines, journal.size()).clear();
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
            for (String line : read(file).split("\n", -1)) {
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
        keepFirst(reach(Integer.MAX_VALUE, 0));
        rewrite();
    }

    /** Bytes that are no text stay in sight, as no word of ours. */
    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
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
            for (int turn = 1; turn <= LOCK_TURNS; turn++) {
                PendingFile.createFolderOf(file);
                Optional<FileChannel> channel = opened(file, turn < LOCK_TURNS);
                if (channel.isPresent() && !isLocked(channel.get())) {
                    channel.get().close();
                    break;
                }
                if (channel.isPresent() && isThe(file, channel.get())) {
                    return channel.get();
                }
                if (channel.isPresent()) {
                    channel.get().close(); // whoever had it before has deleted it
                }
            }
        } catch (ClosedByInterruptException e) {
            throw new CancellationException("cancelled");
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

    /**
     * @param again whether to come back where somebody who ended just now has deleted the folder
     */
    private static Optional<FileChannel> opened(Path file, boolean again) throws IOException {
        try {
            return Optional.of(
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            if (again) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(LOCKED_BYTE, 1, false) != null;
        } catch (OverlappingFileLockException e) {
            return false; // another render of this very process
        }
    }

    /** Whether a file still has the name it was opened by: what is written into it is there. */
    private static boolean isThe(Path file, FileChannel channel) throws IOException {
        byte[] mark = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        channel.write(ByteBuffer.wrap(mark), 0);
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                && Arrays.equals(Files.readAllBytes(file), mark);
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
            // The lock last, and while it is held: behind it the folder may be another's.
            List.of(SETTINGS, ORIGIN, JOURNAL, FRAMES, STATE, LOCK).forEach(this::delete);
        }
        close(lockFile);
        if (nothing) {
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
