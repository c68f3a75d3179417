package studio.easel.engine.pipeline;

import java.util.Arrays;
import java.util.Optional;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.Inpainting.Fill;
import studio.easel.engine.Mask;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.RgbImage;
import studio.easel.engine.Start;
import studio.easel.engine.picture.Composite;
import studio.easel.engine.picture.GaussianBlur;
import studio.easel.engine.picture.MaskedFill;
import studio.easel.engine.picture.MaskedRegion;
import studio.easel.engine.tensor.Tensor;

/**
 * A part of a picture, made ready to be repainted, and put back afterwards.
 *
 * @param picture what is worked on: the whole, or the region of the masked part, in the request's
 *     size
 * @param mask of what is worked on
 * @param whole the picture as it was
 * @param wholeMask the mask as it was, its edge softened
 * @param region where the worked-on part belongs; empty for the whole picture
 */
record Repainting(
        RgbImage picture,
        Mask mask,
        RgbImage whole,
        Mask wholeMask,
        Optional<MaskedRegion> region,
        Inpainting how) {
    private static final int MIDDLE = 128;

    static Repainting of(Start.Inpaint start, ImageSize size) {
        Inpainting how = start.how();
        Mask soft = new GaussianBlur(how.maskBlur()).of(start.mask());
        if (soft.isBlack()) {
            throw new RequestException(
                    Field.START,
                    "Blurred by %s pixels nothing is left of the mask, expected a smaller blur or a larger mask. Lower the mask's blur, or paint a broader stroke."
                            .formatted(how.maskBlur()));
        }
        if (how.onlyMasked().isEmpty()) {
            return new Repainting(start.image(), soft, start.image(), soft, Optional.empty(), how);
        }
        MaskedRegion region =
                MaskedRegion.of(soft, size.width(), size.height(), how.onlyMasked().getAsInt());
        return new Repainting(
                region.cut(start.image(), size.width(), size.height()),
                region.cut(soft, size.width(), size.height()),
                start.image(),
                soft,
                Optional.of(region),
                how);
    }

    /** All of a picture: what inpainting models take for text-to-image and image-to-image. */
    static Repainting ofEverything(GenerationRequest request) {
        ImageSize size = request.size();
        byte[] white = new byte[size.width() * size.height()];
        Arrays.fill(white, (byte) 255);
        Mask mask = new Mask(size.width(), size.height(), white);
        return of(
                request.start() instanceof Start.FromImage from
                        ? new Start.Inpaint(
                                from.image(), mask, Inpainting.at(from.denoisingStrength()))
                        : new Start.Inpaint(
                                new RgbImage(
                                        size.width(), size.height(), new byte[3 * white.length]),
                                mask,
                                Inpainting.at(1)),
                size);
    }

    /** For a request that inpaints, be it from a branch on. */
    static Optional<Repainting> of(GenerationRequest request) {
        Start last =
                request.start() instanceof Start.Branch branch ? branch.rest() : request.start();
        return last instanceof Start.Inpaint start
                ? Optional.of(of(start, request.size()))
                : Optional.empty();
    }

    /** Another picture of the whole's size, as what is worked on shows it. */
    RgbImage beside(RgbImage other) {
        return region.map(where -> where.cut(other, picture.width(), picture.height()))
                .orElse(other);
    }

    /** What the walk starts from. */
    RgbImage filled() {
        return how.fill() == Fill.FILL ? MaskedFill.of(picture, mask) : picture;
    }

    /**
     * The mask of the latent, {@code [1, 1, height, width]}: 1 where it is repainted. As the
     * reference has it, a cell is what its first pixel is, and grey is rounded; a soft mask is the
     * mean of each cell's pixels.
     *
     * @param downscale pixels a cell covers each way
     */
    Tensor latentMask(int downscale) {
        int width = mask.width() / downscale;
        int height = mask.height() / downscale;
        byte[] grey = mask.grey();
        float[] cells = new float[width * height];
        for (int i = 0; i < cells.length; i++) {
            int first = i / width * downscale * mask.width() + i % width * downscale;
            cells[i] =
                    how.softMask()
                            ? mean(grey, first, downscale)
                            : (grey[first] & 0xFF) >= MIDDLE ? 1 : 0;
        }
        return Tensor.of(cells, 1, 1, height, width);
    }

    /**
     * @throws RequestException when nothing would be repainted
     */
    void requireCells(int downscale) {
        for (float cell : latentMask(downscale).values()) {
            if (cell > 0) {
                return;
            }
        }
        throw new RequestException(
                Field.START,
                "The mask is too thin or too faint: this model paints cells of %dx%d pixels, and it reaches none of them, expected at least one. Paint a broader or whiter stroke, lower the mask's blur, or use a soft mask."
                        .formatted(downscale, downscale));
    }

    private float mean(byte[] grey, int first, int downscale) {
        int sum = 0;
        for (int row = 0; row < downscale; row++) {
            for (int column = 0; column < downscale; column++) {
                sum += grey[first + row * mask.width() + column] & 0xFF;
            }
        }
        return sum / (255f * downscale * downscale);
    }

    /** Which pixels an inpainting model is not shown. */
    boolean[] hidden() {
        byte[] grey = mask.grey();
        boolean[] hidden = new boolean[grey.length];
        for (int i = 0; i < grey.length; i++) {
            hidden[i] = (grey[i] & 0xFF) >= MIDDLE;
        }
        return hidden;
    }

    /** The finished picture: what was made in its place, and the old pixels where they stay. */
    RgbImage finished(RgbImage made) {
        RgbImage placed = region.map(where -> where.paste(made, whole)).orElse(made);
        return how.compositing() ? Composite.of(whole, wholeMask, placed) : placed;
    }
}
