package studio.easel.app.files;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import studio.easel.app.files.References.NamedModel;
import studio.easel.app.files.SavedSettings.Source;
import studio.easel.engine.Guidance;
import studio.easel.engine.Provenance;

/**
 * What a picture remembers, for people to read: {@code easel show picture.png}.
 *
 * <pre>
 * heart.png, made with Easel 0.1.0
 *   Prompt     a red heart by the sea
 *   Sampler    Euler a
 *   ...
 * </pre>
 */
public final class SettingsText {
    private static final int LABEL = 12;

    // Escape sequences would drive the terminal, direction marks would reorder what is read.
    private static final Pattern UNPRINTABLE =
            Pattern.compile("[\\p{Cc}\\p{Cs}\u202A-\u202E\u2066-\u2069&&[^\n\t]]");

    private final StringBuilder text = new StringBuilder();

    private SettingsText() {}

    /** The settings of {@code file} in lines; safe to print, whatever the file holds. */
    public static String of(Path file, SavedSettings settings) {
        return new SettingsText().lines(String.valueOf(file.getFileName()), settings);
    }

    private String lines(String name, SavedSettings settings) {
        text.append("%s, %s%n".formatted(printable(name), madeWith(settings)));
        line("Prompt", Optional.of(settings.prompt()));
        line("Negative", Optional.of(settings.negativePrompt()));
        line("Sampler", settings.sampler());
        line("Spacing", settings.spacing());
        line("Steps", settings.steps());
        line("Guidance", settings.guidance().map(SettingsText::words));
        line("Eta", settings.eta().filter(eta -> eta != 0));
        line("Seed", settings.seed());
        line("Size", settings.size());
        lines(settings.further().inWords());
        lines(settings.references().modelsInWords());
        line("Embeddings", named(settings.references().embeddings()));
        line("LoRAs", named(settings.references().loras()));
        line("Model", settings.modelName());
        line("Model hash", settings.modelHash());
        line("Run by", settings.provenance().map(SettingsText::runBy));
        settings.references().missingPictures().forEach(it -> line("Note", Optional.of(it)));
        settings.notes().forEach(note -> line("Note", Optional.of(note)));
        return text.toString();
    }

    private static String madeWith(SavedSettings settings) {
        if (settings.source() != Source.EASEL) {
            return "with settings as %s writes them".formatted(settings.source().label());
        }
        String version = settings.provenance().map(Provenance::easelVersion).orElse("");
        return "made with Easel " + printable(version);
    }

    private static String words(Guidance guidance) {
        String rescaled = guidance.rescale() == 0 ? "" : ", rescaled by " + guidance.rescale();
        boolean always = guidance.from() == 0 && guidance.to() == 1;
        return guidance.scale()
                + rescaled
                + (always
                        ? ""
                        : ", from %s to %s of the walk".formatted(guidance.from(), guidance.to()));
    }

    private static Optional<String> named(List<NamedModel> models) {
        return Optional.of(
                models.stream()
                        .map(it -> "%s (%s)".formatted(it.name(), it.shortHash()))
                        .collect(Collectors.joining(", ")));
    }

    private static String runBy(Provenance provenance) {
        return "ONNX Runtime %s on %s"
                .formatted(provenance.runtimeVersion(), provenance.provider());
    }

    private void lines(Map<String, String> values) {
        values.forEach((label, value) -> line(label, Optional.of(value)));
    }

    private void line(String label, Optional<?> value) {
        String written = value.map(Object::toString).map(SettingsText::printable).orElse("");
        if (!written.isEmpty()) {
            String indented = written.replace("\n", "\n" + " ".repeat(LABEL + 2));
            text.append("  %-12s%s%n".formatted(label, indented));
        }
    }

    /** {@code value} with whatever could play tricks on a terminal or a page replaced. */
    public static String printable(String value) {
        return UNPRINTABLE.matcher(value).replaceAll("\uFFFD");
    }

    static String shortened(String value, int longest) {
        String printable = printable(value);
        return printable.length() <= longest ? printable : printable.substring(0, longest) + "...";
    }
}
