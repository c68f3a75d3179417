package studio.easel.models;

import java.nio.file.Path;
import java.util.Optional;

/** TEMPORARY stub. */
public record InstalledModel(
        String id,
        String name,
        String description,
        Path folder,
        Optional<String> problem,
        boolean starter) {}
