package studio.easel.models.download;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a server sends, block by block. A thread of its own waits for it, since reading from Java's
 * HTTP client neither ends when interrupted nor ever gives up.
 */
final class Arrivals implements AutoCloseable {
    private static final int BLOCK = 1 << 18;
    private static final int AHEAD = 4;
    private static final byte[] END = {};

    private final BlockingQueue<byte[]> blocks = new ArrayBlockingQueue<>(AHEAD);
    private final InputStream body;
    private final Duration patience;
    private final Thread reader = new Thread(this::readAll, "download");
    private volatile @Nullable IOException failure;

    /**
     * @param patience how long nothing may arrive
     */
    Arrivals(InputStream body, Duration patience) {
        this.body = body;
        this.patience = patience;
        reader.setDaemon(true);
        reader.start();
    }

    private void readAll() {
        try {
            byte[] block = new byte[BLOCK];
            for (int read = body.read(block); read >= 0; read = body.read(block)) {
                if (read > 0) {
                    blocks.put(Arrays.copyOf(block, read));
                }
            }
            blocks.put(END);
        } catch (IOException e) {
            failure = e;
            offerEnd();
        } catch (InterruptedException e) {
            return; // closed: nobody waits for more
        }
    }

    private void offerEnd() {
        try {
            blocks.put(END);
        } catch (InterruptedException e) {
            return; // closed: nobody waits for more
        }
    }

    /**
     * The next bytes; none at the end.
     *
     * @throws Broken when the connection breaks off or falls silent
     * @throws CancellationException when the calling thread is interrupted
     */
    byte[] next() throws Broken {
        try {
            byte[] block = blocks.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (block == null) {
                throw new Broken("fell silent for %d s".formatted(patience.toSeconds()), null);
            }
            IOException broken = failure;
            if (block.length == 0 && broken != null) {
                throw new Broken("broke off (%s)".formatted(broken), broken);
            }
            return block;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Downloader.cancelled(e);
        }
    }

    @Override
    public void close() {
        reader.interrupt();
        try {
            body.close();
        } catch (IOException e) {
            return; // nobody wants what it has to say
        }
    }
}
