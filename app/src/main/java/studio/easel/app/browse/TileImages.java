package studio.easel.app.browse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.scene.image.Image;
import org.jspecify.annotations.Nullable;
import studio.easel.app.canvas.ScreenImage;
import studio.easel.app.gallery.Picture;
import studio.easel.app.gallery.Thumbnails;
import studio.easel.engine.RgbImage;

/** Small copies as the screen draws them: the last few hundred, and those on their way. */
final class TileImages {
    // Some 60 MB of 256 px squares.
    private static final int MOST = 240;

    private final Thumbnails thumbnails;
    private final Map<Key, Image> images =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, Image> eldest) {
                    return size() > MOST;
                }
            };

    private record Key(long id, long changed) {}

    TileImages(Thumbnails thumbnails) {
        this.thumbnails = thumbnails;
    }

    /** At once, if it is here. */
    @Nullable Image get(Picture picture) {
        return images.get(key(picture));
    }

    /**
     * Fetches it; cancelling what is returned saves the work.
     *
     * @param arrived hears of it in the window
     */
    CompletableFuture<RgbImage> fetch(Picture picture, Consumer<Image> arrived) {
        CompletableFuture<RgbImage> small = thumbnails.of(picture);
        var unused =
                small.thenAccept(
                        pixels -> {
                            Image image = ScreenImage.of(pixels);
                            Platform.runLater(
                                    () -> {
                                        images.put(key(picture), image);
                                        arrived.accept(image);
                                    });
                        });
        return small;
    }

    private static Key key(Picture picture) {
        return new Key(picture.id(), picture.changed().toEpochMilli());
    }
}
