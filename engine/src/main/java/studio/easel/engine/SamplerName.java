package studio.easel.engine;

import java.util.List;
import java.util.Optional;
import studio.easel.engine.RequestException.Field;

/**
 * The samplers by the names artists know. Each resolves from its A1111 label, its diffusers class
 * and the short forms other tools write.
 */
public enum SamplerName {
    /** Ho, Jain, Abbeel 2020: the original stochastic walk. */
    DDPM("DDPM", "DDPMScheduler", List.of()),
    /** Song, Meng, Ermon 2020: deterministic at eta 0. */
    DDIM("DDIM", "DDIMScheduler", List.of()),
    /** Karras et al. 2022, Algorithm 1 without its correction. */
    EULER("Euler", "EulerDiscreteScheduler", List.of("k_euler")),
    /** Euler with fresh noise each step. */
    EULER_ANCESTRAL(
            "Euler a",
            "EulerAncestralDiscreteScheduler",
            List.of("euler_a", "euler_ancestral", "k_euler_a", "k_euler_ancestral")),
    /** Lu et al. 2022: the second-order multistep solver of DPM-Solver++. */
    DPM_PLUS_PLUS_2M("DPM++ 2M", "DPMSolverMultistepScheduler", List.of("dpmpp_2m", "dpm++2m"));

    private final String label;
    private final String diffusersClass;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<String> aliases;

    SamplerName(String label, String diffusersClass, List<String> aliases) {
        this.label = label;
        this.diffusersClass = diffusersClass;
        this.aliases = aliases;
    }

    /** The name as A1111 writes it: {@code Euler a}. */
    public String label() {
        return label;
    }

    /** Resolves any of a sampler's names, ignoring case, spaces, {@code -} and {@code _}. */
    public static Optional<SamplerName> find(String text) {
        String wanted = Names.plain(text);
        for (SamplerName name : values()) {
            if (name.names().stream().map(Names::plain).anyMatch(wanted::equals)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /** As {@link #find}, with a sentence that suggests the nearest name when there is none. */
    public static SamplerName parse(String text) {
        return find(text)
                .orElseThrow(
                        () ->
                                new RequestException(
                                        Field.SAMPLER,
                                        Names.unknown(
                                                "Sampler",
                                                text,
                                                List.of(values()).stream()
                                                        .map(SamplerName::label)
                                                        .toList())));
    }

    private List<String> names() {
        return List.of(
                        List.of(
                                label,
                                name(),
                                diffusersClass,
                                diffusersClass.replace("Scheduler", "")),
                        aliases)
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public String toString() {
        return label;
    }
}
