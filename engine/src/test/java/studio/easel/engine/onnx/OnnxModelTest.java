package studio.easel.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.engine.EaselException;
import studio.easel.engine.ModelException;
import studio.easel.engine.tensor.Tensor;

/** On the probe graph: y = x + x, three floats. */
class OnnxModelTest {
    @TempDir Path folder;
    private Path probe;

    @BeforeEach
    void copyProbe() throws IOException {
        probe = folder.resolve("probe.onnx");
        try (InputStream graph = Providers.class.getResourceAsStream("probe.onnx")) {
            Files.copy(graph, probe);
        }
    }

    @Test
    void aGraphRunsAndRunsAgainAfterItsMemoryWasGivenBack() {
        try (OnnxModel model = OnnxModel.at(probe, Device.cpu())) {
            Tensor x = Tensor.of(new float[] {1, 2, 3}, 3);
            assertThat(model.runFirst(Map.of("x", x)).values()).containsExactly(2, 4, 6);
            model.unload();
            assertThat(model.runFirst(Map.of("x", x)).values()).containsExactly(2, 4, 6);
        }
    }

    /** Else the pictures that follow would be another model's under this one's fingerprint. */
    @Test
    void aGraphThatChangedIsNotOpenedAgain() throws IOException {
        try (OnnxModel model = OnnxModel.at(probe, Device.cpu())) {
            model.load();
            model.unload();
            Files.setLastModifiedTime(probe, FileTime.from(Instant.now().plusSeconds(60)));
            assertThatThrownBy(model::load)
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("probe.onnx has changed");
        }
    }

    @Test
    void oneNumberStandsForAsManyAsTheGraphInsistsOn() {
        try (OnnxModel model = OnnxModel.at(probe, Device.cpu())) {
            assertThat(model.runFirst(Map.of("x", Tensor.scalar(7))).values())
                    .containsExactly(14, 14, 14);
        }
    }

    @Test
    void aTensorOfAnotherShapeIsRefusedWithBothShapes() {
        try (OnnxModel model = OnnxModel.at(probe, Device.cpu())) {
            assertThatThrownBy(() -> model.run(Map.of("x", Tensor.of(new float[4], 2, 2))))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("[3]")
                    .hasMessageContaining("[2, 2]");
        }
    }

    @Test
    void runsAreCountedWithWhereTheirTimeWent() {
        try (OnnxModel model = OnnxModel.at(probe, Device.cpu())) {
            assertThat(model.times()).isEqualTo(RunTimes.NONE);
            var unused = model.runFirst(Map.of("x", Tensor.scalar(7)));
            RunTimes first = model.times();
            model.unload();
            unused = model.runFirst(Map.of("x", Tensor.scalar(7)));
            assertThatThrownBy(() -> model.run(Map.of("x", Tensor.of(new float[4], 2, 2))))
                    .isInstanceOf(ModelException.class);

            RunTimes second = model.times().since(first);
            assertThat(second.runs()).isEqualTo(first.runs()).isEqualTo(1);
            assertThat(second.inRuntime()).isPositive();
            assertThat(second.copying()).isPositive();
            assertThat(second.calls()).isGreaterThan(second.inRuntime() + second.copying());
        }
    }

    @Test
    void anUnknownInputNamesTheOnesThereAre() {
        try (OnnxModel model = OnnxModel.at(probe, Device.cpu())) {
            assertThat(model.takes("x")).isTrue();
            assertThat(model.takes("sample")).isFalse();
            assertThatThrownBy(() -> model.run(Map.of("sample", Tensor.scalar(1))))
                    .hasMessageContaining("[x]")
                    .hasMessageContaining("\"sample\"");
        }
    }

    @Test
    void anInterruptedCallerIsToldSoAndTheModelStaysUsable() {
        try (OnnxModel model = OnnxModel.at(probe, Device.cpu())) {
            model.load();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> model.run(Map.of("x", Tensor.scalar(1))))
                    .isInstanceOf(CancellationException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThat(model.runFirst(Map.of("x", Tensor.scalar(1))).values())
                    .containsExactly(2, 2, 2);
        }
    }

    @Test
    void whatIsNotAGraphGetsASentence() throws IOException {
        Files.writeString(probe, "<html>not found</html>");
        try (OnnxModel model = OnnxModel.at(probe, Device.cpu())) {
            assertThatThrownBy(model::load)
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("probe.onnx could not be opened")
                    .hasMessageContaining("expected an ONNX graph");
        }
        try (OnnxModel missing = OnnxModel.at(folder.resolve("none.onnx"), Device.cpu())) {
            assertThatThrownBy(missing::load).hasMessageContaining("none.onnx is missing");
        }
    }

    @Test
    void devicesAreReadFromWordsAndTheCpuAlwaysWorks() {
        assertThat(Device.parse("CUDA:1")).isEqualTo(Device.cuda(1));
        assertThat(Device.parse("auto")).isEqualTo(Device.auto());
        assertThatThrownBy(() -> Device.parse("toaster"))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("toaster");
        assertThat(Providers.problemWith(Device.cpu())).isEmpty();
        assertThat(Providers.choose(Device.cpu()).device()).isEqualTo(Device.cpu());
    }
}
