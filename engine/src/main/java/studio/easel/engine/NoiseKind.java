package studio.easel.engine;

import java.util.List;
import java.util.Optional;
import studio.easel.engine.RequestException.Field;

/** Whose random numbers a seed stands for. */
public enum NoiseKind {
    /** torch's generator on the processor: diffusers on CPU, ComfyUI, A1111 with RNG "CPU". */
    TORCH_CPU("CPU", "torch", "torch_cpu"),
    /** torch's generator on an NVIDIA card (Philox): A1111 with RNG "GPU", its default, or "NV". */
    TORCH_CUDA("GPU", "NV", "CUDA", "torch_cuda"),
    /** NumPy's RandomState, which knows seeds from 0 to 4294967295. */
    NUMPY("NumPy");

    private final String label;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<String> otherNames;

    NoiseKind(String label, String... otherNames) {
        this.label = label;
        this.otherNames = List.of(otherNames);
    }

    /** The largest seed this kind knows. */
    public long mostSeed() {
        return this == NUMPY ? 0xffffffffL : Long.MAX_VALUE;
    }

    /** The name as it is shown: {@code CPU}. */
    public String label() {
        return label;
    }

    /** Resolves any of a kind's names, ignoring case, spaces, {@code -} and {@code _}. */
    public static Optional<NoiseKind> find(String text) {
        String wanted = Names.plain(text);
        return List.of(values()).stream()
                .filter(
                        kind ->
                                Names.plain(kind.label).equals(wanted)
                                        || kind.otherNames.stream()
                                                .map(Names::plain)
                                                .anyMatch(wanted::equals))
                .findFirst();
    }

    /** As {@link #find}, with a sentence that suggests the nearest name when there is none. */
    public static NoiseKind parse(String text) {
        return find(text)
                .orElseThrow(
                        () ->
                                new RequestException(
                                        Field.NOISE,
                                        Names.unknown(
                                                "Noise",
                                                text,
                                                List.of(values()).stream()
                                                        .map(NoiseKind::label)
                                                        .toList())));
    }

    @Override
    public String toString() {
        return label;
    }
}
