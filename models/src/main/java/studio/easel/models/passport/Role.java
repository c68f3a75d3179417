package studio.easel.models.passport;

/** What a model is for. */
public enum Role {
    CHECKPOINT("a checkpoint"),
    UNET("a U-Net without the rest of its model"),
    VAE("a VAE"),
    SMALL_VAE("a small VAE for previews (TAESD)"),
    TEXT_ENCODER("a text encoder"),
    IMAGE_ENCODER("an image encoder"),
    CONTROLNET("a ControlNet"),
    T2I_ADAPTER("a T2I-Adapter"),
    IP_ADAPTER("an IP-Adapter"),
    LORA("a LoRA"),
    CONTROL_LORA("a control LoRA"),
    EMBEDDING("an embedding (textual inversion)"),
    UPSCALER("an upscaler"),
    MOTION("a motion module"),
    DEPTH("a depth model"),
    UNKNOWN("nothing Easel knows");

    private final String words;

    Role(String words) {
        this.words = words;
    }

    /** What it is, with its article. */
    public String words() {
        return words;
    }
}
