package studio.easel.app.device;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory of what computes: the machine's, or a CUDA card's own.
 *
 * @param name of the card; empty for the machine
 * @param total bytes
 * @param used bytes, by every process
 */
public record DeviceMemory(String name, long total, long used) {
    private static final Pattern CARD = Pattern.compile("(.+), *(\\d{1,9}), *(\\d{1,9})");
    private static final int PATIENCE_SECONDS = 10;
    private static final int MOST_BYTES = 1 << 16;

    /** The machine's; empty where Java does not say. */
    public static Optional<DeviceMemory> ofMachine() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine) {
            long total = machine.getTotalMemorySize();
            return Optional.of(new DeviceMemory("", total, total - machine.getFreeMemorySize()));
        }
        return Optional.empty();
    }

    /**
     * A CUDA card's, as its driver's own tool says; empty where there is none. Asks another
     * program: not on the window's thread.
     *
     * @param index of the card, from 0
     */
    public static Optional<DeviceMemory> ofCard(int index) {
        try {
            Process tool =
                    new ProcessBuilder(
                                    "nvidia-smi",
                                    "--id=" + index,
                                    "--query-gpu=name,memory.total,memory.used",
                                    "--format=csv,noheader,nounits")
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return answer(tool);
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    private static Optional<DeviceMemory> answer(Process tool) throws IOException {
        try (InputStream said = tool.getInputStream()) {
            // A line fits into the pipe, so the tool ends whether or not it is read.
            if (!tool.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || tool.exitValue() != 0) {
                return Optional.empty();
            }
            return card(new String(said.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            tool.destroyForcibly();
        }
    }

    /** Reads {@code NVIDIA A10, 23028, 412}, in units of 2^20 bytes. */
    static Optional<DeviceMemory> card(String line) {
        Matcher match = CARD.matcher(line.strip());
        return match.matches()
                ? Optional.of(
                        new DeviceMemory(
                                match.group(1).strip(),
                                Long.parseLong(match.group(2)) << 20,
                                Long.parseLong(match.group(3)) << 20))
                : Optional.empty();
    }
}
