package studio.easel.engine.video;

import java.util.Locale;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/** A soundtrack decoded, cut to the sample, and encoded for the container: mono or stereo. */
final class EncodedSound implements PacketSource {
    private static final int CD_RATE = 44_100;
    private static final int VIDEO_RATE = 48_000;
    private static final int BITS_PER_SECOND = 192_000;

    private final MediaReader packets;
    private final Decoder decoder;
    private final Encoder encoder;
    private final FilterGraph filter;
    private final VideoFormat format;
    private final int rate;
    private final int channels;
    private final long start;
    private boolean decoded;
    private boolean filtered;

    EncodedSound(
            MediaReader packets,
            VideoFormat format,
            double from,
            double seconds,
            boolean globalHeader) {
        this.packets = packets;
        this.format = format;
        this.decoder = new Decoder(packets, Integer.MAX_VALUE);
        AVCodecContext sound = decoder.context();
        boolean opus = format == VideoFormat.WEBM;
        rate = sound.sample_rate() == CD_RATE && !opus ? CD_RATE : VIDEO_RATE;
        int found = sound.ch_layout().nb_channels();
        channels = Math.min(2, found);
        start =
                avutil.av_rescale_q(
                        packets.startMicroseconds(),
                        avutil.av_make_q(1, avutil.AV_TIME_BASE),
                        packets.timeBase());
        try {
            encoder = new Encoder(format.soundEncoder(), globalHeader, this::setUp, Map.of());
        } catch (RuntimeException e) {
            decoder.close();
            throw e;
        }
        try {
            filter = FilterGraph.ofSound(input(sound), chain(from, seconds));
        } catch (RuntimeException e) {
            encoder.close();
            decoder.close();
            throw e;
        }
    }

    private void setUp(AVCodecContext context) {
        context.sample_rate(rate);
        context.sample_fmt(sampleFormat());
        context.time_base(avutil.av_make_q(1, rate));
        avutil.av_channel_layout_default(context.ch_layout(), channels);
        if (format != VideoFormat.LOSSLESS) {
            context.bit_rate(BITS_PER_SECOND);
        }
    }

    private int sampleFormat() {
        return switch (format) {
            case MP4 -> avutil.AV_SAMPLE_FMT_FLTP;
            case WEBM -> avutil.AV_SAMPLE_FMT_FLT;
            default -> avutil.AV_SAMPLE_FMT_S16;
        };
    }

    private String input(AVCodecContext sound) {
        AVRational time = packets.timeBase();
        return "time_base=%d/%d:sample_rate=%d:sample_fmt=%d:channel_layout=%dc"
                .formatted(
                        time.num(),
                        time.den(),
                        sound.sample_rate(),
                        sound.sample_fmt(),
                        sound.ch_layout().nb_channels());
    }

    // Silence where the sound begins after the pictures; what is heard before them is left out.
    private String chain(double from, double seconds) {
        return String.format(
                Locale.ROOT,
                "aresample=async=1:first_pts=0,aformat=sample_fmts=%s:sample_rates=%d:channel_layouts=%s,"
                        + "atrim=start=%.6f:end=%.6f,asetpts=PTS-STARTPTS,asetnsamples=n=%d:p=0",
                Libav.text(avutil.av_get_sample_fmt_name(sampleFormat())),
                rate,
                channels == 1 ? "mono" : "stereo",
                from,
                from + seconds,
                encoder.frameSize());
    }

    @Override
    public AVCodecParameters parameters() {
        return encoder.parameters();
    }

    @Override
    public AVRational timeBase() {
        return encoder.timeBase();
    }

    @Override
    public @Nullable AVPacket next() {
        AVPacket packet = encoder.pull();
        while (packet == null && !filtered) {
            feedEncoder();
            packet = encoder.pull();
        }
        return packet;
    }

    private void feedEncoder() {
        AVFrame frame = filter.pull();
        while (frame == null && !decoded) {
            feedFilter();
            frame = filter.pull();
        }
        if (frame != null) {
            frame.pts(avutil.av_rescale_q(frame.pts(), filter.timeBase(), encoder.timeBase()));
        }
        filtered = frame == null;
        encoder.push(frame);
    }

    private void feedFilter() {
        AVFrame frame = decoder.next();
        if (frame != null) {
            avutil.av_channel_layout_default(frame.ch_layout(), frame.ch_layout().nb_channels());
            frame.pts(frame.best_effort_timestamp() - start);
        }
        decoded = !filter.push(frame);
    }

    @Override
    public void close() {
        filter.close();
        encoder.close();
        decoder.close();
        packets.close();
    }
}
