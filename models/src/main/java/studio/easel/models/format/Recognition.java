package studio.easel.models.format;

/** What a look at a file or folder found; the two refusals say why in whole sentences. */
public sealed interface Recognition {
    /** A model Easel opens. */
    record Match(RecognisedModel model) implements Recognition {}

    /** Something else, or a kind of model that Easel does not open (yet). */
    record NotThisFormat(String why) implements Recognition {}

    /** Meant to be such a model, but incomplete or broken. */
    record Damaged(String why) implements Recognition {}
}
