package studio.easel.models.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.engine.ModelException;
import studio.easel.engine.TokenizerSpec;

class TokenizerFolderTest {
    @TempDir Path folder;

    @Test
    void vocabularyAndMergesMakeATokenizer() {
        TokenizerSpec spec = read(ModelTree.in(folder).vocabulary());
        assertThat(spec.startId()).isEqualTo(6);
        assertThat(spec.endId()).isEqualTo(7);
        assertThat(spec.padId()).isEqualTo(7);
        assertThat(spec.json())
                .contains("\"end_of_word_suffix\":\"</w>\"")
                .contains("\"merges\":[\"c a\",\"ca t</w>\"]")
                .contains("\"post_processor\":null");
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # tokenizer's max,  positions,  window
                    77,                 77,         77
                    32,                 32,         32
                    # not stated: as many as the text encoder has
                    ,                   32,         32
                    # CLIP's own
                    ,                   ,           77
                    # transformers' "no limit"
                    1e30,               77,         77
                    1e30,               ,           77
                    40,                 ,           40
                    # never more than there are positions
                    77,                 32,         32
                    """)
    void theWindowIsReadNotAssumed(String stated, String positions, int window) {
        ModelTree tree =
                ModelTree.in(folder)
                        .vocabulary()
                        .json(
                                "tokenizer/tokenizer_config.json",
                                "{'model_max_length': " + stated + "}")
                        .json(
                                "text_encoder/config.json",
                                "{'max_position_embeddings': " + positions + "}");
        assertThat(read(tree).windowLength()).isEqualTo(window);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    '!'               | 0
                    {'content': '!'}  | 0
                    'cat</w>'         | 5
                    null              | 7
                    """,
            quoteCharacter = '"')
    void thePadTokenIsTextOrObject(String pad, int id) {
        ModelTree tree =
                ModelTree.in(folder)
                        .vocabulary()
                        .json("tokenizer/special_tokens_map.json", "{'pad_token': " + pad + "}");
        assertThat(read(tree).padId()).isEqualTo(id);
    }

    @Test
    void aTokenizerJsonIsTakenWithoutItsFramesAndLimits() {
        ModelTree tree =
                ModelTree.in(folder)
                        .json(
                                "tokenizer/tokenizer.json",
                                "{'truncation': {'max_length': 5}, 'padding': {}, 'post_processor': {}, 'added_tokens': [{'id': 9, 'content': '<|endoftext|>'}], 'model': {'type': 'BPE', 'vocab': {'<|startoftext|>': 8}}}");
        TokenizerSpec spec = read(tree);
        assertThat(spec.startId()).isEqualTo(8);
        assertThat(spec.endId()).isEqualTo(9);
        assertThat(spec.json())
                .contains("\"truncation\":null,\"padding\":null,\"post_processor\":null");
    }

    @Test
    void anotherKindOfTokenizerIsRefused() {
        ModelTree tree =
                ModelTree.in(folder)
                        .json("tokenizer/tokenizer.json", "{'model': {'type': 'WordPiece'}}");
        assertThatThrownBy(() -> read(tree))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("is not a CLIP tokenizer: its model has type \"WordPiece\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    c a t             | has "c a t" in line 1, expected two tokens
                    cat               | has "cat" in line 1, expected two tokens
                    c t</w>           | joins "c t</w>" in line 1, but vocab.json has no "ct</w>"
                    """)
    void mergesThatDoNotFitTheVocabularyAreSaid(String merges, String sentence) {
        ModelTree tree =
                ModelTree.in(folder).vocabulary().text("tokenizer/merges.txt", merges + "\n");
        assertThatThrownBy(() -> read(tree))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void aVocabularyWithoutTheSpecialTokensIsSaid() {
        ModelTree tree = ModelTree.in(folder).vocabulary().json("tokenizer/vocab.json", "{'a': 0}");
        assertThatThrownBy(() -> read(tree))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("has no token <|startoftext|> among its 1");
    }

    private TokenizerSpec read(ModelTree tree) {
        JsonFile textEncoder =
                JsonFile.readIfThere(tree.root().resolve("text_encoder/config.json"));
        return new TokenizerFolder(tree.root().resolve("tokenizer")).read(textEncoder);
    }
}
