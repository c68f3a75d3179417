package studio.easel.app.browse;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javafx.beans.InvalidationListener;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.easel.app.Notice;
import studio.easel.app.Words;
import studio.easel.app.device.ByteCount;
import studio.easel.app.gallery.Comparison;
import studio.easel.app.gallery.Found;
import studio.easel.app.gallery.GalleryIndex;
import studio.easel.app.gallery.GalleryQuery;
import studio.easel.app.gallery.Picture;
import studio.easel.app.gallery.Stars;
import studio.easel.app.gallery.Thumbnails;
import studio.easel.app.gallery.Trash;
import studio.easel.engine.EaselException;

/**
 * Everything the gallery screen knows and does. Properties change on the window's thread alone;
 * commands return at once. Places are those among what was found, from 0.
 */
public final class BrowseModel {
    private static final Logger LOG = LoggerFactory.getLogger(BrowseModel.class);

    private final Album album;
    private final Filters filters = new Filters();
    private final ReadOnlyIntegerWrapper size = new ReadOnlyIntegerWrapper();
    private final ReadOnlyIntegerWrapper total = new ReadOnlyIntegerWrapper();
    private final ReadOnlyIntegerWrapper revision = new ReadOnlyIntegerWrapper();
    private final ReadOnlyIntegerWrapper cursor = new ReadOnlyIntegerWrapper(-1);
    private final ReadOnlyBooleanWrapper scanning = new ReadOnlyBooleanWrapper(true);
    private final ReadOnlyIntegerWrapper scanned = new ReadOnlyIntegerWrapper();
    private final ReadOnlyBooleanWrapper undoable = new ReadOnlyBooleanWrapper();
    private final ReadOnlyLongWrapper trash = new ReadOnlyLongWrapper();
    private final ReadOnlyBooleanWrapper emptying = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<@Nullable Details> details = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Comparison> comparison =
            new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Notice> notice = new ReadOnlyObjectWrapper<>();
    private final ObservableList<String> models = FXCollections.observableArrayList();
    private final ObservableList<String> samplers = FXCollections.observableArrayList();
    private final Set<Long> marked = new HashSet<>();
    private final Set<Integer> asked = new HashSet<>();
    private final Deque<Deleted> deleted = new ArrayDeque<>();
    private Pages pages = new Pages();
    private @Nullable Found found;
    private int anchor = -1;
    private int seen;
    private boolean searchSoon;
    private boolean othersThere = true;
    private long searches;
    private long looks;

    /** On the searching thread alone. */
    private @Nullable GalleryIndex index;

    private record Deleted(Path root, Trash.Deletion deletion) {}

    public BrowseModel(Album album) {
        this.album = album;
        InvalidationListener changed = now -> searchSoon();
        filters.all().forEach(filter -> filter.addListener(changed));
    }

    // Properties

    public Filters filters() {
        return filters;
    }

    /** How many pictures were found. */
    public ReadOnlyIntegerProperty size() {
        return size.getReadOnlyProperty();
    }

    /** How many there are in all. */
    public ReadOnlyIntegerProperty total() {
        return total.getReadOnlyProperty();
    }

    /** Another number whenever {@link #picture} or {@link #marked} may have another answer. */
    public ReadOnlyIntegerProperty revision() {
        return revision.getReadOnlyProperty();
    }

    /** The place of the picture that keys act on; -1 for none. */
    public ReadOnlyIntegerProperty cursor() {
        return cursor.getReadOnlyProperty();
    }

    /** What the picture at the cursor says of itself; null while that is read, or for none. */
    public ReadOnlyObjectProperty<@Nullable Details> details() {
        return details.getReadOnlyProperty();
    }

    /** Two pictures beside each other; null where none are compared. */
    public ReadOnlyObjectProperty<@Nullable Comparison> comparison() {
        return comparison.getReadOnlyProperty();
    }

    /** Whether the folder is being read. */
    public ReadOnlyBooleanProperty scanning() {
        return scanning.getReadOnlyProperty();
    }

    /** New files read so far. */
    public ReadOnlyIntegerProperty scanned() {
        return scanned.getReadOnlyProperty();
    }

    /** Whether a deletion can be taken back. */
    public ReadOnlyBooleanProperty undoable() {
        return undoable.getReadOnlyProperty();
    }

    /** Bytes in the trash. */
    public ReadOnlyLongProperty trash() {
        return trash.getReadOnlyProperty();
    }

