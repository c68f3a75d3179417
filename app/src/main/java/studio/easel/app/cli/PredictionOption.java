package studio.easel.app.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.easel.engine.EaselException;
import studio.easel.engine.Names;
import studio.easel.models.InstalledModel;
import studio.easel.models.passport.Prediction;

/** {@code --prediction}: what a model predicts, where its file does not say. */
final class PredictionOption {
    @Option(
            names = "--prediction",
            paramLabel = "epsilon|v",
            description =
                    "What the model predicts, where its file does not say; Easel remembers it.")
    @Nullable String prediction;

    void remember(Workbench workbench, InstalledModel model, Consumer<String> stage) {
        parse().ifPresent(type -> workbench.library().remember(model, type, stage));
    }

    /**
     * @throws EaselException when it is neither
     */
    Optional<Prediction.Type> parse() {
        if (prediction == null) {
            return Optional.empty();
        }
        return switch (prediction.strip().toLowerCase(Locale.ROOT)) {
            case "epsilon" -> Optional.of(Prediction.Type.EPSILON);
            case "v" -> Optional.of(Prediction.Type.V);
            default ->
                    throw new EaselException(
                            Names.unknown("The prediction", prediction, List.of("epsilon", "v")));
        };
    }
}
