package studio.easel.app.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.EaselException;

/** Whatever a file holds: a picture, or a sentence that names the file, and soon. */
class PngHostileTest {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};

    @TempDir Path folder;

    @Test
    void twoThousandDamagedPicturesGiveAPictureOrASentence() {
        byte[] good = PngFile.bytes(Pictures.of("a heart, 하트"), true);
        Random random = new Random(2026);
        assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> {
                    for (int i = 0; i < 2000; i++) {
                        readOrRefuse(damaged(good, random));
                    }
                });
    }

    private static byte[] damaged(byte[] good, Random random) {
        if (random.nextInt(3) == 0) {
            return Arrays.copyOf(good, random.nextInt(good.length));
        }
        byte[] bad = good.clone();
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
            // Half of them where the chunks and texts are.
            int at = random.nextInt(random.nextBoolean() ? 1800 : bad.length);
            bad[at] ^= (byte) (1 << random.nextInt(8));
        }
        return bad;
    }

    /** With the checksums mended, so that the damage reaches the parts behind them. */
    @Test
    void aThousandForgedPicturesGiveAPictureOrASentence() throws IOException {
        byte[] good = PngFile.bytes(Pictures.of("a heart, 하트"), true);
        Random random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            readOrRefuse(mended(damaged(good, random)));
        }
    }

    private static byte[] mended(byte[] png) {
        ByteBuffer bytes = ByteBuffer.wrap(png);
        for (long at = 8; at + 12 <= png.length; ) {
            int start = (int) at;
            long end = at + 8 + Integer.toUnsignedLong(bytes.getInt(start));
            if (end + 4 > png.length) {
                break;
            }
            bytes.putInt((int) end, crc(png, start + 4, (int) end));
            at = end + 4;
        }
        return png;
    }

    private void readOrRefuse(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("bad.png"), bytes);
        try {
            assertThat(PngFile.read(file).image()).isNotNull();
        } catch (EaselException e) {
            assertThat(e).hasMessageContaining("bad.png").message().hasSizeLessThan(2000);
        }
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # first bytes,    what the sentence says
                    '',               an empty file
                    '\u00FF\u00D8\u00FF\u00E0\u0000\u0010JFIF', a JPEG picture
                    'RIFF1234WEBPVP8 ', a WebP picture
                    'GIF89a',         a GIF picture
                    'hello',          something else
                    """)
    void whatIsNoPngIsCalledByItsName(String start, String kind) {
        assertThatThrownBy(() -> read(start.getBytes(ISO_8859_1)))
                .isInstanceOf(EaselException.class)
                .hasMessageContainingAll("bad.png", kind, "expected a PNG");
    }

    @Test
    void foldersAndMissingFilesAreSentences() {
        assertThatThrownBy(() -> PngFile.read(folder))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("is a folder, expected a PNG picture");
        assertThatThrownBy(() -> PngFile.readSettings(folder.resolve("gone.png")))
                .isInstanceOf(EaselException.class)
                .hasMessageContainingAll("gone.png", "is missing");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 8001, Integer.MAX_VALUE})
    void absurdSizesAreRefusedBeforeAnyMemoryIsTaken(int side) {
        assertThatThrownBy(() -> read(png(header(side, side, 8, 2), chunk("IEND"))))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("pixels, expected 1 to 64 million");
    }

    @Test
    void pixelsThatAreNotThereAreNotWaitedFor() {
        byte[] liar = png(header(8000, 8000, 8, 6), chunk("IDAT", new byte[20]), chunk("IEND"));
        assertThatThrownBy(() -> read(liar)).hasMessageContaining("its pixels break off");
    }

    @Test
    void aTextThatUnpacksToTooMuchIsRefused() {
        byte[] bomb = deflated(new byte[5 << 20]);
        assertThatThrownBy(() -> read(withText("zTXt", "parameters\0\0", bomb)))
                .hasMessageContaining("longer than the 1 MB");
        assertThatThrownBy(() -> read(withText("iTXt", "easel\0\1\0\0\0", bomb)))
                .hasMessageContaining("longer than the 1 MB");
    }

    @Test
    void aTextNobodyAskedForIsNotUnpacked() throws IOException {
        assertThat(read(withText("zTXt", "Comment\0\0", deflated(new byte[5 << 20]))).settings())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"format\":1}",
                "{\"format\":2}",
                "{\"format\":1e999999999}",
                "{\"format\":99999999999999999999999999999999999999999999999999999999}",
                "{\"format\":1,\"format\":1}",
                "{\"format\":1,\"request\":{\"prompt\":5}}",
                "{\"format\":1,\"request\":{\"prompt\":\"x\",\"negativePrompt\":\"\",\"width\":4294967360}}",
                "{\"format\":1,\"request\":{\"prompt\":\"x\",\"negativePrompt\":\"\",\"width\":64,\"height\":64,\"steps\":-5}}",
                "{\"format\":1,\"request\":{\"prompt\":\"x\",\"negativePrompt\":\"\",\"width\":64,\"height\":64,\"steps\":1,\"guidanceScale\":\"NaN\"}}",
                "{\"format\":1,\"request\":{\"prompt\":\"x\",\"negativePrompt\":\"\",\"width\":64,\"height\":64,\"steps\":1,\"guidanceScale\":1e400,\"sampler\":\"Euler\",\"spacing\":\"Karras\",\"eta\":0}}",
                "{\"format\":1} x"
            })
    void anUnreadableRecordIsASentence(String json) {
        assertThatThrownBy(
                        () -> read(withText("iTXt", "easel\0\0\0\0\0", json.getBytes(ISO_8859_1))))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("Easel's record in bad.png is not readable");
    }

    @Test
    void deepNestingIsASentence() {
        byte[] deep = "{\"a\":".repeat(100_000).getBytes(ISO_8859_1);
        assertThatThrownBy(() -> read(withText("iTXt", "easel\0\0\0\0\0", deep)))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("is not readable");
    }

    @Test
    void besideAnUnreadableRecordTheA1111TextStillServes() throws IOException {
        byte[] text = "a barn\nSteps: 20, Sampler: Euler, Seed: 5".getBytes(ISO_8859_1);
        byte[] png =
                png(
                        header(1, 1, 8, 0),
                        chunk(
                                "iTXt",
                                joined(
                                        "easel\0\0\0\0\0".getBytes(ISO_8859_1),
                                        "{".getBytes(ISO_8859_1))),
                        chunk("tEXt", joined("parameters\0".getBytes(ISO_8859_1), text)),
                        chunk("IDAT", deflated(new byte[2])),
                        chunk("IEND"));
        SavedSettings settings = read(png).settings().orElseThrow();
        assertThat(settings.seed()).contains(5L);
        assertThat(settings.notes()).singleElement().asString().contains("not readable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a", " ", "(", "[(", "a:\"", "ab:", "\"\\", ",", "BREAK ", "\n", "(a:1.1", "1x1"
            })
    void longTextsOfAnyKindAreReadInGoodTime(String piece) {
        byte[] text = piece.repeat((1 << 20) / piece.length()).getBytes(ISO_8859_1);
        byte[] end = "\nSteps: 1, Sampler: x, Seed: 1".getBytes(ISO_8859_1);
        byte[] asLine = Arrays.copyOf(text, text.length - 64);
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> {
                    readOrRefuse(withText("tEXt", "parameters\0", asLine));
                    readOrRefuse(withText("tEXt", "parameters\0", joined(asLine, end)));
                });
    }

    /** A weight with a hundred thousand digits and a letter behind them. */
    @Test
    void aNumberThatAlmostIsOneIsNotTriedInEveryWay() {
        byte[] text =
                ("(a:" + "1".repeat(100_000) + ".x)\nSteps: 1, Sampler: x, Seed: 1")
                        .getBytes(ISO_8859_1);
        assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> readOrRefuse(withText("tEXt", "parameters\0", text)));
    }

    private PngContent read(byte[] bytes) throws IOException {
        return PngFile.read(Files.write(folder.resolve("bad.png"), bytes));
    }

    private static byte[] withText(String type, String head, byte[] text) {
        return png(
                header(1, 1, 8, 0),
                chunk(type, joined(head.getBytes(ISO_8859_1), text)),
                chunk("IDAT", deflated(new byte[2])),
                chunk("IEND"));
    }

    static byte[] png(byte[]... chunks) {
        byte[] png = SIGNATURE;
        for (byte[] chunk : chunks) {
            png = joined(png, chunk);
        }
        return png;
    }

    static byte[] header(int width, int height, int depth, int colourType, int... interlaced) {
        return chunk(
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put((byte) depth)
                        .put((byte) colourType)
                        .putShort((short) 0)
                        .put((byte) interlaced.length)
                        .array());
    }

    static byte[] chunk(String type, byte... data) {
        byte[] typed = joined(type.getBytes(ISO_8859_1), data);
        return ByteBuffer.allocate(typed.length + 8)
                .putInt(data.length)
                .put(typed)
                .putInt(crc(typed, 0, typed.length))
                .array();
    }

    private static int crc(byte[] bytes, int from, int to) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }

    static byte[] joined(byte[] a, byte[] b) {
        return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
    }

    static byte[] deflated(byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(data);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }
}
