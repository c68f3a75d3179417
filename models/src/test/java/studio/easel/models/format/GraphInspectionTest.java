package studio.easel.models.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.ModelException;
import studio.easel.engine.onnx.GraphInspection;

/** A secret lies beside the model's folder; no graph may read it, however it asks. */
class GraphInspectionTest {
    @TempDir Path home;
    private Path folder;

    @BeforeEach
    void aModelAndASecret() throws IOException {
        folder = Files.createDirectories(home.resolve("model"));
        Files.writeString(home.resolve("secret.txt"), "secret");
        Files.writeString(folder.resolve("weights.bin"), "0123456789");
    }

    @ParameterizedTest
    @MethodSource("corners")
    void weightsOutsideAreFoundInEveryCorner(String where, Corner corner) throws IOException {
        assertThat(inspect(corner.around(tensor("weights.bin"))).files())
                .as(where)
                .containsExactly("weights.bin");
        refused(corner.around(tensor("../secret.txt")), "../secret.txt");
    }

    /** The advisories' ways out of a folder, and those of other systems. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret.txt", // CVE-2022-25882
                "a/../../secret.txt", // CVE-2024-27318
                "weights.bin/../../secret.txt",
                "..\\secret.txt",
                "a\\..\\..\\secret.txt",
                "/etc/passwd",
                "//host/share/file",
                "\\\\host\\share\\file",
                "C:\\secret.txt",
                "C:secret.txt",
                "file:///etc/passwd",
                "..",
                "",
                " ",
                "a//b",
                "weights.bin/",
                "weights.bin\u0000.txt",
                ".. /secret.txt"
            })
    void aNameThatIsNotPlainIsRefused(String location) throws IOException {
        refused(graph(field(5, tensor(location))), "which is no plain name");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void aLinkOutOfTheFolderIsRefused() throws IOException {
        Files.createSymbolicLink(folder.resolve("link.bin"), home.resolve("secret.txt"));
        refused(graph(field(5, tensor("link.bin"))), "a link that leads out of the folder");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void aFolderThatIsALinkIsRefused() throws IOException {
        Files.createSymbolicLink(folder.resolve("down"), home);
        refused(graph(field(5, tensor("down/secret.txt"))), "a link that leads out of the folder");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the number of names is not told there")
    void aHardLinkIsRefused() throws IOException {
        Files.createLink(folder.resolve("hard.bin"), home.resolve("secret.txt"));
        refused(graph(field(5, tensor("hard.bin"))), "it is a hard link");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void aLinkWithinTheFolderIsFine() throws IOException {
        Files.createSymbolicLink(folder.resolve("link.bin"), folder.resolve("weights.bin"));
        assertThat(inspect(graph(field(5, tensor("link.bin")))).files())
                .containsExactly("link.bin");
    }

    /** ONNX Runtime looks beside the real graph; what lies beside the link is a decoy. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void aGraphElsewhereIsNotJudgedByWhatLiesBesideTheLink() throws IOException {
        Path real = Files.createDirectories(home.resolve("real"));
        byte[] graph = join(number(1, 8), graph(field(5, tensor("weights.bin"))));
        Files.write(real.resolve("model.onnx"), graph);
        Files.createLink(real.resolve("weights.bin"), home.resolve("secret.txt"));
        Path link =
                Files.createSymbolicLink(
                        folder.resolve("model.onnx"), Path.of("../real/model.onnx"));
        assertThatThrownBy(() -> GraphInspection.of(link))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("is a link to")
                .hasMessageContaining("\"weights.bin\"");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void linksToAGraphThatNeedsNoOtherFileAndToWholeFoldersAreFine() throws IOException {
        Path whole = Files.write(home.resolve("blob"), join(number(1, 8), graph(new byte[0])));
        Path link = Files.createSymbolicLink(folder.resolve("link.onnx"), whole);
        assertThat(GraphInspection.of(link).files()).isEmpty();
        inspect(graph(field(5, tensor("weights.bin"))));
        Path linked = Files.createSymbolicLink(home.resolve("linked"), folder);
        assertThat(GraphInspection.of(linked.resolve("model.onnx")).files())
                .containsExactly("weights.bin");
    }

    /** C++ reads 32 bits of a tag: to it, these are fields like any other. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 13})
    void aFieldCannotHideBehindATagOfMoreThan32Bits(int field) throws IOException {
        byte[] wide = {(byte) (field << 3 | 2 | 0x80), (byte) 0x80, (byte) 0x80, (byte) 0x80, 16};
        byte[] hidden = join(join(wide, new byte[] {2}), new byte[] {8, 0});
        for (byte[] place :
                List.of(hidden, graph(hidden), graph(field(5, hidden)), field(25, hidden))) {
            refused(place, "a field has the number " + (field | 1 << 29));
        }
    }

    @Test
    void aPlaceInMemoryIsNoFile() throws IOException {
        Path path = Files.createDirectories(folder.resolve("_ORT_MEM_ADDR_"));
        Files.writeString(path.resolve("w"), "0123456789");
        refused(graph(field(5, tensor("_ORT_MEM_ADDR_/w"))), "which is no plain name");
        refused(graph(field(5, tensor("*/_ORT_MEM_ADDR_/*"))), "which is no plain name");
    }

    @Test
    void missingOrShortFilesAreSaid() throws IOException {
        refused(graph(field(5, tensor("gone.bin"))), "which is missing");
        refused(
                graph(field(5, tensor("weights.bin", Map.of("offset", "8", "length", "3")))),
                "weights lie in it up to byte 11");
        refused(
                graph(field(5, tensor("weights.bin", Map.of("offset", "-1")))),
                "begins or ends at \"-1\"");
        refused(
                graph(field(5, tensor("weights.bin", Map.of("length", "99999999999999999999")))),
                "begins or ends at");
    }

    /** A second entry must not hide behind a first, nor a good use of a file behind a bad one. */
    @Test
    void aLocationIsSaidOnce() throws IOException {
        byte[] twice = join(tensor("weights.bin"), field(13, entry("location", "../secret.txt")));
        refused(graph(field(5, twice)), "names \"location\" of its file twice");
    }

