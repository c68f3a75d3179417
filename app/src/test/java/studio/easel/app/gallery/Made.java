package studio.easel.app.gallery;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Random;
import studio.easel.app.files.PngFile;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Provenance;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;

/** Pictures on disk for tests. */
public final class Made {
    public static final Instant DAY = Instant.parse("2026-11-20T12:00:00Z");

    private Made() {}

    public static GenerationRequest request(String prompt, String negative, long seed) {
        return new GenerationRequest(
                prompt,
                negative,
                new ImageSize(64, 96),
                10,
                7,
                SamplerName.EULER_ANCESTRAL,
                SigmaSpacing.KARRAS,
                0,
                seed,
                1);
    }

    public static Path write(Path file, GenerationRequest request, String model) throws Exception {
        byte[] rgb = new byte[64 * 96 * 3];
        new Random(request.seed()).nextBytes(rgb);
        Files.createDirectories(file.getParent());
        PngFile.write(
                file,
                new GeneratedImage(
                        new RgbImage(64, 96, rgb),
                        request,
                        new Provenance(model, "ab".repeat(32), "0.1.0", "1.29.0", "cpu")),
                false);
        Files.setLastModifiedTime(file, FileTime.from(DAY.plusSeconds(request.seed())));
        return file;
    }

    public static Path write(Path file, String prompt, long seed) throws Exception {
        return write(file, request(prompt, "", seed), "starter");
    }
}
