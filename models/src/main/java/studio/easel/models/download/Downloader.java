package studio.easel.models.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.easel.engine.ModelException;

/**
 * Fetches one file: goes on where it broke off (RFC 9110, "Range Requests", and only while the
 * server still has the same version), checks length and fingerprint, and only then gives the file
 * its name. Nothing is fetched that was not asked for, and nothing is sent but the address.
 */
public final class Downloader {
    /**
     * A published file.
     *
     * @param bytes 0 where nobody has said
     * @param sha256 64 hex digits; empty where nobody has published it
     */
    public record Wanted(URI address, long bytes, Optional<String> sha256) {}

    /** Hears how far a download is. */
    public interface Listener {
        /**
         * @param total 0 where unknown
         */
        void arrived(long bytes, long total);

        /** The fingerprint is being computed. */
        void checking(long bytes, long total);
    }

    private static final int MOST_REDIRECTS = 8;
    private static final int MOST_ATTEMPTS = 200;
    private static final int FRUITLESS_ATTEMPTS = 3;

    /** No weights of one file are larger. */
    private static final long LARGEST = 200L << 30;

    /** What a system needs to go on with. */
    private static final long RESERVE = 256L << 20;

    private static final Pattern CONTENT_RANGE =
            Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");

    private final Mirror mirror;
    private final ToLongFunction<Path> room;
    private final Duration patience;
    private final HttpClient client;

    /**
     * @param mirror where to ask, and where a server may send on to
     */
    public Downloader(Mirror mirror) {
        this(mirror, Downloader::usableSpace, Duration.ofSeconds(60));
    }

    /**
     * @param room how many bytes are free where a path lies
     * @param patience how long a server may say nothing
     */
    Downloader(Mirror mirror, ToLongFunction<Path> room, Duration patience) {
        this.mirror = mirror;
        this.room = room;
        this.patience = patience;
        this.client =
                HttpClient.newBuilder()
                        .connectTimeout(patience)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    private static long usableSpace(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Fetches a file; what arrived before an interruption stays beside it for the next time.
     *
     * @param target where it goes; must not exist
     * @return its SHA-256
     * @throws ModelException when it cannot be had, is another than was published, or has no
     *     published fingerprint to compare with
     * @throws CancellationException when the calling thread is interrupted
     */
    public String fetch(Wanted wanted, Path target, Listener listener) {
        try (PartialFile part = PartialFile.of(target)) {
            if (!complete(wanted, part)) {
                arrive(wanted, part, listener);
            }
            String found = fingerprint(part, listener);
            check(wanted, part, target, found);
            part.finish();
            return found;
        } catch (ClosedByInterruptException e) {
            throw cancelled(e);
        } catch (IOException e) {
            throw new ModelException(
                    "%s cannot be written (%s). Check the folder's permissions and the disk."
                            .formatted(target, e),
                    e);
        }
    }

    static CancellationException cancelled(Exception cause) {
        return (CancellationException) new CancellationException().initCause(cause);
    }

    private static boolean complete(Wanted wanted, PartialFile part) throws IOException {
        boolean checked = wanted.bytes() == 0 && wanted.sha256().isPresent() && part.size() > 0;
        return part.size() > 0 && part.size() == wanted.bytes()
                || checked && wanted.sha256().equals(Optional.of(hash(part.path(), n -> {})));
    }

    private void arrive(Wanted wanted, PartialFile part, Listener listener) throws IOException {
        int fruitless = 0;
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            long before = part.size();
            try {
                transfer(wanted, part, listener);
                return;
            } catch (Broken e) {
                fruitless = part.size() > before ? 0 : fruitless + 1;
                if (fruitless >= FRUITLESS_ATTEMPTS) {
                    throw e.sentence(wanted, part.size());
                }
                rest(fruitless);
            }
        }
        throw new ModelException(
                "%s broke off %d times. Try again later; what has arrived is kept."
                        .formatted(wanted.address(), MOST_ATTEMPTS));
    }

    private void rest(int fruitless) {
        try {
            Thread.sleep(patience.toMillis() / 60 << fruitless);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelled(e);
        }
    }

    private void transfer(Wanted wanted, PartialFile part, Listener listener)
            throws IOException, Broken {
        // Without a tag the server might go on with another version; then only a fingerprint tells.
        boolean resumes =
                part.size() > 0 && (part.tag().isPresent() || wanted.sha256().isPresent());
        HttpResponse<InputStream> response =
                ask(wanted, resumes ? part.size() : 0, resumes ? part.tag() : Optional.empty());
        try (InputStream body = response.body()) {
            long total = begin(wanted, part, response);
            if (total == part.size() && total > 0) {
                return;
            }
            makeSureOfRoom(part.path(), Math.max(total, wanted.bytes()) - part.size());
            receive(wanted, part, body, total, listener);
        }
    }

    /** Follows the server to where it sends, as far as that is allowed. */
    private HttpResponse<InputStream> ask(Wanted wanted, long from, Optional<String> tag)
            throws Broken {
        URI address = mirror.instead(wanted.address());
        for (int i = 0; i < MOST_REDIRECTS; i++) {
            HttpResponse<InputStream> response = send(address, from, tag);
            int status = response.statusCode();
            Optional<String> location = response.headers().firstValue("Location");
            if (status < 300 || status > 399 || status == 304 || location.isEmpty()) {
                return response;
            }
            close(response);
            address = next(address, location.get());
        }
        throw new ModelException(
                "%s sends on and on, more than %d times. Try another mirror."
                        .formatted(wanted.address(), MOST_REDIRECTS));
    }

    private URI next(URI from, String location) {
        try {
            URI to = from.resolve(location);
            if (mirror.allows(from, to)) {
                return to;
            }
        } catch (IllegalArgumentException e) {
            // Not even an address.
        }
        throw new ModelException(
                "%s sends on to \"%s\", expected an https address of the publisher or the mirror. Nothing was fetched from there; try another mirror."
                        .formatted(from, location.replaceAll("\\p{Cntrl}", "?")));
    }

    private HttpResponse<InputStream> send(URI address, long from, Optional<String> tag)
            throws Broken {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address)
                        .timeout(patience)
                        .header("User-Agent", "easel")
                        .header("Accept-Encoding", "identity");
        if (from > 0) {
            request.header("Range", "bytes=%d-".formatted(from));
            tag.ifPresent(text -> request.header("If-Range", text));
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelled(e);
        } catch (IOException e) {
            throw new Broken("cannot be reached (%s)".formatted(e), e);
        }
    }

