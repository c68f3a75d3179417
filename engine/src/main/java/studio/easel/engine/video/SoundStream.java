package studio.easel.engine.video;

import org.bytedeco.ffmpeg.global.avcodec;
import studio.easel.engine.EaselException;

/** Opens the stream of a soundtrack: as it is where it can be, else decoded and encoded again. */
final class SoundStream {
    private SoundStream() {}

    /**
     * @param seconds how long the video is; the sound ends with it
     * @throws EaselException when the file is missing, has no sound, or ends before the soundtrack
     *     shall begin
     */
    static PacketSource open(
            Soundtrack soundtrack, VideoFormat format, double seconds, boolean globalHeader) {
        MediaReader packets = MediaReader.open(soundtrack.file(), MediaReader.Kind.SOUND);
        try {
            if (packets.duration() > 0 && soundtrack.start() >= packets.duration()) {
                throw new EaselException(
                        "The soundtrack shall start at %.1f seconds, but %s is %.1f seconds long. Choose an earlier start."
                                .formatted(
                                        soundtrack.start(), soundtrack.file(), packets.duration()));
            }
            String codec = Libav.text(avcodec.avcodec_get_name(packets.parameters().codec_id()));
            // Packets are not cut: sound that shall start in the middle of one is encoded again.
            return soundtrack.start() == 0 && format.copiesSound(codec)
                    ? new CopiedSound(packets, seconds)
                    : new EncodedSound(packets, format, soundtrack.start(), seconds, globalHeader);
        } catch (RuntimeException e) {
            packets.close();
            throw e;
        }
    }
}
