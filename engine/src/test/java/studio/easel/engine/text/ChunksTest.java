package studio.easel.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.EaselException;
import studio.easel.engine.TokenizerSpec;
import studio.easel.engine.text.Chunk.Placement;

/**
 * How words fill windows, told with a toy vocabulary: every letter is a token of its own (a is 10,
 * b is 11, ...), a comma is 1, spaces are none. Windows are 10 long, so that 8 letters fit.
 */
class ChunksTest {
    private static final long COMMA = 1;
    private static final long START = 2;
    private static final long END = 3;
    private static final int ROOM = 8;

    private static long[] letters(String text) {
        return text.toLowerCase(Locale.ROOT)
                .chars()
                .filter(c -> c == ',' || (c >= 'a' && c <= 'z'))
                .mapToLong(c -> c == ',' ? COMMA : c - 'a' + 10)
                .toArray();
    }

    private static ChunkRules rules(long pad, int backtrack) {
        return new ChunkRules(ROOM + 2, START, END, pad, OptionalLong.of(COMMA), backtrack);
    }

    private static Chunks chunks(int backtrack, Map<String, Integer> embeddings) {
        return new Chunks(ChunksTest::letters, rules(END, backtrack), embeddings);
    }

    private static Chunks.Chunked of(String prompt) {
        return chunks(3, Map.of()).of(Attention.of(prompt).spans());
    }

    /** The words of each window, without start, end and filling. */
    private static List<String> words(List<Chunk> chunks) {
        return chunks.stream().map(ChunksTest::words).toList();
    }

    private static String words(Chunk chunk) {
        return chunk.ids().stream()
                .filter(id -> id != START && id != END)
                .map(id -> id == COMMA ? "," : id == 0 ? "0" : Character.toString((int) (id + 87)))
                .collect(Collectors.joining());
    }

    @Test
    void anEmptyPromptIsOneEmptyWindow() {
        assertThat(words(of("").chunks())).containsExactly("");
        assertThat(of("").tokenCount()).isZero();
    }

    @Test
    void aWindowIsFramedAndFilledWithTheEndToken() {
        assertThat(of("ab").chunks().get(0).ids())
                .containsExactly(2L, 10L, 11L, 3L, 3L, 3L, 3L, 3L, 3L, 3L);
    }

    @Test
    void otherModelsFillBehindTheEndTokenWithTheirPadding() {
        Chunks padded = new Chunks(ChunksTest::letters, rules(0, 3), Map.of());
        assertThat(padded.of(Attention.of("ab").spans()).chunks().get(0).ids())
                .containsExactly(2L, 10L, 11L, 3L, 0L, 0L, 0L, 0L, 0L, 0L);
    }

    @Test
    void weightsGoWithTheirTokensAndTheFrameHasWeightOne() {
        assertThat(of("a(b:1.5)").chunks().get(0).multipliers())
                .containsExactly(1.0, 1.0, 1.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0);
    }

    @Test
    void aFullWindowIsFollowedByAnotherOnlyIfThereAreMoreWords() {
        assertThat(words(of("abcdefgh").chunks())).containsExactly("abcdefgh");
        assertThat(words(of("abcdefghi").chunks())).containsExactly("abcdefgh", "i");
        assertThat(of("abcdefghi").tokenCount()).isEqualTo(9);
    }

    @Test
    void breakClosesTheWindowEvenAnEmptyOne() {
        assertThat(words(of("a BREAK b").chunks())).containsExactly("a", "b");
        assertThat(words(of("BREAK BREAK b").chunks())).containsExactly("", "", "b");
        assertThat(words(of("a BREAK").chunks())).containsExactly("a");
        assertThat(of("a BREAK b").tokenCount()).isEqualTo(ROOM + 1);
    }

    @Test
    void aFullWindowEndsBehindACommaThatIsNear() {
        assertThat(words(of("abcde,fgh").chunks())).containsExactly("abcde,", "fgh");
    }

    @Test
    void aCommaFurtherBackStaysWhereItIs() {
        // 8 letters less the comma's index 4 is 4, more than 3.
        assertThat(words(of("abcd,efghi").chunks())).containsExactly("abcd,efg", "hi");
    }

    @Test
    void backtrackingCanBeOff() {
        Chunks off = chunks(0, Map.of());
        assertThat(words(off.of(Attention.of("abcdef,ghi").spans()).chunks()))
                .containsExactly("abcdef,g", "hi");
    }

