package studio.easel.app.browse;

import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import studio.easel.app.gallery.GalleryIndex;
import studio.easel.app.gallery.Thumbnails;

/**
 * What the screen works with; the studio provides it, tests provide another.
 *
 * @param open opens the index; slow
 * @param folder the gallery's
 * @param searching one thread that asks the index, stars and deletes
 * @param scanning one thread that reads the folder, for minutes where it is large
 * @param soon runs in the window a moment later: what is typed quickly is searched for once
 * @param window where properties may change: {@code Platform::runLater}
 */
public record Album(
        Supplier<GalleryIndex> open,
        Supplier<Path> folder,
        Thumbnails thumbnails,
        Executor searching,
        Executor scanning,
        Executor soon,
        Executor window,
        Sending sending) {

    /** Where a picture can go from here. */
    public interface Sending {
        /** Puts its settings into the form. */
        void restore(Path picture);

        /** Opens it on the canvas. */
        void open(Path picture);

        void toImageToImage(Path picture);

        void toInpainting(Path picture);

        /** Shows its file among its neighbours. */
        void showFile(Path picture);
    }
}
