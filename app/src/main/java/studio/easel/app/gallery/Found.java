package studio.easel.app.gallery;

import java.util.List;

/**
 * What a search found, as it stood then: a view asks for the part in sight, however many there are.
 * A picture that is gone since is left out of its part.
 */
public final class Found {
    private final GalleryIndex index;
    private final long[] ids;

    Found(GalleryIndex index, long[] ids) {
        this.index = index;
        this.ids = ids;
    }

    /** How many pictures were found. */
    public int size() {
        return ids.length;
    }

    /** The id of the {@code place}-th, from 0. */
    public long id(int place) {
        return ids[place];
    }

    /** Up to {@code count} pictures from the {@code first}-th on, in order. */
    public List<Picture> part(int first, int count) {
        int from = Math.max(0, Math.min(first, ids.length));
        int to = Math.max(from, (int) Math.min((long) from + count, ids.length));
        return index.pictures(java.util.Arrays.copyOfRange(ids, from, to));
    }
}
