package studio.easel.models.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.EaselException;
import studio.easel.engine.Goldens;
import studio.easel.engine.ModelException;
import studio.easel.engine.TextualInversion;

class EmbeddingFileTest {
    private static final String HASH = "0".repeat(64);

    @TempDir Path folder;

    /** Written by the safetensors library, in fp16, bfloat16 and fp32: goldens/graphs. */
    @ParameterizedTest
    @ValueSource(strings = {"a1111", "diffusers", "sdxl"})
    void eachLayoutIsReadNumberForNumber(String name) throws IOException {
        Path file = Goldens.path("graphs/embeddings/" + name + ".safetensors");
        JsonNode expected =
                new ObjectMapper()
                        .readTree(Goldens.path("graphs/cases.json").toFile())
                        .get("embeddings")
                        .get(name);
        Map<Integer, List<List<Float>>> vectors = new HashMap<>();
        expected.properties()
                .forEach(
                        entry ->
                                vectors.put(
                                        Integer.valueOf(entry.getKey()), rows(entry.getValue())));
        assertThat(EmbeddingFile.read(file, HASH))
                .isEqualTo(new TextualInversion(name, HASH, vectors));
    }

    @Test
    void anEmbeddingFitsTheModelsItWasMadeFor() throws IOException {
        TextualInversion sdxl =
                EmbeddingFile.read(Goldens.path("graphs/embeddings/sdxl.safetensors"), HASH);
        assertThat(sdxl.places()).isEqualTo(3);
        assertThat(sdxl.fits(Set.of(32, 40))).isTrue();
        assertThat(sdxl.fits(Set.of(32))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"old.pt", "old.bin", "OLD.PT", "renamed.safetensors"})
    void picklesAreNeverOpened(String name) throws IOException {
        Path zip = Files.write(folder.resolve(name), new byte[] {'P', 'K', 3, 4, 0, 0, 8, 8, 0});
        assertThatThrownBy(() -> EmbeddingFile.read(zip, HASH))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("Python pickle")
                .hasMessageContaining("convert it")
                .hasMessageContaining("weights_only=True");
    }

    @Test
    void aBarePickleIsKnownByItsFirstBytes() throws IOException {
        byte[] bytes = {(byte) 0x80, 2, (byte) 0x8a, '\n', 'l', (byte) 0xfc, 'F', (byte) 0x9c};
        Path file = Files.write(folder.resolve("bare.safetensors"), bytes);
        assertThatThrownBy(() -> EmbeddingFile.read(file, HASH))
                .hasMessageContaining("Python pickle");
    }

