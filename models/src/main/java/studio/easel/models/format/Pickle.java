package studio.easel.models.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import studio.easel.engine.ModelException;

/**
 * Python pickles, which torch writes as {@code .ckpt}, {@code .pt}, {@code .pth} and {@code .bin}:
 * whoever opens one runs the program in it, so Easel looks at their first bytes and no further.
 */
final class Pickle {
    private static final int ENOUGH = 512;

    /** How a zip's first entry begins, and where the length of its name and the name stand. */
    private static final String ZIP = "PK\u0003\u0004";

    private static final int NAME_LENGTH = 26;
    private static final int NAME = 30;

    private Pickle() {}

    /**
     * Whether the content is a pickle: bare, of protocol 2 to 5, or in a zip as torch packs it
     * since version 1.6.
     */
    static boolean isOne(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return isOne(in.readNBytes(ENOUGH));
        } catch (IOException e) {
            throw new ModelException(
                    "%s cannot be read (%s). Check the file's permissions and the disk."
                            .formatted(file, e),
                    e);
        }
    }

    private static boolean isOne(byte[] start) {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (text.startsWith(ZIP) && start.length <= NAME) {
            return true; // cut off within its first entry
        }
        if (text.startsWith(ZIP)) {
            int length = start[NAME_LENGTH] & 0xFF | (start[NAME_LENGTH + 1] & 0xFF) << 8;
            String name = text.substring(NAME, Math.min(NAME + length, start.length));
            return name.endsWith("data.pkl")
                    || name.endsWith("/version")
                    || name.endsWith("/byteorder");
        }
        // A safetensors file may begin with the same two bytes; but then its { is the ninth.
        return start.length >= 4
                && start[0] == (byte) 0x80
                && start[1] >= 2
                && start[1] <= 5
                && !text.startsWith("\0\0\0\0{", 4);
    }

    /** Why it is not opened, and how it becomes a file that is. */
    static String refusal(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        String target = (dot > 0 ? name.substring(0, dot) : name) + ".safetensors";
        return "%s is a Python pickle, which may run any program when it is opened, so Easel never opens one. Expected a .safetensors file. Download that instead, or convert it where Python and torch are installed: python -c \"import sys, torch, safetensors.torch as s; d = torch.load(sys.argv[1], map_location='cpu', weights_only=True); d = d.get('state_dict', d); s.save_file({k: v.detach().clone().contiguous() for k, v in d.items() if hasattr(v, 'detach')}, sys.argv[2])\" \"%s\" \"%s\""
                .formatted(file, name, target);
    }
}
