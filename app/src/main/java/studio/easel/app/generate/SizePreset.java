package studio.easel.app.generate;

import java.util.List;
import studio.easel.engine.ImageSize;

/**
 * A shape with about as many pixels as the model was trained on.
 *
 * @param label width to height, {@code 3:2}
 * @param size on the model's grid
 */
public record SizePreset(String label, ImageSize size) {
    private record Shape(String label, double ratio) {}

    /**
     * Pictures of more times the model's pixels are worked on smaller: things in them come out
     * double, and the attention of a network grows with the square of the pixels until the memory
     * ends.
     */
    private static final int MANAGEABLE = 4;

    private static final List<Shape> SHAPES =
            List.of(
                    new Shape("1:1", 1),
                    new Shape("3:2", 3 / 2.0),
                    new Shape("2:3", 2 / 3.0),
                    new Shape("16:9", 16 / 9.0),
                    new Shape("9:16", 9 / 16.0));

    /** The shapes a model can draw; those that its grid rounds to another shape are left out. */
    static List<SizePreset> around(ImageSize nativeSize, int grid) {
        double pixels = (double) nativeSize.width() * nativeSize.height();
        return SHAPES.stream()
                .map(shape -> new SizePreset(shape.label(), fitted(shape.ratio(), pixels, grid)))
                .filter(preset -> preset.looksLikeItsLabel(nativeSize))
                .toList();
    }

    /** The size of a picture, or a smaller one of its shape where the model cannot manage it. */
    static ImageSize manageable(ImageSize picture, ImageSize nativeSize, int grid) {
        double pixels = (double) nativeSize.width() * nativeSize.height();
        double wanted = (double) picture.width() * picture.height();
        return wanted <= MANAGEABLE * pixels
                ? picture
                : fitted((double) picture.width() / picture.height(), pixels, grid);
    }

    private boolean looksLikeItsLabel(ImageSize nativeSize) {
        return label.equals("1:1") || (size.width() != size.height() && !size.equals(nativeSize));
    }

    private static ImageSize fitted(double ratio, double pixels, int grid) {
        return new ImageSize(
                onGrid(Math.sqrt(pixels * ratio), grid), onGrid(Math.sqrt(pixels / ratio), grid));
    }

    private static int onGrid(double length, int grid) {
        int smallest = (ImageSize.SMALLEST + grid - 1) / grid * grid;
        int largest = ImageSize.LARGEST / grid * grid;
        return Math.max(smallest, Math.min(largest, (int) Math.round(length / grid) * grid));
    }
}
