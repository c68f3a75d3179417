package studio.easel.engine.video;

import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import studio.easel.engine.EaselException;

/** A container file being written: streams are added, the header begins it, packets follow. */
final class MediaWriter implements AutoCloseable {
    private final Path file;
    private final AVFormatContext format;
    private final AVIOContext bytes;
    private boolean open = true;

    /**
     * Makes the file, empty, in place of one of that name.
     *
     * @throws EaselException when it cannot be made
     */
    MediaWriter(Path file, String muxer) {
        this.file = file;
        this.format = new AVFormatContext(null);
        this.bytes = new AVIOContext(null);
        require(
                avformat.avformat_alloc_output_context2(
                        format, null, Libav.utf8(muxer), Libav.url(file)));
        int code = avformat.avio_open(bytes, Libav.url(file), avformat.AVIO_FLAG_WRITE);
        if (code < 0) {
            avformat.avformat_free_context(format);
        }
        require(code);
        format.pb(bytes);
        // No dates, no version numbers, no random ids: the same frames give the same bytes. And
        // nothing stays behind in memory, so that what was written survives this process.
        format.flags(
                format.flags()
                        | AVFormatContext.AVFMT_FLAG_BITEXACT
                        | AVFormatContext.AVFMT_FLAG_FLUSH_PACKETS);
    }

    /** Whether the codecs' headers belong in the container's, rather than in every packet. */
    boolean wantsGlobalHeader() {
        return (format.oformat().flags() & avformat.AVFMT_GLOBALHEADER) != 0;
    }

    /**
     * @return the stream's number, as {@link #write} wants it
     */
    int add(AVCodecParameters parameters, AVRational timeBase) {
        AVStream stream = avformat.avformat_new_stream(format, null);
        require(avcodec.avcodec_parameters_copy(stream.codecpar(), parameters));
        stream.codecpar().codec_tag(0);
        stream.time_base(timeBase);
        return stream.index();
    }

    /** The same for pictures, whose rate players like to be told. */
    int add(AVCodecParameters parameters, AVRational timeBase, FrameRate rate) {
        int index = add(parameters, timeBase);
        AVRational perSecond = avutil.av_make_q(rate.numerator(), rate.denominator());
        format.streams(index).avg_frame_rate(perSecond);
        format.streams(index).r_frame_rate(perSecond);
        return index;
    }

    /** Writes the header. */
    void begin(String comment, Map<String, String> options) {
        if (!comment.isEmpty()) {
            AVDictionary metadata = new AVDictionary(null);
            Libav.put(metadata, Map.of("comment", comment.replace("\0", "")));
            format.metadata(metadata);
        }
        AVDictionary settings = new AVDictionary(null);
        Libav.put(settings, options);
        int code = avformat.avformat_write_header(format, settings);
        avutil.av_dict_free(settings);
        require(code);
        flush();
    }

    /** Writes a packet whose times count in {@code timeBase}; it stays the caller's. */
    void write(AVPacket packet, int stream, AVRational timeBase) {
        AVPacket copy = avcodec.av_packet_clone(packet);
        try {
            avcodec.av_packet_rescale_ts(copy, timeBase, format.streams(stream).time_base());
            copy.stream_index(stream);
            copy.pos(-1);
            require(avformat.av_interleaved_write_frame(format, copy));
            flush();
        } finally {
            avcodec.av_packet_free(copy);
        }
    }

    /** Makes what was written so far stand for itself, where the container can. */
    void endFragment() {
        require(avformat.av_write_frame(format, null));
        flush();
    }

    /** Writes what containers have at their end. */
    void end() {
        require(avformat.av_write_trailer(format));
        flush();
        open = false;
        int code = avformat.avio_closep(bytes);
        avformat.avformat_free_context(format);
        require(code);
    }

    // A full disk is often told only when the buffer is emptied.
    private void flush() {
        avformat.avio_flush(bytes);
        require(bytes.error());
    }

    private void require(int code) {
        Libav.require(
                code,
                file + " cannot be written",
                "Choose another folder, or make room on this disk.");
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            avformat.avio_closep(bytes);
            avformat.avformat_free_context(format);
        }
    }
}
