package studio.easel.app.gallery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import studio.easel.app.gallery.GalleryQuery.Order;
import studio.easel.engine.EaselException;

/**
 * What a large gallery costs: an index of made-up pictures, in a folder of its own that is deleted
 * again.
 *
 * @param milliseconds by what was measured, medians where it was done more than once
 */
public record GalleryCost(Map<String, Double> milliseconds) {
    private static final int MOST = 1_000_000;
    private static final int TIMES = 21;
    private static final int IN_SIGHT = 60;
    private static final int BATCH = 1000;

    private static final List<String> WORDS =
            IntStream.range(0, 4000)
                    .mapToObj(i -> Integer.toString(i * 7919 + 46_656, 36))
                    .toList();

    /**
     * Measures.
     *
     * @param folder where there is room, some 2 KB a picture
     * @throws EaselException when {@code pictures} is not 1 to {@value #MOST}
     */
    public static GalleryCost of(int pictures, Path folder) {
        if (pictures < 1 || pictures > MOST) {
            throw new EaselException(
                    "A gallery of %d pictures was asked for, expected 1 to %d. 50000 is telling."
                            .formatted(pictures, MOST));
        }
        Map<String, Double> times = new LinkedHashMap<>();
        try {
            Files.createDirectories(folder);
            Path home = Files.createTempDirectory(folder, "gallery-bench");
            try {
                measure(times, pictures, home.resolve("gallery.db"));
            } finally {
                for (String end : List.of("", "-wal", "-shm", ".lock")) {
                    Files.deleteIfExists(home.resolve("gallery.db" + end));
                }
                Files.deleteIfExists(home);
            }
        } catch (IOException e) {
            throw new EaselException(
                    "%s cannot be written: %s. Make room, or choose another folder."
                            .formatted(folder, e.getMessage()),
                    e);
        }
        return new GalleryCost(times);
    }

    private static void measure(Map<String, Double> times, int pictures, Path file)
            throws IOException {
        try (GalleryIndex index = GalleryIndex.open(file)) {
            times.put("fill_ms", once(() -> fill(index, pictures)));
        }
        times.put("index_mb", Files.size(file) / 1048576.0);
        GalleryIndex[] opened = new GalleryIndex[1];
        times.put("open_ms", once(() -> opened[0] = GalleryIndex.open(file)));
        try (GalleryIndex index = opened[0]) {
            times.put("all_newest_first_ms", median(i -> found(index, "")));
            times.put("first_page_of_%d_ms".formatted(IN_SIGHT), page(index, 0));
            times.put("middle_page_ms", page(index, pictures / 2));
            times.put("one_word_ms", median(i -> found(index, WORDS.get(i * 3))));
            times.put("most_frequent_word_ms", median(i -> found(index, "masterpiece")));
            times.put(
                    "two_words_ms",
                    median(i -> found(index, WORDS.get(i) + " " + WORDS.get(2 * i + 1))));
            times.put(
                    "beginning_of_a_word_ms",
                    median(i -> found(index, WORDS.get(i).substring(0, 2))));
            times.put(
                    "model_and_word_ms",
                    median(i -> found(index, "model:model-1 " + WORDS.get(i))));
            times.put("seed_ms", median(i -> found(index, "seed:" + i)));
            times.put("stars_ms", median(i -> found(index, "stars:5")));
            times.put(
                    "best_first_ms",
                    median(i -> index.find(GalleryQuery.ALL.in(Order.BEST)).part(0, IN_SIGHT)));
        }
    }

    private static Found found(GalleryIndex index, String typed) {
        Found found = index.find(GalleryQuery.parse(typed));
        var unused = found.part(0, IN_SIGHT);
        return found;
    }

    private static double page(GalleryIndex index, int first) {
        Found all = index.find(GalleryQuery.ALL);
        return median(i -> all.part(first + i, IN_SIGHT));
    }

    private static void fill(GalleryIndex index, int pictures) {
        Random random = new Random(1);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int i = 0; i < pictures; i++) {
            rows.add(row(i, random));
            if (rows.size() == BATCH || i == pictures - 1) {
                index.pretend(rows);
                rows.clear();
            }
        }
    }

    /** Forty words to a prompt, a few of them frequent, as prompts are. */
    private static @Nullable Object[] row(int i, Random random) {
        StringBuilder prompt = new StringBuilder("masterpiece");
        for (int word = 0; word < 40; word++) {
            double skewed = random.nextDouble() * random.nextDouble();
            prompt.append(' ').append(WORDS.get((int) (skewed * WORDS.size())));
        }
        return new @Nullable Object[] {
            "/made-up",
            "/made-up/%07d.png".formatted(i),
            400_000 + i,
            1_700_000_000_000L + i * 60_000L,
            0,
            512,
            768,
            prompt.toString(),
            "blurry, text, watermark",
            "model-" + i % 12,
            i % 3 == 0 ? "Euler a" : "DPM++ 2M",
            (long) i,
            "EASEL",
            i % 40 == 0 ? 5 : 0,
            null
        };
    }

    /** Something to do for the {@code i}-th time. */
    @FunctionalInterface
    private interface Task {
        Object of(int i);
    }

    private static double once(Runnable task) {
        long begun = System.nanoTime();
        task.run();
        return (System.nanoTime() - begun) / 1e6;
    }

    private static double median(Task task) {
        return IntStream.range(0, TIMES)
                .mapToDouble(
                        i ->
                                once(
                                        () -> {
                                            Object unused = task.of(i);
                                        }))
                .sorted()
                .skip(TIMES / 2)
                .findFirst()
                .orElseThrow();
    }
}
