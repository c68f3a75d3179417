package studio.easel.engine.picture;

import java.util.function.UnaryOperator;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;

/** One channel of a picture: 8-bit levels, rows from the top. Not changed once it is handed on. */
final class Plane {
    private static final int COLOURS = 3;

    private final int width;
    private final int height;
    private final byte[] levels;

    /**
     * @param levels {@code width * height} of them; kept, not copied
     */
    Plane(int width, int height, byte[] levels) {
        this.width = width;
        this.height = height;
        this.levels = levels;
    }

    static Plane of(Mask mask) {
        return new Plane(mask.width(), mask.height(), mask.grey());
    }

    /** Red, green and blue. */
    static Plane[] of(RgbImage picture) {
        byte[] rgb = picture.rgb();
        Plane[] planes = new Plane[COLOURS];
        for (int colour = 0; colour < COLOURS; colour++) {
            byte[] levels = new byte[rgb.length / COLOURS];
            for (int i = 0; i < levels.length; i++) {
                levels[i] = rgb[COLOURS * i + colour];
            }
            planes[colour] = new Plane(picture.width(), picture.height(), levels);
        }
        return planes;
    }

    /** The picture that has {@code change} done to each of its colours. */
    static RgbImage each(RgbImage picture, UnaryOperator<Plane> change) {
        Plane[] planes = of(picture);
        for (int colour = 0; colour < COLOURS; colour++) {
            planes[colour] = change.apply(planes[colour]);
        }
        return picture(planes);
    }

    /**
     * @param planes red, green, blue, and what follows is left out
     */
    static RgbImage picture(Plane... planes) {
        byte[] rgb = new byte[planes[0].levels.length * COLOURS];
        for (int colour = 0; colour < COLOURS; colour++) {
            byte[] levels = planes[colour].levels;
            for (int i = 0; i < levels.length; i++) {
                rgb[COLOURS * i + colour] = levels[i];
            }
        }
        return new RgbImage(planes[0].width, planes[0].height, rgb);
    }

    Mask mask() {
        return new Mask(width, height, levels);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** The levels themselves, to be read only. */
    byte[] levels() {
        return levels;
    }

    /** The level of pixel {@code i}, 0 to 255. */
    int at(int i) {
        return levels[i] & 0xFF;
    }

    /** Columns become rows. */
    Plane transposed() {
        byte[] turned = new byte[levels.length];
        int block = 32; // so that what is read and what is written both stay in the cache
        for (int top = 0; top < height; top += block) {
            for (int left = 0; left < width; left += block) {
                int bottom = Math.min(height, top + block);
                int right = Math.min(width, left + block);
                for (int y = top; y < bottom; y++) {
                    for (int x = left; x < right; x++) {
                        turned[x * height + y] = levels[y * width + x];
                    }
                }
            }
        }
        return new Plane(height, width, turned);
    }

    /** This plane with {@code patch} laid on it; what hangs over the edges is cut off. */
    Plane with(Plane patch, int left, int top) {
        byte[] laid = levels.clone();
        int from = Math.max(0, left);
        int to = Math.min(width, left + patch.width);
        for (int y = Math.max(0, top); y < Math.min(height, top + patch.height); y++) {
            if (from < to) {
                System.arraycopy(
                        patch.levels,
                        (y - top) * patch.width + from - left,
                        laid,
                        y * width + from,
                        to - from);
            }
        }
        return new Plane(width, height, laid);
    }
}
