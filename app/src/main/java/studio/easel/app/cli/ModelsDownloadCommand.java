package studio.easel.app.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.easel.app.device.ByteCount;
import studio.easel.engine.EaselException;
import studio.easel.models.Catalogue;
import studio.easel.models.InstalledModel;
import studio.easel.models.download.Downloader;
import studio.easel.models.download.Mirror;

/** {@code easel models download}: well-known models, and how to fetch one. */
@Command(
        name = "download",
        description = {
            "Fetches a well-known model into the models folder; without ID it lists them.",
            "Nothing is fetched before you have seen its licence and said --yes."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ModelsDownloadCommand implements Callable<Integer> {
    private final Workbench workbench;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "One of those in the list.")
    @Nullable String model;

    @Option(names = "--yes", description = "Agree to its licence, and fetch it.")
    boolean yes;

    @Option(
            names = "--mirror",
            paramLabel = "ADDRESS",
            description = "Fetch from here instead of huggingface.co. Default: EASEL_MIRROR.")
    @Nullable String mirror;

    @Option(
            names = "--sha256",
            paramLabel = "HEX",
            description = "What its fingerprint must be, where Easel knows none.")
    @Nullable String sha256;

    @Spec CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli gives the spec
    ModelsDownloadCommand(Workbench workbench) {
        this.workbench = workbench;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Mirror from = mirror();
        Optional<String> fingerprint = fingerprint();
        if (model == null) {
            Catalogue.bundled().models().forEach(entry -> out.print(listed(entry)));
            out.printf("%nTo fetch one: easel models download ID%n");
            return 0;
        }
        Catalogue.Entry entry = Catalogue.bundled().find(model);
        if (!yes) {
            out.print(listed(entry));
            throw new EaselException(
                    "Nothing was fetched yet. Read the licence at %s; if you agree to it, add --yes."
                            .formatted(entry.page()));
        }
        TerminalProgress progress = new TerminalProgress(spec.commandLine().getErr(), false);
        try {
            InstalledModel installed =
                    workbench.library().download(entry, fingerprint, from, said(entry, progress));
            progress.end();
            out.printf("%s  (%s)%n    %s%n", installed.id(), entry.name(), installed.folder());
        } finally {
            progress.end();
        }
        return 0;
    }

    private Mirror mirror() {
        String environment = System.getenv(Mirror.VARIABLE);
        return Mirror.of(mirror != null ? mirror : environment == null ? "" : environment);
    }

    private Optional<String> fingerprint() {
        if (sha256 == null) {
            return Optional.empty();
        }
        String hex = sha256.strip().toLowerCase(Locale.ROOT);
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new EaselException(
                    "The fingerprint is \"%s\", expected the 64 hex digits of a SHA-256. Copy it from the page the file is published on."
                            .formatted(sha256));
        }
        return Optional.of(hex);
    }

    private static String listed(Catalogue.Entry entry) {
        String size = entry.bytes() > 0 ? ", " + ByteCount.words(entry.bytes()) : "";
        String note = entry.note().isEmpty() ? "" : "    %s%n".formatted(entry.note());
        return "%s  (%s)  %s for %s%s%n    licence: %s%n    %s%n%s"
                .formatted(
                        entry.id(),
                        entry.name(),
                        entry.role().words(),
                        entry.family().words(),
                        size,
                        entry.licence(),
                        entry.page(),
                        note);
    }

    private static Downloader.Listener said(Catalogue.Entry entry, TerminalProgress progress) {
        return new Downloader.Listener() {
            @Override
            public void arrived(long bytes, long total) {
                progress.stage(
                        "Fetching %s: %s of %s"
                                .formatted(
                                        entry.file(),
                                        ByteCount.words(bytes),
                                        total > 0 ? ByteCount.words(total) : "?"));
            }

            @Override
            public void checking(long bytes, long total) {
                progress.stage(
                        "Checking %s: %d %%"
                                .formatted(entry.file(), total == 0 ? 100 : 100 * bytes / total));
            }
        };
    }
}
