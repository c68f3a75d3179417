package studio.easel.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class LowPriorityTest {
    @Test
    void theThreadAndThoseItStartsGiveWayAndNoOthersDo() throws Exception {
        int before = niceness();
        CompletableFuture<Integer> started = new CompletableFuture<>();
        Thread network =
                new Thread(
                        () -> {
                            LowPriority.here();
                            new Thread(() -> started.complete(niceness())).start();
                        });
        network.start();
        assertThat(started.get(20, TimeUnit.SECONDS)).isEqualTo(7);
        assertThat(niceness()).isEqualTo(before);
    }

    /** proc(5): the 19th number of a thread's state, the second being its name in brackets. */
    private static int niceness() {
        try {
            String state = Files.readString(Path.of("/proc/thread-self/stat"));
            return Integer.parseInt(state.substring(state.lastIndexOf(')') + 2).split(" ")[16]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
