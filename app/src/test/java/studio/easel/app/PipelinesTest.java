package studio.easel.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import studio.easel.app.generate.FakePipeline;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.pipeline.ImagePipeline;
import studio.easel.models.InstalledModel;

@Timeout(20)
class PipelinesTest {
    private static final Device CPU = Device.parse("cpu");
    private static final InstalledModel MODEL =
            new InstalledModel(
                    "it",
                    "it",
                    InstalledModel.Kind.PICTURES,
                    "",
                    "",
                    Path.of("it"),
                    Optional.empty(),
                    false);

    private ModelSpec onDisk = FakePipeline.SPEC;
    private final Pipelines pipelines =
            new Pipelines((model, stage) -> onDisk, (spec, device) -> new FakePipeline(spec, 0));

    @Test
    void aModelStaysOpenUntilAnotherDeviceIsAskedFor() {
        ImagePipeline first = open();
        assertThat(open()).isSameAs(first);
        assertThat(pipelines.open(MODEL, Device.auto(), stage -> {})).isNotSameAs(first);
        assertThat(((FakePipeline) first).closed).isTrue();
    }

    @Test
    void lookingAgainOpensAModelAnewOnlyWhereItsFilesWereReplaced() {
        ImagePipeline first = open();
        pipelines.lookAgain();
        assertThat(open()).isSameAs(first);
        onDisk = FakePipeline.spec("replaced", 512, 20, 7);
        assertThat(open()).isSameAs(first);
        pipelines.lookAgain();
        assertThat(open().model().name()).isEqualTo("replaced");
        assertThat(((FakePipeline) first).closed).isTrue();
    }

    @Test
    void whoeverWaitsForAModelThatAnotherThreadReadsCanBeCancelled() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Pipelines slow =
                new Pipelines(
                        (model, stage) -> {
                            begun.countDown();
                            await(released);
                            return onDisk;
                        },
                        (spec, device) -> new FakePipeline(spec, 0));
        CompletableFuture<?> reading =
                CompletableFuture.runAsync(() -> slow.describe(MODEL, stage -> {}));
        begun.await();
        Thread worker = Thread.currentThread();
        CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS).execute(worker::interrupt);
        assertThatThrownBy(() -> slow.open(MODEL, CPU, stage -> {}))
                .isInstanceOf(CancellationException.class);
        released.countDown();
        reading.get();
    }

    private ImagePipeline open() {
        return pipelines.open(MODEL, CPU, stage -> {});
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new CancellationException();
        }
    }
}
