package studio.easel.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import studio.easel.engine.ModelException;

/**
 * The model that comes with Easel: packed into this module's jar and unpacked once into the models
 * folder. {@code starter-v0.files} says the hash of each of its files.
 *
 * <p>Unpacking fills a folder beside the final one, which then takes its place in one move; so two
 * processes may unpack at once, and the second finds the place taken and uses what is there. After
 * that a start costs a look at sizes and times, which a marker remembers; only when they differ are
 * the files read, and whatever is damaged or missing is written anew.
 */
final class StarterModel {
    private static final String ID = "starter-v0";

    /** Sizes and times of the files when they were last found to be right. */
    private static final String MARKER = ".verified";

    /** What a process that died while unpacking left behind is nobody's after this long. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    /** A file of the starter; {@code path} is relative, with slashes. */
    private record Packed(String hash, long size, String path) {
        static Packed parse(String line) {
            String[] fields = line.split(" ", 3);
            return new Packed(fields[0], Long.parseLong(fields[1]), fields[2]);
        }

        byte[] bytes() throws IOException {
            byte[] bytes = resource(ID + "/" + path);
            if (!Sha256.of(bytes).equals(hash)) {
                throw new ModelException(
                        "The starter model inside this copy of Easel is damaged (%s). Install Easel again."
                                .formatted(path));
            }
            return bytes;
        }
    }

    private final Path models;
    private final Path folder;

    /**
     * @param models the folder it goes into, as {@value #ID}
     */
    StarterModel(Path models) {
        this.models = models;
        this.folder = models.resolve(ID);
    }

    Path folder() {
        return folder;
    }

    /** How the library lists it, whether it is unpacked yet or not. */
    InstalledModel listing() {
        try {
            JsonNode card = new ObjectMapper().readTree(resource(ID + "/easel.json"));
            return new InstalledModel(
                    ID,
                    card.path("name").asText(),
                    card.path("description").asText(),
                    folder,
                    Optional.empty(),
                    true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sees to it that the model lies whole in its folder.
     *
     * @param stage hears about unpacking and repairs; nothing when all is well
     */
    synchronized void unpack(Consumer<String> stage) {
        try {
            List<Packed> files = packed();
            if (verified(files)) {
                return;
            }
            sweep();
            if (!Files.isDirectory(folder)) {
                stage.accept("Unpacking the starter model (30 MB, once)");
                unpackWhole(files);
            }
            repair(files, stage);
        } catch (IOException e) {
            throw new ModelException(
                    "The starter model cannot be unpacked into %s (%s). It needs 30 MB and permission to write there; make room, or choose another models folder."
                            .formatted(folder, e),
                    e);
        }
    }

    private boolean verified(List<Packed> files) throws IOException {
        Path marker = folder.resolve(MARKER);
        return Files.isRegularFile(marker)
                && Files.size(marker) < 1 << 16
                && state(folder, files)
                        .equals(new String(Files.readAllBytes(marker), StandardCharsets.UTF_8));
    }

    /** One line a file: what it should be, and its size and time as they are. */
    private static String state(Path folder, List<Packed> files) throws IOException {
        StringBuilder state = new StringBuilder();
        for (Packed file : files) {
            Path path = folder.resolve(file.path());
            if (Files.isRegularFile(path)) {
                BasicFileAttributes is = Files.readAttributes(path, BasicFileAttributes.class);
                state.append(file.hash()).append(' ').append(is.size()).append(' ');
                state.append(is.lastModifiedTime().toMillis()).append('\n');
            }
        }
        return state.toString();
    }

    private void unpackWhole(List<Packed> files) throws IOException {
        Files.createDirectories(models);
        Path filling = models.resolve("." + ID + "-" + UUID.randomUUID());
        try {
            for (Packed file : files) {
                NewFile.write(filling.resolve(file.path()), file.bytes());
            }
            mark(filling, files);
            Files.move(filling, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
            // Another process was faster; what it wrote is checked next.
        } finally {
            delete(filling);
        }
    }

    private void repair(List<Packed> files, Consumer<String> stage) throws IOException {
        if (verified(files)) {
            return;
        }
        for (Packed file : files) {
            Path path = folder.resolve(file.path());
            boolean there = Files.isRegularFile(path);
            if (!there || !hash(path).equals(file.hash())) {
                stage.accept(
                        "Repairing the starter model: %s was %s"
                                .formatted(file.path(), there ? "damaged" : "missing"));
                NewFile.write(path, file.bytes());
            }
        }
        markIfPossible(files);
    }

    /** A folder that is right but cannot be written is checked whole at each start instead. */
    private void markIfPossible(List<Packed> files) {
        try {
            mark(folder, files);
        } catch (IOException e) {
            return;
        }
    }

    private static void mark(Path folder, List<Packed> files) throws IOException {
        NewFile.write(
                folder.resolve(MARKER), state(folder, files).getBytes(StandardCharsets.UTF_8));
    }

    private static String hash(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Sha256.of(in, read -> {});
        }
    }

    private void sweep() throws IOException {
        if (!Files.isDirectory(models)) {
            return;
        }
        Instant limit = Instant.now().minus(ABANDONED);
        for (Path left : list(models)) {
            if (String.valueOf(left.getFileName()).startsWith("." + ID + "-")
                    && Files.getLastModifiedTime(left).toInstant().isBefore(limit)) {
                delete(left);
            }
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(tree)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }

    private static List<Packed> packed() throws IOException {
        String list = new String(resource(ID + ".files"), StandardCharsets.UTF_8);
        return list.lines().map(Packed::parse).collect(Collectors.toUnmodifiableList());
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = StarterModel.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new ModelException(
                        "This copy of Easel lacks its starter model (%s). Install Easel again."
                                .formatted(name));
            }
            return in.readAllBytes();
        }
    }
}
