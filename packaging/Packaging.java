import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Packs Easel with a Java of its own, for the system this runs on:
 *
 * <pre>
 * java packaging/Packaging.java                a folder that runs anywhere: app/target/package
 * java packaging/Packaging.java deb            and an installer: deb, rpm, msi, exe, dmg or pkg
 * </pre>
 *
 * Needs what building needs, a JDK 17 or newer and Maven, and for an installer the system's own
 * tools (docs/howto/packaging.md). Where there is no display, the image starts a little slower.
 */
final class Packaging {
    /**
     * The JDK's part of the runtime, besides what JavaFX asks for: jdeps names these, less what
     * only code that Easel never reaches would need (java.compiler); and Korean dates and numbers.
     */
    private static final String MODULES =
            "java.logging,java.management,java.naming,java.net.http,java.sql,javafx.controls,jdk.crypto.ec,jdk.localedata,jdk.management";

    /** The languages Easel speaks. */
    private static final String LANGUAGES = "en,ko";

    private static final List<String> INSTALLERS =
            List.of("deb", "rpm", "msi", "exe", "dmg", "pkg");

    private static final String OS = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    private static final boolean WINDOWS = OS.startsWith("windows");
    private static final boolean MAC = OS.startsWith("mac");

    private final Path root;
    private final Path built;
    private final Path out;
    private final Path work;
    private final Path runtime;

    private Packaging(Path root) {
        this.root = root;
        built = root.resolve("app/target/easel-cpu");
        out = root.resolve("app/target/package");
        work = out.resolve("work");
        runtime = work.resolve("runtime");
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path root = Path.of("").toAbsolutePath();
        if (!Files.isRegularFile(root.resolve("packaging/Packaging.java"))) {
            fail("This is %s, expected Easel's folder. Start from there.".formatted(root));
        }
        if (args.length > 1 || args.length == 1 && !INSTALLERS.contains(args[0])) {
            fail(
                    "Arguments are %s, expected none or one of %s."
                            .formatted(List.of(args), INSTALLERS));
        }
        Packaging packaging = new Packaging(root);
        Path image = packaging.image();
        System.out.printf("%s: %d MB%n", image, size(image) / 1_000_000);
        if (args.length == 1) {
            packaging.installer(args[0], image);
        }
        delete(packaging.work);
    }

    private Path image() throws IOException, InterruptedException {
        say("building");
        run(
                List.of(
                        WINDOWS ? "mvn.cmd" : "mvn",
                        "-B",
                        "-q",
                        "-DskipTests",
                        "-Dspotless.check.skip=true",
                        "-pl",
                        "app",
                        "-am",
                        "package"));
        delete(out);
        say("leaving out what other systems need");
        collect();
        say("making a small Java");
        link();
        say("practising a start");
        archive();
        say("packing");
        return pack();
    }

    // --- What Easel brings ---------------------------------------------------------------------

    /**
     * Puts the jars without the libraries of other systems, and ONNX Runtime's, into one folder.
     */
    private void collect() throws IOException {
        Path input = Files.createDirectories(work.resolve("input"));
        for (String folder : List.of("app", "lib")) {
            for (Path jar : files(built.resolve(folder), ".jar")) {
                copy(jar, input.resolve(jar.getFileName()), name -> !isSuperfluous(name));
            }
        }
        // Unpacked by the build; ONNX Runtime would do it again at every start.
        Path libraries = Files.createDirectories(input.resolve("native"));
        for (Path library : files(built.resolve("native"), "")) {
            if (!library.toString().endsWith(".marker")) {
                Files.copy(library, libraries.resolve(library.getFileName()));
            }
        }
    }

    private static final Pattern NATIVE =
            Pattern.compile("(?:native/lib/([^/]+)/.+|com/sun/jna/([^/]+)/[^/]*jnidispatch[^/]*)");

