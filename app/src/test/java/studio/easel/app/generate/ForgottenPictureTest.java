package studio.easel.app.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.app.files.PngFile;
import studio.easel.engine.EaselException;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Progress;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;

class ForgottenPictureTest {
    @TempDir Path folder;

    @Test
    void aPictureThatLeftMemoryComesBackFromItsFile() {
        GeneratedImage made = made();
        Path file = folder.resolve("x.png");
        PngFile.write(file, made, true);
        assertThat(forgotten(made, file).image()).isEqualTo(made.image());
    }

    @Test
    void aFileThatIsGoneOrDamagedIsASentence() throws Exception {
        Path gone = folder.resolve("gone.png");
        Path damaged = Files.writeString(folder.resolve("damaged.png"), "no picture");
        for (Path file : List.of(gone, damaged)) {
            assertThatThrownBy(() -> forgotten(made(), file).image())
                    .isInstanceOf(EaselException.class)
                    .hasMessageStartingWith(file + " cannot be shown: it was moved, deleted");
        }
    }

    private static MadePicture forgotten(GeneratedImage made, Path file) {
        return new MadePicture(
                made.request(),
                Optional::empty,
                made.provenance(),
                Optional.of(file),
                made.image(),
                Optional::empty);
    }

    private static GeneratedImage made() {
        GenerationRequest request =
                new GenerationRequest(
                        "x",
                        "",
                        new ImageSize(64, 64),
                        1,
                        5,
                        SamplerName.EULER,
                        SigmaSpacing.AUTOMATIC,
                        0,
                        7,
                        1);
        return new FakePipeline(FakePipeline.SPEC, 0).generate(request, Progress.silent()).get(0);
    }
}
