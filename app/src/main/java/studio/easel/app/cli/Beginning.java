package studio.easel.app.cli;

import java.util.Optional;
import java.util.function.Consumer;
import studio.easel.app.files.PictureHash;
import studio.easel.app.files.References.StartPicture;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;
import studio.easel.engine.picture.Fit;

/** What a walk is to begin with: a picture, and where it is repainted. */
record Beginning(RgbImage image, Optional<Mask> mask) {
    /**
     * The same in that size. A mask of another size than the picture's stays as it is: it fits
     * already, or the request refuses it.
     */
    Beginning fitted(Fit mode, ImageSize size) {
        return new Beginning(
                mode.of(image, size.width(), size.height()),
                mask.map(it -> isOfPicture(it) ? mode.of(it, size.width(), size.height()) : it));
    }

    /** Says so where it is not what a picture's settings were used with. */
    void compare(StartPicture theirs, Consumer<String> say) {
        if (!theirs.image().mayBe(PictureHash.of(image))) {
            say.accept(
                    "The start picture is not the one these settings were used with: the pixels will differ.");
        }
        if (mask.isPresent()
                && theirs.masked().isPresent()
                && !theirs.masked().get().mask().mayBe(PictureHash.of(mask.get()))) {
            say.accept(
                    "The mask is not the one these settings were used with: the pixels will differ.");
        }
    }

    private boolean isOfPicture(Mask painted) {
        return painted.width() == image.width() && painted.height() == image.height();
    }
}
