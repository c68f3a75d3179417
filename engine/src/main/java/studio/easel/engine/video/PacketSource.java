package studio.easel.engine.video;

import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.jspecify.annotations.Nullable;

/** One encoded stream, packet by packet in the order of decoding. */
interface PacketSource extends AutoCloseable {
    AVCodecParameters parameters();

    /** The unit of the packets' times, in seconds. */
    AVRational timeBase();

    /** The next packet, good until the next call; null after the last. */
    @Nullable AVPacket next();

    @Override
    void close();
}
