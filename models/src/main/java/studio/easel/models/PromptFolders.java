package studio.easel.models;

import java.nio.file.Path;
import java.util.List;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ModelException;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.Start;
import studio.easel.engine.TextualInversion;
import studio.easel.engine.text.Vocabulary;
import studio.easel.engine.text.Wildcards;
import studio.easel.models.format.Inspection;
import studio.easel.models.passport.Passport;

/** The vocabulary an artist keeps in three folders: wildcards, embeddings and LoRAs. */
public final class PromptFolders implements Vocabulary {
    private final WildcardFolder choices;
    private final Wildcards wildcards;
    private final EmbeddingFolder embeddings;
    private final LoraFolder loras;

    /**
     * @param wildcards text files, one choice a line
     * @param embeddings {@code .safetensors} files, each called by its name
     * @param loras {@code .safetensors} files, each called by a tag
     */
    public PromptFolders(Path wildcards, Path embeddings, Path loras) {
        this.choices = new WildcardFolder(wildcards);
        this.wildcards = new Wildcards(choices);
        this.embeddings = new EmbeddingFolder(embeddings);
        this.loras = new LoraFolder(loras);
    }

    /** The walk a branch leaves may have been read from a file, which keeps words alone. */
    private Start start(Start start) {
        return start instanceof Start.Branch branch
                ? new Start.Branch(spoken(branch.from()), branch.after(), branch.masked())
                : start;
    }

    /** What is in the folder of LoRAs, by name; what is none says so. */
    public List<Passport> loras() {
        return loras.files().stream().map(Inspection::of).toList();
    }

    /**
     * @throws RequestException when a wildcard has no file or no choices, or a LoRA is not there
     */
    @Override
    public GenerationRequest spoken(GenerationRequest picture) {
        String prompt = wildcards.expand(Field.PROMPT, picture.prompt(), picture.seed());
        String negative =
                wildcards.expand(Field.NEGATIVE_PROMPT, picture.negativePrompt(), picture.seed());
        return picture.but()
                .prompt(prompt)
                .negativePrompt(negative)
                .embeddings(embeddings.namedIn(prompt + "\n" + negative))
                .loras(loras.taggedIn(prompt))
                .start(start(picture.start()))
                .request();
    }

    /** The wildcards there are, sorted; none where the folder cannot be read. */
    public List<String> wildcardNames() {
        return choices.names();
    }

    /**
     * The embeddings there are, sorted.
     *
     * @throws ModelException when the folder cannot be listed
     */
    public List<String> embeddingNames() {
        return embeddings.names();
    }

    /**
     * The embeddings that a text names, by name.
     *
     * @throws ModelException when the file of one of them is no embedding
     */
    public List<TextualInversion> embeddingsIn(String text) {
        return embeddings.namedIn(text);
    }
}
