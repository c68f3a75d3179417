package studio.easel.stories;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import studio.easel.app.Folders;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.pipeline.ImagePipeline;
import studio.easel.engine.pipeline.StableDiffusion;
import studio.easel.models.ModelLibrary;

/** The bundled starter model, unpacked once for all stories. */
final class Starter {
    private static final Path ROOT =
            Path.of(System.getProperty("easel.stories", "target/stories")).toAbsolutePath();

    /** Everything but pictures: each story has its own folder for those. */
    static final Folders FOLDERS =
            new Folders(
                    ROOT.resolve("config"),
                    ROOT.resolve("models"),
                    ROOT.resolve("cache"),
                    ROOT.resolve("state"),
                    ROOT.resolve("pictures"));

    private static final ModelLibrary LIBRARY =
            new ModelLibrary(FOLDERS.models(), FOLDERS.caches());

    private Starter() {}

    static ModelSpec spec() {
        return LIBRARY.open(LIBRARY.installed().get(0), stage -> {});
    }

    static ImagePipeline pipeline() {
        return StableDiffusion.open(spec(), Device.cpu());
    }

    /** DDIM with guidance, at half the model's own size: the words count, and it is quick. */
    static GenerationRequest request(String prompt, int steps, long seed) {
        return new GenerationRequest(
                prompt,
                "",
                new ImageSize(128, 128),
                steps,
                5,
                SamplerName.DDIM,
                SigmaSpacing.AUTOMATIC,
                0,
                seed,
                1);
    }

    /** A copy to damage. */
    static Path copyTo(Path folder) {
        Path starter = spec().unet().graph().getParent().getParent();
        for (Path from : filesIn(starter)) {
            Path to = folder.resolve(starter.relativize(from).toString());
            try {
                Files.createDirectories(to.getParent());
                Files.copy(from, to);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return folder;
    }

    /** Every file at any depth, in order; what is deleted meanwhile is none. */
    static List<Path> filesIn(Path folder) {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(
                    folder,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes what) {
                            if (what.isRegularFile()) {
                                files.add(file);
                            }
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException why)
                                throws IOException {
                            if (why instanceof NoSuchFileException) {
                                return FileVisitResult.CONTINUE;
                            }
                            throw why;
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Collections.sort(files);
        return files;
    }
}
