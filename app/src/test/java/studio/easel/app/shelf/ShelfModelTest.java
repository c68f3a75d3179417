package studio.easel.app.shelf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.app.Notice;
import studio.easel.app.Words;
import studio.easel.models.passport.Family;
import studio.easel.models.passport.Prediction;

class ShelfModelTest {
    @TempDir Path home;
    private TestShelf shelf;
    private ShelfModel model;

    @BeforeEach
    void anEmptyShelf() {
        Words.speak(Locale.ENGLISH);
        shelf = new TestShelf(home);
        model = new ShelfModel(shelf.build());
    }

    private Listed second() {
        return model.models().get(1);
    }

    @Test
    void theStarterIsThereWithItsPassport() {
        model.look();
        Listed starter = model.models().get(0);
        assertThat(starter.model().starter()).isTrue();
        assertThat(starter.passport().orElseThrow().fingerprint()).isPresent();
        assertThat(model.chosen().get()).isEqualTo(starter);
        assertThat(model.looking().get()).isFalse();
        assertThat(model.reading().get()).isEmpty();
    }

    /** Gigabytes are fingerprinted for seconds, and whoever added a model waits for the list. */
    @Test
    void aNewListDoesNotWaitForAFingerprint() throws IOException {
        Files.createDirectories(shelf.models);
        try (RandomAccessFile big =
                new RandomAccessFile(shelf.models.resolve("big.ckpt").toFile(), "rw")) {
            big.setLength(130L << 20);
        }
        Deque<Runnable> waiting = new ArrayDeque<>();
        shelf.reading = waiting::add;
        model = new ShelfModel(shelf.build());
        model.reading()
                .addListener(
                        (property, before, now) -> {
                            if (now.startsWith("Fingerprinting") && waiting.isEmpty()) {
                                model.look();
                            }
                        });
        model.look();
        waiting.remove().run();
        assertThat(waiting).hasSize(1);
        assertThat(second().passport().orElseThrow().fingerprint()).isEmpty();
        waiting.remove().run();
        assertThat(second().passport().orElseThrow().fingerprint()).isPresent();
    }

    @Test
    void whatIsAddedIsChosenAndSaidWithWhatItIs() {
        model.add(List.of(TestShelf.sd2(home.resolve("night.safetensors"))));
        assertThat(shelf.models.resolve("night.safetensors")).exists();
        assertThat(home.resolve("night.safetensors")).exists();
        assertThat(model.chosen().get().model().id()).isEqualTo("night.safetensors");
        assertThat(model.notices().get(0).text()).contains("night", "Stable Diffusion 2");
        assertThat(shelf.changes).isEqualTo(1);
        assertThat(model.unfinished().get()).isZero();
        assertThat(model.working().get()).isEmpty();
    }

    @Test
    void whatIsMovedLeavesItsPlace() {
        model.move().set(true);
        model.add(List.of(TestShelf.sd2(home.resolve("night.safetensors"))));
        assertThat(shelf.models.resolve("night.safetensors")).exists();
        assertThat(home.resolve("night.safetensors")).doesNotExist();
    }

    @Test
    void aRefusalStaysUntilSomebodyHasReadIt() throws IOException {
        Path file = Files.writeString(home.resolve("notes.safetensors"), "no model at all");
        model.look();
        model.add(List.of(file, home.resolve("gone.onnx")));
        assertThat(model.notices()).hasSize(2).allMatch(Notice::problem);
        assertThat(model.notices().get(1).text()).startsWith("notes.safetensors: ");
        assertThat(model.notices().get(0).text()).contains("gone.onnx");
        model.look();
        assertThat(model.notices()).hasSize(2);
        model.dismiss(model.notices().get(0));
        assertThat(model.notices()).hasSize(1);
        assertThat(shelf.models.resolve("notes.safetensors")).doesNotExist();
        assertThat(shelf.changes).isZero();
    }

    @Test
    void removingAsksFirst() {
        model.add(List.of(TestShelf.sd2(home.resolve("night.safetensors"))));
        model.remove(); // Nobody asked.
        assertThat(shelf.models.resolve("night.safetensors")).exists();
        model.askToRemove(second().model());
        model.keep();
        model.remove();
        assertThat(shelf.models.resolve("night.safetensors")).exists();
        model.askToRemove(second().model());
        model.remove();
        assertThat(shelf.models.resolve("night.safetensors")).doesNotExist();
        assertThat(model.models()).hasSize(3).allMatch(it -> it.model().starter());
        assertThat(model.chosen().get().model().starter()).isTrue();
    }

    @Test
    void theQuestionGoesWhenAnotherModelIsLookedAt() {
        model.add(List.of(TestShelf.sd2(home.resolve("night.safetensors"))));
        model.askToRemove(second().model());
        model.chosen().set(model.models().get(0));
        assertThat(model.leaving().get()).isNull();
    }

    @Test
    void aModelThatChangedInSecretIsNotSound() throws IOException {
        model.look();
        model.verify(model.models().get(0).model());
        assertThat(model.notices().get(0).problem()).isFalse();
        Path starter = model.models().get(0).model().folder();
        Path copy = shelf.models.resolve("night");
        copy(starter, copy);
        Path file = copy.resolve("vae_decoder/model.onnx");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2]++;
        Files.write(file, bytes);
        model.look();
        model.verify(second().model());
        assertThat(model.notices().get(0).problem()).isFalse();

        FileTime time = Files.getLastModifiedTime(file);
        bytes[bytes.length / 2]++;
        Files.write(file, bytes);
        Files.setLastModifiedTime(file, time);
        model.verify(second().model());
        assertThat(model.notices().get(0).problem()).isTrue();
        assertThat(model.notices().get(0).text()).startsWith("Starter v1 has other content");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
    }

    @Test
    void whatAnSd2ModelPredictsIsRemembered() {
        model.add(List.of(TestShelf.sd2(home.resolve("night.safetensors"))));
        assertThat(second().passport().orElseThrow().family()).isEqualTo(Family.SD2);
        assertThat(prediction()).contains(Prediction.Type.UNDECIDED);
        model.remember(second().model(), Prediction.Type.V);
        assertThat(prediction()).contains(Prediction.Type.V);
        model = new ShelfModel(shelf.build());
        model.look();
        assertThat(prediction()).contains(Prediction.Type.V);
    }

    private Optional<Prediction.Type> prediction() {
        return second().passport().orElseThrow().prediction().map(Prediction::type);
    }
}
