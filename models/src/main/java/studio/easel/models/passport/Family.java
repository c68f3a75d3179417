package studio.easel.models.passport;

/** Which networks a model is of, or is for. */
public enum Family {
    SD1("Stable Diffusion 1"),
    SD2("Stable Diffusion 2"),
    SDXL("SDXL"),
    SDXL_REFINER("SDXL refiner"),
    SD3("Stable Diffusion 3"),
    FLUX("Flux"),
    /** Known to be none of these; its {@link Passport#variant} says what. */
    OTHER("another family"),
    /** Works with pictures, whatever made them. */
    ANY("any family"),
    UNKNOWN("an unknown family");

    private final String words;

    Family(String words) {
        this.words = words;
    }

    /** As people call it. */
    public String words() {
        return words;
    }

    /** Whether Easel runs models of this family. */
    public boolean known() {
        return this == SD1 || this == SD2 || this == SDXL || this == SDXL_REFINER || this == ANY;
    }
}
