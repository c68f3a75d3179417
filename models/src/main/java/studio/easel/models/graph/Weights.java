package studio.easel.models.graph;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import studio.easel.engine.ModelException;
import studio.easel.engine.onnx.ElementType;
import studio.easel.engine.onnx.FileState;

/**
 * The weights of a network by name: what they are made of and where in their files they lie. The
 * numbers themselves are never read here. Immutable.
 */
public final class Weights {
    /**
     * One tensor.
     *
     * @param file its name in the folder
     * @param offset of its first byte in the file; any, aligned or not
     */
    public record Stored(ElementType type, List<Long> shape, String file, long offset) {
        public Stored {
            shape = List.copyOf(shape);
        }

        /** The same numbers under another shape. */
        Stored as(List<Long> other) {
            return new Stored(type, other, file, offset);
        }

        /** Rows {@code from} up to {@code to} of the first axis, which lie together. */
        public Stored rows(long from, long to) {
            long row = type.bytes();
            List<Long> rest = shape.subList(1, shape.size());
            for (long size : rest) {
                row *= size;
            }
            List<Long> some = new ArrayList<>(List.of(to - from));
            some.addAll(rest);
            return new Stored(type, some, file, offset + from * row);
        }
    }

    private final Path folder;
    private final String origin;
    private final Map<String, FileState> states;
    private final Map<String, Stored> tensors;

    /**
     * @param folder in which all their files lie
     * @param origin the file or folder that sentences about them name
     */
    public Weights(Path folder, String origin, Map<String, Stored> tensors) {
        this(folder, origin, Map.of(), tensors);
    }

    /**
     * @param states of the files by name, in which the tensors have these places
     */
    public Weights(
            Path folder,
            String origin,
            Map<String, FileState> states,
            Map<String, Stored> tensors) {
        this.folder = folder;
        this.origin = origin;
        this.states = Collections.unmodifiableMap(new TreeMap<>(states));
        this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    public Path folder() {
        return folder;
    }

    /** Of their files by name, in which they have these places. */
    public Map<String, FileState> states() {
        return states;
    }

    public Set<String> names() {
        return tensors.keySet();
    }

    public boolean has(String name) {
        return tensors.containsKey(name);
    }

    public Optional<Stored> find(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /**
     * @throws ModelException when there is none of that name
     */
    public Stored get(String name) {
        return find(name).orElseThrow(() -> missing(name));
    }

    /**
     * The length of an axis.
     *
     * @throws ModelException when there is no such tensor, or it has no such axis
     */
    public int size(String name, int axis) {
        List<Long> shape = get(name).shape();
        if (axis >= shape.size() || shape.get(axis) < 1 || shape.get(axis) > Integer.MAX_VALUE) {
            throw wrong(name, "expected a size along axis %d".formatted(axis));
        }
        return shape.get(axis).intValue();
    }

    /** How many there are in a row: {@code name} with 0, 1 and so on in the place of {@code *}. */
    public int count(String name) {
        int count = 0;
        while (has(name.replace("*", Integer.toString(count)))) {
            count++;
        }
        return count;
    }

    /** Those whose names begin so, without that beginning. */
    public Weights under(String prefix) {
        Map<String, Stored> found = new LinkedHashMap<>();
        tensors.forEach(
                (name, stored) -> {
                    if (name.startsWith(prefix)) {
                        found.put(name.substring(prefix.length()), stored);
                    }
                });
        return new Weights(folder, origin, states, found);
    }

    /**
     * The same under other names.
     *
     * @param names empty for what is to be left out
     */
    public Weights renamed(Function<String, Optional<String>> names) {
        Map<String, Stored> found = new LinkedHashMap<>();
        tensors.forEach((name, stored) -> names.apply(name).ifPresent(to -> found.put(to, stored)));
        return new Weights(folder, origin, states, found);
    }

    /**
     * These and those of other files.
     *
     * @throws ModelException when those lie in another folder
     */
    public Weights with(Weights others) {
        if (!folder.equals(others.folder)) {
            throw new ModelException(
                    "%s lies in %s and %s in %s, links followed. Expected the files of one network in one folder; copy them there, without links (cp -rL)."
                            .formatted(origin, folder, others.origin, others.folder));
        }
        Map<String, FileState> all = new TreeMap<>(states);
        all.putAll(others.states);
        return new Weights(folder, origin, all, tensors).with(others.tensors);
    }

    /** These and others. */
    public Weights with(Map<String, Stored> others) {
        Map<String, Stored> all = new LinkedHashMap<>(tensors);
        all.putAll(others);
        return new Weights(folder, origin, states, all);
    }

    /** Whether all floats among them are of 16 bits or fewer. */
    public boolean areHalf() {
        return tensors.values().stream()
                .noneMatch(
                        stored ->
                                stored.type() == ElementType.FLOAT
                                        || stored.type() == ElementType.DOUBLE);
    }

    private ModelException missing(String name) {
        return new ModelException(
                "%s has no tensor \"%s\", which a network built like this needs. It is incomplete, or of a kind Easel does not open; fetch it again."
                        .formatted(origin, name));
    }

    /** What is thrown when a tensor is not as its network needs it. */
    public ModelException wrong(String name, String expected) {
        return new ModelException(
                "%s has the tensor \"%s\" of shape %s, %s. It is damaged, or of a kind Easel does not open."
                        .formatted(origin, name, get(name).shape(), expected));
    }
}
