package studio.easel.engine.video;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;
import studio.easel.engine.EaselException;

/** One stream of a video or sound file: its pictures or its sound. */
final class MediaReader implements PacketSource {
    /** What a stream holds. */
    enum Kind {
        PICTURES,
        SOUND
    }

    // Containers only. Playlists are left out: they name other files and addresses to open.
    private static final String FORMATS =
            "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,gif,mpegts,mpeg,mpegvideo,flv,asf,ogg,"
                    + "wav,w64,aiff,mp3,aac,flac,ac3,apng,h264,hevc,ivf,mxf,nut";

    private final Path file;
    private final AVFormatContext format;
    private final AVStream stream;
    private final AVPacket packet;

    private MediaReader(Path file, AVFormatContext format, AVStream stream) {
        this.file = file;
        this.format = format;
        this.stream = stream;
        this.packet = avcodec.av_packet_alloc();
    }

    /**
     * @throws EaselException when the file is missing, no video or sound, damaged, or has no such
     *     stream
     */
    static MediaReader open(Path file, Kind kind) {
        AVFormatContext format = format(file);
        int type = kind == Kind.PICTURES ? avutil.AVMEDIA_TYPE_VIDEO : avutil.AVMEDIA_TYPE_AUDIO;
        int index = avformat.av_find_best_stream(format, type, -1, -1, (PointerPointer<?>) null, 0);
        if (index < 0) {
            avformat.avformat_close_input(format);
            throw new EaselException(
                    kind == Kind.PICTURES
                            ? "%s has no pictures, expected a video. Choose another file."
                                    .formatted(file)
                            : "%s has no sound, expected a sound file or a video with sound. Choose another file."
                                    .formatted(file));
        }
        return new MediaReader(file, format, format.streams(index));
    }

    /** The comment of a file, in the words of its container's metadata. */
    static Optional<String> comment(Path file) {
        AVFormatContext format = format(file);
        try {
            AVDictionaryEntry entry = avutil.av_dict_get(format.metadata(), "comment", null, 0);
            return entry == null ? Optional.empty() : Optional.of(Libav.text(entry.value()));
        } finally {
            avformat.avformat_close_input(format);
        }
    }

    private static AVFormatContext format(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new EaselException(
                    "%s is %s, expected a video or sound file. Choose another file."
                            .formatted(
                                    file,
                                    Files.isDirectory(file)
                                            ? "a folder"
                                            : Files.exists(file) ? "no file" : "missing"));
        }
        Libav.load();
        AVFormatContext format = new AVFormatContext(null);
        int code = open(format, Libav.url(file));
        long whole = code < 0 ? Mp4Boxes.wholeBytes(file) : 0;
        if (whole > 0) {
            // FFmpeg gives up on a file that breaks off in the middle of an index: leave that out.
            code = open(format, Libav.urlOfBeginning(file, whole));
        }
        Libav.require(
                code,
                file + " cannot be read as a video or sound",
                "Choose another file, or convert this one to MP4.");
        return format;
    }

    private static int open(AVFormatContext format, BytePointer url) {
        AVDictionary options = new AVDictionary(null);
        Libav.put(
                options, Map.of("protocol_whitelist", "file,subfile", "format_whitelist", FORMATS));
        int code = avformat.avformat_open_input(format, url, null, options);
        avutil.av_dict_free(options);
        if (code >= 0) {
            code = avformat.avformat_find_stream_info(format, (PointerPointer<?>) null);
            if (code < 0) {
                avformat.avformat_close_input(format);
            }
        }
        return code;
    }

    Path file() {
        return file;
    }

    AVStream stream() {
        return stream;
    }

    /** When the file begins, in microseconds; the streams of some begin later than at 0. */
    long startMicroseconds() {
        return format.start_time() == avutil.AV_NOPTS_VALUE ? 0 : format.start_time();
    }

    /** Of the whole file in seconds, 0 where it does not say. */
    double duration() {
        return format.duration() == avutil.AV_NOPTS_VALUE
                ? 0
                : (double) format.duration() / avutil.AV_TIME_BASE;
    }

    @Override
    public AVCodecParameters parameters() {
        return stream.codecpar();
    }

    @Override
    public AVRational timeBase() {
        return stream.time_base();
    }

    /** A packet the file breaks off in is not whole, and is left out. */
    @Override
    public @Nullable AVPacket next() {
        avcodec.av_packet_unref(packet);
        while (avformat.av_read_frame(format, packet) >= 0) {
            boolean whole = (packet.flags() & avcodec.AV_PKT_FLAG_CORRUPT) == 0;
            if (packet.stream_index() == stream.index() && whole && packet.size() > 0) {
                return packet;
            }
            avcodec.av_packet_unref(packet);
        }
        return null;
    }

    @Override
    public void close() {
        avcodec.av_packet_free(packet);
        avformat.avformat_close_input(format);
    }
}
