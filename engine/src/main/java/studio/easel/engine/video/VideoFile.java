package studio.easel.engine.video;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;
import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;

/**
 * A video being written. While it grows it lies beside its place as {@link #growing}, without
 * sound, where it can be watched up to the last frame and outlives this process; finished, it moves
 * into its place whole, with its soundtrack.
 *
 * <p>The same frames and settings give the same bytes, however often it was begun. So a run that
 * broke off goes on by writing the frames it kept into a new {@code VideoFile}, and the unfinished
 * one is replaced.
 */
public final class VideoFile implements FrameSink {
    /** A fragment for each frame: the header comes first and every fragment stands for itself. */
    private static final Map<String, String> GROWING_MP4 =
            Map.of("movflags", "frag_custom+empty_moov+default_base_moof");

    /** Index before content, so that browsers play it while it loads. */
    private static final Map<String, String> WHOLE_MP4 = Map.of("movflags", "faststart");

    private final Path file;
    private final VideoSettings settings;
    private final MediaWriter writer;
    private @Nullable PictureEncoder encoder;
    private int width;
    private int height;
    private int frames;
    private boolean closed;

    private VideoFile(Path file, VideoSettings settings, MediaWriter writer) {
        this.file = file;
        this.settings = settings;
        this.writer = writer;
    }

    /**
     * Begins a video at {@code file}; one of that name is replaced when this one is finished.
     *
     * @throws EaselException when the folder does not take it, or the soundtrack cannot be read
     */
    public static VideoFile create(Path file, VideoSettings settings) {
        Libav.load();
        if (Files.isDirectory(file)) {
            throw new EaselException(
                    "%s is a folder, expected a video file to write. Choose another name."
                            .formatted(file));
        }
        settings.soundtrack()
                .ifPresent(sound -> SoundStream.open(sound, settings.format(), 1, true).close());
        return new VideoFile(
                file, settings, new MediaWriter(growing(file), settings.format().muxer()));
    }

    /**
     * Tries whether a video of these settings and this size can be written and finished, with two
     * grey frames in the system's temporary folder.
     *
     * @throws EaselException saying what is missing
     */
    public static void check(VideoSettings settings, int width, int height) {
        Path folder = null;
        try {
            folder = Files.createTempDirectory("easel-video");
            Path trial = folder.resolve("trial." + settings.format().extension());
            RgbImage grey = new RgbImage(width, height, new byte[width * height * 3]);
            try (VideoFile video = create(trial, settings)) {
                video.write(grey);
                video.write(grey);
                video.finish();
            }
            Files.delete(trial);
        } catch (IOException e) {
            throw new EaselException(
                    "The video could not be tried in the temporary folder: %s. Make room there."
                            .formatted(e.getMessage()),
                    e);
        } finally {
            delete(folder);
        }
    }

    /**
     * The text that was given to a video with {@link VideoSettings#comment}.
     *
     * @throws EaselException when it is missing or no video
     */
    public static Optional<String> comment(Path video) {
        Optional<String> read = MediaReader.comment(video);
        try {
            return read.isPresent() ? read : GifComment.read(video);
        } catch (IOException e) {
            throw new EaselException(
                    "%s cannot be read: %s. Choose another file.".formatted(video, e.getMessage()),
                    e);
        }
    }

    /** Where a video lies as long as it is not finished. */
    public static Path growing(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot < 1
                ? file.resolveSibling(name + ".part")
                : file.resolveSibling(name.substring(0, dot) + ".part" + name.substring(dot));
    }

    @Override
    public void write(RgbImage frame) {
        PictureEncoder open = encoder == null ? begin(frame) : encoder;
        if (frame.width() != width || frame.height() != height) {
            throw new EaselException(
                    "Frame %d is %dx%d, expected %dx%d as those before it."
                            .formatted(frames, frame.width(), frame.height(), width, height));
        }
        open.push(frame);
        frames++;
        drain(open);
    }

