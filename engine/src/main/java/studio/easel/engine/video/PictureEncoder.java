package studio.easel.engine.video;

import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;
import studio.easel.engine.RgbImage;

/** Pictures of one size become the packets of a video; frame n is shown from n to n + 1. */
final class PictureEncoder implements AutoCloseable {
    // Limited range and BT.709 are what players assume least wrongly, and both are written down.
    // Exact rounding, so that every processor gives the same bytes.
    private static final String TO_YUV =
            "scale=flags=bicubic+accurate_rnd+full_chroma_inp+bitexact"
                    + ":out_color_matrix=bt709:out_range=limited,format=yuv420p";
    // A palette for each frame, in one pass: no frame need be kept until the last is known.
    private static final String TO_PALETTE =
            "split[a][b];[a]palettegen=stats_mode=single:reserve_transparent=0[p];"
                    + "[b][p]paletteuse=new=1:dither=sierra2_4a";
    private static final String TO_RGB = "format=bgr0";
    // OpenH264 loses a little colour with each frame that only tells what moved.
    private static final int KEY_FRAME_SECONDS = 1;

    private final VideoSettings settings;
    private final int width;
    private final int height;
    private final FilterGraph filter;
    private final AVFrame rgb;
    private final Encoder encoder;
    private long pushed;

    /**
     * @param width of the pictures; H.264 repeats the last column and row of odd sizes
     */
    PictureEncoder(VideoSettings settings, int width, int height, boolean globalHeader) {
        this.settings = settings;
        boolean even = settings.format().needsEvenSize();
        this.width = even ? width + width % 2 : width;
        this.height = even ? height + height % 2 : height;
        this.filter = filter();
        this.rgb = avutil.av_frame_alloc();
        try {
            this.encoder =
                    new Encoder(settings.format().encoder(), globalHeader, this::setUp, options());
        } catch (RuntimeException e) {
            avutil.av_frame_free(rgb);
            filter.close();
            throw e;
        }
    }

    private FilterGraph filter() {
        return FilterGraph.ofPictures(
                "video_size=%dx%d:pix_fmt=rgb24:time_base=%d/%d:colorspace=gbr:range=pc"
                        .formatted(
                                width,
                                height,
                                settings.rate().denominator(),
                                settings.rate().numerator()),
                chain());
    }

    private String chain() {
        return switch (settings.format()) {
            case GIF -> TO_PALETTE;
            case LOSSLESS -> TO_RGB;
            case MP4, WEBM -> TO_YUV;
        };
    }

    private void setUp(AVCodecContext context) {
        FrameRate rate = settings.rate();
        context.width(width).height(height);
        context.time_base(Libav.timeBase(rate));
        context.framerate(avutil.av_make_q(rate.numerator(), rate.denominator()));
        context.sample_aspect_ratio(avutil.av_make_q(1, 1));
        context.gop_size((int) Math.max(1, Math.round(rate.framesPerSecond() * KEY_FRAME_SECONDS)));
        context.max_b_frames(0);
        switch (settings.format()) {
            case GIF -> context.pix_fmt(avutil.AV_PIX_FMT_PAL8);
            case LOSSLESS -> {
                context.pix_fmt(avutil.AV_PIX_FMT_BGR0);
                context.colorspace(avutil.AVCOL_SPC_RGB).color_range(avutil.AVCOL_RANGE_JPEG);
            }
            case MP4, WEBM -> {
                context.pix_fmt(avutil.AV_PIX_FMT_YUV420P);
                context.color_range(avutil.AVCOL_RANGE_MPEG);
                context.colorspace(avutil.AVCOL_SPC_BT709);
                context.color_primaries(avutil.AVCOL_PRI_BT709);
                context.color_trc(avutil.AVCOL_TRC_BT709);
                quality(context);
            }
        }
    }

    /** One quantiser for all frames: quality that does not depend on what else is in the video. */
    private void quality(AVCodecContext context) {
        if (settings.format() == VideoFormat.MP4) {
            int quantiser = between(12, 51); // OpenH264 takes no finer one
            context.qmin(quantiser).qmax(quantiser);
        } else {
            context.bit_rate(0);
        }
    }

    private Map<String, String> options() {
        return switch (settings.format()) {
            case MP4 -> Map.of("rc_mode", "quality", "profile", "high", "coder", "cabac");
            case WEBM ->
                    Map.of(
                            "crf",
                            String.valueOf(between(4, 63)),
                            "deadline",
                            "good",
                            "cpu-used",
                            "4",
                            "row-mt",
                            "0");
            case LOSSLESS -> Map.of("level", "3", "slicecrc", "1", "context", "1");
            case GIF -> Map.of();
        };
    }

    private int between(int best, int worst) {
        return (int) Math.round(worst - (worst - best) * (settings.quality() - 1) / 99.0);
    }

    Encoder encoder() {
        return encoder;
    }

    /** Takes the next picture; null says that it was the last. Fetch packets after each. */
    void push(@Nullable RgbImage picture) {
        if (picture == null) {
            encoder.push(null);
            return;
        }
        fill(picture);
        rgb.pts(pushed++).duration(1);
        filter.push(rgb);
        AVFrame converted = filter.pull();
        while (converted != null) {
            converted.pict_type(avutil.AV_PICTURE_TYPE_NONE);
            encoder.push(converted);
            converted = filter.pull();
        }
    }

    /** A packet that is ready, or null. */
    @Nullable AVPacket pull() {
        AVPacket packet = encoder.pull();
        if (packet != null) {
            packet.duration(1);
        }
        return packet;
    }

    // The filters may still hold the frame before: each picture gets memory of its own.
    private void fill(RgbImage picture) {
        avutil.av_frame_unref(rgb);
        rgb.width(width).height(height).format(avutil.AV_PIX_FMT_RGB24);
        rgb.colorspace(avutil.AVCOL_SPC_RGB).color_range(avutil.AVCOL_RANGE_JPEG);
        Libav.require(
                avutil.av_frame_get_buffer(rgb, 0),
                "There is no memory for a frame",
                "Close other programs.");
        byte[] pixels = picture.rgb();
        int row = picture.width() * 3;
        BytePointer data = rgb.data(0);
        for (int y = 0; y < height; y++) {
            int from = Math.min(y, picture.height() - 1) * row;
            data.position((long) y * rgb.linesize(0)).put(pixels, from, row);
            if (width > picture.width()) {
                data.position((long) y * rgb.linesize(0) + row).put(pixels, from + row - 3, 3);
            }
        }
    }

    @Override
    public void close() {
        encoder.close();
        avutil.av_frame_free(rgb);
        filter.close();
    }
}
