package studio.easel.engine.video;

import java.nio.file.Path;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.FloatPointer;

/** What is heard in a file: its first channel, sample by sample, as a player would play it. */
record Listening(float[] samples, int rate) {
    static Listening to(Path file) {
        float[] heard = new float[48_000 * 60];
        int end = 0;
        int rate;
        try (MediaReader packets = MediaReader.open(file, MediaReader.Kind.SOUND);
                Decoder decoder = new Decoder(packets, Integer.MAX_VALUE)) {
            rate = decoder.context().sample_rate();
            AVRational time = packets.timeBase();
            AVFrame frame = decoder.next();
            int format = decoder.context().sample_fmt();
            int channels = decoder.context().ch_layout().nb_channels();
            try (FilterGraph filter =
                    FilterGraph.ofSound(
                            "time_base=%d/%d:sample_rate=%d:sample_fmt=%d:channel_layout=%dc"
                                    .formatted(time.num(), time.den(), rate, format, channels),
                            "aresample=async=1:first_pts=0,aformat=sample_fmts=fltp:channel_layouts=mono")) {
                while (frame != null) {
                    filter.push(frame);
                    end = take(filter, heard, end);
                    frame = decoder.next();
                }
                filter.push(null);
                end = take(filter, heard, end);
            }
        }
        return new Listening(java.util.Arrays.copyOf(heard, end), rate);
    }

    private static int take(FilterGraph filter, float[] heard, int from) {
        int end = from;
        AVFrame frame = filter.pull();
        while (frame != null) {
            new FloatPointer(frame.data(0)).get(heard, end, frame.nb_samples());
            end += frame.nb_samples();
            frame = filter.pull();
        }
        return end;
    }

    double seconds() {
        return (double) samples.length / rate;
    }

    /** When it is first louder than a tenth of the loudest, in seconds. */
    double firstSound() {
        float loudest = 0;
        for (float sample : samples) {
            loudest = Math.max(loudest, Math.abs(sample));
        }
        for (int i = 0; i < samples.length; i++) {
            if (Math.abs(samples[i]) > loudest / 10) {
                return (double) i / rate;
            }
        }
        return Double.NaN;
    }
}