    static boolean isSuperfluous(String entry) {
        Matcher matcher = NATIVE.matcher(entry);
        if (matcher.matches()) {
            return !isOurs(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return entry.startsWith("ai/onnxruntime/native/");
    }

    /** Whether a folder such as linux-x86_64, darwin-aarch64 or win32-x86-64 is this system's. */
    private static boolean isOurs(String folder) {
        boolean system =
                WINDOWS
                        ? folder.startsWith("win")
                        : MAC
                                ? folder.startsWith("darwin") || folder.startsWith("osx")
                                : folder.startsWith("linux");
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        return system && (arm ? folder.endsWith("-aarch64") : folder.matches("[a-z0-9]+-x86.64"));
    }

    // --- Java ----------------------------------------------------------------------------------

    /**
     * A runtime with JavaFX inside. On a module path JavaFX would unpack its libraries into the
     * home folder, and the list of modules would be worked out at each start.
     */
    private void link() throws IOException {
        Path modules = Files.createDirectories(work.resolve("modules"));
        for (Path jar : files(built.resolve("javafx"), ".jar")) {
            Matcher name =
                    Pattern.compile("javafx-([a-z]+)-.*-.*\\.jar")
                            .matcher(jar.getFileName().toString());
            if (name.matches()) {
                module(jar, modules, "javafx." + name.group(1));
            }
        }
        String path = modules.toString();
        Path jmods = Path.of(System.getProperty("java.home"), "jmods");
        if (Files.isDirectory(jmods)) {
            path = jmods + File.pathSeparator + path;
        }
        tool(
                "jlink",
                "--module-path",
                path,
                "--add-modules",
                MODULES,
                "--output",
                runtime.toString(),
                "--include-locales=" + LANGUAGES,
                "--strip-java-debug-attributes",
                "--no-header-files",
                "--no-man-pages");
    }

    private void module(Path jar, Path modules, String name) throws IOException {
        Path classes = work.resolve(name + ".jar");
        Path libraries = Files.createDirectories(work.resolve(name));
        Predicate<String> isLibrary = entry -> entry.matches("[^/]+\\.(so|dll|dylib)");
        copy(jar, classes, isLibrary.negate());
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : zip.stream().filter(e -> isLibrary.test(e.getName())).toList()) {
                try (InputStream stream = zip.getInputStream(entry)) {
                    Files.copy(stream, libraries.resolve(entry.getName()));
                }
            }
        }
        tool(
                "jmod",
                "create",
                "--class-path",
                classes.toString(),
                "--libs",
                libraries.toString(),
                modules.resolve(name + ".jmod").toString());
    }

    // --- Quick starts --------------------------------------------------------------------------

    /**
     * Writes the runtime's class archive: what a picture and the window load of Java and JavaFX. It
     * is found without being named and stays good when the image is moved, as one that knew Easel's
     * own classes would not.
     */
    private void archive() throws IOException, InterruptedException {
        Path pictures = work.resolve("pictures.classes");
        Process picture = practise(pictures, "generate", "a red heart by the sea", "--steps", "1");
        if (!picture.waitFor(5, TimeUnit.MINUTES) || picture.exitValue() != 0) {
            picture.destroyForcibly();
            fail("The packed Easel made no picture, expected one; see " + practiceLog());
        }
        Path window = work.resolve("window.classes");
        if (!opens(window)) {
            say("  there is no display here, so the window's classes are not prepared");
        }
        Set<String> classes = new LinkedHashSet<>();
        for (Path list : List.of(pictures, window)) {
            Files.readAllLines(list).stream()
                    .filter(line -> !line.contains(" source: "))
                    // Numbers that newer Javas give to classes hold for one list only.
                    .map(line -> line.replaceFirst(" id: \\d+.*", ""))
                    .forEach(classes::add);
        }
        Path all = Files.write(work.resolve("all.classes"), classes);
        run(List.of(java(), "-Xshare:dump", "-Xlog:disable", "-XX:SharedClassListFile=" + all));
    }

    /** Opens the window and closes it when nothing more is loaded. */
    private boolean opens(Path list) throws IOException, InterruptedException {
        Process window = practise(list);
        long before = -1;
        while (window.isAlive() && before < Files.size(list)) {
            before = Files.size(list);
            window.waitFor(10, TimeUnit.SECONDS);
        }
        boolean open = window.isAlive();
        window.destroy();
        if (!window.waitFor(20, TimeUnit.SECONDS)) {
            window.destroyForcibly().waitFor();
        }
        return open;
    }

