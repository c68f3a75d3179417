package studio.easel.engine.animation.frame;

import java.util.Optional;
import studio.easel.engine.EaselException;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;
import studio.easel.engine.noise.TorchCpuNoise;

/**
 * Grain for the next diffusion to make something of. Gaussian noise about mid-grey is mixed into
 * the picture, so it also pulls the picture toward grey. The numbers are those of torch's CPU
 * generator.
 *
 * @param amount of noise in the mixture, 0 to 1
 * @param perlin lets the noise come and go in spots; empty for white noise
 * @param seed of the generator
 * @param fidelity Deforum draws for a size cut off to multiples of {@value #CELL} and stretches
 *     that; white noise it cannot stretch, so it stops
 */
public record FrameNoise(double amount, Optional<Perlin> perlin, long seed, Fidelity fidelity) {
    private static final int CELL = 64;
    private static final int COLOURS = 3;

    /**
     * @throws EaselException when the amount is not from 0 to 1
     */
    public FrameNoise {
        Motion.requireBetween("Noise", amount, 0, 1);
    }

    public RgbImage of(RgbImage picture) {
        return of(picture, Optional.empty());
    }

    /**
     * @param mask where noise goes; where it is darker than mid-grey the picture is just pulled
     *     toward grey
     * @throws EaselException when strictly the picture's size cannot be
     * @throws IllegalArgumentException when picture and mask differ in size
     */
    public RgbImage of(RgbImage picture, Mask mask) {
        if (mask.width() != picture.width() || mask.height() != picture.height()) {
            throw new IllegalArgumentException(
                    "The noise mask is %dx%d, expected %dx%d like the picture"
                            .formatted(
                                    mask.width(),
                                    mask.height(),
                                    picture.width(),
                                    picture.height()));
        }
        return of(picture, Optional.of(mask.grey()));
    }

    private RgbImage of(RgbImage picture, Optional<byte[]> mask) {
        int width = picture.width();
        int height = picture.height();
        boolean stretched = perlin.isPresent() || fidelity == Fidelity.STRICT;
        int columns = stretched ? cut(width) : width;
        int rows = stretched ? cut(height) : height;
        requirePossible(width, height, columns, rows);
        if (amount == 0) {
            return picture; // As it would come out, without drawing a million numbers.
        }
        TorchCpuNoise random = new TorchCpuNoise(seed);
        float[] noise = random.next(COLOURS, rows, columns).values();
        float[] spots =
                perlin.map(kind -> kind.plane(columns, rows, random::nextFloat))
                        .orElse(new float[0]);
        byte[] rgb = picture.rgb();
        double[] kept = times((float) (1 - amount));
        double[] mixed = times((float) amount);
        int plane = rows * columns;
        Rows.each(
                height,
                y -> {
                    int row = (int) ((long) y * rows / height) * columns;
                    for (int x = 0; x < width; x++) {
                        int cell = row + (int) ((long) x * columns / width);
                        int i = y * width + x;
                        float strength = spots.length == 0 ? 1 : (spots[cell] + 1) / 2;
                        if (mask.isPresent() && mask.get()[i] >= 0) { // below 128
                            strength = 0;
                        }
                        for (int c = 0; c < COLOURS; c++) {
                            // The first plane is blue: pictures are so in Deforum's memory.
                            int at = COLOURS * i + COLOURS - 1 - c;
                            int grain = level(noise[c * plane + cell] * strength);
                            rgb[at] =
                                    (byte)
                                            Math.rint(
                                                    (float)
                                                            (kept[rgb[at] & 0xFF]
                                                                    + (float) mixed[grain]));
                        }
                    }
                });
        return new RgbImage(width, height, rgb);
    }

    /** Every level times a factor: exact, since OpenCV rounds only their sum. */
    private static double[] times(float factor) {
        double[] times = new double[256];
        for (int level = 0; level < times.length; level++) {
            times[level] = (double) factor * level;
        }
        return times;
    }

    private int cut(int side) {
        return side < CELL && fidelity == Fidelity.MENDED ? side : side - side % CELL;
    }

    private void requirePossible(int width, int height, int columns, int rows) {
        if (fidelity == Fidelity.MENDED) {
            return;
        }
        if (columns == 0 || rows == 0 || perlin.isEmpty() && (columns != width || rows != height)) {
            throw new EaselException(
                    "Noise of this kind for %dx%d pixels strictly needs multiples of %d. Choose such a size, Perlin noise, or the mended way."
                            .formatted(width, height, CELL));
        }
        if (perlin.isPresent() && !perlin.get().divides(columns, rows)) {
            throw new EaselException(
                    "%d octaves of Perlin noise strictly do not divide %dx%d pixels evenly. Choose fewer octaves, or the mended way."
                            .formatted(perlin.get().octaves(), columns, rows));
        }
    }

    private static int level(float normal) {
        return (int) (Math.max(0, Math.min(1, normal / 2 + 0.5f)) * 255);
    }
}
