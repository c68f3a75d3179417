package studio.easel.engine.video;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import studio.easel.engine.EaselException;

/** FFmpeg's libraries: loading them, what their numbers mean, text to and from them. */
final class Libav {
    private static final int LONGEST_REASON = 256;

    private Libav() {}

    /** Loading happens once; a machine that cannot is told each time. */
    private static final class Loaded {
        static final String FAULT = load();

        /**
         * On a thread that nobody interrupts: JavaCPP would take a cancelled render for a fault.
         */
        private static String load() {
            AtomicReference<String> fault = new AtomicReference<>("");
            // Not a lambda: its body would be a part of this class, which is not there yet.
            Thread loader = new Thread(new Loading(fault), "easel-ffmpeg");
            loader.setDaemon(true);
            loader.start();
            boolean interrupted = false;
            while (loader.isAlive()) {
                try {
                    loader.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return Objects.requireNonNull(fault.get());
        }
    }

    private record Loading(AtomicReference<String> fault) implements Runnable {
        @Override
        public void run() {
            fault.set(libraries());
        }
    }

    /** Empty where they load, else why they do not. */
    private static String libraries() {
        // JavaCPP counts all of the process's memory against a multiple of Java's heap, and the
        // weights of a model alone are larger than that.
        System.setProperty("org.bytedeco.javacpp.maxphysicalbytes", "0");
        try {
            Loader.load(avutil.class);
            Loader.load(avcodec.class);
            Loader.load(avformat.class);
            Loader.load(avfilter.class);
            avutil.av_log_set_level(avutil.AV_LOG_QUIET);
            return "";
        } catch (LinkageError e) {
            return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
        }
    }

    /**
     * To be called before any other class of FFmpeg is touched.
     *
     * @throws EaselException when the libraries are not there for this system
     */
    static void load() {
        if (!Loaded.FAULT.isEmpty()) {
            throw new EaselException(
                    "Videos can be neither read nor written here, since FFmpeg's libraries do not load: %s. Build Easel on this machine, or keep the frames as PNG."
                            .formatted(Loaded.FAULT));
        }
    }

    /** FFmpeg's own words for a negative number it returned. */
    static String reason(int code) {
        byte[] text = new byte[LONGEST_REASON];
        avutil.av_strerror(code, text, text.length);
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return new String(text, 0, end, StandardCharsets.UTF_8);
    }

    /**
     * @param failed a clause: what did not work
     * @param advice a sentence: what to do about it
     * @return {@code code}, which is 0 or more
     */
    static int require(int code, String failed, String advice) {
        if (code < 0) {
            throw new EaselException("%s: %s. %s".formatted(failed, reason(code), advice));
        }
        return code;
    }

    /** Whether FFmpeg only means that there is nothing to fetch now, or nothing more at all. */
    static boolean isPause(int code) {
        return code == avutil.AVERROR_EAGAIN() || code == avutil.AVERROR_EOF;
    }

    /** Says that this is a file, whatever its name looks like. */
    static BytePointer url(Path file) {
        return utf8("file:" + file.toAbsolutePath());
    }

    /** The first bytes of a file, as if there were no more. */
    static BytePointer urlOfBeginning(Path file, long bytes) {
        return utf8("subfile,,start,0,end,%d,,:file:%s".formatted(bytes, file.toAbsolutePath()));
    }

    // JavaCPP itself would take the platform's charset, which seldom is FFmpeg's UTF-8 on Windows.
    static BytePointer utf8(String text) {
        return new BytePointer(text, StandardCharsets.UTF_8);
    }

    static String text(BytePointer utf8) {
        return utf8.getString(StandardCharsets.UTF_8);
    }

    static void put(AVDictionary dictionary, Map<String, String> entries) {
        entries.forEach((key, value) -> avutil.av_dict_set(dictionary, utf8(key), utf8(value), 0));
    }

    /** The duration of one frame. */
    static AVRational timeBase(FrameRate rate) {
        return avutil.av_make_q(rate.denominator(), rate.numerator());
    }
}
