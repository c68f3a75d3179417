package studio.easel.app.cli;

import java.util.Optional;
import studio.easel.app.files.PictureHash;
import studio.easel.engine.ImageSize;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.RgbImage;

/**
 * What a start picture has to fit into.
 *
 * @param typed the size asked for
 * @param usual the size without any picture: recorded or suggested
 * @param grid what sides are multiples of
 */
record StartPlace(Optional<ImageSize> typed, ImageSize usual, int grid, FitOptions fit) {
    /** Keeps quotients of whole numbers whole. */
    private static final double ROUNDING = 1e-6;

    /**
     * As large as asked for; in its own size where nothing is. A picture that settings are from was
     * perhaps fitted before its hash was taken: where the bare one is another, the recorded size
     * counts.
     *
     * @param theirs the recorded hash, where settings are from such a picture
     * @throws RequestException when its own size counts and is none the model can work at
     */
    Beginning placed(Beginning named, Optional<PictureHash> theirs) {
        boolean asRecorded =
                theirs.filter(it -> !it.isSame(PictureHash.of(named.image()))).isPresent();
        ImageSize size =
                typed.or(() -> Optional.of(usual).filter(it -> asRecorded))
                        .orElseGet(() -> ownSize(named.image()));
        return FitOptions.isOf(named.image(), size)
                ? named
                : named.fitted(fit.mode(named.image(), size.width(), size.height(), theirs), size);
    }

    private ImageSize ownSize(RgbImage picture) {
        ImageSize below = nearby(picture, false);
        ImageSize above = nearby(picture, true);
        if (FitOptions.isOf(picture, below)) {
            return below;
        }
        throw new RequestException(
                Field.START,
                "The picture to start from is %dx%d, expected %d to %d pixels a side and multiples of %d, as the model works. Have it resized with --size %s%s."
                        .formatted(
                                picture.width(),
                                picture.height(),
                                ImageSize.SMALLEST,
                                ImageSize.LARGEST,
                                grid,
                                below,
                                below.equals(above) ? "" : " or --size " + above));
    }

    /** The next size on the grid, in proportion where the picture is too large or too small. */
    private ImageSize nearby(RgbImage picture, boolean up) {
        int longest = Math.max(picture.width(), picture.height());
        int shortest = Math.min(picture.width(), picture.height());
        double most = (double) largest() / longest;
        double scale = Math.min(most, Math.max(1, (double) ImageSize.SMALLEST / shortest));
        return new ImageSize(
                onGrid(picture.width() * scale, up), onGrid(picture.height() * scale, up));
    }

    private int onGrid(double length, boolean up) {
        double cells = length / grid;
        double whole = up ? Math.ceil(cells - ROUNDING) : Math.floor(cells + ROUNDING);
        int smallest = (ImageSize.SMALLEST + grid - 1) / grid * grid;
        return Math.max(smallest, Math.min(largest(), grid * (int) whole));
    }

    private int largest() {
        return ImageSize.LARGEST / grid * grid;
    }
}
