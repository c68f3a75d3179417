package studio.easel.engine.picture;

import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;

/**
 * Another size: rows, then columns, rounded to 8 bits between the two, as Pillow's {@code
 * Image.resize} does it. A direction that keeps its length is left alone.
 *
 * @param width pixels, at least 1
 * @param height pixels, at least 1
 */
public record Resize(int width, int height, Resampling by) {
    public Resize {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "Cannot resize to %dx%d, expected at least 1x1".formatted(width, height));
        }
    }

    public RgbImage of(RgbImage picture) {
        return Plane.each(picture, this::of);
    }

    public Mask of(Mask mask) {
        return of(Plane.of(mask)).mask();
    }

    Plane of(Plane plane) {
        return of(plane, new Stretch(0, plane.width()), new Stretch(0, plane.height()));
    }

    /** Pixels {@code from} up to, not including, {@code to}; empty is a line between two pixels. */
    record Stretch(int from, int to) {
        private boolean is(int length) {
            return from == 0 && to == length;
        }
    }

    /**
     * A part of a plane; pixels around it take part where the curve reaches them.
     *
     * @param columns of the part
     * @param rows of the part
     */
    Plane of(Plane plane, Stretch columns, Stretch rows) {
        if (plane.width() == 0 || plane.height() == 0) {
            throw new IllegalArgumentException(
                    "Cannot resize a picture of %dx%d pixels, expected at least 1x1"
                            .formatted(plane.width(), plane.height()));
        }
        if (by == Resampling.NEAREST) {
            return nearest(plane, columns, rows);
        }
        // Pillow 13 begins with the columns where that makes far less work of the rows. The order
        // shows in the last bit.
        if (plane.height() - height > Math.max(0, 2 * (plane.width() - width))) {
            return across(down(plane, rows), columns);
        }
        return down(across(plane, columns), rows);
    }

    private Plane across(Plane plane, Stretch columns) {
        if (plane.width() == width && columns.is(width)) {
            return plane;
        }
        return new Weights(plane.width(), columns.from(), columns.to(), width, by).across(plane);
    }

    private Plane down(Plane plane, Stretch rows) {
        if (plane.height() == height && rows.is(height)) {
            return plane;
        }
        return new Weights(plane.height(), rows.from(), rows.to(), height, by).down(plane);
    }

    private Plane nearest(Plane plane, Stretch columns, Stretch rows) {
        int[] column = nearest(columns, width);
        int[] row = nearest(rows, height);
        byte[] levels = new byte[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                levels[y * width + x] = plane.levels()[row[y] * plane.width() + column[x]];
            }
        }
        return new Plane(width, height, levels);
    }

    private static int[] nearest(Stretch stretch, int target) {
        double scale = (double) (stretch.to() - stretch.from()) / target;
        int[] nearest = new int[target];
        double centre = stretch.from() + scale * 0.5;
        for (int i = 0; i < target; i++) {
            nearest[i] = (int) centre;
            centre += scale; // summed up, not multiplied: it decides where a centre is on an edge
        }
        return nearest;
    }
}
