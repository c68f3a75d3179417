package studio.easel.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SignalsTest {
    /** WINCH, as a program that does not hear it does not end of it. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theActionRunsEveryTimeTheSignalComes() throws Exception {
        for (int i = 0; i < 2; i++) {
            CountDownLatch heard = new CountDownLatch(1);
            Signals.on("WINCH", heard::countDown);
            send("WINCH");
            assertThat(heard.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aSignalThePlatformDoesNotHaveIsNoError() {
        assertThatCode(() -> Signals.on("NEVER", () -> {})).doesNotThrowAnyException();
    }

    private static void send(String signal) throws Exception {
        String self = String.valueOf(ProcessHandle.current().pid());
        new ProcessBuilder("kill", "-" + signal, self).start().waitFor();
    }
}
