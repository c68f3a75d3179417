package studio.easel.app.files;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import studio.easel.engine.EaselException;
import studio.easel.engine.GeneratedImage;

/**
 * A file name somebody chose. What has that name is replaced, in one step, by the finished picture;
 * until then it stays what it was.
 */
public final class OutputFile implements PictureOutput {
    private final Path file;
    private final int count;
    private int saved;

    /**
     * @param file ending in {@code .png}
     * @param count with more than one picture they are numbered: {@code heart-1.png}
     */
    public OutputFile(Path file, int count) {
        this.file = file;
        this.count = count;
    }

    @Override
    public void check() {
        OutputFolder.checkWritable(PendingFile.folderOf(file));
        for (int number = 1; number <= count; number++) {
            if (Files.isDirectory(name(number))) {
                throw new EaselException(
                        "%s is a folder, expected a file to write. Choose another name."
                                .formatted(name(number)));
            }
        }
    }

    @Override
    public Path save(GeneratedImage image, boolean declareAi) {
        return save(name -> PngFile.write(name, image, declareAi));
    }

    @Override
    public Path save(EnlargedPicture picture, boolean declareAi) {
        return save(name -> PngFile.write(name, picture, declareAi));
    }

    private synchronized Path save(Consumer<Path> writer) {
        PendingFile.createFolderOf(file);
        Path name = name(saved + 1);
        writer.accept(name);
        saved++;
        return name;
    }

    private Path name(int number) {
        if (count == 1) {
            return file;
        }
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return file.resolveSibling(name.substring(0, dot) + "-" + number + name.substring(dot));
    }
}
