package studio.easel.app.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.easel.app.files.PendingFile;
import studio.easel.app.files.PictureHash;
import studio.easel.app.files.PngFile;
import studio.easel.engine.Control;
import studio.easel.engine.EaselException;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;
import studio.easel.engine.Start;

/**
 * Pictures and masks that waiting jobs start from, in a folder beside the queue, each under the
 * fingerprint of its pixels: the same picture in a hundred jobs is kept once, and what somebody
 * does to the original does not change a job.
 */
public final class KeptPictures {
    private static final Logger LOG = LoggerFactory.getLogger(KeptPictures.class);
    private static final Pattern NAME = Pattern.compile("([0-9a-f]{64})\\.png");

    private final Path folder;

    KeptPictures(Path folder) {
        this.folder = folder;
    }

    /** Keeps everything that {@code request} starts from or is steered by. */
    public void keep(GenerationRequest request) {
        if (request.start() instanceof Start.FromImage from) {
            keep(PictureHash.of(from.image()), from.image());
        }
        if (request.start() instanceof Start.Inpaint inpaint) {
            keep(PictureHash.of(inpaint.image()), inpaint.image());
            keep(PictureHash.of(inpaint.mask()), inGrey(inpaint.mask()));
        }
        for (Control control : request.controls()) {
            keep(PictureHash.of(control.image()), control.image());
        }
    }

    private void keep(PictureHash hash, RgbImage picture) {
        Path file = file(hash);
        if (!Files.exists(file)) {
            PendingFile.createFolderOf(file);
            PngFile.write(file, picture);
        }
    }

    private static RgbImage inGrey(Mask mask) {
        byte[] grey = mask.grey();
        byte[] rgb = new byte[grey.length * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = grey[i / 3];
        }
        return new RgbImage(mask.width(), mask.height(), rgb);
    }

    private Path file(PictureHash hash) {
        if (!NAME.matcher(hash.sha256() + ".png").matches()) {
            throw new EaselException(
                    "This job names a picture that nobody fingerprinted, so it was not kept. Remove the job and ask for it anew.");
        }
        return folder.resolve(hash.sha256() + ".png");
    }

    /**
     * A picture that was kept.
     *
     * @throws EaselException when it is gone or no longer the same
     */
    public RgbImage picture(PictureHash hash) {
        RgbImage picture = PngFile.read(file(hash)).image();
        require(hash, PictureHash.of(picture));
        return picture;
    }

    /** As {@link #picture}, a mask. */
    public Mask mask(PictureHash hash) {
        Mask mask = PngFile.readMask(file(hash));
        require(hash, PictureHash.of(mask));
        return mask;
    }

    private void require(PictureHash wanted, PictureHash found) {
        if (!wanted.isSame(found)) {
            throw new EaselException(
                    "%s is not the picture this job was made with. Remove the job and ask for it anew."
                            .formatted(file(wanted)));
        }
    }

    /** Lets go of every picture no job needs. */
    void keepOnly(Set<String> hashes) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                var name = NAME.matcher(String.valueOf(file.getFileName()));
                if (name.matches() && !hashes.contains(name.group(1))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            LOG.warn("Pictures of finished jobs could not be deleted: {}", e.getMessage());
        }
    }
}
