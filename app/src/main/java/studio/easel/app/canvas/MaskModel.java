package studio.easel.app.canvas;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import studio.easel.app.Words;
import studio.easel.engine.Mask;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.picture.GaussianBlur;

/**
 * A mask that is painted: 8-bit coverage, 255 where the picture is repainted, in tiles that are
 * copied when they change, so that a change can be undone at the price of what it touched. One
 * thread.
 */
public final class MaskModel {
    static final int TILE = 64;

    /** The two contents most tiles have; shared, so never written to. */
    static final byte[] BLACK = new byte[TILE * TILE];

    static final byte[] WHITE = new byte[TILE * TILE];

    private static final int MIDDLE = 128;

    static {
        Arrays.fill(WHITE, (byte) 255);
    }

    private final int width;
    private final int height;
    private final int columns;
    private final byte[][] tiles;
    private final MaskHistory history = new MaskHistory();
    private final Map<Integer, byte[]> before = new HashMap<>();
    private @Nullable Stroke stroke;
    private Consumer<Area> listener = area -> {};
    private long version;

    /** A stroke that is being painted: how much each pixel it touched is covered. */
    private record Stroke(Brush brush, Map<Integer, byte[]> cover) {}

    /** A black one, in pixels. */
    public MaskModel(int width, int height) {
        this.width = width;
        this.height = height;
        this.columns = (width + TILE - 1) / TILE;
        this.tiles = new byte[columns * ((height + TILE - 1) / TILE)][];
        Arrays.fill(tiles, BLACK);
    }

    // What it is

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** 0 to 255. */
    int at(int x, int y) {
        return tiles[tileAt(x, y)][inTile(x, y)] & 0xFF;
    }

    /** As the engine takes it. */
    public Mask mask() {
        return new Mask(width, height, grey());
    }

    boolean isBlack() {
        return Arrays.stream(tiles).allMatch(tile -> tile == BLACK || Arrays.equals(tile, BLACK));
    }

    /** Coverage of one row's stretch, for whoever draws it. */
    void copyRow(int y, int left, int right, byte[] to) {
        for (int x = left; x < right; ) {
            int end = Math.min(right, (x / TILE + 1) * TILE);
            System.arraycopy(tiles[tileAt(x, y)], inTile(x, y), to, x - left, end - x);
            x = end;
        }
    }

    /** Hears where it changed. */
    void onChange(Consumer<Area> changed) {
        listener = changed;
    }

    /** Another number after each change. */
    long version() {
        return version;
    }

    /** How many changes can be taken back. */
    public int undoable() {
        return history.undoable();
    }

    public int redoable() {
        return history.redoable();
    }

    /** What taking changes back costs, in bytes. */
    public long historyBytes() {
        return history.bytes();
    }

    // Painting

    /** A dot, and the beginning of a stroke, which {@link #endStroke} makes a change. */
    void beginStroke(Brush brush, double x, double y) {
        endStroke();
        stroke = new Stroke(brush, new HashMap<>());
        strokeTo(x, y, x, y);
    }

    /** Goes on with the stroke along a line. */
    void strokeTo(double fromX, double fromY, double toX, double toY) {
        Stroke now = stroke;
        if (now == null) {
            return;
        }
        double reach = now.brush.radius() + 1;
        Area touched =
                new Area(
                                (int) Math.floor(Math.min(fromX, toX) - reach),
                                (int) Math.floor(Math.min(fromY, toY) - reach),
                                (int) Math.ceil(Math.max(fromX, toX) + reach) + 1,
                                (int) Math.ceil(Math.max(fromY, toY) + reach) + 1)
                        .within(width, height);
        if (touched.isEmpty()) {
            return;
        }
        Segment segment = new Segment(fromX, fromY, toX, toY);
        for (int top = touched.top() / TILE * TILE; top < touched.bottom(); top += TILE) {
            for (int left = touched.left() / TILE * TILE; left < touched.right(); left += TILE) {
                double half = TILE / 2.0;
                double away = Math.sqrt(segment.squared(left + half, top + half));
                if (away <= reach + half * Math.sqrt(2)) { // the tile's corners count
                    paint(now, segment, left, top);
                }
            }
        }
        changed(touched);
    }

