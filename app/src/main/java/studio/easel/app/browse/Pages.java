package studio.easel.app.browse;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.easel.app.gallery.Found;
import studio.easel.app.gallery.Picture;

/** The pictures near what is in sight, a page at a time; what was seen longest ago is forgotten. */
final class Pages {
    static final int LENGTH = 120;

    private static final int MOST = 50;

    private final Map<Integer, Map<Long, Picture>> pages =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Integer, Map<Long, Picture>> eldest) {
                    return size() > MOST;
                }
            };

    static Map<Long, Picture> read(Found found, int page) {
        Map<Long, Picture> pictures = new HashMap<>();
        found.part(page * LENGTH, LENGTH).forEach(it -> pictures.put(it.id(), it));
        return pictures;
    }

    static int pageOf(int place) {
        return place / LENGTH;
    }

    boolean has(int page) {
        return pages.containsKey(page);
    }

    void put(int page, Map<Long, Picture> pictures) {
        pages.put(page, pictures);
    }

    Optional<Picture> get(Found found, int place) {
        @Nullable Map<Long, Picture> page = pages.get(pageOf(place));
        return page == null ? Optional.empty() : Optional.ofNullable(page.get(found.id(place)));
    }

    /** Takes what a picture is now. */
    void replace(List<Picture> changed) {
        for (Picture picture : changed) {
            pages.values().forEach(page -> page.computeIfPresent(picture.id(), (i, o) -> picture));
        }
    }
}
