package studio.easel.engine.animation;

/** How a schedule is read: docs/schedule-language.md has the table of differences. */
public enum Dialect {
    /** Everything Deforum reads, with the same frames, and what it should have read as well. */
    EASEL,
    /** As Deforum itself reads it (its commit 32242685), errors and oddities included. */
    DEFORUM
}