    private static void close(HttpResponse<InputStream> response) {
        try {
            response.body().close();
        } catch (IOException e) {
            return; // nobody wanted what it says
        }
    }

    /**
     * Sees to it that {@code part} is what the answer goes on from.
     *
     * @return how many bytes there will be; 0 where the server does not say
     */
    private static long begin(Wanted wanted, PartialFile part, HttpResponse<InputStream> response)
            throws IOException, Broken {
        HttpHeaders headers = response.headers();
        if (!headers.firstValue("Content-Encoding").orElse("identity").equals("identity")) {
            throw new ModelException(
                    "%s comes packed (%s), expected the file as it is. Try another mirror."
                            .formatted(
                                    wanted.address(),
                                    headers.firstValue("Content-Encoding").orElse("")));
        }
        switch (response.statusCode()) {
            case 200 -> {
                long length = headers.firstValueAsLong("Content-Length").orElse(0);
                checkLength(wanted, length);
                part.restart(tag(headers));
                return length;
            }
            case 206 -> {
                return resumed(wanted, part, headers);
            }
            case 416 -> {
                part.restart(Optional.empty());
                throw new Broken("has no such part any more", null);
            }
            case 408, 425, 429, 500, 502, 503, 504 ->
                    throw new Broken(
                            "answers with status %d".formatted(response.statusCode()), null);
            default -> throw refused(wanted, response.statusCode());
        }
    }

    private static long resumed(Wanted wanted, PartialFile part, HttpHeaders headers)
            throws IOException, Broken {
        Matcher range =
                CONTENT_RANGE.matcher(headers.firstValue("Content-Range").orElse("nothing"));
        if (!range.matches() || Long.parseLong(range.group(1)) != part.size()) {
            part.restart(Optional.empty());
            throw new Broken("goes on at another place than asked", null);
        }
        long total = range.group(2).equals("*") ? 0 : Long.parseLong(range.group(2));
        checkLength(wanted, total);
        return total;
    }