    private PictureEncoder begin(RgbImage first) {
        width = first.width();
        height = first.height();
        PictureEncoder opened =
                new PictureEncoder(settings, width, height, writer.wantsGlobalHeader());
        encoder = opened;
        writer.add(opened.encoder().parameters(), opened.encoder().timeBase(), settings.rate());
        writer.begin(
                settings.comment(), settings.format() == VideoFormat.MP4 ? GROWING_MP4 : Map.of());
        return opened;
    }

    private void drain(PictureEncoder open) {
        AVPacket packet = open.pull();
        while (packet != null) {
            writer.write(packet, 0, Libav.timeBase(settings.rate()));
            writer.endFragment();
            packet = open.pull();
        }
    }

    /** Should this fail, the growing video stays, to be watched. */
    @Override
    public void finish() {
        PictureEncoder open = encoder;
        if (open == null) {
            throw new EaselException(
                    "There is no frame to write to %s, expected at least one.".formatted(file));
        }
        open.push(null);
        drain(open);
        writer.end();
        close(open);
        Path whole = file.resolveSibling("." + file.getFileName() + ".finishing");
        try {
            if (settings.format() == VideoFormat.GIF) {
                GifComment.copyWith(settings.comment(), growing(file), whole);
            } else {
                assemble(whole);
            }
            force(whole);
            move(whole, file);
            Files.deleteIfExists(growing(file));
        } catch (IOException e) {
            throw new EaselException(
                    "%s cannot be written: %s. Make room on this disk or choose another folder; what there is can be watched in %s."
                            .formatted(file, e.getMessage(), growing(file)),
                    e);
        } finally {
            delete(whole);
        }
    }

    /** Pictures and sound side by side, in the order of their times. */
    private void assemble(Path whole) {
        double seconds = settings.rate().seconds(frames);
        VideoFormat format = settings.format();
        try (MediaWriter out = new MediaWriter(whole, format.muxer());
                MediaReader pictures = MediaReader.open(growing(file), MediaReader.Kind.PICTURES);
                PacketSource sound = sound(seconds, out.wantsGlobalHeader())) {
            out.add(pictures.parameters(), pictures.timeBase(), settings.rate());
            if (sound != null) {
                out.add(sound.parameters(), sound.timeBase());
            }
            out.begin(settings.comment(), format == VideoFormat.MP4 ? WHOLE_MP4 : Map.of());
            AVPacket picture = pictures.next();
            AVPacket heard = sound == null ? null : sound.next();
            while (picture != null || heard != null) {
                if (picture != null
                        && (sound == null
                                || heard == null
                                || isNoLater(picture, pictures, heard, sound))) {
                    out.write(picture, 0, pictures.timeBase());
                    picture = pictures.next();
                } else if (sound != null && heard != null) {
                    out.write(heard, 1, sound.timeBase());
                    heard = sound.next();
                }
            }
            out.end();
        }
    }

    private @Nullable PacketSource sound(double seconds, boolean globalHeader) {
        return settings.soundtrack()
                .map(sound -> SoundStream.open(sound, settings.format(), seconds, globalHeader))
                .orElse(null);
    }

    private static boolean isNoLater(
            AVPacket picture, PacketSource pictures, AVPacket heard, PacketSource sound) {
        return avutil.av_compare_ts(
                        picture.dts(), pictures.timeBase(), heard.dts(), sound.timeBase())
                <= 0;
    }

    private static void force(Path whole) throws IOException {
        try (FileChannel channel = FileChannel.open(whole, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void abort() {
        if (!closed) {
            close(encoder);
            delete(growing(file));
        }
    }

    private void close(@Nullable PictureEncoder open) {
        closed = true;
        writer.close();
        if (open != null) {
            open.close();
        }
    }

    private static void delete(@Nullable Path path) {
        try {
            if (path != null) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // What could not be deleted was most likely never made.
        }
    }
}
