package studio.easel.engine.animation.frame;

import java.nio.file.*;
import org.junit.jupiter.api.Test;

class CvCheckTest {
    @Test
    void check() throws Exception {
        for (String n : new String[] {"LAB", "HSV"}) {
            ColourSpace s = ColourSpace.valueOf(n);
            byte[] p = Files.readAllBytes(Path.of("/tmp/p.bin"));
            s.from(p);
            report(n + " from", p, Files.readAllBytes(Path.of("/tmp/" + n + "_from.bin")));
            byte[] q = Files.readAllBytes(Path.of("/tmp/" + n + "_in.bin"));
            s.to(q);
            report(n + " to", q, Files.readAllBytes(Path.of("/tmp/" + n + "_to.bin")));
        }
    }

    static void report(String n, byte[] a, byte[] b) {
        int[] h = new int[256];
        for (int i = 0; i < a.length; i++) h[Math.abs((a[i] & 255) - (b[i] & 255))]++;
        StringBuilder t = new StringBuilder("DEBUG " + n);
        for (int i = 0; i < 256; i++) if (h[i] > 0) t.append(" " + i + ":" + h[i]);
        System.out.println(t);
    }
}
