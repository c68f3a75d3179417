package studio.easel.app.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.app.gallery.GalleryIndex.Scan;
import studio.easel.app.gallery.GalleryQuery.Order;
import studio.easel.engine.EaselException;

class GalleryIndexTest {
    @TempDir Path folder;

    private Path root;
    private GalleryIndex index;

    @BeforeEach
    void open() throws Exception {
        root = Files.createDirectories(folder.resolve("pictures"));
        index = GalleryIndex.open(folder.resolve("cache/gallery.db"));
    }

    @AfterEach
    void close() {
        index.close();
    }

    private Scan scan() {
        return index.scan(root, read -> {});
    }

    private List<String> found(String typed) {
        return names(index.find(GalleryQuery.parse(typed)));
    }

    private static List<String> names(Found found) {
        return found.part(0, 100).stream()
                .map(it -> it.file().getFileName().toString().replace(".png", ""))
                .toList();
    }

    private void some() throws Exception {
        Made.write(root.resolve("heart.png"), Made.request("a red heart, sea", "blurry", 1), "one");
        Made.write(root.resolve("deep/hills.png"), Made.request("Hügel am Meer", "", 2), "one");
        Made.write(root.resolve("korean.png"), Made.request("붉은 바다의 노을", "", 3), "Two XL");
        Made.write(root.resolve("japanese.png"), Made.request("赤い海と雪の納屋", "", 4), "Two XL");
        scan();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    ''                     ; japanese,korean,hills,heart # newest first
                    heart                  ; heart
                    HEAR                   ; heart      # the beginning of a word will do
                    red sea                ; heart      # both, anywhere
                    "red heart"            ; heart
                    "heart red"            ; ''
                    hugel                  ; hills      # without the dots
                    바다                   ; korean
                    雪                     ; japanese   # no spaces there
                    海と雪                 ; japanese
                    雪海                   ; ''
                    blurry                 ; ''         # that is what was not wanted
                    negative:blurry        ; heart
                    -heart                 ; japanese,korean,hills
                    model:two              ; japanese,korean
                    model:"two xl" 바다    ; korean
                    sampler:"euler a"      ; japanese,korean,hills,heart
                    sampler:ddim           ; ''
                    seed:2                 ; hills
                    seed:x                 ; ''
                    after:2026-11-19       ; japanese,korean,hills,heart
                    after:2026-11-22       ; ''
                    before:2026-11-22      ; japanese,korean,hills,heart
                    before:2026-11-19      ; ''
                    stars:1                ; ''
                    -model:two             ; hills,heart
                    -model:two -model:one  ; ''
                    -sampler:euler         ; ''
                    -sampler:ddim          ; japanese,korean,hills,heart
                    -seed:2                ; japanese,korean,heart
                    -negative:blurry       ; japanese,korean,hills
                    -stars:1               ; japanese,korean,hills,heart # fewer
                    -after:2026-11-22      ; japanese,korean,hills,heart # before it
                    -before:2026-11-22     ; ''
                    heart OR hills         ; ''         # words, no operators
                    (((                    ; japanese,korean,hills,heart
                    x" OR 1=1 --           ; ''
                    """)
    void searchUnderstandsWordsAndFields(String typed, String names) throws Exception {
        some();
        String wanted = names.replaceFirst("\\s+#.*", "").replace("''", "").strip();
        assertThat(String.join(",", found(typed))).isEqualTo(wanted);
    }

    @Test
    void onlyWhatChangedIsReadAgain() throws Exception {
        some();
        assertThat(scan()).isEqualTo(new Scan(0, 0, 0, 0));
        long id = index.find(GalleryQuery.parse("heart")).id(0);
        Made.write(root.resolve("heart.png"), "a blue square", 9);
        Files.delete(root.resolve("korean.png"));
        Made.write(root.resolve("new.png"), "a barn", 10);
        assertThat(scan()).isEqualTo(new Scan(1, 1, 1, 0));
        assertThat(found("heart")).isEmpty();
        assertThat(index.find(GalleryQuery.parse("square")).id(0)).isEqualTo(id);
        assertThat(found("")).containsExactly("new", "heart", "japanese", "hills");
    }

    @Test
    void whatEaselDoesNotOwnIsLeftAlone() throws Exception {
        Made.write(root.resolve(".hidden/x.png"), "hidden", 1);
        Made.write(root.resolve(".easel-trash/1/x.png"), "deleted", 1);
        Files.writeString(root.resolve("notes.txt"), "no picture");
        Path outside = Made.write(folder.resolve("outside/x.png"), "outside", 1);
        Files.createSymbolicLink(root.resolve("link.png"), outside);
        Files.createSymbolicLink(root.resolve("linked"), outside.getParent());
        assertThat(scan()).isEqualTo(new Scan(0, 0, 0, 0));
    }

    @Test
    void masksAndTheFramesOfRendersAreNoPicturesOfTheGallery() throws Exception {
        Made.write(root.resolve("heart.png"), "a heart", 1);
        Made.write(root.resolve("masks/heart.png"), "its mask", 2);
        Made.write(root.resolve("clip-render/frames/000000.png"), "a frame", 3);
        Made.write(root.resolve("clip-render/state/000004-last.png"), "a state", 4);
        Files.writeString(root.resolve("clip-render/settings.txt"), "{}");
        Made.write(root.resolve("film/frames/still.png"), "the artist's own", 5);
        assertThat(scan().added()).isEqualTo(2);
        assertThat(found("")).containsExactly("still", "heart");
    }

    @Test
    void whatAnEarlierScanTookForAPictureIsForgotten() throws Exception {
        Made.write(root.resolve("clip-render/frames/000000.png"), "a frame", 3);
        assertThat(scan().added()).isEqualTo(1);
        Files.writeString(root.resolve("clip-render/settings.txt"), "{}");
        assertThat(scan()).isEqualTo(new Scan(0, 0, 1, 0));
        assertThat(root.resolve("clip-render/frames/000000.png")).exists();
    }

    @Test
    void aMissingDriveForgetsNothing() throws Exception {
        some();
        Files.move(root, folder.resolve("unplugged"));
        assertThatThrownBy(this::scan)
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("is missing");
        assertThat(index.size()).isEqualTo(4);
    }

    @Test
    void anotherFolderIsAnotherGallery() throws Exception {
        some();
        Path other = folder.resolve("other");
        Made.write(other.resolve("barn.png"), "a red barn", 9);
        assertThat(index.scan(other, read -> {})).isEqualTo(new Scan(1, 0, 0, 0));
        assertThat(found("")).containsExactly("barn");
        assertThat(found("red")).containsExactly("barn");
        index.refresh(other, root.resolve("heart.png"));
        assertThat(found("")).containsExactly("barn");
        assertThatThrownBy(() -> index.scan(folder.resolve("unplugged"), read -> {}))
                .isInstanceOf(EaselException.class);
        assertThat(found("")).as("what is in sight is no picture of that folder").isEmpty();
        assertThat(scan()).isEqualTo(new Scan(4, 0, 0, 0));
    }

    @Test
    void theIndexCanBeThrownAway() throws Exception {
        some();
        index.star(index.find(GalleryQuery.parse("heart")).part(0, 1).get(0), 4);
        index.close();
        Files.writeString(folder.resolve("cache/gallery.db"), "damaged ".repeat(1000));
        index = GalleryIndex.open(folder.resolve("cache/gallery.db"));
        assertThat(index.notes()).singleElement().asString().contains("was damaged");
        assertThat(scan()).isEqualTo(new Scan(4, 0, 0, 0));
        assertThat(found("stars:4")).containsExactly("heart");
        assertThat(found("바다")).containsExactly("korean");
    }

    @Test
    void partsOfWhatWasFoundComeInOrder() throws Exception {
        for (int i = 0; i < 30; i++) {
            Made.write(root.resolve(i + ".png"), "a sea", i);
        }
        scan();
        Found found = index.find(GalleryQuery.parse("sea").in(Order.OLDEST));
        assertThat(found.size()).isEqualTo(30);
        assertThat(found.part(10, 5))
                .extracting(it -> it.seed().orElseThrow())
                .containsExactly(10L, 11L, 12L, 13L, 14L);
        assertThat(found.part(28, 99)).hasSize(2);
        assertThat(found.part(99, 5)).isEmpty();
        Files.delete(root.resolve("11.png"));
        scan();
        assertThat(found.part(10, 5)).as("as it stood, less what is gone").hasSize(4);
    }

    @Test
    void starsAreKeptBesideThePictureWhoseBytesDoNotChange() throws Exception {
        some();
        Path heart = root.resolve("heart.png");
        byte[] before = Files.readAllBytes(heart);
        Picture picture = index.find(GalleryQuery.parse("heart")).part(0, 1).get(0);
        index.star(picture, 3);
        assertThat(heart).hasBinaryContent(before);
        assertThat(root.resolve("heart.png.xmp")).content().contains("xmp:Rating=\"3\"");
        assertThat(scan()).as("it knows its own change").isEqualTo(new Scan(0, 0, 0, 0));
        assertThat(found("stars:3")).containsExactly("heart");
        assertThat(found("stars:4")).isEmpty();
        assertThat(names(index.find(GalleryQuery.ALL.in(Order.BEST))).get(0)).isEqualTo("heart");
        index.star(picture, 0);
        assertThat(root.resolve("heart.png.xmp")).doesNotExist();
    }

    @Test
    void anotherProgramsSidecarKeepsWhatItSays() throws Exception {
        some();
        Path sidecar = root.resolve("heart.png.xmp");
        String theirs =
                "<x:xmpmeta><rdf:Description dc:subject='sea'><xmp:Rating>2</xmp:Rating></rdf:Description></x:xmpmeta>";
        Files.writeString(sidecar, theirs);
        assertThat(scan()).isEqualTo(new Scan(0, 1, 0, 0));
        assertThat(found("stars:2")).containsExactly("heart");
        Picture picture = index.find(GalleryQuery.parse("heart")).part(0, 1).get(0);
        index.star(picture, 5);
        assertThat(sidecar).hasContent(theirs.replace(">2<", ">5<"));
        Files.writeString(sidecar, "<no rating/>");
        assertThatThrownBy(() -> index.star(picture, 1))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("no rating to change");
        assertThat(sidecar).hasContent("<no rating/>");
    }

    @Test
    void deletingCanBeUndoneAfterARestartToo() throws Exception {
        some();
        Picture hills = index.find(GalleryQuery.parse("hugel")).part(0, 1).get(0);
        index.star(hills, 2);
        index.delete(root, List.of(hills));
        assertThat(root.resolve("deep/hills.png")).doesNotExist();
        assertThat(root.resolve("deep/hills.png.xmp")).doesNotExist();
        assertThat(scan()).isEqualTo(new Scan(0, 0, 0, 0));
        assertThat(found("hugel")).isEmpty();

        Trash.Deletion waiting = new Trash(root).deletions().get(0);
        index.undo(root, waiting);
        assertThat(found("hugel stars:2")).containsExactly("hills");
        assertThat(new Trash(root).deletions()).isEmpty();
    }

    @Test
    void nothingIsOverwrittenByUndoing() throws Exception {
        some();
        Picture heart = index.find(GalleryQuery.parse("heart")).part(0, 1).get(0);
        Trash.Deletion deletion = index.delete(root, List.of(heart));
        Path other = Made.write(root.resolve("heart.png"), "another", 7);
        byte[] before = Files.readAllBytes(other);
        assertThatThrownBy(() -> index.undo(root, deletion))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("cannot be put back");
        assertThat(other).hasBinaryContent(before);
        assertThat(new Trash(root).deletions()).hasSize(1);
        new Trash(root).empty();
        assertThat(new Trash(root).deletions()).isEmpty();
    }

    @Test
    void whatIsMissingAlreadyKeepsNothingElseFromBeingDeleted() throws Exception {
        some();
        List<Picture> all = index.find(GalleryQuery.ALL).part(0, 9);
        Files.delete(root.resolve("korean.png"));
        Trash.Deletion deletion = index.delete(root, all);
        assertThat(deletion.files()).hasSize(3).doesNotContain(root.resolve("korean.png"));
        assertThat(index.size()).as("the missing one is forgotten, too").isZero();
        assertThat(index.undo(root, deletion)).hasSize(3);
    }

    @Test
    void aSidecarThatCannotBeMovedLeavesItsPictureWhereItWas() throws Exception {
        some();
        Path heart = root.resolve("heart.png");
        Stars.give(heart, 3);
        Trash trash =
                new Trash(
                        root,
                        (from, to) -> {
                            if (from.equals(Stars.sidecar(heart))) {
                                throw new IOException("another program holds it");
                            }
                            Files.move(from, to);
                        });
        Path hills = root.resolve("deep/hills.png");
        assertThatThrownBy(() -> trash.delete(List.of(hills, heart)))
                .isInstanceOf(EaselException.class)
                .hasMessageEndingWith("They are where they were.");
        assertThat(heart).exists();
        assertThat(hills).exists();
        assertThat(Stars.of(heart)).isEqualTo(3);
        assertThat(trash.deletions()).isEmpty();
    }

    @Test
    void onlyPicturesOfTheGalleryAreDeleted() throws Exception {
        Path outside = Made.write(folder.resolve("outside/x.png"), "outside", 1);
        Path link = Files.createSymbolicLink(root.resolve("link.png"), outside);
        Path linked = Files.createSymbolicLink(root.resolve("linked"), outside.getParent());
        Path ours = Made.write(root.resolve("ours.png"), "ours", 1);
        for (Path bad :
                List.of(outside, link, linked.resolve("x.png"), root.resolve("../outside/x.png"))) {
            assertThatThrownBy(() -> new Trash(root).delete(List.of(ours, bad)))
                    .isInstanceOf(EaselException.class);
        }
        assertThat(ours).exists();
        assertThat(outside).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty", "jpeg", "cut", "bomb", "scribble"})
    void aPictureThatCannotBeReadIsListedWithASentence(String how) throws Exception {
        some();
        Path bad = root.resolve("bad.png");
        byte[] good = Files.readAllBytes(root.resolve("heart.png"));
        Files.write(
                bad,
                switch (how) {
                    case "empty" -> new byte[0];
                    case "jpeg" -> new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 0, 0, 0};
                    case "cut" -> java.util.Arrays.copyOf(good, good.length / 2);
                    case "bomb" -> header(20_000, 20_000);
                    default -> "no picture".getBytes(StandardCharsets.UTF_8);
                });
        assertThat(scan()).isEqualTo(new Scan(1, 0, 0, 1));
        List<Picture> problems = index.find(GalleryQuery.ALL.onlyProblems()).part(0, 9);
        assertThat(problems).singleElement();
        assertThat(problems.get(0).problem().orElseThrow())
                .contains(
                        switch (how) {
                            case "empty" -> "an empty file";
                            case "jpeg" -> "a JPEG picture";
                            case "cut" -> "breaks off";
                            case "bomb" -> "20000x20000 pixels, expected 1 to 64 million";
                            default -> "expected a PNG picture";
                        });
        assertThat(found("")).hasSize(5);
    }

    /** A PNG that says how large it is, and nothing else. */
    private static byte[] header(int width, int height) {
        byte[] data =
                ByteBuffer.allocate(17)
                        .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                        .putInt(width)
                        .putInt(height)
                        .put(new byte[] {8, 2, 0, 0, 0})
                        .array();
        CRC32 crc = new CRC32();
        crc.update(data);
        return ByteBuffer.allocate(33)
                .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'})
                .putInt(13)
                .put(data)
                .putInt((int) crc.getValue())
                .array();
    }

    @Test
    void anInterruptedScanKeepsWhatItHas() throws Exception {
        for (int i = 0; i < 250; i++) {
            Made.write(root.resolve(i + ".png"), "a sea", i);
        }
        Scan first = index.scan(root, read -> Thread.currentThread().interrupt());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(first.added()).isEqualTo(200);
        assertThat(scan().added()).isEqualTo(50);
    }

    @Test
    void aNewPictureIsTakenInAtOnce() throws Exception {
        some();
        Path made = Made.write(root.resolve("fresh.png"), "a fresh one", 77);
        index.refresh(root, made);
        assertThat(found("fresh")).containsExactly("fresh");
        assertThat(scan()).isEqualTo(new Scan(0, 0, 0, 0));
        assertThat(index.models()).containsExactly("Two XL", "one", "starter");
        Files.delete(made);
        index.refresh(root, made);
        assertThat(found("fresh")).isEmpty();
    }

    @Test
    void twoPicturesAreCompared() throws Exception {
        some();
        Path heart = root.resolve("heart.png");
        Path hills = root.resolve("deep/hills.png");
        Comparison comparison = Comparison.of(heart, hills);
        assertThat(comparison.lines())
                .contains(
                        new Comparison.Line("Prompt", "a red heart, sea", "Hügel am Meer"),
                        new Comparison.Line("Seed", "1", "2"),
                        new Comparison.Line("Steps", "10", "10"));
        assertThat(comparison.lines().stream().filter(it -> !it.same()))
                .extracting(Comparison.Line::label)
                .containsExactly("Prompt", "Negative", "Seed");
        assertThat(comparison.difference().orElseThrow().pixels()).isGreaterThan(0.99);
        assertThat(Comparison.of(heart, heart).difference().orElseThrow())
                .isEqualTo(new Comparison.Difference(0, 0, 0));
    }
}
