package studio.easel.models.convert;

import java.nio.file.Path;

/** A whole checkpoint of the goldens' networks: it can be opened, and paints nothing. */
public final class SmallCheckpoint {
    private SmallCheckpoint() {}

    /** Stable Diffusion 1, by its structure. */
    public static Path sd1(Path file) {
        WrittenSafetensors whole = withoutVae();
        MadeUpNetwork.recorded("vae").addSingleFile("first_stage_model.", whole);
        return whole.write(file);
    }

    /** The same without one of its parts. */
    public static Path sd1WithoutVae(Path file) {
        return withoutVae().write(file);
    }

    private static WrittenSafetensors withoutVae() {
        WrittenSafetensors file = new WrittenSafetensors();
        MadeUpNetwork.recorded("unet-sd1").addSingleFile("model.diffusion_model.", file);
        MadeUpNetwork.recorded("clip-l").addTransformers("cond_stage_model.transformer.", file);
        return file;
    }
}
