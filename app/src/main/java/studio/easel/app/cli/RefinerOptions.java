package studio.easel.app.cli;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.easel.app.files.References.RefinerModel;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.Refiner;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;

/** The model that takes over. */
final class RefinerOptions {
    private static final String NONE = "none";
    private static final double USUAL_SWITCH = 0.8;

    @Option(
            names = "--refiner",
            paramLabel = "ID|PATH",
            description = "A second model for the last part of the walk, or none.")
    @Nullable String refiner;

    @Option(
            names = "--refiner-at",
            paramLabel = "X",
            description = "Share of the walk after which it takes over. Default: 0.8.")
    @Nullable String switchAt;

    /**
     * What takes over, if anything does.
     *
     * @param theirs what took over in the picture of {@code --from}
     * @param say hears what is missing or other than it was
     */
    Optional<Refiner> refiner(
            Optional<RefinerModel> theirs, Networks networks, Consumer<String> say) {
        if (NONE.equals(refiner)) {
            return Optional.empty();
        }
        if (refiner == null && theirs.isEmpty()) {
            refuseAlone();
            return Optional.empty();
        }
        double share =
                switchAt == null
                        ? theirs.map(RefinerModel::switchAt).orElse(USUAL_SWITCH)
                        : Typed.number(Field.REFINER, "The refiner's share", switchAt);
        return refiner == null
                ? theirs.flatMap(it -> again(it, share, networks, say))
                : Optional.of(new Refiner(networks.models().apply(refiner), share));
    }

    private void refuseAlone() {
        if (switchAt != null) {
            throw new RequestException(
                    Field.REFINER,
                    "A share of %s was given but no refiner, expected both. Name a model with --refiner."
                            .formatted(switchAt));
        }
    }

    private static Optional<Refiner> again(
            RefinerModel theirs, double share, Networks networks, Consumer<String> say) {
        try {
            ModelSpec model = networks.models().apply(theirs.model().name());
            Networks.compare(theirs.model(), model.hash(), say);
            return Optional.of(new Refiner(model, share));
        } catch (ModelException missing) {
            say.accept(
                    "The picture was finished by the refiner \"%s\", which cannot be used here and is left out. %s"
                            .formatted(theirs.model().name(), missing.getMessage()));
            return Optional.empty();
        }
    }
}
