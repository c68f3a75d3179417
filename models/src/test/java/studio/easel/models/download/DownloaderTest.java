package studio.easel.models.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.engine.EaselException;
import studio.easel.engine.ModelException;

/** Downloads from a server on this machine, which behaves as well or as badly as asked. */
@Timeout(60)
class DownloaderTest {
    private static final byte[] CONTENT = new byte[900_000];
    private static final String PLACE = "/sd/resolve/main/model.safetensors";

    static {
        new Random(1).nextBytes(CONTENT);
    }

    /** How the server answers one request. */
    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    @TempDir Path folder;
    private HttpServer server;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Answer> answers = new CopyOnWriteArrayList<>();

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(task -> new Thread(task).start());
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        asked.add(
                                exchange.getRequestURI()
                                        + " "
                                        + exchange.getRequestHeaders().getFirst("Range")
                                        + " "
                                        + exchange.getRequestHeaders().getFirst("If-Range"));
                        Answer answer = answers.size() > 1 ? answers.remove(0) : answers.get(0);
                        answer.to(exchange);
                    }
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aFileArrivesWholeUnderItsName() throws IOException {
        answers.add(file(CONTENT, CONTENT.length));
        List<Long> seen = new ArrayList<>();
        String hash = fetch(usual(), seen);
        assertThat(target()).hasBinaryContent(CONTENT);
        assertThat(hash).isEqualTo(sha256(CONTENT));
        assertThat(seen).isSorted().endsWith((long) CONTENT.length);
        assertThat(files()).containsExactly("model.safetensors");
        assertThat(asked).containsExactly(PLACE + " null null");
    }

    @Test
    void aConnectionThatBreaksOffGoesOnWhereItWas() throws IOException {
        answers.add(file(CONTENT, 300_000));
        answers.add(range(600_000));
        answers.add(range(CONTENT.length));
        fetch(usual(), new ArrayList<>());
        assertThat(target()).hasBinaryContent(CONTENT);
        assertThat(asked).hasSize(3);
        assertThat(asked.get(1)).matches(PLACE + " bytes=\\d+- \"v1\"");
    }

    @Test
    void theNextProgramGoesOnToo() throws IOException {
        answers.add(file(CONTENT, 300_000));
        answers.add(exchange -> exchange.sendResponseHeaders(503, -1));
        assertThatThrownBy(() -> fetch(usual(), new ArrayList<>()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("answers with status 503")
                .hasMessageContaining("it goes on after the");
        assertThat(files())
                .containsExactly(".model.safetensors.part", ".model.safetensors.part.tag");
        asked.clear();
        answers.clear();
        answers.add(range(CONTENT.length));
        fetch(usual(), new ArrayList<>());
        assertThat(target()).hasBinaryContent(CONTENT);
        assertThat(asked).singleElement().asString().contains("bytes=").contains("\"v1\"");
        assertThat(files()).containsExactly("model.safetensors");
    }

    @Test
    void aServerThatIgnoresTheRangeStartsAnew() throws IOException {
        answers.add(file(CONTENT, 300_000));
        answers.add(file(CONTENT, CONTENT.length));
        fetch(usual(), new ArrayList<>());
        assertThat(target()).hasBinaryContent(CONTENT);
    }

    @Test
    void aServerThatGoesOnElsewhereIsAskedAnew() throws IOException {
        answers.add(file(CONTENT, 300_000));
        answers.add(
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Range", "bytes 5-899999/900000");
                    exchange.sendResponseHeaders(206, 899_995);
                    exchange.getResponseBody().write(CONTENT, 5, 899_995);
                });
        answers.add(file(CONTENT, CONTENT.length));
        fetch(usual(), new ArrayList<>());
        assertThat(target()).hasBinaryContent(CONTENT);
        assertThat(asked.get(1)).matches(PLACE + " bytes=\\d+- \"v1\"");
        assertThat(asked.get(asked.size() - 1)).endsWith("null null");
    }

    @Test
    void anotherFileThanPublishedIsDeleted() throws IOException {
        byte[] other = CONTENT.clone();
        other[777] ^= 1;
        answers.add(file(other, other.length));
        assertThatThrownBy(() -> fetch(usual(), new ArrayList<>()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(sha256(other))
                .hasMessageContaining("expected " + sha256(CONTENT));
        assertThat(files()).isEmpty();
    }

    @Test
    void withoutAPublishedFingerprintSomebodyIsAsked() throws IOException {
        answers.add(file(CONTENT, CONTENT.length));
        Downloader downloader = new Downloader(mirror());
        Downloader.Wanted unknown = wanted(0, Optional.empty());
        assertThatThrownBy(() -> downloader.fetch(unknown, target(), silent()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("--sha256 " + sha256(CONTENT));
        assertThat(target()).doesNotExist();
        server.stop(0);
        downloader.fetch(wanted(0, Optional.of(sha256(CONTENT))), target(), silent());
        assertThat(target()).as("without asking the server again").hasBinaryContent(CONTENT);
    }

    @ParameterizedTest
    @CsvSource({
        "404, is not there",
        "410, is not there",
        "401, agreed to its licence",
        "403, agreed to its licence",
        "418, answers with status 418",
        "204, answers with status 204"
    })
    void refusalsAreSentences(int status, String said) throws IOException {
        answers.add(exchange -> exchange.sendResponseHeaders(status, -1));
        refused(said);
    }

    @Test
    void aFileOfAnotherLengthIsNotEvenBegun() throws IOException {
        answers.add(file(Arrays.copyOf(CONTENT, 1_000_000), 1_000_000));
        refused("has 1,000,000 bytes, expected 900,000");
    }

    @Test
    void aFileThatDoesNotEndIsCutOff() throws IOException {
        answers.add(
                exchange -> {
                    exchange.sendResponseHeaders(200, 0); // of unknown length
                    exchange.getResponseBody().write(Arrays.copyOf(CONTENT, 1_000_000));
                });
        refused("goes on after 900,000 bytes");
    }

    @Test
    void aPackedFileIsRefused() throws IOException {
        answers.add(
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
                    exchange.sendResponseHeaders(200, 10);
                    exchange.getResponseBody().write(CONTENT, 0, 10);
                });
        refused("comes packed (gzip)");
    }

    @Test
    void withoutRoomNothingIsBegun() throws IOException {
        answers.add(file(CONTENT, CONTENT.length));
        Downloader full = downloader(place -> 256L << 20);
        assertThatThrownBy(() -> full.fetch(usual(), target(), silent()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("There are 256 MB free");
        assertThat(files()).isEmpty();
    }

    @Test
    void whatIsThereIsNeverOverwritten() throws IOException {
        Files.writeString(target(), "mine");
        refused("is there already", "model.safetensors");
        assertThat(target()).hasContent("mine");
        assertThat(asked).isEmpty();
    }

    @Test
    void aSecondDownloadOfTheSameFileWaits() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        answers.add(
                exchange -> {
                    arrived.countDown();
                    await(go);
                    file(CONTENT, CONTENT.length).to(exchange);
                });
        AtomicReference<String> hash = new AtomicReference<>();
        Thread first = new Thread(() -> hash.set(fetch(usual(), new ArrayList<>())));
        first.start();
        arrived.await();
        assertThatThrownBy(() -> fetch(usual(), new ArrayList<>()))
                .hasMessageContaining("being downloaded by another Easel");
        go.countDown();
        first.join();
        assertThat(hash.get()).isEqualTo(sha256(CONTENT));
    }

    @Test
    void cancellingKeepsWhatHasArrived() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        answers.add(
                exchange -> {
                    head(exchange, 200, CONTENT.length);
                    exchange.getResponseBody().write(CONTENT, 0, 500_000);
                    exchange.getResponseBody().flush();
                    await(never);
                });
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread download =
                new Thread(
                        () -> {
                            try {
                                new Downloader(mirror()).fetch(usual(), target(), silent());
                            } catch (CancellationException e) {
                                end.set(e);
                            }
                        });
        download.start();
        Path part = folder.resolve(".model.safetensors.part");
        while (!Files.exists(part) || Files.size(part) < 400_000) {
            Thread.sleep(5);
        }
        download.interrupt();
        download.join(5000);
        never.countDown();
        assertThat(download.isAlive()).isFalse();
        assertThat(end.get()).isInstanceOf(CancellationException.class);
        assertThat(part).exists();
    }

    @Test
    void aServerThatFallsSilentIsLeft() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        answers.add(
                exchange -> {
                    head(exchange, 200, CONTENT.length);
                    exchange.getResponseBody().write(CONTENT, 0, 300_000);
                    exchange.getResponseBody().flush();
                    await(never);
                });
        answers.add(range(CONTENT.length));
        downloader(place -> 1L << 40, Duration.ofMillis(600)).fetch(usual(), target(), silent());
        never.countDown();
        assertThat(target()).hasBinaryContent(CONTENT);
    }

    @Test
    void aServerMaySendOnToItself() throws IOException {
        answers.add(to("/elsewhere"));
        answers.add(file(CONTENT, CONTENT.length));
        fetch(usual(), new ArrayList<>());
        assertThat(asked.get(1)).startsWith("/elsewhere");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:1/",
                "http://example.com/",
                "https://example.com/",
                "https://huggingface.co.example.com/",
                "https://evilhf.co/",
                "file:///etc/passwd",
                "https://user:secret@huggingface.co/",
                "http://[::1"
            })
    void aServerMayNotSendOnToAnybodyElse(String elsewhere) throws IOException {
        answers.add(to(elsewhere));
        refused("sends on to \"" + elsewhere);
        assertThat(asked).hasSize(1);
    }

    @Test
    void sendingOnEndsSomewhere() throws IOException {
        answers.add(to(PLACE));
        refused("sends on and on");
    }

    @Test
    void thePublishersStoresAreAllowedAndNeverLessSecure() {
        URI page = URI.create("https://huggingface.co/a");
        assertThat(Mirror.none().allows(page, URI.create("https://cdn-lfs.hf.co/x"))).isTrue();
        assertThat(Mirror.none().allows(page, URI.create("http://huggingface.co/x"))).isFalse();
        Mirror own = Mirror.of("http://192.168.1.5/hf/");
        assertThat(own.instead(page)).hasToString("http://192.168.1.5/hf/a");
        assertThat(own.allows(page, URI.create("http://192.168.1.5/x"))).isFalse();
        assertThat(own.allows(own.instead(page), URI.create("http://192.168.1.5/x"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mirror", "ftp://a", "https://", "https://a:b@c", "http://a?b", "::"})
    void aMirrorIsAnAddress(String text) {
        assertThatThrownBy(() -> Mirror.of(text))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("The mirror is \"" + text + "\"");
    }

    @Test
    void aServerThatIsNotThereIsSaid() throws IOException {
        server.stop(0);
        assertThatThrownBy(() -> fetch(usual(), new ArrayList<>()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("cannot be reached")
                .hasMessageContaining("nothing has arrived yet");
        assertThat(files()).isEmpty();
    }

    private void refused(String... said) throws IOException {
        assertThatThrownBy(() -> fetch(usual(), new ArrayList<>()))
                .isInstanceOf(ModelException.class)
                .hasMessageContainingAll(said);
        assertThat(files()).allMatch(name -> name.equals("model.safetensors"));
    }

    private String fetch(Downloader.Wanted wanted, List<Long> seen) {
        Downloader.Listener listener =
                new Downloader.Listener() {
                    @Override
                    public void arrived(long bytes, long total) {
                        assertThat(total).isEqualTo(CONTENT.length);
                        seen.add(bytes);
                    }

                    @Override
                    public void checking(long bytes, long total) {}
                };
        return downloader(place -> 1L << 40).fetch(wanted, target(), listener);
    }

    /** Patient enough for a machine that has much else to do. */
    private Downloader downloader(ToLongFunction<Path> room) {
        return downloader(room, Duration.ofSeconds(6));
    }

    private Downloader downloader(ToLongFunction<Path> room, Duration patience) {
        return new Downloader(mirror(), room, patience);
    }

    private static Downloader.Listener silent() {
        return new Downloader.Listener() {
            @Override
            public void arrived(long bytes, long total) {}

            @Override
            public void checking(long bytes, long total) {}
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Mirror mirror() {
        return Mirror.of("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private Path target() {
        return folder.resolve("model.safetensors");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Downloader.Wanted usual() {
        return wanted(CONTENT.length, Optional.of(sha256(CONTENT)));
    }

    private static Downloader.Wanted wanted(long bytes, Optional<String> sha256) {
        return new Downloader.Wanted(URI.create("https://huggingface.co" + PLACE), bytes, sha256);
    }

    /** Promises {@code content} and sends the beginning of it. */
    private static Answer file(byte[] content, int sent) {
        return exchange -> {
            head(exchange, 200, content.length);
            exchange.getResponseBody().write(content, 0, sent);
        };
    }

    /** Goes on from where it is asked to, up to {@code end}. */
    private static Answer range(int end) {
        return exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
            exchange.getResponseHeaders()
                    .set(
                            "Content-Range",
                            "bytes %d-%d/%d".formatted(from, CONTENT.length - 1, CONTENT.length));
            head(exchange, 206, CONTENT.length - from);
            exchange.getResponseBody().write(CONTENT, from, end - from);
        };
    }

    private static void head(HttpExchange exchange, int status, long length) throws IOException {
        exchange.getResponseHeaders().set("ETag", "\"v1\"");
        exchange.sendResponseHeaders(status, length);
    }

    private static Answer to(String location) {
        return exchange -> {
            exchange.getResponseHeaders().set("Location", location);
            exchange.sendResponseHeaders(302, -1);
        };
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