    private Process practise(Path list, String... words) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                java(),
                                "-XX:DumpLoadedClassList=" + list,
                                "-cp",
                                work.resolve("input") + "/*",
                                "-Donnxruntime.native.path=" + work.resolve("input/native"),
                                "studio.easel.app.Main"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(practiceLog().toFile());
        builder.environment().put("EASEL_HOME", work.resolve("home").toString());
        Files.writeString(list, "");
        return builder.start();
    }

    private Path practiceLog() {
        return work.resolve("practice.log");
    }

    private String java() {
        return runtime.resolve("bin").resolve(WINDOWS ? "java.exe" : "java").toString();
    }

    // --- The image -----------------------------------------------------------------------------

    private Path pack() throws IOException, InterruptedException {
        Path studio =
                Files.write(
                        work.resolve("studio.properties"),
                        List.of(
                                "java-options="
                                        + options("-XX:TieredStopAtLevel=1").replace("\\", "\\\\"),
                                "win-console=false",
                                "linux-shortcut=true",
                                "win-menu=true"));
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--type",
                                "app-image",
                                "--name",
                                name(),
                                "--app-version",
                                version(),
                                "--description",
                                "A Stable Diffusion studio",
                                "--vendor",
                                "Easel",
                                "--dest",
                                out.toString(),
                                "--input",
                                work.resolve("input").toString(),
                                "--main-jar",
                                "easel.jar",
                                "--main-class",
                                "studio.easel.app.Main",
                                "--runtime-image",
                                runtime.toString(),
                                "--icon",
                                icon().toString(),
                                // Frames of an animation are computed in Java: no quick compiler
                                // here.
                                "--java-options",
                                options("-XX:+UseSerialGC")));
        if (!MAC) {
            arguments.addAll(List.of("--add-launcher", "Easel Studio=" + studio));
        }
        if (WINDOWS) {
            arguments.add("--win-console");
        }
        tool("jpackage", arguments.toArray(String[]::new));
        Path image = out.resolve(MAC ? name() + ".app" : name());
        String launcher = MAC ? "Contents/MacOS/Easel" : WINDOWS ? "easel.exe" : "bin/easel";
        run(List.of(image.resolve(launcher).toString(), "--version"));
        return image;
    }

    private static String options(String own) {
        String access =
                Runtime.version().feature() < 22
                        ? ""
                        : " --enable-native-access=ALL-UNNAMED,javafx.graphics";
        // Weights under LoRAs lie beside the heap; by default Java would stop at a quarter of
        // memory.
        return own
                + " -XX:MaxDirectMemorySize=1024g -Xlog:disable -Donnxruntime.native.path=$APPDIR/native"
                + access;
    }

    /** A Mac's program is its window, and commands start the same file. */
    private static String name() {
        return MAC ? "Easel" : "easel";
    }

    private String version() throws IOException {
        Matcher matcher =
                Pattern.compile("<artifactId>easel</artifactId>\\s*<version>([0-9.]+)")
                        .matcher(Files.readString(root.resolve("pom.xml")));
        if (!matcher.find()) {
            fail("pom.xml tells no version of numbers, expected one such as 0.1.0.");
        }
        // macOS takes no version that begins with 0.
        return MAC && matcher.group(1).startsWith("0.")
                ? "1" + matcher.group(1).substring(1)
                : matcher.group(1);
    }

    private void installer(String type, Path image) throws IOException {
        say("making the installer");
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--type",
                                type,
                                "--name",
                                name(),
                                "--app-version",
                                version(),
                                "--app-image",
                                image.toString(),
                                "--dest",
                                out.toString(),
                                "--vendor",
                                "Easel",
                                "--description",
                                "A Stable Diffusion studio",
                                "--license-file",
                                root.resolve("LICENSE").toString()));
        if (type.equals("deb") || type.equals("rpm")) {
            arguments.addAll(
                    List.of(
                            "--linux-package-name",
                            "easel",
                            "--linux-menu-group",
                            "Graphics",
                            "--linux-shortcut"));
        }
        if (WINDOWS) {
            arguments.addAll(List.of("--win-menu", "--win-per-user-install"));
        }
        tool("jpackage", arguments.toArray(String[]::new));
        files(out, "." + type).forEach(System.out::println);
    }

    // --- The icon, as each system wants it -----------------------------------------------------

    private Path icon() throws IOException {
        Path png = root.resolve("packaging/easel.png");
        if (WINDOWS) {
            return Files.write(work.resolve("easel.ico"), ico(Files.readAllBytes(png)));
        }
        return MAC ? Files.write(work.resolve("easel.icns"), icns(Files.readAllBytes(png))) : png;
    }

    /** A Windows icon of one picture, 256 pixels a side (written 0), 32 bits a pixel. */
    static byte[] ico(byte[] png) {
        ByteBuffer bytes = ByteBuffer.allocate(22 + png.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort((short) 0).putShort((short) 1).putShort((short) 1).putInt(0);
        return bytes.putShort((short) 1)
                .putShort((short) 32)
                .putInt(png.length)
                .putInt(22)
                .put(png)
                .array();
    }

    /** A Mac's icon of one picture; ic08 says 256 pixels a side. */
    static byte[] icns(byte[] png) {
        return ByteBuffer.allocate(16 + png.length)
                .put("icns".getBytes(StandardCharsets.US_ASCII))
                .putInt(16 + png.length)
                .put("ic08".getBytes(StandardCharsets.US_ASCII))
                .putInt(8 + png.length)
                .put(png)
                .array();
    }

    // --- Files and tools -----------------------------------------------------------------------

    private static void copy(Path jar, Path to, Predicate<String> wanted) throws IOException {
        try (ZipFile from = new ZipFile(jar.toFile());
                ZipOutputStream stream = new ZipOutputStream(Files.newOutputStream(to))) {
            for (ZipEntry entry : from.stream().filter(e -> wanted.test(e.getName())).toList()) {
                ZipEntry same = new ZipEntry(entry.getName());
                same.setTime(entry.getTime());
                stream.putNextEntry(same);
                from.getInputStream(entry).transferTo(stream);
                stream.closeEntry();
            }
        }
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO().directory(root.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        int exit = builder.start().waitFor();
        if (exit != 0) {
            fail(
                    "%s ended with %d, expected 0; what it said stands above."
                            .formatted(command.get(0), exit));
        }
    }

    private static void tool(String name, String... arguments) {
        ToolProvider tool =
                ToolProvider.findFirst(name)
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "This Java has no "
                                                        + name
                                                        + ", expected a whole JDK 17 or newer."));
        int exit = tool.run(System.out, System.err, arguments);
        if (exit != 0) {
            fail("%s ended with %d, expected 0; what it said stands above.".formatted(name, exit));
        }
    }

    private static void say(String text) {
        System.err.println(text);
    }

    private static void fail(String text) {
        System.err.println(text);
        System.exit(2);
    }
}
