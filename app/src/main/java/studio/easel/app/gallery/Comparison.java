package studio.easel.app.gallery;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import studio.easel.app.files.PngContent;
import studio.easel.app.files.PngFile;
import studio.easel.app.files.SavedSettings;
import studio.easel.engine.RgbImage;

/**
 * Two pictures side by side.
 *
 * @param lines every setting either has, in the order people read them
 * @param difference of their pixels; empty where their sizes differ
 */
public record Comparison(
        RgbImage left, RgbImage right, List<Line> lines, Optional<Difference> difference) {
    /**
     * One setting of both.
     *
     * @param left empty where it says nothing about it
     */
    public record Line(String label, String left, String right) {
        public boolean same() {
            return left.equals(right);
        }
    }

    /**
     * Over all bytes of the pixels.
     *
     * @param most 0 to 255
     * @param mean 0 to 255
     * @param pixels that are not the same, as a share of all
     */
    public record Difference(int most, double mean, double pixels) {}

    public Comparison {
        lines = List.copyOf(lines);
    }

    /**
     * Reads both.
     *
     * @throws studio.easel.engine.EaselException when one cannot be read
     */
    public static Comparison of(Path left, Path right) {
        PngContent one = PngFile.read(left);
        PngContent other = PngFile.read(right);
        Map<String, String> mine = settings(one);
        Map<String, String> yours = settings(other);
        Set<String> labels = new LinkedHashSet<>(mine.keySet());
        labels.addAll(yours.keySet());
        List<Line> lines = new ArrayList<>();
        for (String label : labels) {
            lines.add(new Line(label, mine.getOrDefault(label, ""), yours.getOrDefault(label, "")));
        }
        return new Comparison(
                one.image(), other.image(), lines, difference(one.image(), other.image()));
    }

    private static Map<String, String> settings(PngContent content) {
        Map<String, String> words = new LinkedHashMap<>();
        content.settings().ifPresent(it -> put(it, words));
        words.put("Size", content.image().width() + "x" + content.image().height());
        return words;
    }

    private static void put(SavedSettings settings, Map<String, String> words) {
        words.put("Prompt", settings.prompt());
        words.put("Negative", settings.negativePrompt());
        put("Model", settings.modelName(), words);
        put("Sampler", settings.sampler(), words);
        put("Spacing", settings.spacing(), words);
        put("Steps", settings.steps(), words);
        put("Guidance", settings.guidanceScale(), words);
        put("Seed", settings.seed(), words);
        words.putAll(settings.further().inWords());
        words.putAll(settings.references().modelsInWords());
        put("Denoising", settings.references().start().map(it -> it.denoisingStrength()), words);
    }

    private static void put(String label, Optional<?> value, Map<String, String> words) {
        value.ifPresent(it -> words.put(label, it.toString()));
    }

    private static Optional<Difference> difference(RgbImage left, RgbImage right) {
        if (left.width() != right.width() || left.height() != right.height()) {
            return Optional.empty();
        }
        byte[] a = left.rgb();
        byte[] b = right.rgb();
        int most = 0;
        long sum = 0;
        int differing = 0;
        for (int i = 0; i < a.length; i += 3) {
            int largest = 0;
            for (int channel = i; channel < i + 3; channel++) {
                int by = Math.abs((a[channel] & 0xFF) - (b[channel] & 0xFF));
                sum += by;
                largest = Math.max(largest, by);
            }
            most = Math.max(most, largest);
            differing += largest > 0 ? 1 : 0;
        }
        return Optional.of(
                new Difference(most, (double) sum / a.length, differing / (a.length / 3.0)));
    }
}
