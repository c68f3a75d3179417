package studio.easel.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.easel.engine.RequestException.Field;

/**
 * Width and height of a picture in pixels, each {@value #SMALLEST} to {@value #LARGEST} and a
 * multiple of {@value #CELL}: one latent cell of every Stable Diffusion VAE covers 8x8 pixels.
 */
public record ImageSize(int width, int height) {
    public static final int CELL = 8;
    public static final int SMALLEST = 64;
    public static final int LARGEST = 4096;

    private static final Pattern TEXT =
            Pattern.compile("\\s*(\\d{1,9})\\s*[xX×*]\\s*(\\d{1,9})\\s*");

    public ImageSize {
        if (width < SMALLEST || height < SMALLEST || width > LARGEST || height > LARGEST) {
            throw new RequestException(
                    Field.SIZE,
                    "Image size is %dx%d, expected %d to %d pixels a side. Try %dx%d."
                            .formatted(
                                    width,
                                    height,
                                    SMALLEST,
                                    LARGEST,
                                    fit(width, CELL),
                                    fit(height, CELL)));
        }
        if (width % CELL != 0 || height % CELL != 0) {
            throw offGrid(width, height, CELL);
        }
    }

    /** Reads {@code 512x768}; the separator may also be {@code *} or the multiplication sign. */
    public static ImageSize parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new RequestException(
                    Field.SIZE,
                    "Image size is \"%s\", expected width x height in pixels. Write it like 512x512."
                            .formatted(text));
        }
        return new ImageSize(
                Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /**
     * Checks this size against the coarser grid of one model: {@code grid} pixels, the VAE's
     * downscale times the U-Net's own.
     */
    public ImageSize onGrid(int grid) {
        if (width % grid != 0 || height % grid != 0) {
            throw offGrid(width, height, grid);
        }
        return this;
    }

    private static RequestException offGrid(int width, int height, int grid) {
        return new RequestException(
                Field.SIZE,
                "Image size is %dx%d, expected multiples of %d (the model works on cells of %dx%d pixels). Try %dx%d."
                        .formatted(
                                width,
                                height,
                                grid,
                                grid,
                                grid,
                                fit(width, grid),
                                fit(height, grid)));
    }

    private static int fit(int length, int grid) {
        int smallest = (SMALLEST + grid - 1) / grid * grid;
        int nearest = (int) Math.round((double) length / grid) * grid;
        return Math.max(smallest, Math.min(LARGEST / grid * grid, nearest));
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
