package studio.easel.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import studio.easel.app.device.ByteCount;
import studio.easel.models.passport.Passport;

/** A passport as people read it, and as programs do. */
final class PassportText {
    private static final int ON_CPU = Float.BYTES;
    private static final int ON_GPU = Short.BYTES;

    private PassportText() {}

    static String text(Passport model) {
        StringBuilder text = new StringBuilder();
        text.append(model.path()).append(System.lineSeparator());
        line(text, "What it is", model.summary());
        line(text, "Title", model.title());
        line(text, "Author", model.author());
        line(text, "Licence", model.licence());
        model.prediction().ifPresent(kind -> line(text, "Predicts", kind.words()));
        line(
                text,
                "Written as",
                Stream.of(model.form(), model.precision())
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining(", ")));
        line(
                text,
                "Size",
                ByteCount.words(model.bytes())
                        + (model.parameters() > 0
                                ? ", %,d parameters".formatted(model.parameters())
                                : ""));
        if (model.running() > 0) {
            line(
                    text,
                    "Memory",
                    "at least %s on the CPU (fp32), %s on a GPU (fp16); this machine has %s"
                            .formatted(
                                    ByteCount.words(model.memory(ON_CPU)),
                                    ByteCount.words(model.memory(ON_GPU)),
                                    ByteCount.words(memory())));
        }
        model.fingerprint().ifPresent(hash -> line(text, "SHA-256", hash));
        model.oldHash().ifPresent(old -> line(text, "Short hashes", shortHashes(model, old)));
        model.notes().forEach(note -> line(text, "Note", note));
        model.problem().ifPresent(why -> line(text, "Cannot be used", why));
        return text.toString();
    }

    private static String shortHashes(Passport model, String old) {
        String now = model.shortHash().map(hash -> "%s (A1111), ".formatted(hash)).orElse("");
        String capitals = model.autoV2().map(hash -> "%s (AutoV2), ".formatted(hash)).orElse("");
        return now + capitals + old + " (A1111 before 2023)";
    }

    private static void line(StringBuilder text, String label, String value) {
        if (!value.isEmpty()) {
            text.append("    %-15s %s%n".formatted(label, value));
        }
    }

    private static long memory() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean machine
                ? machine.getTotalMemorySize()
                : 0;
    }

    static String json(Passport model) {
        ObjectNode root =
                new ObjectMapper()
                        .createObjectNode()
                        .put("path", model.path().toAbsolutePath().toString())
                        .put("role", model.role().name().toLowerCase(Locale.ROOT))
                        .put("family", model.family().words())
                        .put("variant", model.variant())
                        .put("form", model.form())
                        .put("precision", model.precision())
                        .put("parameters", model.parameters())
                        .put("bytes", model.bytes())
                        .put("memory_fp32", model.memory(ON_CPU))
                        .put("memory_fp16", model.memory(ON_GPU))
                        .put("title", model.title())
                        .put("author", model.author())
                        .put("licence", model.licence())
                        .put("sha256", model.fingerprint().orElse(null))
                        .put("short_hash", model.shortHash().orElse(null))
                        .put("autov2", model.autoV2().orElse(null))
                        .put("old_hash", model.oldHash().orElse(null))
                        .put("problem", model.problem().orElse(null));
        model.prediction()
                .ifPresent(
                        kind ->
                                root.put("prediction", kind.type().name().toLowerCase(Locale.ROOT))
                                        .put("prediction_certain", kind.certain()));
        model.notes().forEach(root.withArray("notes")::add);
        return root.toPrettyString();
    }
}
