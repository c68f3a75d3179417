package studio.easel.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where this platform puts what a program keeps. Nothing is created here; whoever writes makes the
 * folder.
 *
 * <ul>
 *   <li>Linux: the XDG base directories; pictures beside the user's others.
 *   <li>Windows: {@code %APPDATA%}, {@code %LOCALAPPDATA%} and Pictures.
 *   <li>macOS: Library and Pictures.
 *   <li>Anywhere: {@code EASEL_HOME} puts everything under one folder, for portable use.
 * </ul>
 *
 * @param configuration holds {@code settings.json}
 * @param models one folder for each installed model
 * @param caches what can be made again
 * @param state the log
 * @param pictures finished pictures
 */
public record Folders(Path configuration, Path models, Path caches, Path state, Path pictures) {

    /** Text files of choices for {@code __name__} in prompts. */
    public Path wildcards() {
        return models.resolveSibling("wildcards");
    }

    /** Textual inversions, called in prompts by their names. */
    public Path embeddings() {
        return models.resolveSibling("embeddings");
    }

    /** LoRAs, called in prompts by tags. */
    public Path loras() {
        return models.resolveSibling("loras");
    }

    /** Environment variable that names one folder for everything. */
    public static final String HOME_VARIABLE = "EASEL_HOME";

    private static final Pattern PICTURES_LINE =
            Pattern.compile("\\s*XDG_PICTURES_DIR\\s*=\\s*\"(.*)\"\\s*");

    /** The folders of whoever runs this. */
    public static Folders here() {
        return of(System.getenv(), System.getProperty("os.name"), Path.of(home()));
    }

    /**
     * {@code HOME} where there is one: Java looks the user up instead, whom {@code HOME} may
     * overrule.
     */
    private static String home() {
        String given = System.getenv("HOME");
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        return windows || given == null || given.isBlank()
                ? System.getProperty("user.home")
                : given;
    }

    /**
     * The folders on any platform.
     *
     * @param environment variables by name; blank ones count as absent
     * @param osName as the system property {@code os.name} has it
     * @param home the user's home folder
     */
    public static Folders of(Map<String, String> environment, String osName, Path home) {
        Optional<Path> everything = folder(environment, HOME_VARIABLE);
        if (everything.isPresent()) {
            return portable(everything.get().toAbsolutePath().normalize());
        }
        String os = osName.toLowerCase(Locale.ROOT);
        if (os.startsWith("windows")) {
            return windows(environment, home);
        }
        return os.startsWith("mac") ? mac(home) : xdg(environment, home);
    }

    private static Folders portable(Path root) {
        return new Folders(
                root.resolve("config"),
                root.resolve("models"),
                root.resolve("cache"),
                root.resolve("state"),
                root.resolve("pictures"));
    }

    private static Folders windows(Map<String, String> environment, Path home) {
        Path data = home.resolve("AppData");
        Path roaming = folder(environment, "APPDATA").orElse(data.resolve("Roaming"));
        Path local = folder(environment, "LOCALAPPDATA").orElse(data.resolve("Local"));
        Path easel = local.resolve("Easel");
        return new Folders(
                roaming.resolve("Easel"),
                easel.resolve("Models"),
                easel.resolve("Cache"),
                easel.resolve("Logs"),
                home.resolve("Pictures").resolve("Easel"));
    }

    private static Folders mac(Path home) {
        Path library = home.resolve("Library");
        Path support = library.resolve("Application Support").resolve("Easel");
        return new Folders(
                support,
                support.resolve("Models"),
                library.resolve("Caches").resolve("Easel"),
                library.resolve("Logs").resolve("Easel"),
                home.resolve("Pictures").resolve("Easel"));
    }

    private static Folders xdg(Map<String, String> environment, Path home) {
        // The base directory specification: a relative path in these variables is to be ignored.
        Function<String, Optional<Path>> base =
                name -> folder(environment, name).filter(Path::isAbsolute);
        Path share = home.resolve(".local");
        Path config = base.apply("XDG_CONFIG_HOME").orElse(home.resolve(".config"));
        Path data = base.apply("XDG_DATA_HOME").orElse(share.resolve("share"));
        Path cache = base.apply("XDG_CACHE_HOME").orElse(home.resolve(".cache"));
        Path state = base.apply("XDG_STATE_HOME").orElse(share.resolve("state"));
        return new Folders(
                config.resolve("easel"),
                data.resolve("easel").resolve("models"),
                cache.resolve("easel"),
                state.resolve("easel"),
                xdgPictures(config.resolve("user-dirs.dirs"), home).resolve("easel"));
    }

    /** What {@code user-dirs.dirs} says; a folder that is just {@code $HOME} means switched off. */
    private static Path xdgPictures(Path userDirs, Path home) {
        return lines(userDirs)
                .flatMap(line -> PICTURES_LINE.matcher(line).results().findFirst().stream())
                .map(found -> found.group(1).replaceFirst("^\\$HOME", dollarSafe(home)))
                .flatMap(text -> path(text).stream())
                .filter(found -> found.isAbsolute() && !found.normalize().equals(home.normalize()))
                .findFirst()
                .orElse(home.resolve("Pictures"));
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException none) { // Most systems without a desktop have no such file.
            return Stream.empty();
        }
    }

    private static String dollarSafe(Path home) {
        return Matcher.quoteReplacement(home.toString());
    }

    private static Optional<Path> folder(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(text -> !text.isBlank())
                .flatMap(Folders::path);
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException unusable) {
            return Optional.empty();
        }
    }
}
