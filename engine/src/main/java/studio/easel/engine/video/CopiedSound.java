package studio.easel.engine.video;

import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/** The packets of a soundtrack as they are, from the start of its file to the video's end. */
final class CopiedSound implements PacketSource {
    private final MediaReader packets;
    private final double seconds;
    private final long start;

    CopiedSound(MediaReader packets, double seconds) {
        this.packets = packets;
        this.seconds = seconds;
        this.start =
                avutil.av_rescale_q(
                        packets.startMicroseconds(),
                        avutil.av_make_q(1, avutil.AV_TIME_BASE),
                        packets.timeBase());
    }

    @Override
    public AVCodecParameters parameters() {
        return packets.parameters();
    }

    @Override
    public AVRational timeBase() {
        return packets.timeBase();
    }

    @Override
    public @Nullable AVPacket next() {
        AVPacket packet = packets.next();
        if (packet == null || packet.pts() == avutil.AV_NOPTS_VALUE) {
            return null;
        }
        packet.pts(packet.pts() - start);
        packet.dts(packet.pts());
        return packet.pts() * avutil.av_q2d(timeBase()) < seconds ? packet : null;
    }

    @Override
    public void close() {
        packets.close();
    }
}
