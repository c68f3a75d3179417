package studio.easel.stories;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.app.canvas.CanvasModel;
import studio.easel.app.canvas.CanvasModel.Mode;
import studio.easel.app.files.PngFile;
import studio.easel.app.gallery.GalleryIndex;
import studio.easel.app.gallery.GalleryQuery;
import studio.easel.app.gallery.Picture;
import studio.easel.app.gallery.Thumbnails;
import studio.easel.engine.EaselException;
import studio.easel.engine.ImageSize;
import studio.easel.engine.RgbImage;

/**
 * Pictures that promise more pixels than anybody has memory for, in every place a picture can be
 * dropped, in a process with 64 MB: refused with a sentence before they are unpacked.
 */
@Timeout(120)
class HostilePictureTest {
    private static final int SIDE = 20_000;
    private static final String MEMORY = "-Xmx64m";

    @TempDir Path home;

    @Test
    void absurdPicturesAreRefusedBeforeTheyAreUnpackedWhereverTheyAreDropped() throws Exception {
        Path pictures = Files.createDirectory(home.resolve("pictures"));
        Files.write(pictures.resolve("header.png"), png(header(SIDE, SIDE, 8, 2)));
        Files.write(
                pictures.resolve("whole.png"),
                png(
                        header(SIDE, SIDE, 1, 0),
                        chunk("IDAT", zeros(SIDE * (SIDE / 8 + 1))),
                        chunk("IEND")));
        Files.write(
                pictures.resolve("text.png"),
                png(
                        header(1, 1, 8, 0),
                        chunk(
                                "zTXt",
                                joined("parameters\0\0".getBytes(ISO_8859_1), zeros(1 << 28))),
                        chunk("IDAT", zeros(2)),
                        chunk("IEND")));
        Files.write(
                pictures.resolve("memory.png"), // of a size that is allowed, and too much here
                png(header(8000, 8000, 1, 0), chunk("IDAT", zeros(8000 * 1001)), chunk("IEND")));
        Files.write(pictures.resolve("photo.jpg"), jpeg());
        Files.write(pictures.resolve("film.gif"), gif());
        Files.write(pictures.resolve("bitmap.bmp"), bmp());
        PngFile.write(pictures.resolve("zz-good.png"), new RgbImage(64, 64, new byte[64 * 64 * 3]));

        List<String> said = studio();

        String absurd = "20000x20000 pixels, expected 1 to 64 million";
        String unpacks = "text.png cannot be read:";
        for (String where : List.of("canvas", "mask", "restore", "gallery")) {
            assertThat(about(said, where, "header.png")).contains(absurd, "Choose another");
            assertThat(about(said, where, "whole.png")).contains(absurd, "Choose another");
            assertThat(about(said, where, "text.png")).contains(unpacks, "Choose another");
        }
        assertThat(about(said, "thumbnail", "whole.png")).contains(absurd);
        for (String where : List.of("canvas", "mask", "thumbnail")) {
            assertThat(about(said, where, "memory.png"))
                    .contains("more memory than Easel has left. Choose a smaller picture.");
        }
        assertThat(about(said, "gallery", "memory.png")).as("it is a picture").endsWith("fine");
        assertThat(about(said, "canvas", "bitmap.bmp")) // Java sees by itself that it is too short
                .contains("bitmap.bmp cannot be read", "Choose another");
        for (String name : List.of("photo.jpg", "film.gif")) {
            assertThat(about(said, "canvas", name))
                    .contains("million pixels, which is too many", "at most 64 million pixels")
                    .endsWith("Choose another.");
        }
        for (String where : List.of("canvas", "mask", "thumbnail", "gallery")) {
            assertThat(about(said, where, "zz-good.png")).as("after all that").endsWith("fine");
        }
    }

    private static String about(List<String> said, String where, String file) {
        return said.stream()
                .filter(line -> line.startsWith(where + " " + file + ": "))
                .findFirst()
                .orElseThrow(() -> new AssertionError(where + " " + file + " in " + said));
    }

    private List<String> studio() throws Exception {
        Path out = home.resolve("out.txt");
        Path err = home.resolve("err.txt");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-Djava.awt.headless=true",
                                MEMORY,
                                "-Deasel.log=" + home.resolve("log.txt"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Studio.class.getName(),
                                home.toString())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        return Files.readAllLines(out);
    }

    /** Drops every picture on the canvas, as a mask, for its settings; and looks at the gallery. */
    static final class Studio {
        private Studio() {}

