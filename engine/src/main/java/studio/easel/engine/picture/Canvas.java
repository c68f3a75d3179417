package studio.easel.engine.picture;

import studio.easel.engine.Mask;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.RgbImage;

/**
 * A picture with room around it to be painted in, outpainting.
 *
 * @param picture the old one, with its edges repeated into the new area
 * @param mask white in the new area, black in the old but where it fades
 */
public record Canvas(RgbImage picture, Mask mask) {
    /** New area on each side in pixels, at least 0. */
    public record Margins(int left, int top, int right, int bottom) {
        public Margins {
            if (left < 0 || top < 0 || right < 0 || bottom < 0) {
                throw new RequestException(
                        Field.START,
                        "The canvas grows by %d, %d, %d and %d pixels (left, top, right, bottom), expected 0 or more each. Crop the picture to make it smaller."
                                .formatted(left, top, right, bottom));
            }
            if (left == 0 && top == 0 && right == 0 && bottom == 0) {
                throw new RequestException(
                        Field.START,
                        "The canvas grows by nothing, expected at least one pixel on one side.");
            }
        }
    }

    /**
     * @param feather how many pixels of the old picture, counted from the new area, fade into the
     *     mask; 0 is a hard edge
     * @throws RequestException when the feather is negative
     * @throws IllegalArgumentException when the picture has no pixels
     */
    public static Canvas around(RgbImage picture, Margins margins, int feather) {
        if (feather < 0) {
            throw new RequestException(
                    Field.START,
                    "The feather is %d pixels wide, expected 0 (a hard edge) or more."
                            .formatted(feather));
        }
        if (picture.width() < 1 || picture.height() < 1) {
            throw new IllegalArgumentException(
                    "The picture is %dx%d, expected at least one pixel to go on from"
                            .formatted(picture.width(), picture.height()));
        }
        int width = picture.width() + margins.left() + margins.right();
        int height = picture.height() + margins.top() + margins.bottom();
        byte[] grey = new byte[Math.multiplyExact(width, height)];
        for (int i = 0; i < grey.length; i++) {
            int inside =
                    Math.min(
                            depth(i % width, width, margins.left(), margins.right()),
                            depth(i / width, height, margins.top(), margins.bottom()));
            grey[i] = level(inside, feather);
        }
        RgbImage grown = Plane.each(picture, plane -> grown(plane, width, height, margins));
        return new Canvas(grown, new Mask(width, height, grey));
    }

    private static Plane grown(Plane plane, int width, int height, Margins margins) {
        byte[] levels = new byte[width * height];
        for (int y = 0; y < height; y++) {
            int row = clamped(y - margins.top(), plane.height()) * plane.width();
            for (int x = 0; x < width; x++) {
                int column = clamped(x - margins.left(), plane.width());
                levels[y * width + x] = plane.levels()[row + column];
            }
        }
        return new Plane(width, height, levels);
    }

    private static int clamped(int i, int length) {
        return Math.max(0, Math.min(length - 1, i));
    }

    /**
     * How many pixels from the new area, along one direction: 0 and less is in it. A side without a
     * margin does not count.
     */
    private static int depth(int i, int length, int before, int after) {
        int fromBefore = before == 0 ? Integer.MAX_VALUE : i - before + 1;
        int fromAfter = after == 0 ? Integer.MAX_VALUE : length - after - i;
        return Math.min(fromBefore, fromAfter);
    }

    private static byte level(int depth, int feather) {
        if (depth <= 0) {
            return (byte) 255;
        }
        return depth > feather
                ? 0
                : (byte) Math.round(255.0 * (feather + 1L - depth) / (feather + 1L));
    }
}
