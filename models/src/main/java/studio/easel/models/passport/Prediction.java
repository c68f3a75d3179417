package studio.easel.models.passport;

/**
 * What a U-Net estimates.
 *
 * @param certain whether the file itself, or its fingerprint, says so; otherwise it is what models
 *     of its family usually do
 */
public record Prediction(Type type, boolean certain) {
    public enum Type {
        EPSILON("epsilon"),
        V("v"),
        /** v under EDM's preconditioning, as CosXL has it. */
        EDM_V("v (EDM)"),
        UNDECIDED("epsilon or v");

        private final String words;

        Type(String words) {
            this.words = words;
        }
    }

    /** {@code epsilon}, with a word where it is only usual. */
    public String words() {
        if (type == Type.UNDECIDED) {
            return "epsilon or v: the file does not say, and both have the same structure (Stable Diffusion 2 is taken for v, for inpainting epsilon)";
        }
        return type.words + (certain ? "" : " (usual, the file does not say)");
    }
}
