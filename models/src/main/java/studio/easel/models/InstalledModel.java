package studio.easel.models;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A model somebody can choose.
 *
 * @param id what {@link ModelLibrary#find} takes: the name of its folder in the models folder, or
 *     the path of a folder elsewhere
 * @param name shown to people
 * @param description a few sentences, empty when there are none
 * @param folder where it lies; the starter's exists from its first opening on
 * @param problem why it cannot be used, in whole sentences; empty when it can
 * @param starter whether it is the one that comes with Easel
 */
public record InstalledModel(
        String id,
        String name,
        String description,
        Path folder,
        Optional<String> problem,
        boolean starter) {}
