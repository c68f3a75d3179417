package studio.easel.engine.animation.frame;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import studio.easel.engine.Goldens;
import studio.easel.engine.RgbImage;

/** What Deforum's own code made of small pictures. Its channels are blue, green, red. */
final class FrameGoldens {
    private FrameGoldens() {}

    /** The cases of one section, named by what is short in them. */
    static Stream<Named<JsonNode>> section(String name) {
        try {
            JsonNode file =
                    new ObjectMapper()
                            .readTree(Goldens.path("deforum-frames/frames.json").toFile());
            return StreamSupport.stream(file.get(name).spliterator(), false)
                    .map(golden -> Named.of(title(golden), golden));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String title(JsonNode golden) {
        StringBuilder title = new StringBuilder();
        golden.properties().stream()
                .filter(field -> field.getValue().toString().length() < 160)
                .filter(field -> !field.getValue().isArray())
                .forEach(field -> title.append(field).append(' '));
        return title.toString().replace("\"", "").strip();
    }

    /** The picture all sections begin with; {@code k} varies it. */
    static RgbImage pic(int width, int height, int k) {
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++) {
            int x = i % width;
            int y = i / width;
            rgb[3 * i + 2] = (byte) (7 * x + 3 * y + 29 * k);
            rgb[3 * i + 1] = (byte) (x * x / 3 + 5 * y + 53 * k);
            rgb[3 * i] = (byte) ((x / 4 + y / 4) % 2 * 180 + x + y + 17 * k);
        }
        return new RgbImage(width, height, rgb);
    }

    static RgbImage pic(JsonNode size) {
        return pic(size.get(0).asInt(), size.get(1).asInt(), size.get(2).asInt());
    }

    /** {@code pic(width, height, k) / 2 + 40}. */
    static RgbImage faint(int width, int height, int k) {
        byte[] rgb = pic(width, height, k).rgb();
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) ((rgb[i] & 0xFF) / 2 + 40);
        }
        return new RgbImage(width, height, rgb);
    }

    static double number(JsonNode golden, String setting, double otherwise) {
        return golden.get("params").path(setting).asDouble(otherwise);
    }

    /** How far each level that was recorded is from ours. */
    static List<Integer> differences(RgbImage ours, JsonNode recorded, int step) {
        byte[] rgb = ours.rgb();
        List<Integer> differences = new ArrayList<>();
        for (int row = 0; row < recorded.size(); row++) {
            for (int column = 0; column < recorded.get(row).size(); column++) {
                for (int c = 0; c < 3; c++) {
                    int level = rgb[3 * (row * step * ours.width() + column * step) + 2 - c] & 0xFF;
                    differences.add(Math.abs(level - recorded.get(row).get(column).get(c).asInt()));
                }
            }
        }
        return differences;
    }

    static int worst(List<Integer> differences) {
        return differences.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    /** The part of them that is at most {@code limit}. */
    static double within(List<Integer> differences, int limit) {
        return (double) differences.stream().filter(d -> d <= limit).count() / differences.size();
    }
}
