package studio.easel.engine.video;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;
import studio.easel.engine.EaselException;

/** The frames of a stream, in the order they are shown or heard. */
final class Decoder implements AutoCloseable {
    private final MediaReader packets;
    private final long largest;
    private final AVCodecContext context;
    private final AVFrame frame;
    private long decoded;

    /**
     * @param largest number of pixels a frame may have
     * @throws EaselException when the stream is of a kind that cannot be decoded
     */
    Decoder(MediaReader packets, long largest) {
        this.packets = packets;
        this.largest = largest;
        int id = packets.parameters().codec_id();
        AVCodec codec = avcodec.avcodec_find_decoder(id);
        if (codec == null) {
            throw new EaselException(
                    "%s is coded as %s, which cannot be read here. Convert it to MP4 with H.264 and AAC."
                            .formatted(packets.file(), Libav.text(avcodec.avcodec_get_name(id))));
        }
        context = avcodec.avcodec_alloc_context3(codec);
        frame = avutil.av_frame_alloc();
        avcodec.avcodec_parameters_to_context(context, packets.parameters());
        context.pkt_timebase(packets.timeBase());
        context.max_pixels(largest);
        context.thread_count(0);
        int code = avcodec.avcodec_open2(context, codec, (PointerPointer<?>) null);
        if (code < 0) {
            close();
        }
        require(code);
    }

    AVCodecContext context() {
        return context;
    }

    /** The next frame, good until the next call; null after the last. */
    @Nullable AVFrame next() {
        avutil.av_frame_unref(frame);
        int code = avcodec.avcodec_receive_frame(context, frame);
        while (code == avutil.AVERROR_EAGAIN()) {
            AVPacket packet = packets.next();
            int sent = avcodec.avcodec_send_packet(context, packet);
            // The end may be told more than once.
            if (sent != avutil.AVERROR_EOF) {
                require(sent);
            }
            code = avcodec.avcodec_receive_frame(context, frame);
        }
        if (code == avutil.AVERROR_EOF) {
            return null;
        }
        require(code);
        decoded++;
        return frame;
    }

    private void require(int code) {
        Libav.require(
                code,
                "%s is damaged, or larger than %d million pixels, after frame %d"
                        .formatted(packets.file(), largest / 1_000_000, decoded),
                "Choose another file, or cut this one before the damage.");
    }

    @Override
    public void close() {
        avutil.av_frame_free(frame);
        avcodec.avcodec_free_context(context);
    }
}