    @Test
    void aCommaThatComesWhenTheWindowIsFullOpensTheNextOne() {
        assertThat(words(of("abcde,fg,h").chunks())).containsExactly("abcde,fg", ",h");
    }

    @Test
    void wordsThatMovedToTheNextWindowAreNotSearchedForCommasAgain() {
        assertThat(words(of("abcdef,g,hijklmnop").chunks())).doesNotContain("");
        assertThat(words(of("abcdef,g,hijklmnop").chunks()).get(0)).isEqualTo("abcdef,g");
    }

    @Test
    void anEmbeddingHoldsAsManyPlacesAsItHasVectors() {
        Chunk chunk =
                chunks(3, Map.of("xyz", 2))
                        .of(Attention.of("a (XYZ:1.2) b").spans())
                        .chunks()
                        .get(0);
        assertThat(words(chunk)).isEqualTo("a00b");
        assertThat(chunk.placements()).containsExactly(new Placement(1, "xyz"));
        assertThat(chunk.multipliers().subList(1, 5)).containsExactly(1.0, 1.2, 1.2, 1.0);
    }

    @Test
    void ofNamesThatBeginAlikeTheLongestCounts() {
        Chunks both = chunks(3, Map.of("xy", 1, "xyz", 2));
        List<Placement> placements =
                both.of(Attention.of("xyz xy").spans()).chunks().get(0).placements();
        assertThat(placements).containsExactly(new Placement(0, "xyz"), new Placement(2, "xy"));
    }

    @Test
    void anEmbeddingIsNeverCutInTwo() {
        Chunks.Chunked chunked = chunks(3, Map.of("xyz", 4)).of(Attention.of("abcdef xyz").spans());
        assertThat(words(chunked.chunks())).containsExactly("abcdef", "0000");
        assertThat(chunked.chunks().get(1).placements()).containsExactly(new Placement(0, "xyz"));
        assertThat(chunked.tokenCount()).isEqualTo(ROOM + 4);
    }

    @Test
    void anEmbeddingStaysInTheWindowWhoseWordsMoveOn() {
        // As in the original: only its zeros move on.
        Chunks.Chunked chunked =
                chunks(3, Map.of("xyz", 2)).of(Attention.of("abcde,xyz g").spans());
        assertThat(words(chunked.chunks())).containsExactly("abcde,", "00g");
        assertThat(chunked.chunks().get(0).placements()).containsExactly(new Placement(6, "xyz"));
        assertThat(chunked.chunks().get(1).placements()).isEmpty();
    }

    @Test
    void anEmbeddingTooLargeForTheModelIsRefused() {
        assertThatThrownBy(() -> chunks(3, Map.of("huge", 9)))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("huge has 9 vectors, expected 1 to 8");
    }

    @Test
    void aShorterTextIsFilledUpWithEmptyWindows() {
        Chunks chunks = chunks(3, Map.of());
        List<Chunk> filled = chunks.filledUp(of("ab").chunks(), 3);
        assertThat(words(filled)).containsExactly("ab", "", "");
    }

    @Test
    void withoutEmphasisBracketsAndBreakAreWords() {
        assertThat(words(chunks(3, Map.of()).of(Emphasis.NONE.spans("a BREAK")).chunks()))
                .containsExactly("abreak");
    }

    @Test
    void theCommaIsFoundInTheModelsOwnVocabulary() {
        TokenizerSpec spec = new TokenizerSpec("{}", 32, 2, 3, 3);
        assertThat(ChunkRules.of(spec, ChunksTest::letters).commaId()).hasValue(COMMA);
        assertThat(ChunkRules.of(spec, text -> new long[] {5, 6}).commaId()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void noTokenIsLostOrTurnedRoundAndEveryWindowIsWhole(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            String text =
                    random.ints(random.nextInt(60), 0, 9)
                            .mapToObj(c -> c < 2 ? "," : Character.toString('a' + c))
                            .collect(Collectors.joining());
            List<Chunk> chunks =
                    chunks(random.nextInt(9), Map.of()).of(Attention.of(text).spans()).chunks();
            assertThat(String.join("", words(chunks))).isEqualTo(text);
            assertThat(chunks).allMatch(chunk -> chunk.ids().size() == ROOM + 2);
            assertThat(chunks).allMatch(chunk -> chunk.multipliers().size() == ROOM + 2);
        }
    }

    @Test
    void manyTokensAreQuick() {
        List<String> words = new ArrayList<>(Collections.nCopies(25_000, "ab,c"));
        assertThat(of(String.join(" ", words)).chunks()).hasSizeGreaterThan(10_000);
    }
}
