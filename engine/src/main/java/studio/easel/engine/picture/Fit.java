package studio.easel.engine.picture;

import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;
import studio.easel.engine.picture.Resize.Stretch;

/**
 * How a picture becomes one of another shape, resized by Lanczos; the three resize modes of
 * diffusers' {@code VaeImageProcessor}, which are AUTOMATIC1111's.
 */
public enum Fit {
    /** Just resized: what is round becomes oval. */
    STRETCH {
        @Override
        Plane of(Plane plane, int width, int height) {
            return lanczos(plane, width, height);
        }
    },
    /** Whole and in proportion, in the middle; the bands beside it repeat its edge. */
    FILL {
        @Override
        Plane of(Plane plane, int width, int height) {
            double ratio = (double) width / height;
            double own = (double) plane.width() / plane.height();
            int wide = ratio < own ? width : scaled(plane.width(), height, plane.height());
            int high = ratio >= own ? height : scaled(plane.height(), width, plane.width());
            Plane resized = lanczos(plane, wide, high);
            int left = width / 2 - wide / 2;
            int top = height / 2 - high / 2;
            Plane filled = black(width, height).with(resized, left, top);
            if (ratio < own && top > 0) {
                return filled.with(row(resized, 0, top), 0, 0)
                        .with(row(resized, high, top), 0, top + high);
            }
            if (ratio > own && left > 0) {
                return filled.with(column(resized, 0, left), 0, 0)
                        .with(column(resized, wide, left), left + wide, 0);
            }
            return filled;
        }
    },
    /** In proportion, and cut off where it is too wide or too high. */
    CROP {
        @Override
        Plane of(Plane plane, int width, int height) {
            double ratio = (double) width / height;
            double own = (double) plane.width() / plane.height();
            int wide = ratio > own ? width : scaled(plane.width(), height, plane.height());
            int high = ratio <= own ? height : scaled(plane.height(), width, plane.width());
            return black(width, height)
                    .with(lanczos(plane, wide, high), width / 2 - wide / 2, height / 2 - high / 2);
        }
    };

    public RgbImage of(RgbImage picture, int width, int height) {
        return Plane.each(picture, plane -> of(plane, width, height));
    }

    public Mask of(Mask mask, int width, int height) {
        return of(Plane.of(mask), width, height).mask();
    }

    abstract Plane of(Plane plane, int width, int height);

    /** {@code length * of / by} in whole pixels, but not none. */
    private static int scaled(int length, int of, int by) {
        return Math.max(1, (int) ((long) length * of / by));
    }

    private static Plane lanczos(Plane plane, int width, int height) {
        return new Resize(width, height, Resampling.LANCZOS).of(plane);
    }

    private static Plane black(int width, int height) {
        return new Plane(width, height, new byte[width * height]);
    }

    /** The line above row {@code y}, {@code height} pixels high. */
    private static Plane row(Plane plane, int y, int height) {
        return new Resize(plane.width(), height, Resampling.BICUBIC)
                .of(plane, new Stretch(0, plane.width()), new Stretch(y, y));
    }

    /** The line left of column {@code x}, {@code width} pixels wide. */
    private static Plane column(Plane plane, int x, int width) {
        return new Resize(width, plane.height(), Resampling.BICUBIC)
                .of(plane, new Stretch(x, x), new Stretch(0, plane.height()));
    }
}