    private static void checkLength(Wanted wanted, long length) {
        boolean another = wanted.bytes() > 0 && length > 0 && length != wanted.bytes();
        if (another || length > LARGEST) {
            throw new ModelException(
                    "%s has %,d bytes, expected %,d. It is another file by now, or a page about it; nothing was fetched."
                            .formatted(
                                    wanted.address(), length, another ? wanted.bytes() : LARGEST));
        }
    }

    /** A strong tag, else the date: what If-Range takes. */
    private static Optional<String> tag(HttpHeaders headers) {
        return headers.firstValue("ETag")
                .filter(tag -> tag.startsWith("\""))
                .or(() -> headers.firstValue("Last-Modified"));
    }

    private static ModelException refused(Wanted wanted, int status) {
        return switch (status) {
            case 401, 403 ->
                    new ModelException(
                            "%s is only given to people who have agreed to its licence there (status %d). Open the page in a browser, agree, download the file and add it with easel models add."
                                    .formatted(wanted.address(), status));
            case 404, 410 ->
                    new ModelException(
                            "%s is not there (status %d), expected the file that was published. It may have moved; look for it in a browser and add it with easel models add, or try another mirror."
                                    .formatted(wanted.address(), status));
            default ->
                    new ModelException(
                            "%s answers with status %d, expected the file. Try another mirror."
                                    .formatted(wanted.address(), status));
        };
    }

    private void makeSureOfRoom(Path part, long bytes) {
        long free = room.applyAsLong(part.toAbsolutePath().normalize().resolveSibling(""));
        if (free - RESERVE < bytes) {
            throw new ModelException(
                    "There are %,d MB free where %s goes, expected %,d and some to spare. Make room, or choose another models folder."
                            .formatted(
                                    free >> 20,
                                    part.toAbsolutePath().normalize().resolveSibling(""),
                                    bytes + RESERVE >> 20));
        }
    }

    private void receive(
            Wanted wanted, PartialFile part, InputStream body, long total, Listener listener)
            throws IOException, Broken {
        long most = total > 0 ? total : wanted.bytes() > 0 ? wanted.bytes() : LARGEST;
        try (Arrivals arrivals = new Arrivals(body, patience)) {
            for (byte[] block = arrivals.next(); block.length > 0; block = arrivals.next()) {
                if (part.size() + block.length > most) {
                    part.restart(Optional.empty());
                    throw new ModelException(
                            "%s goes on after %,d bytes, where it should end. It is another file; nothing of it was kept."
                                    .formatted(wanted.address(), most));
                }
                part.append(block);
                listener.arrived(part.size(), total > 0 ? total : wanted.bytes());
                if (total > 0 && part.size() == total) {
                    return;
                }
            }
        }
        long promised = total > 0 ? total : wanted.bytes();
        if (promised > 0 && part.size() < promised) {
            throw new Broken("broke off", null);
        }
    }

    private static String fingerprint(PartialFile part, Listener listener) throws IOException {
        long size = part.size();
        return hash(part.path(), read -> listener.checking(read, size));
    }

    private interface Progress {
        void read(long bytes);
    }

    private static String hash(Path file, Progress progress) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] block = new byte[1 << 20];
            long read = 0;
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException();
                }
                digest.update(block, 0, n);
                read += n;
                progress.read(read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static void check(Wanted wanted, PartialFile part, Path target, String found)
            throws IOException {
        if (wanted.sha256().isEmpty()) {
            throw new ModelException(
                    "%s has arrived; its fingerprint (SHA-256) is %s, and Easel knows none to compare it with. Compare it with the one on the page it is published on; if it is the same, run the command again with --sha256 %s."
                            .formatted(target.getFileName(), found, found));
        }
        if (!wanted.sha256().get().equals(found)) {
            part.discard();
            throw new ModelException(
                    "%s has arrived with the fingerprint (SHA-256) %s, expected %s: it was damaged on its way, or is another file. It was deleted; try again, or try another mirror."
                            .formatted(target.getFileName(), found, wanted.sha256().get()));
        }
    }
}
