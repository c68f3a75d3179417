package studio.easel.engine.video;

import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.jspecify.annotations.Nullable;
import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;

/** The frames of a video file, upright, as 8-bit sRGB. */
public final class VideoFrames implements FrameSource {
    private static final long LARGEST = 64_000_000;
    // Pictures of unmarked videos: standard definition was BT.601, the rest is BT.709.
    private static final int HIGH_DEFINITION = 720;
    private static final FrameRate UNTOLD = FrameRate.of(25);

    private final MediaReader packets;
    private final Decoder decoder;
    private final FrameRange range;
    private final int count;
    private final FrameRate rate;
    private @Nullable FilterGraph filter;
    private int width;
    private int height;
    private int position;

    private VideoFrames(
            MediaReader packets, Decoder decoder, FrameRange range, int count, FrameRate rate) {
        this.packets = packets;
        this.decoder = decoder;
        this.range = range;
        this.count = count;
        this.rate = rate;
    }

    /**
     * Opens a video and counts its frames, which reads the file once without decoding it.
     *
     * @throws EaselException when it is missing, no video, damaged, breaks off, is larger than 64
     *     million pixels, or has none of the frames wanted
     */
    public static VideoFrames open(Path video, FrameRange range) {
        int available = count(video);
        if (range.countOf(available) == 0) {
            throw new EaselException(
                    "%s has %d frames, but the first one wanted is number %d (they count from 0). Choose an earlier one."
                            .formatted(video, available, range.from()));
        }
        MediaReader packets = MediaReader.open(video, MediaReader.Kind.PICTURES);
        try {
            return new VideoFrames(
                    packets,
                    decoder(packets),
                    range,
                    range.countOf(available),
                    rate(packets.stream()).dividedBy(range.step()));
        } catch (RuntimeException e) {
            packets.close();
            throw e;
        }
    }

    private static int count(Path video) {
        try (MediaReader packets = MediaReader.open(video, MediaReader.Kind.PICTURES)) {
            int found = 0;
            while (packets.next() != null) {
                found++;
            }
            long promised = packets.stream().nb_frames();
            if (found < promised) {
                throw new EaselException(
                        "%s breaks off: of %d frames %d are there. Copy or download it again."
                                .formatted(video, promised, found));
            }
            return found;
        }
    }

    private static Decoder decoder(MediaReader packets) {
        AVCodecParameters parameters = packets.parameters();
        if ((long) parameters.width() * parameters.height() > LARGEST) {
            throw new EaselException(
                    "The frames of %s are %dx%d pixels, expected at most 64 million. Choose a smaller video."
                            .formatted(packets.file(), parameters.width(), parameters.height()));
        }
        return new Decoder(packets, LARGEST);
    }

    private static FrameRate rate(AVStream stream) {
        AVRational average = stream.avg_frame_rate();
        AVRational told = average.num() > 0 && average.den() > 0 ? average : stream.r_frame_rate();
        try {
            return new FrameRate(told.num(), told.den());
        } catch (EaselException e) {
            return UNTOLD;
        }
    }

    /**
     * As many as the file has packets. Of a file damaged in between, or an unusual one, fewer may
     * come.
     */
    @Override
    public int count() {
        return count;
    }

    @Override
    public FrameRate rate() {
        return rate;
    }

    @Override
    public Optional<RgbImage> next() {
        AVFrame frame = position > range.to() ? null : decoder.next();
        while (frame != null) {
            int number = position++;
            if (range.contains(number)) {
                return Optional.of(picture(frame));
            }
            frame = position > range.to() ? null : decoder.next();
        }
        return Optional.empty();
    }

    private RgbImage picture(AVFrame frame) {
        if (filter == null) {
            filter = filter(frame);
        } else if (frame.width() != width || frame.height() != height) {
            throw new EaselException(
                    "%s changes its size from %dx%d to %dx%d at frame %d, expected one size. Convert it to MP4."
                            .formatted(
                                    packets.file(),
                                    width,
                                    height,
                                    frame.width(),
                                    frame.height(),
                                    position - 1));
        }
        frame.colorspace(matrix(frame));
        filter.push(frame);
        AVFrame rgb = filter.pull();
        if (rgb == null) {
            throw new EaselException(
                    "Frame %d of %s cannot be shown. Convert it to MP4."
                            .formatted(position - 1, packets.file()));
        }
        return copy(rgb);
    }

    private FilterGraph filter(AVFrame frame) {
        width = frame.width();
        height = frame.height();
        AVRational time = packets.timeBase();
        return FilterGraph.ofPictures(
                "video_size=%dx%d:pix_fmt=%d:time_base=%d/%d:colorspace=%d:range=%d"
                        .formatted(
                                width,
                                height,
                                frame.format(),
                                time.num(),
                                time.den(),
                                matrix(frame),
                                frame.color_range()),
                "scale=flags=bicubic+accurate_rnd+full_chroma_int+bitexact,format=rgb24"
                        + turning(packets.parameters()));
    }

    private static int matrix(AVFrame frame) {
        if (frame.colorspace() != avutil.AVCOL_SPC_UNSPECIFIED) {
            return frame.colorspace();
        }
        return frame.height() >= HIGH_DEFINITION
                ? avutil.AVCOL_SPC_BT709
                : avutil.AVCOL_SPC_SMPTE170M;
    }

    /** Telephones store what the sensor saw, and how the telephone was held. */
    private static String turning(AVCodecParameters parameters) {
        AVPacketSideData matrix =
                avcodec.av_packet_side_data_get(
                        parameters.coded_side_data(),
                        parameters.nb_coded_side_data(),
                        avcodec.AV_PKT_DATA_DISPLAYMATRIX);
        if (matrix == null || matrix.size() < 9 * Integer.BYTES) {
            return "";
        }
        int[] numbers = new int[9];
        new IntPointer(matrix.data()).get(numbers);
        double degrees = -avutil.av_display_rotation_get(IntBuffer.wrap(numbers));
        return switch ((int) Math.floorMod(Math.round(degrees), 360L)) {
            case 90 -> ",transpose=clock";
            case 180 -> ",hflip,vflip";
            case 270 -> ",transpose=cclock";
            default -> "";
        };
    }

    private static RgbImage copy(AVFrame frame) {
        int row = frame.width() * 3;
        byte[] pixels = new byte[row * frame.height()];
        BytePointer data = frame.data(0);
        for (int y = 0; y < frame.height(); y++) {
            data.position((long) y * frame.linesize(0)).get(pixels, y * row, row);
        }
        return new RgbImage(frame.width(), frame.height(), pixels);
    }

    @Override
    public void close() {
        if (filter != null) {
            filter.close();
        }
        decoder.close();
        packets.close();
    }
}
