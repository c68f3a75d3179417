package studio.easel.engine.video;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import studio.easel.engine.RgbImage;

/** What the tests film: a red spot that walks over a gradient. */
final class Film {
    static final int WIDTH = 64;
    static final int HEIGHT = 48;
    static final int FRAMES = 30;

    private Film() {}

    static RgbImage frame(int number) {
        return frame(number, WIDTH, HEIGHT);
    }

    static RgbImage frame(int number, int width, int height) {
        int[] argb = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                // Soft, since 4:2:0 halves the colours' resolution whatever the encoder does.
                double distance = Math.hypot(x - 8 - number, y - height / 2.0);
                double spot = Math.exp(-distance * distance / 100);
                int red = (int) (30 + 200 * spot);
                int green = (int) ((40 + 150.0 * x / width) * (1 - spot));
                int blue = (int) ((40 + 150.0 * y / height) * (1 - spot));
                argb[y * width + x] = 0xFF000000 | red << 16 | green << 8 | blue;
            }
        }
        return RgbImage.ofArgb(width, height, argb);
    }

    static Path shoot(Path file, VideoSettings settings) {
        return shoot(file, settings, FRAMES);
    }

    static Path shoot(Path file, VideoSettings settings, int frames) {
        try (VideoFile video = VideoFile.create(file, settings)) {
            for (int i = 0; i < frames; i++) {
                video.write(frame(i));
            }
            video.finish();
        }
        return file;
    }

    static List<RgbImage> watch(Path video) {
        return watch(video, FrameRange.ALL);
    }

    static List<RgbImage> watch(Path video, FrameRange range) {
        List<RgbImage> frames = new ArrayList<>();
        try (FrameSource source = VideoFrames.open(video, range)) {
            Optional<RgbImage> frame = source.next();
            while (frame.isPresent()) {
                frames.add(frame.get());
                frame = source.next();
            }
        }
        return frames;
    }

    /** Peak signal-to-noise ratio in decibels over all three channels. */
    static double psnr(RgbImage a, RgbImage b) {
        byte[] p = a.rgb();
        byte[] q = b.rgb();
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            int d = (p[i] & 0xFF) - (q[i] & 0xFF);
            sum += d * d;
        }
        return 10 * Math.log10(255.0 * 255.0 * p.length / sum);
    }

    /** A mono WAV of 16 bits: silence, then from {@code silent} seconds on a sine of 440 Hz. */
    static Path sine(Path file, double silent, double seconds, int rate) throws Exception {
        int samples = (int) Math.round(seconds * rate);
        ByteBuffer wav = ByteBuffer.allocate(44 + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes("US-ASCII")).putInt(36 + 2 * samples);
        wav.put("WAVEfmt ".getBytes("US-ASCII")).putInt(16).putShort((short) 1);
        wav.putShort((short) 1).putInt(rate).putInt(2 * rate).putShort((short) 2);
        wav.putShort((short) 16).put("data".getBytes("US-ASCII")).putInt(2 * samples);
        for (int i = 0; i < samples; i++) {
            double t = (double) i / rate;
            double level = t < silent ? 0 : 20_000 * Math.sin(2 * Math.PI * 440 * t);
            wav.putShort((short) level);
        }
        return Files.write(file, wav.array());
    }
}
