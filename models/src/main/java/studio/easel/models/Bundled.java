package studio.easel.models;

import studio.easel.models.InstalledModel.Kind;

/** A model that comes with Easel: packed into this module's jar, unpacked when it is needed. */
enum Bundled {
    PICTURES("starter-v1", Kind.PICTURES, "Stable Diffusion 1", "the starter model"),
    DEPTH("starter-depth", Kind.DEPTH, "Depth (MiDaS)", "the starter's depth model"),
    UPSCALER("starter-2x", Kind.UPSCALER, "Upscaler", "the starter's upscaler");

    private final String id;
    private final Kind kind;
    private final String family;
    private final String words;

    Bundled(String id, Kind kind, String family, String words) {
        this.id = id;
        this.kind = kind;
        this.family = family;
        this.words = words;
    }

    /** Its folder's name, among the resources and among the models. */
    String id() {
        return id;
    }

    Kind kind() {
        return kind;
    }

    /** As its unpacked folder is recognised. */
    String family() {
        return family;
    }

    /** What it is called in sentences. */
    String words() {
        return words;
    }
}