    /** ONNX Runtime reads no file for such a tensor today; whoever says so means no good. */
    @Test
    void aPlaceOutsideCountsEvenWhereTheTensorSaysItIsWithin() throws IOException {
        byte[] within = join(number(14, 0), field(13, entry("location", "/etc/passwd")));
        refused(graph(field(5, within)), "which is no plain name");
    }

    @Test
    void operatorsOfALibraryOfSomebodysOwnAreRefused() throws IOException {
        byte[] node = join(field(4, text("Shell")), field(7, text("com.evil")));
        refused(graph(field(1, node)), "needs operators of com.evil (such as Shell)");
        byte[] nested = field(1, field(5, field(6, field(1, node))));
        refused(graph(nested), "com.evil");
    }

    /** Each is remembered until the end is reached; a file of names alone must not fill memory. */
    @Test
    void operatorsOfSomebodysOwnAreRememberedUpToALimit() throws IOException {
        ByteArrayOutputStream nodes = new ByteArrayOutputStream();
        ByteArrayOutputStream functions = new ByteArrayOutputStream();
        for (int i = 0; i < 10_001; i++) {
            nodes.writeBytes(field(1, field(7, text("own" + i))));
            functions.writeBytes(field(25, field(10, text("own" + i))));
        }
        refused(graph(nodes.toByteArray()), "more than 10,000 operators");
        refused(functions.toByteArray(), "more than 10,000 operators");
    }

    @Test
    void namesAreOfAPersonsLength() {
        refused(graph(field(1, field(4, new byte[1 << 17]))), "a name has 131,072 bytes");
    }

    @Test
    void operatorsThatTheModelDefinesItselfAreFine() throws IOException {
        byte[] node = join(field(4, text("Gelu")), field(7, text("pkg.torch")));
        byte[] function = join(field(1, text("Gelu")), field(10, text("pkg.torch")));
        inspect(join(graph(field(1, node)), field(25, function)));
        refused(
                join(graph(field(1, node)), field(25, field(1, text("Gelu")))),
                "needs operators of pkg.torch");
    }

