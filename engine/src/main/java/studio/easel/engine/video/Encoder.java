package studio.easel.engine.video;

import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;
import studio.easel.engine.EaselException;

/** One of FFmpeg's encoders, on one thread: the same frames give the same packets. */
final class Encoder implements AutoCloseable {
    private final String name;
    private final AVCodecContext context;
    private final AVPacket packet;
    private final AVCodecParameters parameters;

    /**
     * @param setUp size, formats, times: what must be known before the encoder opens
     * @throws EaselException when it is not there or refuses
     */
    Encoder(
            String name,
            boolean globalHeader,
            Consumer<AVCodecContext> setUp,
            Map<String, String> options) {
        this.name = name;
        AVCodec codec = avcodec.avcodec_find_encoder_by_name(name);
        if (codec == null) {
            throw new EaselException(
                    "FFmpeg's libraries lack the encoder %s here. Choose another video format."
                            .formatted(name));
        }
        context = avcodec.avcodec_alloc_context3(codec);
        packet = avcodec.av_packet_alloc();
        parameters = avcodec.avcodec_parameters_alloc();
        context.thread_count(1);
        context.flags(context.flags() | avcodec.AV_CODEC_FLAG_BITEXACT);
        if (globalHeader) {
            context.flags(context.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
        }
        setUp.accept(context);
        AVDictionary settings = new AVDictionary(null);
        Libav.put(settings, options);
        int code = avcodec.avcodec_open2(context, codec, settings);
        avutil.av_dict_free(settings);
        if (code < 0) {
            close();
        }
        require(code);
        require(avcodec.avcodec_parameters_from_context(parameters, context));
    }

    AVCodecParameters parameters() {
        return parameters;
    }

    AVRational timeBase() {
        return context.time_base();
    }

    /** How many samples a frame of sound must have. */
    int frameSize() {
        return context.frame_size();
    }

    /** Takes a frame; null says that it was the last. */
    void push(@Nullable AVFrame frame) {
        require(avcodec.avcodec_send_frame(context, frame));
    }

    /**
     * A packet that is ready, good until the next call; null when there is none yet, or no more.
     */
    @Nullable AVPacket pull() {
        avcodec.av_packet_unref(packet);
        int code = avcodec.avcodec_receive_packet(context, packet);
        if (Libav.isPause(code)) {
            return null;
        }
        require(code);
        return packet;
    }

    private void require(int code) {
        Libav.require(
                code,
                "The encoder " + name + " does not take these frames",
                "Choose another size or another video format.");
    }

    @Override
    public void close() {
        avcodec.av_packet_free(packet);
        avcodec.avcodec_parameters_free(parameters);
        avcodec.avcodec_free_context(context);
    }
}
