package studio.easel.engine.picture;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;

/**
 * A picture with holes: red, green, blue and how opaque each pixel is. Colours are either straight
 * or, for blurring, multiplied with the opacity (Porter, Duff 1984). The integers are Pillow's.
 */
final class Layer {
    private static final int OPAQUE = 255;

    /** Bits behind the point in the upper layer's share. */
    private static final int SHARE_BITS = 7;

    private final int width;
    private final int height;
    private final Plane[] planes;

    private Layer(int width, int height, Plane... planes) {
        this.width = width;
        this.height = height;
        this.planes = planes;
    }

    /** Nothing, straight. */
    static Layer empty(int width, int height) {
        Plane none = new Plane(width, height, new byte[width * height]);
        return new Layer(width, height, none, none, none, none);
    }

    /** The whole picture, straight. */
    static Layer of(RgbImage picture) {
        Plane[] colours = Plane.of(picture);
        byte[] opaque = new byte[picture.width() * picture.height()];
        Arrays.fill(opaque, (byte) OPAQUE);
        Plane opacity = new Plane(picture.width(), picture.height(), opaque);
        return new Layer(
                picture.width(), picture.height(), colours[0], colours[1], colours[2], opacity);
    }

    /**
     * What a mask leaves of a picture, multiplied: the whiter the mask, the less.
     *
     * @throws IllegalArgumentException when they differ in size
     */
    static Layer outside(Mask mask, RgbImage picture) {
        if (mask.width() != picture.width() || mask.height() != picture.height()) {
            throw new IllegalArgumentException(
                    "The mask is %dx%d, expected %dx%d like its picture"
                            .formatted(
                                    mask.width(),
                                    mask.height(),
                                    picture.width(),
                                    picture.height()));
        }
        byte[] grey = mask.grey();
        Layer whole = of(picture);
        return whole.eachPlane(
                plane -> {
                    byte[] levels = new byte[grey.length];
                    for (int i = 0; i < levels.length; i++) {
                        levels[i] = (byte) by255(plane.at(i) * (OPAQUE - (grey[i] & 0xFF)));
                    }
                    return new Plane(plane.width(), plane.height(), levels);
                });
    }

    /** This layer, multiplied before and after, with soft edges. */
    Layer blurred(double radius) {
        return eachPlane(new GaussianBlur(radius)::of);
    }

    private Layer eachPlane(UnaryOperator<Plane> change) {
        return new Layer(width, height, Arrays.stream(planes).map(change).toArray(Plane[]::new));
    }

    /** A multiplied layer with straight colours. */
    Layer straight() {
        Plane opacity = planes[3];
        return new Layer(
                width,
                height,
                straight(planes[0], opacity),
                straight(planes[1], opacity),
                straight(planes[2], opacity),
                opacity);
    }

    private static Plane straight(Plane multiplied, Plane opacity) {
        byte[] levels = multiplied.levels().clone();
        for (int i = 0; i < levels.length; i++) {
            if (opacity.at(i) != 0) {
                levels[i] = (byte) Math.min(255, 255 * multiplied.at(i) / opacity.at(i));
            }
        }
        return new Plane(multiplied.width(), multiplied.height(), levels);
    }

    /** This layer laid over another, both straight. */
    Layer over(Layer below) {
        byte[][] out = new byte[4][width * height];
        for (int i = 0; i < width * height; i++) {
            int mine = planes[3].at(i);
            int through = below.planes[3].at(i) * (OPAQUE - mine);
            int opacity = mine * OPAQUE + through; // a product of two levels
            int share = mine == 0 ? 0 : mine * OPAQUE * OPAQUE * (1 << SHARE_BITS) / opacity;
            int rest = OPAQUE * (1 << SHARE_BITS) - share;
            for (int colour = 0; colour < 3; colour++) {
                int mixed = planes[colour].at(i) * share + below.planes[colour].at(i) * rest;
                out[colour][i] = (byte) (shiftedBy255(mixed + (0x80 << SHARE_BITS)) >> SHARE_BITS);
            }
            out[3][i] = (byte) by255(opacity);
        }
        return new Layer(
                width,
                height,
                new Plane(width, height, out[0]),
                new Plane(width, height, out[1]),
                new Plane(width, height, out[2]),
                new Plane(width, height, out[3]));
    }

    /** The colours, as if there were no holes. */
    RgbImage picture() {
        return Plane.picture(planes);
    }

    /** A product of two levels back to a level, rounded. */
    private static int by255(int product) {
        return shiftedBy255(product + 0x80);
    }

    private static int shiftedBy255(int value) {
        return (value >> 8) + value >> 8;
    }
}
