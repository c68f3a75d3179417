package studio.easel.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import studio.easel.engine.RequestException.Field;

/**
 * The samplers by the names artists know. Each resolves from its A1111 label, its diffusers class
 * and the short forms other tools write.
 */
public enum SamplerName {
    /** Ho, Jain, Abbeel 2020: the original stochastic walk. */
    DDPM("DDPM", "DDPMScheduler"),
    /** Song, Meng, Ermon 2020: deterministic at eta 0. */
    DDIM("DDIM", "DDIMScheduler"),
    /** Liu et al. 2022, begun as Stable Diffusion's PLMS begins it. */
    PNDM("PLMS", "PNDMScheduler", "k_plms"),
    /** k-diffusion's linear multistep method of order 4. */
    LMS("LMS", "LMSDiscreteScheduler", "k_lms"),
    /** Karras et al. 2022, Algorithm 1 without its correction. */
    EULER("Euler", "EulerDiscreteScheduler", "k_euler"),
    /** Euler with fresh noise each step. */
    EULER_ANCESTRAL(
            "Euler a",
            "EulerAncestralDiscreteScheduler",
            "euler_ancestral",
            "k_euler_a",
            "k_euler_ancestral"),
    /** Karras et al. 2022, Algorithm 1: twice the network calls of Euler. */
    HEUN("Heun", "HeunDiscreteScheduler", "k_heun"),
    /** k-diffusion's midpoint method: twice the network calls of Euler. */
    DPM2("DPM2", "KDPM2DiscreteScheduler", "KDPM2", "k_dpm_2", "dpm_2"),
    /** DPM2 with fresh noise each step. */
    DPM2_ANCESTRAL(
            "DPM2 a",
            "KDPM2AncestralDiscreteScheduler",
            "KDPM2Ancestral",
            "kdpm_2_a",
            "k_dpm_2_a",
            "k_dpm_2_ancestral",
            "dpm_2_ancestral"),
    /** Lu et al. 2022: the second-order multistep solver of DPM-Solver++. */
    DPM_PLUS_PLUS_2M("DPM++ 2M", "DPMSolverMultistepScheduler", "dpmpp_2m", "k_dpmpp_2m"),
    /** Its stochastic form. */
    DPM_PLUS_PLUS_2M_SDE("DPM++ 2M SDE", "dpmpp_2m_sde", "dpmpp_2m_sde_gpu", "k_dpmpp_2m_sde"),
    /** Its stochastic form with Heun's second-order term. */
    DPM_PLUS_PLUS_2M_SDE_HEUN(
            "DPM++ 2M SDE Heun",
            "dpmpp_2m_sde_heun",
            "dpmpp_2m_sde_heun_gpu",
            "k_dpmpp_2m_sde_heun"),
    /** Its stochastic form of third order. */
    DPM_PLUS_PLUS_3M_SDE("DPM++ 3M SDE", "dpmpp_3m_sde", "dpmpp_3m_sde_gpu", "k_dpmpp_3m_sde"),
    /**
     * Lu et al. 2022: the second-order singlestep solver of DPM-Solver++, whose steps are network
     * calls. Not A1111's "DPM++ 2S a", which adds fresh noise each step and asks the network twice.
     */
    DPM_PLUS_PLUS_2S("DPM++ 2S", "DPMSolverSinglestepScheduler", "dpmpp_2s"),
    /** k-diffusion's stochastic midpoint solver: twice the network calls of DPM++ 2M SDE. */
    DPM_PLUS_PLUS_SDE(
            "DPM++ SDE", "DPMSolverSDEScheduler", "dpmpp_sde", "dpmpp_sde_gpu", "k_dpmpp_sde"),
    /** Zhao et al. 2023: predictor and corrector at one network call a step. */
    UNIPC("UniPC", "UniPCMultistepScheduler", "uni_pc", "uni_pc_bh2"),
    /** Zhang, Chen 2022: the exponential integrator in log rho. */
    DEIS("DEIS", "DEISMultistepScheduler"),
    /** Luo et al. 2023: for models distilled to few steps. */
    LCM("LCM", "LCMScheduler"),
    /** Zheng et al. 2024: for models distilled to few steps. */
    TCD("TCD", "TCDScheduler");

    private final String label;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<String> otherNames;

    SamplerName(String label, String... otherNames) {
        this.label = label;
        this.otherNames = List.of(otherNames);
    }

    /** The name as A1111 writes it: {@code Euler a}. */
    public String label() {
        return label;
    }

    /** Whether it adds fresh noise at each step, as much as {@link NoiseAmounts#fresh} says. */
    public boolean addsFreshNoise() {
        return switch (this) {
            case EULER_ANCESTRAL,
                    DPM2_ANCESTRAL,
                    DPM_PLUS_PLUS_2M_SDE,
                    DPM_PLUS_PLUS_2M_SDE_HEUN,
                    DPM_PLUS_PLUS_3M_SDE,
                    DPM_PLUS_PLUS_SDE ->
                    true;
            default -> false;
        };
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
        List<String> names = new ArrayList<>(List.of(label, name()));
        for (String other : otherNames) {
            names.add(other);
            names.add(other.replace("Scheduler", ""));
        }
        return names;
    }

    @Override
    public String toString() {
        return label;
    }
}
