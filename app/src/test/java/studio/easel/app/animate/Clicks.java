package studio.easel.app.animate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** A mono WAV of 16 bits with clicks at known times. */
public final class Clicks {
    private static final int RATE = 22_050;

    private Clicks() {}

    /**
     * Writes one.
     *
     * @param tempo clicks a minute
     * @param first of them, in seconds
     */
    public static Path write(Path file, double tempo, double first, double seconds)
            throws Exception {
        int samples = (int) (seconds * RATE);
        Random random = new Random(5);
        ByteBuffer wav = ByteBuffer.allocate(44 + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes("US-ASCII")).putInt(36 + 2 * samples);
        wav.put("WAVEfmt ".getBytes("US-ASCII")).putInt(16).putShort((short) 1);
        wav.putShort((short) 1).putInt(RATE).putInt(2 * RATE).putShort((short) 2);
        wav.putShort((short) 16).put("data".getBytes("US-ASCII")).putInt(2 * samples);
        for (int i = 0; i < samples; i++) {
            double since = (double) i / RATE - first;
            double behind = since < 0 ? 1 : since % (60 / tempo);
            double loud = 0.25 * Math.exp(-behind / 0.006);
            wav.putShort((short) (loud * random.nextGaussian() * Short.MAX_VALUE));
        }
        return Files.write(file, wav.array());
    }
}