    @Test
    void operatorsOfOnnxAndItsRuntimeAreFine() throws IOException {
        for (String domain : List.of("", "ai.onnx", "ai.onnx.ml", "com.microsoft")) {
            inspect(graph(field(1, join(field(4, text("Conv")), field(7, text(domain))))));
        }
    }

    @Test
    void graphsWithinGraphsEnd() throws IOException {
        byte[] deep = new byte[0];
        for (int i = 0; i < 100; i++) {
            deep = field(1, field(5, field(6, deep)));
        }
        refused(graph(deep), "more than 32 deep");
    }

    @Test
    void parametersAreCounted() throws IOException {
        byte[] half = join(join(number(1, 320), number(1, 4)), number(2, 10));
        byte[] packed = join(field(1, new byte[] {2, 3}), number(2, 7));
        GraphInspection.Content content = inspect(graph(join(field(5, half), field(5, packed))));
        assertThat(content.parameters()).isEqualTo(320 * 4 + 6);
        assertThat(content.precision()).isEqualTo("F16");
    }

    private interface Corner {
        byte[] around(byte[] tensor);
    }

    static Stream<Arguments> corners() {
        return Stream.of(
                corner("an initializer", tensor -> graph(field(5, tensor))),
                corner(
                        "a sparse initializer's values",
                        tensor -> graph(field(15, field(1, tensor)))),
                corner(
                        "a sparse initializer's places",
                        tensor -> graph(field(15, field(2, tensor)))),
                corner("an attribute", tensor -> graph(attribute(field(5, tensor)))),
                corner("an attribute's list", tensor -> graph(attribute(field(10, tensor)))),
                corner(
                        "an attribute's sparse values",
                        tensor -> graph(attribute(field(22, field(1, tensor))))),
                corner(
                        "an attribute's list of sparse places",
                        tensor -> graph(attribute(field(23, field(2, tensor))))),
                corner("a subgraph", tensor -> graph(attribute(field(6, field(5, tensor))))),
                corner(
                        "a list of subgraphs",
                        tensor -> graph(attribute(field(11, field(5, tensor))))),
                corner(
                        "a subgraph's subgraph",
                        tensor ->
                                graph(attribute(field(6, attribute(field(6, field(5, tensor))))))),
                corner("a function", tensor -> field(25, field(7, field(5, field(5, tensor))))),
                corner("a function's default", tensor -> field(25, field(11, field(5, tensor)))),
                corner("a training", tensor -> field(20, field(1, field(5, tensor)))),
                corner(
                        "a second graph that joins the first",
                        tensor -> join(graph(field(2, text("g"))), graph(field(5, tensor)))));
    }

    private static Arguments corner(String where, Corner corner) {
        return Arguments.of(where, corner);
    }

    private GraphInspection.Content inspect(byte[] model) throws IOException {
        Path file = Files.write(folder.resolve("model.onnx"), join(number(1, 8), model));
        return GraphInspection.of(file);
    }

    private void refused(byte[] model, String said) {
        assertThatThrownBy(() -> inspect(model))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(said);
    }

    private static byte[] graph(byte[] content) {
        return field(7, content);
    }

    private static byte[] attribute(byte[] content) {
        return field(1, field(5, content));
    }

    private static byte[] tensor(String location) {
        return tensor(location, Map.of());
    }

    private static byte[] tensor(String location, Map<String, String> further) {
        byte[] tensor = join(number(14, 1), field(13, entry("location", location)));
        for (Map.Entry<String, String> more : further.entrySet()) {
            tensor = join(tensor, field(13, entry(more.getKey(), more.getValue())));
        }
        return tensor;
    }

    private static byte[] entry(String key, String value) {
        return join(field(1, text(key)), field(2, text(value)));
    }

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    static byte[] field(int field, byte[] content) {
        return join(join(varint(field << 3 | 2), varint(content.length)), content);
    }

    static byte[] number(int field, int value) {
        return join(varint(field << 3), varint(value));
    }

    private static byte[] varint(int value) {
        return value < 0x80
                ? new byte[] {(byte) value}
                : join(new byte[] {(byte) (value & 0x7F | 0x80)}, varint(value >>> 7));
    }

    static byte[] join(byte[] first, byte[] second) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        return both.toByteArray();
    }
}
