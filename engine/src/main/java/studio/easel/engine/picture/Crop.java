package studio.easel.engine.picture;

import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;

/**
 * A part of a picture, in pixels from its upper left corner.
 *
 * @param width at least 1
 * @param height at least 1
 */
public record Crop(int left, int top, int width, int height) {
    public Crop {
        if (left < 0 || top < 0 || width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "Cannot crop %dx%d pixels at (%d, %d), expected at least 1x1 at (0, 0) or further in"
                            .formatted(width, height, left, top));
        }
    }

    /**
     * @throws IllegalArgumentException when the part is not inside the picture
     */
    public RgbImage of(RgbImage picture) {
        return Plane.each(picture, this::of);
    }

    /**
     * @throws IllegalArgumentException when the part is not inside the mask
     */
    public Mask of(Mask mask) {
        return of(Plane.of(mask)).mask();
    }

    Plane of(Plane plane) {
        if (width > plane.width() - left || height > plane.height() - top) {
            throw new IllegalArgumentException(
                    "Cannot crop %dx%d pixels at (%d, %d): the picture is only %dx%d"
                            .formatted(width, height, left, top, plane.width(), plane.height()));
        }
        byte[] levels = new byte[width * height];
        for (int y = 0; y < height; y++) {
            System.arraycopy(
                    plane.levels(), (top + y) * plane.width() + left, levels, y * width, width);
        }
        return new Plane(width, height, levels);
    }
}
