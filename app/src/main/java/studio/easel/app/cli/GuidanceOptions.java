package studio.easel.app.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.easel.engine.Guidance;
import studio.easel.engine.RequestException.Field;

/** How strongly the words pull. */
final class GuidanceOptions {
    @Option(
            names = "--guidance",
            paramLabel = "X",
            description =
                    "How closely to follow the prompt; above 1 the negative prompt counts. Default: the model's.")
    @Nullable String scale;

    @Option(
            names = "--guidance-rescale",
            paramLabel = "X",
            description = "Against burnt colours, 0 to 1. Default: 0.")
    @Nullable String rescale;

    @Option(
            names = "--guidance-from",
            paramLabel = "X",
            description = "Share of the walk from which on words guide, 0 to 1. Default: 0.")
    @Nullable String from;

    @Option(
            names = "--guidance-to",
            paramLabel = "X",
            description = "Share of the walk up to which words guide, 0 to 1. Default: 1.")
    @Nullable String to;

    Guidance over(Guidance base) {
        return new Guidance(
                number("Guidance", scale, base.scale()),
                number("Guidance rescale", rescale, base.rescale()),
                number("The beginning of guidance", from, base.from()),
                number("The end of guidance", to, base.to()));
    }

    private static double number(String what, @Nullable String text, double otherwise) {
        return text == null ? otherwise : Typed.number(Field.GUIDANCE_SCALE, what, text);
    }
}