    private void changed(Area area) {
        version++;
        listener.accept(area);
    }

    /** The line a brush was moved along; pixels are where their middles are. */
    private record Segment(double x, double y, double toX, double toY) {
        double squared(double px, double py) {
            double dx = toX - x;
            double dy = toY - y;
            double length = dx * dx + dy * dy;
            double along = length == 0 ? 0 : ((px - x) * dx + (py - y) * dy) / length;
            double t = Math.max(0, Math.min(1, along));
            double ax = px - x - t * dx;
            double ay = py - y - t * dy;
            return ax * ax + ay * ay;
        }
    }

    private void paint(Stroke now, Segment segment, int left, int top) {
        Brush brush = now.brush;
        int index = tileAt(left, top);
        double outer = brush.radius() + 0.5;
        double inner = Math.max(0, outer - brush.rim());
        byte @Nullable [] cover = null;
        byte[] tile = BLACK;
        byte[] old = BLACK;
        for (int y = top; y < Math.min(height, top + TILE); y++) {
            for (int x = left; x < Math.min(width, left + TILE); x++) {
                double squared = segment.squared(x + 0.5, y + 0.5);
                if (squared >= outer * outer) {
                    continue;
                }
                if (cover == null) {
                    cover = now.cover.computeIfAbsent(index, i -> new byte[TILE * TILE]);
                    tile = writable(index);
                    old = before.getOrDefault(index, tile);
                }
                int covered =
                        squared <= inner * inner
                                ? 255
                                : (int) Math.round(255 * brush.coverAt(Math.sqrt(squared)));
                int at = inTile(x, y);
                if (covered > (cover[at] & 0xFF)) {
                    cover[at] = (byte) covered;
                    tile[at] =
                            (byte) laid(old[at] & 0xFF, covered * brush.opacity(), brush.erases());
                }
            }
        }
    }

    private static int laid(int old, double cover, boolean erases) {
        double share = cover / 255;
        return (int) Math.round(erases ? old * (1 - share) : old + (255 - old) * share);
    }

    /** The stroke is one change. */
    void endStroke() {
        if (stroke != null) {
            stroke = null;
            commit();
        }
    }

    // Whole changes

    /**
     * A closed shape, even-odd, its rim smooth.
     *
     * @param xs corners in pixels, and {@code ys} with them
     */
    void shape(double[] xs, double[] ys, double opacity, boolean erases) {
        new Outline(xs, ys)
                .cover(
                        width,
                        height,
                        (x, y, covered) -> set(x, y, laid(at(x, y), covered * opacity, erases)));
        commit();
    }

    /** Everything, 0 to 255. */
    void fill(int level) {
        levels(old -> level);
    }

    void invert() {
        levels(old -> 255 - old);
    }

    /**
     * Becomes another mask, as one change.
     *
     * @throws RequestException when it is of another size
     */
    void replace(Mask other) {
        if (other.width() != width || other.height() != height) {
            throw new RequestException(
                    Field.START,
                    Words.of(MaskModel.class)
                            .say("other-size", other.width(), other.height(), width, height));
        }
        endStroke();
        byte[] grey = other.grey();
        for (int index = 0; index < tiles.length; index++) {
            int left = index % columns * TILE;
            int top = index / columns * TILE;
            byte[] now = tiles[index].clone();
            for (int y = top; y < Math.min(height, top + TILE); y++) {
                int wide = Math.min(TILE, width - left);
                System.arraycopy(grey, y * width + left, now, (y - top) * TILE, wide);
            }
            if (!Arrays.equals(now, tiles[index])) {
                before.put(index, tiles[index]);
                tiles[index] = now;
            }
        }
        commit();
    }

    void undo() {
        endStroke();
        told(history.undo(this::swap));
    }

    void redo() {
        endStroke();
        told(history.redo(this::swap));
    }

    // What a mask becomes; slow, on any thread

