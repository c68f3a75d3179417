package studio.easel.models.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import studio.easel.engine.EaselException;
import studio.easel.engine.ImageSize;
import studio.easel.engine.ModelException;

/**
 * The shapes of a model, from the configurations of its U-Net and its VAE. Older exports have no
 * such files: what they leave out is as in Stable Diffusion 1, the only model they were written
 * for.
 *
 * @param latentScale latent = encoded * latentScale
 * @param latentChannels channels of a latent
 * @param downscale pixels a latent cell covers each way
 * @param sizeGrid what width and height must be multiples of
 * @param nativeSize the size the model was trained at
 */
record Geometry(
        double latentScale, int latentChannels, int downscale, int sizeGrid, ImageSize nativeSize) {

    /** Rombach et al. 2022 scale latents to unit variance; also diffusers' documented default. */
    static final double SD1_LATENT_SCALE = 0.18215;

    /** Podell et al. 2023: SDXL's own VAE. */
    private static final double SDXL_LATENT_SCALE = 0.13025;

    /**
     * The linear map from SD 1 latents to colours that the field's previews use, fitted to the VAE
     * of Stable Diffusion 1.5 (as in ComfyUI's latent_formats.py); it has no offset.
     */
    private static final List<List<Double>> SD1_PREVIEW =
            List.of(
                    List.of(0.3512, 0.2297, 0.3227),
                    List.of(0.3250, 0.4974, 0.2350),
                    List.of(-0.2829, 0.1762, 0.2721),
                    List.of(-0.2120, -0.2616, -0.7177),
                    List.of(0.0, 0.0, 0.0));

    /** The same for SDXL's VAE (latent_formats.py as of 2024); it has an offset. */
    private static final List<List<Double>> SDXL_PREVIEW =
            List.of(
                    List.of(0.3651, 0.4232, 0.4341),
                    List.of(-0.2533, -0.0042, 0.1068),
                    List.of(0.1076, 0.1111, -0.0362),
                    List.of(-0.3165, -0.2492, -0.2188),
                    List.of(0.1084, -0.0175, -0.0011));

    private static final int PREVIEWED_CHANNELS = 4;

    private static final List<Integer> SD1_VAE_CHANNELS = List.of(128, 256, 512, 512);
    private static final List<Integer> SD1_UNET_CHANNELS = List.of(320, 640, 1280, 1280);
    private static final int SD1_SAMPLE_SIZE = 64;
    private static final int MOST_LEVELS = 8;

    static Geometry read(Path folder) {
        JsonFile vae = vaeConfig(folder);
        JsonFile unet = JsonFile.readIfThere(folder.resolve("unet/config.json"));
        int downscale = 1 << (levels(vae, SD1_VAE_CHANNELS) - 1);
        int grid = downscale << (levels(unet, SD1_UNET_CHANNELS) - 1);
        return new Geometry(
                vae.number("scaling_factor", SD1_LATENT_SCALE, 1e-6, 1e6),
                vae.integer("latent_channels", 4, 1, 64),
                downscale,
                grid,
                nativeSize(unet, downscale));
    }

    /** The field's map from such latents to colours; empty where there is none. */
    List<List<Double>> usualPreview() {
        if (latentChannels != PREVIEWED_CHANNELS) {
            return List.of();
        }
        if (latentScale == SD1_LATENT_SCALE) {
            return SD1_PREVIEW;
        }
        return latentScale == SDXL_LATENT_SCALE ? SDXL_PREVIEW : List.of();
    }

    static JsonFile vaeConfig(Path folder) {
        return Stream.of("vae_decoder/config.json", "vae/config.json", "vae_encoder/config.json")
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .map(JsonFile::readIfThere)
                .orElseGet(() -> JsonFile.readIfThere(folder.resolve("vae_decoder/config.json")));
    }

    private static int levels(JsonFile part, List<Integer> fallback) {
        int levels = part.integers("block_out_channels", fallback, 1, 1 << 20).size();
        if (levels < 1 || levels > MOST_LEVELS) {
            throw part.wrong("block_out_channels", "1 to %d levels".formatted(MOST_LEVELS));
        }
        return levels;
    }

    /** sample_size is one number, or height and width. */
    private static ImageSize nativeSize(JsonFile unet, int downscale) {
        List<Integer> cells =
                unet.integers("sample_size", List.of(SD1_SAMPLE_SIZE), 1, ImageSize.LARGEST);
        if (cells.isEmpty() || cells.size() > 2) {
            throw unet.wrong("sample_size", "one number, or height and width");
        }
        int height = cells.get(0) * downscale;
        int width = cells.get(cells.size() - 1) * downscale;
        try {
            return new ImageSize(width, height);
        } catch (EaselException e) {
            throw new ModelException(
                    "%s says the model was trained at %dx%d pixels (sample_size x %d), which Easel cannot draw: expected %d to %d pixels a side, in multiples of %d."
                            .formatted(
                                    unet.file(),
                                    width,
                                    height,
                                    downscale,
                                    ImageSize.SMALLEST,
                                    ImageSize.LARGEST,
                                    ImageSize.CELL),
                    e);
        }
    }
}
