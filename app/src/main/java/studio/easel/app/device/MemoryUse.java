package studio.easel.app.device;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/**
 * What this process holds, in megabytes of 2^20 bytes.
 *
 * @param heap Java objects that are still needed
 * @param committedHeap what Java took from the system for them
 * @param direct Java's buffers outside the heap, which ONNX Runtime reads
 * @param resident the whole process, ONNX Runtime's memory and mapped files included; known on
 *     Linux
 */
public record MemoryUse(double heap, double committedHeap, double direct, OptionalDouble resident) {
    private static final double MEGABYTE = 1 << 20;

    /** What is left once everything has gone that nobody needs. */
    public static MemoryUse afterCollecting() {
        System.gc();
        return now();
    }

    /** What is held now, rubbish included. */
    public static MemoryUse now() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        double direct =
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .filter(pool -> pool.getName().equals("direct"))
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
        return new MemoryUse(
                heap.getUsed() / MEGABYTE,
                heap.getCommitted() / MEGABYTE,
                direct / MEGABYTE,
                status("VmRSS:"));
    }

    /** The most this process ever held, where the system says so. */
    public static OptionalDouble peak() {
        return status("VmHWM:");
    }

    /** A line of Linux's own account of the process, which is in units of 1024 bytes. */
    private static OptionalDouble status(String name) {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith(name))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                    .findFirst();
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }
}
