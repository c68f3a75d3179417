package studio.easel.app.gallery;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What to look for. Of models and samplers the letters a to z match in any case.
 *
 * @param words that must stand in the prompt, each a word's beginning or, where there are spaces in
 *     it, a phrase
 * @param without words that must not
 * @param negative words that must stand in the negative prompt
 * @param model part of its name; empty for all, as is {@code sampler}
 * @param after the first day
 * @param before the day after the last
 * @param leastStars 0 for all
 * @param problems whether only pictures that cannot be read are wanted
 * @param unwanted what must not be so besides
 */
public record GalleryQuery(
        List<String> words,
        List<String> without,
        List<String> negative,
        String model,
        String sampler,
        OptionalLong seed,
        Optional<LocalDate> after,
        Optional<LocalDate> before,
        int leastStars,
        boolean problems,
        Order order,
        Unwanted unwanted) {
    // name:value, "several words", or a word; values may be in quotes, and a minus may lead.
    private static final Pattern PIECE =
            Pattern.compile("(-?)(?:(\\p{Alpha}+):)?(?:\"([^\"]*)\"?|([^\\s\"]+))");

    // A writing without spaces: each character is a word of its own.
    private static final Pattern UNSPACED =
            Pattern.compile("[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}]");

    /** Everything, newest first. */
    public static final GalleryQuery ALL = parse("");

    /** In which order pictures come. */
    public enum Order {
        NEWEST("changed DESC, id DESC"),
        OLDEST("changed, id"),
        BEST("stars DESC, changed DESC, id DESC");

        private final String sql;

        Order(String sql) {
            this.sql = sql;
        }
    }

    /**
     * Settings that pictures must not have.
     *
     * @param negative words of the negative prompt
     * @param models parts of their names
     * @param samplers parts of their names
     * @param stars as many or more; 0 for any
     */
    public record Unwanted(
            List<String> negative,
            List<String> models,
            List<String> samplers,
            List<Long> seeds,
            int stars) {
        public Unwanted {
            negative = List.copyOf(negative);
            models = List.copyOf(models);
            samplers = List.copyOf(samplers);
            seeds = List.copyOf(seeds);
        }
    }

    public GalleryQuery {
        words = List.copyOf(words);
        without = List.copyOf(without);
        negative = List.copyOf(negative);
    }

    /**
     * What is typed into the search field: words, {@code "phrases"}, {@code -unwanted}, and {@code
     * model:}, {@code sampler:}, {@code seed:}, {@code after:2026-11-01}, {@code before:}, {@code
     * stars:3}, {@code negative:}. A minus before any of them asks for the opposite. Whatever makes
     * no sense counts as words.
     */
    public static GalleryQuery parse(String typed) {
        List<String> words = new ArrayList<>();
        List<String> without = new ArrayList<>();
        List<String> negative = new ArrayList<>();
        String model = "";
        String sampler = "";
        OptionalLong seed = OptionalLong.empty();
        Optional<LocalDate> after = Optional.empty();
        Optional<LocalDate> before = Optional.empty();
        int stars = 0;
        List<String> notNegative = new ArrayList<>();
        List<String> notModels = new ArrayList<>();
        List<String> notSamplers = new ArrayList<>();
        List<Long> notSeeds = new ArrayList<>();
        int notStars = 0;
        Matcher piece = PIECE.matcher(typed);
        while (piece.find()) {
            String value = piece.group(3) != null ? piece.group(3) : piece.group(4);
            String name = piece.group(2) == null ? "" : piece.group(2).toLowerCase(Locale.ROOT);
            boolean not = !piece.group(1).isEmpty();
            if (name.equals("model") && not) {
                notModels.add(value);
            } else if (name.equals("model")) {
                model = value;
            } else if (name.equals("sampler") && not) {
                notSamplers.add(value);
            } else if (name.equals("sampler")) {
                sampler = value;
            } else if (name.equals("negative")) {
                (not ? notNegative : negative).add(value);
            } else if (name.equals("seed") && value.matches("\\d{1,18}")) {
                long number = Long.parseLong(value);
                if (not) {
                    notSeeds.add(number);
                } else {
                    seed = OptionalLong.of(number);
                }
            } else if (name.equals("stars") && value.matches(not ? "[1-5]" : "[0-5]")) {
                int number = Integer.parseInt(value);
                stars = not ? stars : number;
                notStars = not ? number : notStars;
            } else if (name.equals(not ? "before" : "after") && day(value).isPresent()) {
                after = day(value);
            } else if (name.equals(not ? "after" : "before") && day(value).isPresent()) {
                before = day(value);
            } else {
                String whole = name.isEmpty() ? value : piece.group(2) + " " + value;
                (not ? without : words).add(whole);
            }
        }
        return new GalleryQuery(
                words,
                without,
                negative,
                model,
                sampler,
                seed,
                after,
                before,
                stars,
                false,
                Order.NEWEST,
                new Unwanted(notNegative, notModels, notSamplers, notSeeds, notStars));
    }

    private static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    public GalleryQuery in(Order other) {
        return new GalleryQuery(
                words,
                without,
                negative,
                model,
                sampler,
                seed,
                after,
                before,
                leastStars,
                problems,
                other,
                unwanted);
    }

    /** Only pictures that cannot be read. */
    public GalleryQuery onlyProblems() {
        return new GalleryQuery(
                words,
                without,
                negative,
                model,
                sampler,
                seed,
                after,
                before,
                leastStars,
                true,
                order,
                unwanted);
    }

    /** {@code text} as the index takes it: what is written without spaces gets some. */
    static String spaced(String text) {
        return UNSPACED.matcher(text).replaceAll(" $0 ");
    }

    /** The query for FTS5; empty where no word narrows it. */
    private Optional<String> match() {
        List<String> wanted = new ArrayList<>(matches("prompt", words));
        wanted.addAll(matches("negative", negative));
        return wanted.isEmpty() ? Optional.empty() : Optional.of(String.join(" AND ", wanted));
    }

    private static List<String> matches(String column, List<String> words) {
        return words.stream()
                .flatMap(word -> phrase(word).stream())
                .map(it -> column + " : " + it)
                .toList();
    }

    /** In quotes nothing is an operator; what holds no letter or digit would match nothing. */
    private static Optional<String> phrase(String word) {
        boolean searchable = word.codePoints().anyMatch(Character::isLetterOrDigit);
        return searchable
                ? Optional.of("\"" + spaced(word).replace("\"", "\"\"") + "\" *")
                : Optional.empty();
    }

    /** The conditions, and {@code values} for them. */
    String where(List<Object> values, ZoneId zone) {
        List<String> conditions = new ArrayList<>();
        match().ifPresent(
                        match -> {
                            conditions.add("id IN (SELECT rowid FROM words WHERE words MATCH ?)");
                            values.add(match);
                        });
        String never =
                Stream.concat(
                                matches("prompt", without).stream(),
                                matches("negative", unwanted.negative()).stream())
                        .collect(Collectors.joining(" OR "));
        if (!never.isEmpty()) {
            conditions.add("id NOT IN (SELECT rowid FROM words WHERE words MATCH ?)");
            values.add(never);
        }
        part("model", model, "> 0", conditions, values);
        part("sampler", sampler, "> 0", conditions, values);
        unwanted.models().forEach(it -> part("model", it, "= 0", conditions, values));
        unwanted.samplers().forEach(it -> part("sampler", it, "= 0", conditions, values));
        for (long not : unwanted.seeds()) {
            conditions.add("seed IS NOT ?"); // also where none is known
            values.add(not);
        }
        if (unwanted.stars() > 0) {
            conditions.add("stars < ?");
            values.add(unwanted.stars());
        }
        if (seed.isPresent()) {
            conditions.add("seed = ?");
            values.add(seed.getAsLong());
        }
        after.ifPresent(day -> day("changed >= ?", day, zone, conditions, values));
        before.ifPresent(day -> day("changed < ?", day, zone, conditions, values));
        if (leastStars > 0) {
            conditions.add("stars >= ?");
            values.add(leastStars);
        }
        if (problems) {
            conditions.add("problem IS NOT NULL");
        }
        return (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
                + " ORDER BY "
                + order.sql;
    }

    private static void part(
            String column,
            String value,
            String times,
            List<String> conditions,
            List<Object> values) {
        if (!value.isEmpty()) {
            conditions.add("instr(lower(" + column + "), lower(?)) " + times);
            values.add(value);
        }
    }

    private static void day(
            String condition,
            LocalDate day,
            ZoneId zone,
            List<String> conditions,
            List<Object> values) {
        conditions.add(condition);
        values.add(day.atStartOfDay(zone).toInstant().toEpochMilli());
    }
}
