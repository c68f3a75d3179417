package studio.easel.models.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import studio.easel.engine.ModelException;
import studio.easel.models.passport.Family;
import studio.easel.models.passport.Role;

/**
 * A single file of weights, by its content: a sound safetensors file, a pickle, or something else.
 *
 * @param tensors its header
 * @param structure what it is
 */
record WeightsFile(Safetensors tensors, Structure structure) {
    private static final int ENOUGH = 64;

    /**
     * @throws ModelException when it is a pickle, another program's format, or damaged
     */
    static WeightsFile read(Path file) {
        otherFormat(file)
                .ifPresent(
                        why -> {
                            throw new ModelException(why);
                        });
        Safetensors tensors = Safetensors.read(file);
        return new WeightsFile(tensors, Structure.of(tensors.entries(), tensors.metadata()));
    }

    /** A sentence where the first bytes are not those of a safetensors file but of another kind. */
    static Optional<String> otherFormat(Path file) {
        if (Pickle.isOne(file)) {
            return Optional.of(Pickle.refusal(file));
        }
        if (isOne(file)) {
            return Optional.empty(); // its length may begin with the letters of another kind
        }
        String start = start(file);
        if (start.startsWith("GGUF")) {
            return Optional.of(
                    "%s is a GGUF file, whose numbers are packed for other programs. Expected a .safetensors file; download that instead."
                            .formatted(file));
        }
        if (start.startsWith("version https://git-lfs")) {
            return Optional.of(
                    "%s is a Git LFS pointer, not the weights themselves: the large files were not fetched. Run \"git lfs pull\" in the folder you cloned, or download the file by itself."
                            .formatted(file));
        }
        return start.stripLeading().startsWith("<")
                ? Optional.of(
                        "%s is a web page saved under a model's name. Download the file itself (on a model's page: the download arrow)."
                                .formatted(file))
                : Optional.empty();
    }

    /** Whether it begins as a safetensors file does: a length that fits in four bytes, and a {. */
    static boolean isOne(Path file) {
        String start = start(file);
        return start.length() > 8 && start.startsWith("\0\0\0\0{", 4);
    }

    private static String start(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(ENOUGH), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new ModelException(
                    "%s cannot be read (%s). Check the file's permissions and the disk."
                            .formatted(file, e),
                    e);
        }
    }

    /** Why Easel has no use for it at all; empty where it is for something. */
    Optional<String> useless(Path file) {
        Role role = structure.role();
        Family family = structure.family();
        String what = described();
        if (role == Role.UNKNOWN) {
            Map<String, Safetensors.Entry> entries = tensors.entries();
            return Optional.of(
                    "%s has %s, which belong to no kind of model Easel knows. Expected weights of %s, or something that goes with those."
                            .formatted(
                                    file,
                                    entries.isEmpty()
                                            ? "no tensors"
                                            : "%,d tensors (%s, ...)"
                                                    .formatted(
                                                            entries.size(),
                                                            Safetensors.quote(
                                                                    entries.keySet()
                                                                            .iterator()
                                                                            .next())),
                                    OnnxFolder.EXPECTED));
        }
        boolean foreign = family == Family.FLUX || family == Family.SD3 || family == Family.OTHER;
        boolean otherPurpose =
                switch (role) {
                    case IP_ADAPTER, T2I_ADAPTER, CONTROL_LORA, MOTION, IMAGE_ENCODER -> true;
                    default ->
                            switch (structure.variant()) {
                                case "edits by instruction", "enlarges by words", "depth" -> true;
                                default -> false;
                            };
                };
        return foreign || otherPurpose
                ? Optional.of(
                        "%s is %s, which Easel does not open: expected %s, or something that goes with those."
                                .formatted(file, what, OnnxFolder.EXPECTED))
                : Optional.empty();
    }

    /** Why it makes no pictures by itself; empty where it does. */
    Optional<String> noPictures(Path file) {
        Optional<String> useless = useless(file);
        boolean whole = structure.role() == Role.CHECKPOINT;
        return useless.isPresent() || whole
                ? useless
                : Optional.of(
                        "%s is %s; expected a model that makes pictures. %s"
                                .formatted(file, described(), use()));
    }

    private String use() {
        return switch (structure.role()) {
            case LORA ->
                    "A tag in the prompt calls it from the folder of LoRAs; \"easel models add\" puts it there.";
            case EMBEDDING ->
                    "Its name in the prompt calls it from the folder of embeddings; \"easel models add\" puts it there.";
            case UPSCALER -> "Easel's upscalers are ONNX graphs: export it, or fetch it as one.";
            default -> "It is a part of one: choose the checkpoint that has it baked in.";
        };
    }

    /** {@code a LoRA for SDXL (DoRA, kohya names)}. */
    String described() {
        String words = structure.role().words();
        Family family = structure.family();
        if (family == Family.FLUX
                || family == Family.SD3
                || family.known() && family != Family.ANY) {
            words += " for " + family.words();
        }
        String variant = structure.variant().isEmpty() ? "" : structure.variant() + ", ";
        return words + " (" + variant + structure.names() + " names)";
    }
}
