package studio.easel.app.generate;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import studio.easel.app.files.PresetFile;
import studio.easel.engine.TextualInversion;

/**
 * What helps with writing prompts. All of it reads files, so never on the window's thread.
 *
 * @param wildcards the names there are
 * @param embeddings the names there are
 * @param named the embeddings that a text names
 * @param presets where presets are kept; empty for nowhere
 */
public record PromptDesk(
        Supplier<List<String>> wildcards,
        Supplier<List<String>> embeddings,
        Function<String, List<TextualInversion>> named,
        Optional<PresetFile> presets) {
    /** Nothing to help with. */
    static final PromptDesk BARE =
            new PromptDesk(List::of, List::of, text -> List.of(), Optional.empty());
}
