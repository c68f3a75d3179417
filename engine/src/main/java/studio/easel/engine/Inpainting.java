package studio.easel.engine;

import java.util.List;
import java.util.OptionalInt;
import studio.easel.engine.RequestException.Field;

/**
 * How a masked part is repainted.
 *
 * @param denoisingStrength above 0 to 1: how much may change there
 * @param fill what the masked part starts from
 * @param maskBlur radius in pixels by which the mask's edge is softened, 0 to {@value #MOST_BLUR}
 * @param softMask whether grey means partly repainted; otherwise a latent cell is repainted or not
 * @param onlyMasked pixels around the masked part that are worked on with it, enlarged to the
 *     request's size, instead of the whole picture; empty for the whole picture
 * @param compositing whether the old pixels are put back where the mask is black: bit for bit
 */
public record Inpainting(
        double denoisingStrength,
        Fill fill,
        double maskBlur,
        boolean softMask,
        OptionalInt onlyMasked,
        boolean compositing) {

    public static final double MOST_BLUR = 256;
    private static final int MOST_PADDING = 1024;

    /** What the masked part starts from; the names are A1111's. */
    public enum Fill {
        /** What is there. */
        ORIGINAL("original"),
        /** The colours around it. */
        FILL("fill"),
        /** Noise from the seed. */
        LATENT_NOISE("latent noise"),
        /** An empty latent. */
        LATENT_NOTHING("latent nothing");

        private final String label;

        Fill(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }

        /** Resolves a name, ignoring case, spaces, {@code -} and {@code _}. */
        public static Fill parse(String text) {
            String wanted = Names.plain(text);
            return List.of(values()).stream()
                    .filter(fill -> Names.plain(fill.label).equals(wanted))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    new RequestException(
                                            Field.START,
                                            Names.unknown(
                                                    "Fill",
                                                    text,
                                                    List.of(values()).stream()
                                                            .map(Fill::label)
                                                            .toList())));
        }

        @Override
        public String toString() {
            return label;
        }
    }

    public Inpainting {
        Start.requireStrength(denoisingStrength);
        if (!(maskBlur >= 0 && maskBlur <= MOST_BLUR)) {
            throw new RequestException(
                    Field.START,
                    "Mask blur is %s, expected 0 to %s pixels. 4 is usual."
                            .formatted(maskBlur, MOST_BLUR));
        }
        if (onlyMasked.isPresent()
                && (onlyMasked.getAsInt() < 0 || onlyMasked.getAsInt() > MOST_PADDING)) {
            throw new RequestException(
                    Field.START,
                    "The padding around the masked part is %d, expected 0 to %d pixels. 32 is usual."
                            .formatted(onlyMasked.getAsInt(), MOST_PADDING));
        }
    }

    /** The usual way, at a strength. */
    public static Inpainting at(double denoisingStrength) {
        return new Inpainting(
                denoisingStrength, Fill.ORIGINAL, 0, false, OptionalInt.empty(), true);
    }

    public Inpainting filledWith(Fill other) {
        return new Inpainting(
                denoisingStrength, other, maskBlur, softMask, onlyMasked, compositing);
    }

    public Inpainting blurred(double radius) {
        return new Inpainting(denoisingStrength, fill, radius, softMask, onlyMasked, compositing);
    }

    public Inpainting soft(boolean whetherSoft) {
        return new Inpainting(
                denoisingStrength, fill, maskBlur, whetherSoft, onlyMasked, compositing);
    }

    public Inpainting onlyMasked(int padding) {
        return new Inpainting(
                denoisingStrength, fill, maskBlur, softMask, OptionalInt.of(padding), compositing);
    }

    public Inpainting compositing(boolean whether) {
        return new Inpainting(denoisingStrength, fill, maskBlur, softMask, onlyMasked, whether);
    }
}
