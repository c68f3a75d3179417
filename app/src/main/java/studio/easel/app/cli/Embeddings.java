package studio.easel.app.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import studio.easel.app.files.References;
import studio.easel.app.files.References.NamedModel;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.TextualInversion;
import studio.easel.engine.text.Vocabulary;

/**
 * The embeddings and LoRAs there are, beside those a picture was made with.
 *
 * @param folder where they belong
 * @param vocabulary finds those that prompts name
 */
record Embeddings(Path folder, Vocabulary vocabulary) {
    /**
     * Says so where one is missing or another file. One that the request's words no longer name
     * does not matter.
     *
     * @param theirs what the picture of {@code --from} was made with
     * @throws studio.easel.engine.EaselException when the prompt cannot be spoken: it has a
     *     wildcard or a LoRA that is not there
     */
    void compare(References theirs, GenerationRequest request, Consumer<String> say) {
        if (theirs.embeddings().isEmpty() && theirs.loras().isEmpty()) {
            return;
        }
        GenerationRequest spoken = vocabulary.spoken(request.only(0));
        for (NamedModel lora : theirs.loras()) {
            spoken.loras().stream()
                    .filter(it -> plain(it.name()).equals(plain(lora.name())))
                    .forEach(it -> Networks.compare(lora, it.hash(), say));
        }
        String words = plain(spoken.prompt() + "\n" + spoken.negativePrompt());
        for (NamedModel embedding : theirs.embeddings()) {
            Optional<TextualInversion> installed =
                    spoken.embeddings().stream()
                            .filter(it -> plain(it.name()).equals(plain(embedding.name())))
                            .findFirst();
            installed.ifPresent(it -> Networks.compare(embedding, it.hash(), say));
            if (installed.isEmpty() && words.contains(plain(embedding.name()))) {
                say.accept(missing(embedding));
            }
        }
    }

    private String missing(NamedModel embedding) {
        return "The embedding %s (%s) is not installed, expected it in %s: its name is read as ordinary words, the pixels will differ. Put its file there to make the same picture again."
                .formatted(embedding.name(), embedding.shortHash(), folder);
    }

    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
