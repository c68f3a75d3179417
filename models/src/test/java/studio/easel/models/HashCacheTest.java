package studio.easel.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashCacheTest {
    private static final String HASH = "0123456789abcdef".repeat(4);

    @TempDir Path folder;
    private Path cache;
    private Path weights;

    @BeforeEach
    void weights() throws IOException {
        cache = folder.resolve("caches/hashes.tsv");
        weights = Files.writeString(folder.resolve("wéights with spaces.onnx"), "12345");
    }

    @Test
    void whatIsRememberedIsFoundByTheNextProgram() throws IOException {
        remember();
        assertThat(new HashCache(cache).find(HashCache.Key.of(weights))).contains(HASH);
    }

    @Test
    void aFileOfAnotherSizeIsUnknown() throws IOException {
        remember();
        FileTime before = Files.getLastModifiedTime(weights);
        Files.writeString(weights, "123456");
        Files.setLastModifiedTime(weights, before);
        assertThat(new HashCache(cache).find(HashCache.Key.of(weights))).isEmpty();
    }

    @Test
    void aFileOfAnotherTimeIsUnknown() throws IOException {
        remember();
        Files.setLastModifiedTime(weights, FileTime.fromMillis(1_700_000_000_000L));
        assertThat(new HashCache(cache).find(HashCache.Key.of(weights))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\0\0\0\0",
                "not\ta\tcache\n",
                "0123456789abcdef\t5\t5\t/short-hash\n",
                "{\"json\": true}"
            })
    void aDamagedCacheIsIgnored(String content) throws IOException {
        Files.createDirectories(folder.resolve("caches"));
        Files.writeString(cache, content);
        assertThat(new HashCache(cache).find(HashCache.Key.of(weights))).isEmpty();
        remember();
        assertThat(new HashCache(cache).find(HashCache.Key.of(weights))).contains(HASH);
    }

    @Test
    void whatIsLeftOfATornCacheStillCounts() throws IOException {
        remember();
        Files.writeString(cache, Files.readString(cache) + HASH.substring(0, 20));
        assertThat(new HashCache(cache).find(HashCache.Key.of(weights))).contains(HASH);
    }

    @Test
    void twoProgramsKeepEachOthersHashes() throws IOException {
        Path other = Files.writeString(folder.resolve("other.onnx"), "1");
        HashCache first = new HashCache(cache);
        HashCache second = new HashCache(cache);
        first.remember(HashCache.Key.of(weights), HASH);
        first.save();
        second.remember(HashCache.Key.of(other), HASH);
        second.save();
        HashCache third = new HashCache(cache);
        assertThat(third.find(HashCache.Key.of(weights))).contains(HASH);
        assertThat(third.find(HashCache.Key.of(other))).contains(HASH);
    }

    @Test
    void filesThatAreGoneAreForgotten() throws IOException {
        Path other = Files.writeString(folder.resolve("other.onnx"), "1");
        HashCache hashes = new HashCache(cache);
        hashes.remember(HashCache.Key.of(other), HASH);
        Files.delete(other);
        hashes.remember(HashCache.Key.of(weights), HASH);
        hashes.save();
        assertThat(cache).content().doesNotContain("other.onnx").contains("spaces.onnx");
    }

    @Test
    void aCacheThatCannotBeWrittenCostsOnlyTime() throws IOException {
        Files.writeString(folder.resolve("caches"), "a file where the folder should be");
        HashCache hashes = new HashCache(cache);
        hashes.remember(HashCache.Key.of(weights), HASH);
        hashes.save();
        assertThat(hashes.find(HashCache.Key.of(weights))).contains(HASH);
    }

    private void remember() throws IOException {
        HashCache hashes = new HashCache(cache);
        hashes.remember(HashCache.Key.of(weights), HASH);
        hashes.save();
    }
}