    /** Headers of files of eight bytes of tensors; {@code '} stands for a quote. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    # header | what is said
                    {'e':{'dtype':'F32','shape':[1,2],'data_offsets':[0,8]},'e':{'dtype':'F32','shape':[1,2],'data_offsets':[0,8]}} | Duplicate
                    {'e':{'dtype':'F32','dtype':'F16','shape':[1,2],'data_offsets':[0,8]}} | Duplicate
                    {'e':{'dtype':'F32','shape':[1,2],'data_offsets':[0,9]}} | has 9 bytes, expected 8
                    {'e':{'dtype':'F32','shape':[1,1],'data_offsets':[0,4]}} | tensors end at byte
                    {'e':{'dtype':'F32','shape':[1,1],'data_offsets':[4,8]}} | begins at byte
                    {'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F16','shape':[3],'data_offsets':[2,8]}} | where the tensor before it ends
                    {'a':{'dtype':'F16','shape':[1],'data_offsets':[0,2]},'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | where the tensor before it ends
                    {'e':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,8]}} | has the shape
                    {'e':{'dtype':'F32','shape':[-1,-2],'data_offsets':[0,8]}} | has -1 for a size
                    {'e':{'dtype':'F32','shape':[1.5],'data_offsets':[0,8]}} | has 1.5 for a size
                    {'e':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,8]}} | for a size
                    {'e':{'dtype':'F32','shape':[2],'data_offsets':[9223372036854775800,9223372036854775807]}} | has 7 bytes
                    {'e':{'dtype':'F32','shape':[2],'data_offsets':[9223372036854775799,9223372036854775807]}} | where the tensor before it ends
                    {'e':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | has -8 bytes
                    {'e':{'dtype':'F32','shape':[2],'data_offsets':{'a':0,'b':8}}} | not described as a tensor
                    {'e':{'dtype':'F32','data_offsets':[0,8]}} | not described as a tensor
                    {'e':8} | not described as a tensor
                    {'e':{'dtype':'F33','shape':[2],'data_offsets':[0,8]}} | as F33, a type that Easel does not know
                    {'e':{'dtype':'I64','shape':[1,1],'data_offsets':[0,8]}} | holds I64, expected F32
                    {'e':{'dtype':'F32','shape':[1,1,2],'data_offsets':[0,8]}} | of the shape [1, 1, 2]
                    {'e':{'dtype':'F32','shape':[2],'data_offsets':[0,8]} | not sound JSON
                    {'e':{'dtype':'F32','shape':[[[[[[[[[[2]]]]]]]]]],'data_offsets':[0,8]}} | for a size or place
                    {'e':{'x':[[[[[[[[[[2]]]]]]]]]],'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | not sound JSON
                    {'e':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'e':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | Duplicate field
                    {'__metadata__':{'a':1},'e':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | not a list of texts
                    {'e':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}{} | not sound JSON
                    ['e'] | does not begin with {
                    {'__metadata__':{'a':'b'}} | tensors end at byte
                    {'clip_l':{'dtype':'F16','shape':[2],'data_offsets':[0,4]},'clip_g':{'dtype':'F16','shape':[2],'data_offsets':[4,8]}} | of one width
                    {'clip_l':{'dtype':'F16','shape':[1,1],'data_offsets':[0,2]},'clip_g':{'dtype':'F16','shape':[1,3],'data_offsets':[2,8]}} | READ
                    {'clip_l':{'dtype':'F16','shape':[2,1],'data_offsets':[0,4]},'clip_g':{'dtype':'F16','shape':[1,2],'data_offsets':[4,8]}} | as many for each
                    {'up.lora':{'dtype':'F16','shape':[2],'data_offsets':[0,4]},'b':{'dtype':'F16','shape':[2],'data_offsets':[4,8]}} | 2 tensors (up.lora, ...)
                    """)
    void hostileHeadersGetASentence(String header, String said) throws IOException {
        Path file = write(header.replace('\'', '"'), new byte[8]);
        if (said.equals("READ")) { // nearly the same header, and sound
            assertThat(EmbeddingFile.read(file, HASH).vectorsByWidth()).containsOnlyKeys(1, 3);
            return;
        }
        assertThatThrownBy(() -> EmbeddingFile.read(file, HASH))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining(said);
    }

    @Test
    void headersThatLieAboutTheirLengthAreRefused() throws IOException {
        for (long length : new long[] {0, 1, 3, 1 << 20, Long.MAX_VALUE, -1}) {
            ByteBuffer bytes = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putLong(length);
            Path file = Files.write(folder.resolve("lies.safetensors"), bytes.array());
            assertThatThrownBy(() -> EmbeddingFile.read(file, HASH))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining(Long.toUnsignedString(length) + " bytes");
        }
        Path empty = Files.write(folder.resolve("empty.safetensors"), new byte[3]);
        assertThatThrownBy(() -> EmbeddingFile.read(empty, HASH))
                .hasMessageContaining("it has 3 bytes");
        Path padded = write("{" + " ".repeat(1 << 20) + "}", new byte[8]);
        assertThatThrownBy(() -> EmbeddingFile.read(padded, HASH))
                .hasMessageContaining("expected at most 1,048,576");
        assertThatThrownBy(() -> EmbeddingFile.read(folder.resolve("none"), HASH))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void vectorsWithoutEndAreRefused() throws IOException {
        String header = "{\"e\":{\"dtype\":\"F16\",\"shape\":[1,2],\"data_offsets\":[0,4]}}";
        Path file = write(header, new byte[] {0, 0x3c, 0, 0x7c}); // 1, infinity
        assertThatThrownBy(() -> EmbeddingFile.read(file, HASH)).hasMessageContaining("Infinity");
        assertThat(
                        EmbeddingFile.read(write(header, new byte[] {1, 0, 0, (byte) 0xc4}), HASH)
                                .vectorsByWidth()
                                .get(2))
                .containsExactly(List.of(0x1p-24f, -4f)); // the smallest there is, and a plain one
    }

    private Path write(String header, byte[] data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(text.length).put(text).put(data);
        return Files.write(folder.resolve("written.safetensors"), bytes.array());
    }

    private static List<List<Float>> rows(JsonNode rows) {
        List<List<Float>> list = new ArrayList<>();
        for (JsonNode row : rows) {
            List<Float> numbers = new ArrayList<>();
            row.forEach(value -> numbers.add(value.floatValue()));
            list.add(numbers);
        }
        return list;
    }
}
