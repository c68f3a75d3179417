package studio.easel.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import studio.easel.engine.Lora;
import studio.easel.engine.ModelException;
import studio.easel.engine.Names;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.text.ExtraNetwork;
import studio.easel.models.format.LoraFile;

/**
 * LoRAs in a folder, each called by the name of its file, and asked for by tags as A1111 has them:
 * {@code <lora:name:0.8>}, {@code <lora:name:0.5:0.8>} for the words and the U-Net apart, {@code
 * <lora:name:te=0.5:unet=0.8>}.
 */
final class LoraFolder {
    private static final int MOST_FILES = 10_000;
    private static final int DEEPEST = 8;
    private static final int PREFIX = 8;
    private static final String EXTENSION = ".safetensors";

    private final Path folder;
    private final Map<Path, Read> read = new ConcurrentHashMap<>();

    /** A file as it was when it was read. */
    private record Read(FileTime modified, long size, String hash, LoraFile weights) {}

    /** What the tags of one LoRA say together. */
    private record Asked(double text, double unet) {
        Asked plus(Asked other) {
            return new Asked(text + other.text, unet + other.unet);
        }
    }

    /**
     * @param folder need not be there: then it has no LoRAs
     */
    LoraFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Those that the tags of a prompt name, in the order of the text. Of one named twice the
     * strengths are added.
     *
     * @throws RequestException when one is not there, or its strength is no number
     * @throws ModelException when the file of one is no LoRA for these models
     */
    List<Lora> taggedIn(String prompt) {
        Map<String, Asked> asked = new LinkedHashMap<>();
        for (ExtraNetwork tag : ExtraNetwork.in(prompt)) {
            if ((tag.kind().equals("lora") || tag.kind().equals("lyco"))
                    && !tag.positional().isEmpty()) {
                asked.merge(tag.positional().get(0).strip(), strengths(tag), Asked::plus);
            }
        }
        if (asked.isEmpty()) {
            return List.of();
        }
        List<Path> files = files();
        Map<Path, Asked> together = new LinkedHashMap<>(); // of one under several spellings
        asked.forEach((name, strength) -> together.merge(file(name, files), strength, Asked::plus));
        List<Lora> loras = new ArrayList<>();
        together.forEach((file, strength) -> loras.add(lora(file, strength)));
        return loras;
    }

    private static Asked strengths(ExtraNetwork tag) {
        List<String> numbers = tag.positional();
        double text = numbers.size() > 1 ? number(tag, numbers.get(1)) : 1;
        text =
                tag.named().containsKey("te")
                        ? number(tag, tag.named().getOrDefault("te", ""))
                        : text;
        double unet = numbers.size() > 2 ? number(tag, numbers.get(2)) : text;
        return new Asked(
                text,
                tag.named().containsKey("unet")
                        ? number(tag, tag.named().getOrDefault("unet", ""))
                        : unet);
    }

    private static double number(ExtraNetwork tag, String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new RequestException(
                    Field.PROMPT,
                    "The tag of the LoRA %s has the strength \"%s\", expected a number. Write for example <lora:%s:0.8>."
                            .formatted(tag.positional().get(0), text, tag.positional().get(0)));
        }
    }

    private Path file(String name, List<Path> files) {
        return files.stream()
                .filter(path -> path(path).equalsIgnoreCase(name))
                .findFirst()
                .or(
                        () ->
                                files.stream()
                                        .filter(path -> name(path).equalsIgnoreCase(name))
                                        .findFirst())
                .orElseThrow(() -> missing(name, files));
    }

    private Lora lora(Path file, Asked strength) {
        Read found = read(file);
        return new Lora(
                name(file), found.hash(), found.weights(), strength.unet(), strength.text());
    }

    private RequestException missing(String name, List<Path> files) {
        Optional<Path> pickle =
                listed(".pt", ".ckpt", ".bin").stream()
                        .filter(path -> name(path).equalsIgnoreCase(name))
                        .findFirst();
        String nearest =
                files.isEmpty()
                        ? ""
                        : " Did you mean %s?"
                                .formatted(
                                        Names.nearest(
                                                name,
                                                files.stream().map(LoraFolder::name).toList()));
        return new RequestException(
                Field.PROMPT,
                pickle.map(
                                path ->
                                        "The LoRA %s is a Python pickle (%s), which may run any program when it is opened, so Easel never opens one. Download its .safetensors instead."
                                                .formatted(name, path.getFileName()))
                        .orElseGet(
                                () ->
                                        "The LoRA %s is not installed, expected %s%s in %s. Put the file there, or take its tag out of the prompt.%s"
                                                .formatted(
                                                        name, name, EXTENSION, folder, nearest)));
    }

    /** Those that could be LoRAs, in the order of their paths. */
    List<Path> files() {
        return listed(EXTENSION);
    }

    private List<Path> listed(String... extensions) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder, DEEPEST)) {
            return files.filter(Files::isRegularFile)
                    .filter(
                            file ->
                                    Stream.of(extensions)
                                            .anyMatch(end -> lower(file).endsWith(end)))
                    .sorted()
                    .limit(MOST_FILES)
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new ModelException(
                    "The folder of LoRAs %s cannot be listed (%s). Check its permissions."
                            .formatted(folder, e),
                    e);
        }
    }

    private static String lower(Path file) {
        return file.toString().toLowerCase(Locale.ROOT);
    }

    private static String name(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(0, name.lastIndexOf('.'));
    }

    /** From the folder on: {@code styles/ink}. */
    private String path(Path file) {
        String path = folder.relativize(file).toString().replace('\\', '/');
        return path.substring(0, path.lastIndexOf('.'));
    }

    private Read read(Path file) {
        try {
            FileTime modified = Files.getLastModifiedTime(file);
            long size = Files.size(file);
            Read known = read.get(file);
            if (known != null && known.modified().equals(modified) && known.size() == size) {
                return known;
            }
            LoraFile weights = LoraFile.read(file);
            Read found = new Read(modified, size, hash(file), weights);
            read.put(file, found);
            return found;
        } catch (IOException e) {
            throw new ModelException(
                    "%s cannot be read (%s). Check the file's permissions.".formatted(file, e), e);
        }
    }

    /** Of what follows the header, as A1111 has it: notes that are changed leave it as it is. */
    private static String hash(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            ByteBuffer length =
                    ByteBuffer.wrap(in.readNBytes(PREFIX)).order(ByteOrder.LITTLE_ENDIAN);
            in.skipNBytes(length.getLong());
            return Sha256.of(in, bytes -> {});
        }
    }
}
