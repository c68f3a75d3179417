package studio.easel.engine.video;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.FloatPointer;
import studio.easel.engine.EaselException;

/** The sound of a file as numbers from -1 to 1: one channel, {@value #RATE} of them a second. */
public final class SoundFile implements AutoCloseable {
    /** Samples a second: what is heard up to 11 kHz is enough to see and to count the beat. */
    public static final int RATE = 22_050;

    private final MediaReader packets;
    private final Decoder decoder;
    private final FilterGraph filter;
    private final long start;
    private boolean decoded;

    private SoundFile(MediaReader packets, Decoder decoder, FilterGraph filter) {
        this.packets = packets;
        this.decoder = decoder;
        this.filter = filter;
        this.start =
                avutil.av_rescale_q(
                        packets.startMicroseconds(),
                        avutil.av_make_q(1, avutil.AV_TIME_BASE),
                        packets.timeBase());
    }

    /**
     * Opens a sound file, or a video that has sound.
     *
     * @throws EaselException when it is missing, has no sound, or cannot be decoded
     */
    public static SoundFile open(Path file) {
        MediaReader packets = MediaReader.open(file, MediaReader.Kind.SOUND);
        try {
            Decoder decoder = new Decoder(packets, Integer.MAX_VALUE);
            try {
                return new SoundFile(packets, decoder, filter(packets, decoder.context()));
            } catch (RuntimeException e) {
                decoder.close();
                throw e;
            }
        } catch (RuntimeException e) {
            packets.close();
            throw e;
        }
    }

    // Silence where the sound begins later than the file: a sample's place is its time.
    private static FilterGraph filter(MediaReader packets, AVCodecContext sound) {
        AVRational time = packets.timeBase();
        return FilterGraph.ofSound(
                "time_base=%d/%d:sample_rate=%d:sample_fmt=%d:channel_layout=%dc"
                        .formatted(
                                time.num(),
                                time.den(),
                                sound.sample_rate(),
                                sound.sample_fmt(),
                                sound.ch_layout().nb_channels()),
                String.format(
                        Locale.ROOT,
                        "aresample=async=1:first_pts=0,aformat=sample_fmts=flt:sample_rates=%d:channel_layouts=mono",
                        RATE));
    }

    /** The samples that come next, some thousand; empty behind the last. */
    public Optional<float[]> next() {
        AVFrame frame = filter.pull();
        while (frame == null && !decoded) {
            feed();
            frame = filter.pull();
        }
        return Optional.ofNullable(frame).map(SoundFile::samples);
    }

    private void feed() {
        AVFrame frame = decoder.next();
        if (frame != null) {
            avutil.av_channel_layout_default(frame.ch_layout(), frame.ch_layout().nb_channels());
            frame.pts(frame.best_effort_timestamp() - start);
        }
        decoded = !filter.push(frame);
    }

    private static float[] samples(AVFrame frame) {
        float[] samples = new float[frame.nb_samples()];
        FloatBuffer data = new FloatPointer(frame.data(0)).capacity(samples.length).asBuffer();
        data.get(samples);
        return samples;
    }

    @Override
    public void close() {
        filter.close();
        decoder.close();
        packets.close();
    }
}
