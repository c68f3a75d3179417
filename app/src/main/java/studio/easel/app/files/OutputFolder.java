package studio.easel.app.files;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import studio.easel.engine.EaselException;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.RgbImage;

/** TEMPORARY stub. */
public final class OutputFolder {
    private final Path folder;

    public OutputFolder(Path folder) {
        this.folder = folder;
    }

    public void check() {}

    public Path save(GeneratedImage made, boolean declareAi) {
        RgbImage image = made.image();
        BufferedImage buffered =
                new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        buffered.setRGB(0, 0, image.width(), image.height(), image.argb(), 0, image.width());
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve(made.request().seed() + "-" + System.nanoTime() + ".png");
            ImageIO.write(buffered, "png", file.toFile());
            return file;
        } catch (IOException e) {
            throw new EaselException("stub", e);
        }
    }
}
