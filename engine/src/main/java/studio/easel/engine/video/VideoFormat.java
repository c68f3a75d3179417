package studio.easel.engine.video;

import java.util.Set;

/** The kinds of video file there are to write. */
public enum VideoFormat {
    /** H.264 in MP4: what every player, phone and messenger shows. 8-bit 4:2:0, BT.709. */
    MP4("mp4", "mp4", "libopenh264", "aac"),
    /** VP9 in WebM: smaller, for the web. 8-bit 4:2:0, BT.709. */
    WEBM("webm", "webm", "libvpx-vp9", "libopus"),
    /** A palette of 256 colours for each frame, without sound. */
    GIF("gif", "gif", "gif", ""),
    /** FFV1 in Matroska: every pixel as it was, for cutting and grading. */
    LOSSLESS("mkv", "matroska", "ffv1", "flac");

    private final String extension;
    private final String muxer;
    private final String encoder;
    private final String soundEncoder;

    VideoFormat(String extension, String muxer, String encoder, String soundEncoder) {
        this.extension = extension;
        this.muxer = muxer;
        this.encoder = encoder;
        this.soundEncoder = soundEncoder;
    }

    /** Of the file's name, without the dot. */
    public String extension() {
        return extension;
    }

    public boolean hasSound() {
        return !soundEncoder.isEmpty();
    }

    String muxer() {
        return muxer;
    }

    String encoder() {
        return encoder;
    }

    String soundEncoder() {
        return soundEncoder;
    }

    /**
     * Whether players expect sound of this codec in the container, so that it can stay as it is.
     */
    boolean copiesSound(String codec) {
        return switch (this) {
            case MP4 -> Set.of("aac", "mp3").contains(codec);
            case WEBM -> Set.of("opus", "vorbis").contains(codec);
            case LOSSLESS ->
                    Set.of("aac", "mp3", "opus", "vorbis", "flac", "pcm_s16le", "pcm_s24le")
                            .contains(codec);
            case GIF -> false;
        };
    }

    /** H.264 knows 4:2:0 colour for even sizes only. */
    boolean needsEvenSize() {
        return this == MP4;
    }
}
