package studio.easel.engine.animation;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A folder's name from a template such as {@code Deforum_{timestring}}: Deforum's batch_name. */
final class FolderName {
    private static final int LONGEST_VALUE = 50;
    private static final int LONGEST = 200;
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern UNFIT = Pattern.compile("[<>:\"/\\\\|?*\\s,\\p{Cntrl}]");

    private FolderName() {}

    /** One name, never a path: what cannot stand in one is {@code _}. */
    static String of(String template, Map<String, Object> values) {
        Matcher placeholder = PLACEHOLDER.matcher(template);
        StringBuilder name = new StringBuilder();
        while (placeholder.find()) {
            placeholder.appendReplacement(
                    name, Matcher.quoteReplacement(value(placeholder.group(1), values)));
        }
        String fit = UNFIT.matcher(placeholder.appendTail(name)).replaceAll("_");
        String cut = fit.substring(0, Math.min(fit.length(), LONGEST));
        // ".", ".." and a dot at the end are no names on every system; nor is nothing.
        String ended = cut.replaceAll("\\.+$", "_");
        return ended.isEmpty() ? "_" : ended;
    }

    private static String value(String key, Map<String, Object> values) {
        Optional<Object> value =
                values.entrySet().stream()
                        .filter(
                                it ->
                                        it.getKey()
                                                .toLowerCase(Locale.ROOT)
                                                .equals(key.toLowerCase(Locale.ROOT)))
                        .map(Map.Entry::getValue)
                        .findFirst();
        String text = value.map(FolderName::text).orElse(key);
        String cut = text.substring(0, Math.min(text.length(), LONGEST_VALUE));
        return cut.isEmpty() ? "_" : cut;
    }

    /** Empty for what Python takes for false. */
    private static String text(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.values().stream().findFirst().map(Object::toString).orElse("");
        }
        if (value instanceof Boolean on) {
            return on ? "True" : "";
        }
        if (value instanceof Number number && number.doubleValue() == 0) {
            return "";
        }
        return value instanceof Double number ? PythonNumber.repr(number) : value.toString();
    }
}