    /** Whether what is in the trash goes for good if somebody says so. */
    public ReadOnlyBooleanProperty emptying() {
        return emptying.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Notice> notice() {
        return notice.getReadOnlyProperty();
    }

    /** Models pictures were made with, most used first. */
    public ObservableList<String> models() {
        return models;
    }

    public ObservableList<String> samplers() {
        return samplers;
    }

    /** Does what would keep the window waiting. */
    void background(Runnable work) {
        album.searching().execute(work);
    }

    Thumbnails thumbnails() {
        return album.thumbnails();
    }

    /** The picture at a place; empty until it is read, and {@link #revision} tells when. */
    public Optional<Picture> picture(int place) {
        Found now = found;
        if (now == null || place < 0 || place >= now.size()) {
            return Optional.empty();
        }
        int page = Pages.pageOf(place);
        seen = page;
        if (!pages.has(page) && asked.add(page)) {
            Pages into = pages;
            onIndex(
                    it -> {
                        Map<Long, Picture> read = Pages.read(now, page);
                        inWindow(
                                () -> {
                                    asked.remove(page);
                                    into.put(page, read);
                                    changed();
                                });
                    });
        }
        return pages.get(now, place);
    }

    /** Whether the picture at a place is among those that commands act on. */
    public boolean marked(int place) {
        Found now = found;
        return now != null
                && place < now.size()
                && (place == cursor.get() || marked.contains(now.id(place)));
    }

    // Commands

    /** Opens the index and reads the folder, in the background. Once. */
    public void begin() {
        album.searching().execute(this::open);
        scan(false);
    }

    private void open() {
        try {
            GalleryIndex opened = album.open().get();
            index = opened;
            opened.notes().forEach(note -> inWindow(() -> say(Notice.of(note))));
        } catch (EaselException problem) {
            tell(problem);
            inWindow(() -> scanning.set(false));
        }
        inWindow(this::search);
        onIndex(it -> recallTrash());
    }

    /** What was deleted before this start, or in another folder, can be put back, too. */
    private void recallTrash() {
        Path root = album.folder().get();
        Trash there = new Trash(root);
        List<Trash.Deletion> waiting = there.deletions();
        long bytes = there.bytes();
        inWindow(
                () -> {
                    deleted.clear();
                    waiting.forEach(it -> deleted.push(new Deleted(root, it)));
                    undoable.set(!deleted.isEmpty());
                    trash.set(bytes);
                });
    }

    /** Looks what is new in the folder. */
    public void scan() {
        scan(false);
    }

    /** Throws the index away and reads every file again. */
    public void rebuild() {
        scan(true);
    }

    /** Shows the pictures of another folder: the one the album has now. */
    public void moved() {
        deleted.clear();
        undoable.set(false);
        emptying.set(false);
        marked.clear();
        onIndex(
                it -> {
                    if (!it.readOnly()) {
                        it.forgetOthers(album.folder().get());
                    }
                    recallTrash();
                });
        searchAfresh();
        scan();
    }

    private void scan(boolean afresh) {
        scanning.set(true);
        scanned.set(0);
        onIndex(it -> album.scanning().execute(() -> scan(it, afresh)));
    }

    private void scan(GalleryIndex opened, boolean afresh) {
        try {
            if (opened.readOnly()) {
                return;
            }
            if (afresh) {
                opened.clear();
            }
            Path root = album.folder().get();
            GalleryIndex.Scan scan = opened.scan(root, files -> scanned(root, files));
            LOG.info("Gallery: {}", scan);
        } catch (CancellationException early) {
            LOG.debug("Scan ended early", early);
        } catch (EaselException missing) {
            // The pictures folder comes with the first picture.
            LOG.info("{}", missing.getMessage());
        } catch (RuntimeException unexpected) {
            tell(unexpected);
        } finally {
            inWindow(
                    () -> {
                        scanning.set(false);
                        searchAfresh();
                    });
        }
    }

    private void scanned(Path root, int files) {
        if (!root.equals(album.folder().get())) {
            throw new CancellationException("another folder was chosen");
        }
        inWindow(
                () -> {
                    scanned.set(files);
                    searchAfresh();
                });
    }

    /** A picture has just come, or is gone. */
    public void arrived(Path file) {
        onIndex(
                it -> {
                    it.refresh(album.folder().get(), file);
                    inWindow(this::searchAfresh);
                });
    }

    /** There are other pictures than before, perhaps of other models. */
    private void searchAfresh() {
        othersThere = true;
        searchSoon();
    }

    /** What changes within a moment is searched for together. */
    private void searchSoon() {
        if (!searchSoon) {
            searchSoon = true;
            album.soon().execute(this::search);
        }
    }

    private void search() {
        searchSoon = false;
        long mine = ++searches;
        GalleryQuery query = filters.query(LocalDate.now(ZoneId.systemDefault()));
        int page = seen;
        if (othersThere) {
            othersThere = false;
            onIndex(this::readNames);
        }
        onIndex(
                it -> {
                    Found now = it.find(query);
                    Pages fresh = new Pages();
                    fresh.put(0, Pages.read(now, 0));
                    fresh.put(page, Pages.read(now, page)); // Or what is in sight would blink.
                    inWindow(
                            () -> {
                                if (mine == searches) {
                                    found(now, fresh);
                                }
                            });
                });
    }

    private void readNames(GalleryIndex opened) {
        int all = opened.size();
        List<String> usedModels = opened.models();
        List<String> usedSamplers = opened.samplers();
        inWindow(
                () -> {
                    total.set(all);
                    setAll(models, usedModels);
                    setAll(samplers, usedSamplers);
                });
    }

    private static void setAll(ObservableList<String> list, List<String> now) {
        if (!list.equals(now)) {
            list.setAll(now);
        }
    }

    /** The cursor stays on its picture, or where it was when that is gone. */
    private void found(Found now, Pages fresh) {
        Found before = found;
        int old = cursor.get();
        long id = before != null && old >= 0 ? before.id(old) : -1;
        found = now;
        pages = fresh;
        asked.clear();
        size.set(now.size());
        int place = id < 0 ? -1 : place(now, id);
        int kept = place >= 0 ? place : Math.min(old, now.size() - 1);
        cursor.set(kept);
        anchor = kept;
        Set<Long> still = new HashSet<>();
        if (!marked.isEmpty()) {
            for (int i = 0; i < now.size(); i++) {
                still.add(now.id(i));
            }
        }
        marked.retainAll(still);
        changed();
        look();
    }

    private static int place(Found found, long id) {
        for (int i = 0; i < found.size(); i++) {
            if (found.id(i) == id) {
                return i;
            }
        }
        return -1;
    }

    /** Puts the cursor on a place, and lets go of everything else. */
    public void choose(int place) {
        marked.clear();
        anchor = clamp(place);
        moveTo(anchor);
    }

    /** Takes everything from where the last choice was up to a place. */
    public void extendTo(int place) {
        Found now = found;
        if (now == null) {
            return;
        }
        int to = clamp(place);
        marked.clear();
        for (int i = Math.min(Math.max(0, anchor), to); i <= Math.max(anchor, to); i++) {
            marked.add(now.id(i));
        }
        moveTo(to);
    }

    /** Takes the picture at a place in, or out. */
    public void toggle(int place) {
        Found now = found;
        if (now == null || now.size() == 0) {
            return;
        }
        int at = clamp(place);
        if (cursor.get() >= 0 && cursor.get() != at) {
            marked.add(now.id(cursor.get()));
        }
        if (!marked.remove(now.id(at))) {
            marked.add(now.id(at));
        }
        anchor = at;
        moveTo(at);
    }

    private int clamp(int place) {
        return Math.max(size.get() == 0 ? -1 : 0, Math.min(size.get() - 1, place));
    }

    private void moveTo(int place) {
        cursor.set(place);
        changed();
        look();
    }

    private void changed() {
        revision.set(revision.get() + 1);
    }

    /** Reads what the picture at the cursor says. */
    private void look() {
        Found now = found;
        Details old = details.get();
        int at = cursor.get();
        long mine = ++looks;
        if (now == null || at < 0) {
            details.set(null);
            return;
        }
        long id = now.id(at);
        if (old != null && old.picture().id() != id) {
            details.set(null);
        }
        onIndex(
                it -> {
                    Optional<Details> read = it.picture(id).map(Details::of);
                    inWindow(
                            () -> {
                                if (mine == looks) {
                                    details.set(read.orElse(null));
                                }
                            });
                });
    }

    /** The ids of those that commands act on, in the order they are shown. */
    private long[] chosen() {
        Found now = found;
        if (now == null) {
            return new long[0];
        }
        if (!marked.isEmpty()) {
            return IntStream.range(0, now.size())
                    .mapToLong(now::id)
                    .filter(marked::contains)
                    .toArray();
        }
        return cursor.get() < 0 ? new long[0] : new long[] {now.id(cursor.get())};
    }

    private static List<Picture> pictures(GalleryIndex index, long[] ids) {
        List<Picture> pictures = new ArrayList<>();
        for (long id : ids) {
            index.picture(id).ifPresent(pictures::add);
        }
        return pictures;
    }

    /**
     * Gives the chosen pictures stars.
     *
     * @param stars 0 to {@value Stars#MOST}
     */
    public void star(int stars) {
        long[] ids = chosen();
        onIndex(
                it -> {
                    for (Picture picture : pictures(it, ids)) {
                        it.star(picture, stars);
                    }
                    List<Picture> now = pictures(it, ids);
                    inWindow(
                            () -> {
                                pages.replace(now);
                                changed();
                                look();
                            });
                });
    }

    /** Moves the chosen pictures to the trash. */
    public void delete() {
        long[] ids = chosen();
        if (ids.length == 0) {
            return;
        }
        onIndex(
                it -> {
                    Path root = album.folder().get();
                    List<Picture> pictures = pictures(it, ids);
                    Trash.Deletion deletion = it.delete(root, pictures);
                    int count = deletion.files().size();
                    int missing = pictures.size() - count;
                    inWindow(
                            () -> {
                                if (count > 0) {
                                    deleted.push(new Deleted(root, deletion));
                                }
                                marked.clear();
                                say(
                                        Notice.of(
                                                missing == 0
                                                        ? words().say("deleted", count)
                                                        : words().say(
                                                                        "deleted.missing",
                                                                        count,
                                                                        missing)));
                                trashChanged();
                            });
                });
    }

    /** Puts back what was deleted last; what cannot be put back now comes up again later. */
    public void undo() {
        Deleted last = deleted.poll();
        undoable.set(!deleted.isEmpty());
        if (last == null) {
            return;
        }
        onIndex(
                it -> {
                    List<Path> back = new ArrayList<>();
                    try {
                        back.addAll(it.undo(last.root(), last.deletion()));
                    } finally {
                        Trash.Deletion left = last.deletion().without(back);
                        inWindow(() -> undone(back.size(), new Deleted(last.root(), left)));
                    }
                });
    }

    private void undone(int back, Deleted left) {
        int stayed = left.deletion().files().size();
        if (stayed > 0) {
            deleted.addLast(left); // Behind all others, which it would keep from coming back.
        }
        if (back > 0) {
            say(
                    Notice.of(
                            stayed == 0
                                    ? words().say("undone", back)
                                    : words().say("undone.some", back, stayed)));
        }
        trashChanged();
    }

    private void trashChanged() {
        undoable.set(!deleted.isEmpty());
        othersThere = true;
        search();
        onIndex(
                it -> {
                    long bytes = new Trash(album.folder().get()).bytes();
                    inWindow(() -> trash.set(bytes));
                });
    }

    /** Asks whether what is in the trash shall go for good. */
    public void askToEmptyTrash() {
        emptying.set(trash.get() > 0);
    }

    /** Leaves it there. */
    public void keepTrash() {
        emptying.set(false);
    }

    /** Deletes for good what is in the trash. */
    public void emptyTrash() {
        if (!emptying.get()) {
            return;
        }
        emptying.set(false);
        onIndex(
                it -> {
                    Trash there = new Trash(album.folder().get());
                    long before = there.bytes();
                    try {
                        there.empty();
                        inWindow(
                                () ->
                                        say(
                                                Notice.of(
                                                        words().say(
                                                                        "trash.emptied",
                                                                        ByteCount.words(before)))));
                    } finally {
                        recallTrash();
                    }
                });
    }

    /** Puts the two chosen pictures beside each other; says so where it is not two. */
    public void compare() {
        long[] ids = chosen();
        if (ids.length != 2) {
            say(Notice.of(words().say("compare.two", ids.length)));
            return;
        }
        onIndex(
                it -> {
                    List<Picture> both = pictures(it, ids);
                    if (both.size() == 2) {
                        Comparison read = Comparison.of(both.get(0).file(), both.get(1).file());
                        inWindow(() -> comparison.set(read));
                    }
                });
    }

    public void endComparison() {
        comparison.set(null);
    }

    /** Opens the picture at the cursor on the canvas. */
    public void openOnCanvas() {
        send(album.sending()::open);
    }

    public void restore() {
        send(album.sending()::restore);
    }

    public void toImageToImage() {
        send(album.sending()::toImageToImage);
    }

    public void toInpainting() {
        send(album.sending()::toInpainting);
    }

    public void showFile() {
        send(album.sending()::showFile);
    }

    private void send(Consumer<Path> where) {
        picture(cursor.get()).map(Picture::file).ifPresent(where);
    }

    public void say(Notice line) {
        notice.set(line);
    }

    public void dismissNotice() {
        notice.set(null);
    }

    /** Closes the index; on the searching thread, and after everything that was asked before. */
    public void close() {
        album.searching()
                .execute(
                        () -> {
                            Optional.ofNullable(index).ifPresent(GalleryIndex::close);
                            index = null;
                        });
    }

    private static Words words() {
        return Words.of(BrowseModel.class);
    }

    private void onIndex(Consumer<GalleryIndex> work) {
        album.searching()
                .execute(
                        () -> {
                            try {
                                Optional.ofNullable(index).ifPresent(work);
                            } catch (RuntimeException problem) {
                                tell(problem);
                            }
                        });
    }

    private void tell(RuntimeException problem) {
        if (problem instanceof EaselException) {
            LOG.info("{}", problem.getMessage(), problem);
            inWindow(() -> say(Notice.problem(String.valueOf(problem.getMessage()))));
        } else {
            LOG.error("Unexpected", problem);
            inWindow(() -> say(Notice.problem(words().say("unexpected", problem))));
        }
    }

    private void inWindow(Runnable change) {
        album.window().execute(change);
    }
}
