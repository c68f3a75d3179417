package studio.easel.app;

import java.nio.file.Path;
import java.util.Locale;
import studio.easel.app.cli.EaselCommand;

/** Where the program starts: with arguments a command runs, without any the window opens. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Folders folders = Folders.here();
        prepare(folders);
        // Digits and decimal points in files and output are the same everywhere.
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        if (args.length == 0) {
            StudioApp.launch(args);
            return;
        }
        Words.speak(Locale.ENGLISH); // As scripts read it.
        System.exit(EaselCommand.run(folders, args));
    }

    /** What libraries read from system properties, before the first of them is touched. */
    private static void prepare(Folders folders) {
        LogFile.in(folders);
        // Labels on grids are drawn with Java's own fonts; that must not wake a second toolkit.
        System.setProperty("java.awt.headless", "true");
        // SQLite's library is unpacked there when the queue or the gallery is opened.
        Path sqlite = folders.caches().resolve("sqlite");
        System.setProperty("org.sqlite.tmpdir", sqlite.toString());
        // DJL unpacks its native tokenizer here, never asks the network, and never reports its use.
        System.setProperty("DJL_CACHE_DIR", folders.caches().resolve("djl").toString());
        System.setProperty("jna.tmpdir", folders.caches().resolve("jna").toString());
        // FFmpeg's libraries are unpacked there when the first video is touched.
        System.setProperty(
                "org.bytedeco.javacpp.cachedir", folders.caches().resolve("javacpp").toString());
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
    }
}
