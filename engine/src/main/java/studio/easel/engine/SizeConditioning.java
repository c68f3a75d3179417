package studio.easel.engine;

import studio.easel.engine.RequestException.Field;

/**
 * What SDXL is told about the size of the picture it would have been trained on (Podell et al.
 * 2023, arXiv:2307.01952, section 2.2); other families know no such thing. All in pixels, 0 to
 * {@value #MOST}.
 */
public record SizeConditioning(
        int originalWidth,
        int originalHeight,
        int cropLeft,
        int cropTop,
        int targetWidth,
        int targetHeight) {
    private static final int MOST = 16_384;

    public SizeConditioning {
        for (int length :
                new int[] {
                    originalWidth, originalHeight, cropLeft, cropTop, targetWidth, targetHeight
                }) {
            if (length < 0 || length > MOST) {
                throw new RequestException(
                        Field.SIZE_CONDITIONING,
                        "A length of the size conditioning is %d, expected 0 to %d pixels. Leave it out for the picture's own size."
                                .formatted(length, MOST));
            }
        }
    }

    /** A picture that always had this size. */
    public static SizeConditioning of(ImageSize size) {
        return new SizeConditioning(size.width(), size.height(), 0, 0, size.width(), size.height());
    }
}
