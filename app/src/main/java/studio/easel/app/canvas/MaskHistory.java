package studio.easel.app.canvas;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.UnaryOperator;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * What the mask was before each change, as the tiles that changed. Tiles of one level cost nothing;
 * the newest changes are kept as they are, older ones packed, and beyond {@value #MOST_BYTES} bytes
 * the oldest are forgotten.
 */
final class MaskHistory {
    static final long MOST_BYTES = 256L << 20;
    private static final long MOST_RAW = 32L << 20;
    private static final int RAW = MaskModel.TILE * MaskModel.TILE;

    /** Tiles as they are to be again. */
    static final class Change {
        private final int[] indices;
        private final byte[][] contents;

        /**
         * @param indices which tiles
         * @param contents of each, raw or packed; the two shared ones are told by identity; kept
         */
        Change(int[] indices, byte[][] contents) {
            this.indices = indices;
            this.contents = contents;
        }

        int size() {
            return indices.length;
        }

        int index(int i) {
            return indices[i];
        }

        long bytes() {
            return Arrays.stream(contents).mapToLong(MaskHistory::cost).sum();
        }

        byte[] content(int i) {
            return unpacked(contents[i]);
        }
    }

    private final Deque<Change> past = new ArrayDeque<>();
    private final Deque<Change> future = new ArrayDeque<>();

    void add(Change before) {
        future.clear();
        push(past, before);
    }

    /**
     * Takes the last change back.
     *
     * @param swap puts tiles in place and gives those that were there
     * @return what was put in place; null where there is nothing to undo
     */
    @Nullable Change undo(UnaryOperator<Change> swap) {
        return step(past, future, swap);
    }

    @Nullable Change redo(UnaryOperator<Change> swap) {
        return step(future, past, swap);
    }

    int undoable() {
        return past.size();
    }

    int redoable() {
        return future.size();
    }

    long bytes() {
        return bytes(past) + bytes(future);
    }

    private @Nullable Change step(
            Deque<Change> from, Deque<Change> to, UnaryOperator<Change> swap) {
        Change change = from.poll();
        if (change != null) {
            push(to, swap.apply(change));
        }
        return change;
    }

    private void push(Deque<Change> to, Change change) {
        to.push(change);
        if (bytes(to) > MOST_RAW) {
            pack(to);
        }
        while (bytes() > MOST_BYTES && past.size() > 1) {
            past.removeLast();
        }
    }

    /** The oldest first, until the rest may stay as it is. */
    private static void pack(Deque<Change> changes) {
        long left = bytes(changes);
        Iterator<Change> oldest = changes.descendingIterator();
        while (left > MOST_RAW && oldest.hasNext()) {
            Change change = oldest.next();
            left -= change.bytes();
            for (int i = 0; i < change.contents.length; i++) {
                change.contents[i] = packed(change.contents[i]);
            }
        }
    }

    private static long bytes(Deque<Change> changes) {
        return changes.stream().mapToLong(Change::bytes).sum();
    }

    private static long cost(byte[] content) {
        return content == MaskModel.BLACK || content == MaskModel.WHITE ? 0 : content.length;
    }

    private static byte[] packed(byte[] content) {
        if (content.length != RAW || cost(content) == 0) {
            return content;
        }
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(content);
            deflater.finish();
            byte[] packed = new byte[RAW];
            int length = deflater.deflate(packed);
            return deflater.finished() && length < RAW ? Arrays.copyOf(packed, length) : content;
        } finally {
            deflater.end();
        }
    }

    private static byte[] unpacked(byte[] content) {
        if (content.length == RAW) {
            return content;
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(content);
            byte[] raw = new byte[RAW];
            int unused = inflater.inflate(raw);
            return raw;
        } catch (DataFormatException impossible) {
            throw new AssertionError(impossible);
        } finally {
            inflater.end();
        }
    }
}