        public static void main(String[] args) throws IOException {
            Path home = Path.of(args[0]);
            Path pictures = home.resolve("pictures");
            String[] said = new String[1];
            CanvasModel canvas =
                    new CanvasModel(
                            Runnable::run,
                            Runnable::run,
                            notice -> said[0] = notice.problem() ? notice.text() : "fine",
                            new CanvasModel.Sizes() {
                                @Override
                                public int grid() {
                                    return 8;
                                }

                                @Override
                                public ImageSize manageable(ImageSize picture) {
                                    return picture;
                                }

                                @Override
                                public Optional<ImageSize> size() {
                                    return Optional.empty();
                                }

                                @Override
                                public void choose(ImageSize size) {}
                            });
            canvas.take(new RgbImage(64, 64, new byte[64 * 64 * 3]), Optional.empty(), Mode.MASK);
            for (Path file : files(pictures)) {
                said[0] = "fine";
                canvas.sendToImageToImage(file);
                System.out.println("canvas " + file.getFileName() + ": " + said[0]);
                said[0] = "fine";
                canvas.loadMask(file);
                System.out.println("mask " + file.getFileName() + ": " + said[0]);
                System.out.println("restore " + file.getFileName() + ": " + settings(file));
            }
            try (GalleryIndex index = GalleryIndex.open(home.resolve("cache/gallery.db"))) {
                index.scan(pictures, read -> {});
                Thumbnails thumbnails =
                        new Thumbnails(home.resolve("cache/small"), 256, 1 << 20, Runnable::run);
                for (Picture picture : index.find(GalleryQuery.ALL).part(0, 100)) {
                    String name = picture.file().getFileName().toString();
                    System.out.println("gallery " + name + ": " + picture.problem().orElse("fine"));
                    System.out.println(
                            "thumbnail "
                                    + name
                                    + ": "
                                    + thumbnails
                                            .of(picture)
                                            .thenApply(small -> "fine")
                                            .exceptionally(Throwable::getMessage)
                                            .join());
                }
            }
        }

        private static List<Path> files(Path folder) throws IOException {
            try (Stream<Path> files = Files.list(folder)) {
                return files.sorted().toList();
            }
        }

        private static String settings(Path file) {
            try {
                var unused = PngFile.settings(file);
                return "fine";
            } catch (EaselException e) {
                return String.valueOf(e.getMessage());
            }
        }
    }

    private static byte[] png(byte[]... chunks) {
        byte[] signature = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
        return Stream.concat(Stream.of(signature), Arrays.stream(chunks))
                .reduce(HostilePictureTest::joined)
                .orElseThrow();
    }

    private static byte[] header(int width, int height, int depth, int kind) {
        ByteBuffer data = ByteBuffer.allocate(13).putInt(width).putInt(height);
        return chunk("IHDR", data.put((byte) depth).put((byte) kind).array());
    }

    private static byte[] chunk(String type, byte... data) {
        byte[] named = joined(type.getBytes(ISO_8859_1), data);
        CRC32 crc = new CRC32();
        crc.update(named);
        return ByteBuffer.allocate(named.length + 8)
                .putInt(data.length)
                .put(named)
                .putInt((int) crc.getValue())
                .array();
    }

    private static byte[] joined(byte[] one, byte[] other) {
        return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
    }

    /** So many zeros, packed. */
    private static byte[] zeros(int count) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] part = new byte[1 << 16];
        try (OutputStream out = new DeflaterOutputStream(packed)) {
            for (int left = count; left > 0; left -= part.length) {
                out.write(part, 0, Math.min(left, part.length));
            }
        }
        return packed.toByteArray();
    }

    /** As far as the frame that says the size. */
    private static byte[] jpeg() {
        ByteBuffer bytes = ByteBuffer.allocate(64);
        bytes.putShort((short) 0xFFD8).putShort((short) 0xFFE0).putShort((short) 16);
        bytes.put("JFIF\0".getBytes(ISO_8859_1)).put(new byte[] {1, 1, 0, 0, 1, 0, 1, 0, 0});
        bytes.putShort((short) 0xFFC0).putShort((short) 11).put((byte) 8);
        bytes.putShort((short) SIDE).putShort((short) SIDE);
        bytes.put(new byte[] {1, 1, 0x11, 0});
        bytes.putShort((short) 0xFFDA).putShort((short) 8).put(new byte[] {1, 1, 0, 0, 63, 0});
        return bytes.array();
    }

    private static byte[] gif() {
        ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put("GIF89a".getBytes(ISO_8859_1)).putShort((short) SIDE).putShort((short) SIDE);
        bytes.put(new byte[] {(byte) 0x80, 0, 0}).put(new byte[6]);
        bytes.put((byte) ',').putInt(0).putShort((short) SIDE).putShort((short) SIDE);
        return bytes.put(new byte[] {0, 2, 2, 0x4C, 1, 0, ';'}).array();
    }

    private static byte[] bmp() {
        ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put("BM".getBytes(ISO_8859_1)).putInt(64).putInt(0).putInt(54);
        bytes.putInt(40).putInt(SIDE).putInt(SIDE).putShort((short) 1).putShort((short) 24);
        return bytes.array();
    }
}
