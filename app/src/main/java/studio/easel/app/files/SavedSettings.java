package studio.easel.app.files;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import studio.easel.engine.ImageSize;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;

/** TEMPORARY stub. */
public record SavedSettings(
        String prompt,
        String negativePrompt,
        Optional<SamplerName> sampler,
        Optional<String> samplerText,
        Optional<SigmaSpacing> spacing,
        OptionalInt steps,
        OptionalDouble guidanceScale,
        OptionalLong seed,
        Optional<ImageSize> size,
        OptionalDouble eta,
        Optional<String> modelName,
        Optional<String> modelHash) {}
