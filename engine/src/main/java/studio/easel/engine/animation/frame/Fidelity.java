package studio.easel.engine.animation.frame;

/** What to do where Deforum plainly does something else than it means to. */
public enum Fidelity {
    /** What it means to do. */
    MENDED,
    /** What it does, to the last quirk: for pictures that have to come out as they did there. */
    STRICT
}
