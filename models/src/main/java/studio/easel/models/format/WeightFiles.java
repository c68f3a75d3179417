package studio.easel.models.format;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import studio.easel.engine.ModelException;
import studio.easel.models.graph.Weights;

/**
 * The {@code .safetensors} files of one network in a diffusers folder: one, or several with an
 * index that says which there are.
 *
 * @param files in the folder {@code part}
 */
record WeightFiles(Path part, List<Path> files) {
    private static final int LONGEST_HEADER = 32 << 20;
    private static final int MOST_FILES = 1000;

    private static final String INDEX = ".index.json";

    /** What diffusers and transformers call them, in the order of our preference. */
    private static final List<String> STEMS = List.of("diffusion_pytorch_model", "model");

    private static final List<String> ENDINGS =
            List.of(".safetensors", ".fp16.safetensors", ".bf16.safetensors");

    /** Whether there are any in {@code part}, whole or broken. */
    static boolean areIn(Path part) {
        return names().anyMatch(
                        name ->
                                Files.isRegularFile(part.resolve(name))
                                        || Files.isRegularFile(part.resolve(name + INDEX)));
    }

    private static Stream<String> names() {
        return STEMS.stream().flatMap(stem -> ENDINGS.stream().map(ending -> stem + ending));
    }

    /** Those in {@code part}; empty where there are none, or they are of another format. */
    static Optional<WeightFiles> in(Path part) {
        return names().flatMap(name -> whole(part, name)).findFirst();
    }

    private static Stream<WeightFiles> whole(Path part, String name) {
        Path file = part.resolve(name);
        Path index = part.resolve(name + INDEX);
        if (Files.isRegularFile(file)) {
            return Stream.of(new WeightFiles(part, List.of(file)));
        }
        return Files.isRegularFile(index)
                ? Stream.of(new WeightFiles(part, listed(part, index)))
                : Stream.empty();
    }

    private static List<Path> listed(Path part, Path index) {
        JsonFile map = JsonFile.read(index, CappedFile.VOCABULARY).inside("weight_map");
        TreeSet<String> names = new TreeSet<>();
        map.root().forEach(name -> names.add(name.asText()));
        List<Path> files = new ArrayList<>();
        for (String name : names) {
            files.add(
                    beside(part, name)
                            .filter(file -> names.size() <= MOST_FILES)
                            .orElseThrow(
                                    () ->
                                            new ModelException(
                                                    "%s lists %s, expected the names of at most %d files beside it. Copy the model again."
                                                            .formatted(
                                                                    index,
                                                                    Safetensors.quote(name),
                                                                    MOST_FILES))));
        }
        return files;
    }

    /** The file of that name in {@code part}; empty where it is no name, or one of elsewhere. */
    private static Optional<Path> beside(Path part, String name) {
        try {
            return Optional.of(part.resolve(name).normalize())
                    .filter(file -> part.normalize().equals(file.getParent()));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** What is in them; the numbers stay there. */
    Weights weights() {
        Weights all = Safetensors.read(files.get(0), LONGEST_HEADER).weights();
        for (Path file : files.subList(1, files.size())) {
            all = all.with(Safetensors.read(file, LONGEST_HEADER).weights());
        }
        return all;
    }
}
