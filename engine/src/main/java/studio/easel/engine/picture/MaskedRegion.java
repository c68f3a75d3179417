package studio.easel.engine.picture;

import studio.easel.engine.Mask;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.RgbImage;

/**
 * The part of a picture that is worked on when only what is masked is repainted, and so gets the
 * network's whole resolution. As diffusers' {@code padding_mask_crop}.
 *
 * @param left first column
 * @param top first row
 * @param right the column behind the last
 * @param bottom the row behind the last
 */
public record MaskedRegion(int left, int top, int right, int bottom) {
    /**
     * All that is not black, with some space around it, then widened one way to the shape it is
     * worked on in, as far as the picture goes.
     *
     * @param width it is worked on in
     * @param height it is worked on in
     * @param padding pixels of the picture on each side, at least 0
     * @throws RequestException when the mask is black
     */
    public static MaskedRegion of(Mask mask, int width, int height, int padding) {
        if (width < 1 || height < 1 || padding < 0) {
            throw new IllegalArgumentException(
                    "A region for %dx%d pixels with %d around it, expected at least 1x1 and 0"
                            .formatted(width, height, padding));
        }
        MaskedRegion box = boundingBox(mask).grown(padding, mask);
        double ratio = (double) width / height;
        if ((double) box.width() / box.height() > ratio) {
            int wanted = (int) (box.width() / ratio);
            Extent rows = new Extent(box.top, box.bottom).widened(wanted, mask.height());
            return new MaskedRegion(box.left, rows.from, box.right, rows.to);
        }
        int wanted = (int) (box.height() * ratio);
        Extent columns = new Extent(box.left, box.right).widened(wanted, mask.width());
        return new MaskedRegion(columns.from, box.top, columns.to, box.bottom);
    }

    private static MaskedRegion boundingBox(Mask mask) {
        byte[] grey = mask.grey();
        int left = mask.width();
        int top = mask.height();
        int right = 0;
        int bottom = 0;
        for (int i = 0; i < grey.length; i++) {
            if (grey[i] != 0) {
                int x = i % mask.width();
                int y = i / mask.width();
                left = Math.min(left, x);
                top = Math.min(top, y);
                right = Math.max(right, x + 1);
                bottom = y + 1;
            }
        }
        if (right == 0) {
            throw new RequestException(
                    Field.START,
                    "The mask is black everywhere, expected white where the picture shall change. Paint something, or repaint the whole picture.");
        }
        return new MaskedRegion(left, top, right, bottom);
    }

    private MaskedRegion grown(int padding, Mask mask) {
        return new MaskedRegion(
                Math.max(0, left - padding),
                Math.max(0, top - padding),
                (int) Math.min(mask.width(), (long) right + padding),
                (int) Math.min(mask.height(), (long) bottom + padding));
    }

    private record Extent(int from, int to) {
        /** To a length, evenly on both sides, shifted to stay within 0 and the end. */
        Extent widened(int length, int end) {
            int more = Math.max(0, length - (to - from));
            int begin = from - more / 2;
            int after = to + more - more / 2;
            int over = Math.max(0, after - end);
            begin -= over;
            after -= over;
            int under = Math.max(0, -begin);
            return new Extent(begin + under, Math.min(end, after + under));
        }
    }

    public int width() {
        return right - left;
    }

    public int height() {
        return bottom - top;
    }

    /** The region of a picture, in the size it is worked on. */
    public RgbImage cut(RgbImage picture, int width, int height) {
        return Fit.FILL.of(crop().of(picture), width, height);
    }

    /** The region of a mask, in the size it is worked on. */
    public Mask cut(Mask mask, int width, int height) {
        return Fit.FILL.of(crop().of(mask), width, height);
    }

    private Crop crop() {
        return new Crop(left, top, width(), height());
    }

    /** The picture with what was made of the region in its place, resized to fit. */
    public RgbImage paste(RgbImage made, RgbImage picture) {
        Plane[] patch = Plane.of(Fit.CROP.of(made, width(), height()));
        Plane[] whole = Plane.of(picture);
        for (int i = 0; i < whole.length; i++) {
            whole[i] = whole[i].with(patch[i], left, top);
        }
        return Plane.picture(whole);
    }
}