    /**
     * Everything that hangs together with a pixel: not covered becomes covered, and the other way
     * round. The same mask for a pixel outside it.
     */
    static Mask flooded(Mask mask, int x, int y) {
        int width = mask.width();
        if (x < 0 || y < 0 || x >= width || y >= mask.height()) {
            return mask;
        }
        byte[] grey = mask.grey();
        boolean covers = (grey[y * width + x] & 0xFF) < MIDDLE;
        byte to = (byte) (covers ? 255 : 0);
        Flood.from(
                        x,
                        y,
                        width,
                        mask.height(),
                        (px, py) -> (grey[py * width + px] & 0xFF) < MIDDLE == covers)
                .forEach((px, py) -> grey[py * width + px] = to);
        return new Mask(width, mask.height(), grey);
    }

    /** The edge of what is covered moved outwards by {@code pixels}, inwards below 0. */
    static Mask grown(Mask mask, double pixels) {
        return new Mask(
                mask.width(),
                mask.height(),
                Spread.grown(mask.width(), mask.height(), mask.grey(), pixels));
    }

    /** Edges softened by a Gaussian of {@code radius} pixels. */
    static Mask feathered(Mask mask, double radius) {
        return new GaussianBlur(radius).of(mask);
    }

    // Tiles

    /** The same change of every level: once for each tile that has but one. */
    private void levels(IntUnaryOperator change) {
        endStroke();
        for (int index = 0; index < tiles.length; index++) {
            byte[] old = tiles[index];
            byte[] now = new byte[old.length];
            if (old == BLACK || old == WHITE) {
                Arrays.fill(now, (byte) change.applyAsInt(old[0] & 0xFF));
            } else {
                for (int i = 0; i < now.length; i++) {
                    now[i] = (byte) change.applyAsInt(old[i] & 0xFF);
                }
            }
            before.put(index, old);
            tiles[index] = now;
        }
        commit();
    }

    private void set(int x, int y, int level) {
        int index = tileAt(x, y);
        int at = inTile(x, y);
        if ((tiles[index][at] & 0xFF) != level) {
            writable(index)[at] = (byte) level;
        }
    }

    private byte[] writable(int index) {
        if (!before.containsKey(index)) {
            before.put(index, tiles[index]);
            tiles[index] = tiles[index].clone();
        }
        return tiles[index];
    }

    private void commit() {
        before.forEach((index, old) -> tiles[index] = shared(tiles[index]));
        before.entrySet().removeIf(tile -> Arrays.equals(tile.getValue(), tiles[tile.getKey()]));
        if (!before.isEmpty()) {
            int[] indices = before.keySet().stream().mapToInt(i -> i).toArray();
            byte[][] contents = new byte[indices.length][];
            Arrays.setAll(contents, i -> before.getOrDefault(indices[i], BLACK));
            MaskHistory.Change change = new MaskHistory.Change(indices, contents);
            before.clear();
            history.add(change);
            told(change);
        }
    }

    private static byte[] shared(byte[] tile) {
        byte[] same = tile[0] == 0 ? BLACK : WHITE;
        return Arrays.equals(tile, same) ? same : tile;
    }

    private MaskHistory.Change swap(MaskHistory.Change change) {
        int[] indices = new int[change.size()];
        byte[][] were = new byte[change.size()][];
        for (int i = 0; i < were.length; i++) {
            indices[i] = change.index(i);
            were[i] = tiles[indices[i]];
            tiles[indices[i]] = change.content(i);
        }
        return new MaskHistory.Change(indices, were);
    }

    private void told(MaskHistory.@Nullable Change change) {
        if (change != null) {
            Area all = Area.NOTHING;
            for (int i = 0; i < change.size(); i++) {
                int index = change.index(i);
                int left = index % columns * TILE;
                int top = index / columns * TILE;
                all = all.and(new Area(left, top, left + TILE, top + TILE));
            }
            changed(all.within(width, height));
        }
    }

    private byte[] grey() {
        byte[] grey = new byte[width * height];
        byte[] row = new byte[width];
        for (int y = 0; y < height; y++) {
            copyRow(y, 0, width, row);
            System.arraycopy(row, 0, grey, y * width, width);
        }
        return grey;
    }

    private int tileAt(int x, int y) {
        return y / TILE * columns + x / TILE;
    }

    private static int inTile(int x, int y) {
        return y % TILE * TILE + x % TILE;
    }
}
