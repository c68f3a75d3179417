package studio.easel.engine.video;

import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** Frames of pictures or sound through a chain of FFmpeg's filters, on one thread. */
final class FilterGraph implements AutoCloseable {
    private static final String FAILED = "FFmpeg cannot convert these frames";
    private static final String ADVICE = "Choose another format or size.";

    private final AVFilterGraph graph;
    private final AVFilterContext source;
    private final AVFilterContext sink;
    private final AVFrame frame;

    private FilterGraph(AVFilterGraph graph, String source, String sink) {
        this.graph = graph;
        this.source = avfilter.avfilter_graph_get_filter(graph, source);
        this.sink = avfilter.avfilter_graph_get_filter(graph, sink);
        this.frame = avutil.av_frame_alloc();
    }

    /**
     * @param input size, pixel format and colours, as FFmpeg's filter {@code buffer} takes them
     * @param chain in FFmpeg's filter language
     */
    static FilterGraph ofPictures(String input, String chain) {
        String whole = "buffer@in=%s,%s,buffersink@out".formatted(input, chain);
        return new FilterGraph(parse(whole), "buffer@in", "buffersink@out");
    }

    /**
     * @param input rate, sample format and channels, as FFmpeg's filter {@code abuffer} takes them
     */
    static FilterGraph ofSound(String input, String chain) {
        String whole = "abuffer@in=%s,%s,abuffersink@out".formatted(input, chain);
        return new FilterGraph(parse(whole), "abuffer@in", "abuffersink@out");
    }

    private static AVFilterGraph parse(String whole) {
        AVFilterGraph graph = avfilter.avfilter_graph_alloc();
        graph.nb_threads(1);
        int code =
                avfilter.avfilter_graph_parse2(
                        graph, whole, new AVFilterInOut(null), new AVFilterInOut(null));
        if (code >= 0) {
            code = avfilter.avfilter_graph_config(graph, (Pointer) null);
        }
        if (code < 0) {
            avfilter.avfilter_graph_free(graph);
        }
        Libav.require(code, FAILED, ADVICE);
        return graph;
    }

    /**
     * Takes a frame, which stays the caller's; null says that it was the last.
     *
     * @return whether the filters want more: those that cut do not, once they have enough
     */
    boolean push(@Nullable AVFrame next) {
        int code =
                avfilter.av_buffersrc_add_frame_flags(
                        source, next, avfilter.AV_BUFFERSRC_FLAG_KEEP_REF);
        if (code == avutil.AVERROR_EOF()) {
            return false;
        }
        Libav.require(code, FAILED, ADVICE);
        return next != null;
    }

    /** A frame that is ready, good until the next call; null when there is none yet, or no more. */
    @Nullable AVFrame pull() {
        avutil.av_frame_unref(frame);
        int code = avfilter.av_buffersink_get_frame(sink, frame);
        if (Libav.isPause(code)) {
            return null;
        }
        Libav.require(code, FAILED, ADVICE);
        return frame;
    }

    /** The unit in which the frames that come out count their times. */
    AVRational timeBase() {
        return avfilter.av_buffersink_get_time_base(sink);
    }

    @Override
    public void close() {
        avutil.av_frame_free(frame);
        avfilter.avfilter_graph_free(graph);
    }
}
