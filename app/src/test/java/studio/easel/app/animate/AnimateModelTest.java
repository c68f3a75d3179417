package studio.easel.app.animate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.app.Words;
import studio.easel.app.files.DeforumFile;
import studio.easel.app.generate.FakePipeline;
import studio.easel.engine.ImageSize;
import studio.easel.engine.animation.Animation;
import studio.easel.engine.animation.Easing;
import studio.easel.engine.animation.KeyframeCurve;
import studio.easel.engine.video.VideoFile;

@Timeout(60)
class AnimateModelTest {
    @TempDir Path folder;

    @AfterEach
    void speakEnglishAgain() {
        Words.speak(Locale.ENGLISH);
    }

    // Files

    @Test
    void aFileIsOpenedChangedAndSavedWithWhatEaselDoesNotKnow() throws Exception {
        AnimateModel model = model();
        model.open(file("waves_settings.txt", "\"brush\": 3, \"zoom\": \"0: (1.1)\""));
        assertThat(model.title().get()).isEqualTo("waves");
        assertThat(model.dirty().get()).isFalse();
        model.set("zoom", "0: (1.2)");
        assertThat(model.title().get()).isEqualTo("waves (changed)");
        Path other = folder.resolve("other.txt");
        model.save(other);
        assertThat(model.dirty().get()).isFalse();
        assertThat(model.title().get()).isEqualTo("other");
        assertThat(Files.readString(other)).contains("\"brush\" : 3", "\"zoom\" : \"0: (1.2)\"");
    }

    @Test
    void aFileThatIsNoneIsSaidAndChangesNothing() throws Exception {
        AnimateModel model = model();
        Path file = folder.resolve("notes.txt");
        Files.writeString(file, "milk, eggs");
        model.open(file);
        assertThat(model.notice().get().problem()).isTrue();
        assertThat(model.notice().get().text()).contains("not JSON");
        assertThat(model.title().get()).isEqualTo("animation");
        model.open(folder.resolve("gone.txt"));
        assertThat(model.notice().get().text()).contains("cannot be read");
    }

    @Test
    void aFolderThatTakesNoFileIsSaidAndTheSettingsStayUnsaved() {
        AnimateModel model = model();
        model.set("zoom", "0: (1.2)");
        model.save(folder.resolve("missing/deep/x.txt"));
        assertThat(model.notice().get().problem()).isTrue();
        assertThat(model.dirty().get()).isTrue();
    }

    @Test
    void whatWasLeftIsThereAtTheNextLaunch() {
        AnimateModel before = model();
        before.set("zoom", "0: (1.3)");
        AnimateModel after = model();
        after.recall(before.text());
        assertThat(after.settings().get().text("zoom")).isEqualTo("0: (1.3)");
        assertThat(after.undoable().get()).isFalse();
        after.recall("{broken");
        assertThat(after.settings().get().text("zoom")).isEqualTo("0: (1.3)");
    }

    // Edits

    @Test
    void typingIntoOneFieldIsUndoneAtOnceAndOtherEditsOneByOne() {
        AnimateModel model = model();
        String first = model.settings().get().text("zoom");
        model.set("zoom", "0: (1.1");
        model.set("zoom", "0: (1.1)");
        model.set("angle", "0: (2)");
        model.undo();
        assertThat(model.settings().get().text("zoom")).isEqualTo("0: (1.1)");
        model.undo();
        assertThat(model.settings().get().text("zoom")).isEqualTo(first);
        assertThat(model.undoable().get()).isFalse();
        model.redo();
        model.redo();
        assertThat(model.settings().get().text("angle")).isEqualTo("0: (2)");
        assertThat(model.redoable().get()).isFalse();
        model.undo();
        model.set("noise_schedule", "0: (0)");
        assertThat(model.redoable().get()).isFalse();
    }

    @Test
    void openingAnotherFileCanBeUndone() throws Exception {
        AnimateModel model = model();
        model.set("zoom", "0: (1.23)");
        model.open(file("other.txt", "\"zoom\": \"0: (2)\""));
        model.undo();
        assertThat(model.settings().get().text("zoom")).isEqualTo("0: (1.23)");
    }

    @Test
    void keysAreWrittenAsTextAndReadFromIt() {
        AnimateModel model = model();
        model.set("zoom", "0: (1), 20: (2)");
        model.put("zoom", new KeyframeCurve.Key(10, 1.5, new Easing.Hold()));
        assertThat(model.settings().get().text("zoom")).isEqualTo("0: (1), 10: (1.5+0), 20: (2)");
        assertThat(value(model, "zoom", 15)).isEqualTo(1.5);
        model.remove("zoom", 10);
        assertThat(value(model, "zoom", 15)).isEqualTo(1.75);
        model.remove("zoom", 0);
        model.remove("zoom", 20); // The only one left.
        assertThat(model.settings().get().text("zoom")).isEqualTo("20: (2)");
    }

    @Test
    void aFormulaHasACurveButNoKeysAndStaysAsItIs() {
        AnimateModel model = model();
        model.set("angle", "0: (2*sin(t/5))");
        assertThat(value(model, "angle", 5)).isEqualTo(2 * Math.sin(1));
        assertThat(model.curve("angle")).isEmpty();
        model.put("angle", new KeyframeCurve.Key(3, 1, new Easing.Linear()));
        assertThat(model.settings().get().text("angle")).isEqualTo("0: (2*sin(t/5))");
    }

    @Test
    void aWrongScheduleIsSaidAtItsCharacterAndTheOthersAreStillRead() {
        AnimateModel model = model();
        model.set("zoom", "0: (1.02), 10: (sinn(t))");
        Lane zoom = model.score().get().lanes().get("zoom");
        assertThat(zoom.text().substring(zoom.wrong().orElseThrow().start())).startsWith("sinn");
        assertThat(zoom.wrong().orElseThrow()).hasMessageContaining("Character 17");
        assertThat(model.score().get().animation()).isEmpty();
        assertThat(model.score().get().problem()).startsWith("zoom: ");
        assertThat(value(model, "strength_schedule", 0)).isEqualTo(0.65);
        model.render();
        assertThat(model.notice().get().text()).startsWith("zoom: ");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aNumberThatIsNoneStandsBesideItsFieldAndTheSettingStays() {
        AnimateModel model = model();
        SettingField frames = field(model, "max_frames");
        frames.text().set("0");
        assertThat(frames.error().get())
                .isEqualTo("Frames is \"0\", expected a whole number from 1 to 900000.");
        assertThat(model.settings().get().whole("max_frames")).isEqualTo(60);
        frames.text().set("1e9");
        assertThat(frames.error().get()).contains("1e9");
        frames.text().set("24");
        assertThat(frames.error().get()).isEmpty();
        assertThat(model.playback().to().get()).isEqualTo(23);
        model.undo();
        assertThat(frames.text().get()).isEqualTo("60");
        SettingField fps = field(model, "fps");
        fps.text().set("12,5");
        assertThat(model.settings().get().number("fps")).isEqualTo(12.5);
        assertThat(fps.text().get()).isEqualTo("12,5");
    }

    @Test
    void promptsAreAddedMovedRewrittenAndTakenAwayButForTheLast() {
        AnimateModel model = model();
        model.set("prompts", Map.of("0", "a cat", "max_f", "a dog"));
        assertThat(model.score().get().prompts())
                .extracting(Score.PromptKey::frame)
                .containsExactly(0, 59);
        model.prompt("10", "a fox");
        model.movePrompt("10", 0, "drag"); // There is one.
        model.movePrompt("10", 12, "drag");
        assertThat(model.score().get().prompts())
                .extracting(Score.PromptKey::frame)
                .containsExactly(0, 12, 59);
        model.removePrompt("12");
        model.removePrompt("max_f");
        model.removePrompt("0");
        assertThat(Score.prompts(model.settings().get())).containsExactly(Map.entry("0", "a cat"));
    }

    // Words

    @Test
    void whatStaysInSightIsSaidAgainInAnotherLanguage() throws Exception {
        Clicks.write(folder.resolve("clicks.wav"), 120, 0.5, 4);
        AnimateModel model = shortOne();
        model.set("soundtrack_path", "clicks.wav");
        model.set("add_soundtrack", "File");
        model.set("animation_mode", "Interpolation");
        model.render();
        SettingField frames = field(model, "max_frames");
        frames.text().set("0");
        Words.speak(Locale.KOREAN);
        assertThat(model.title().get()).isEqualTo("애니메이션 (바뀜)");
        assertThat(frames.error().get())
                .isEqualTo("프레임 수 값 \"0\"은(는) 쓸 수 없습니다. 1~900000의 정수를 적어 주세요.");
        assertThat(model.sound().words().get()).isEqualTo("clicks.wav, 분당 120박");
        assertThat(model.player().problem().get()).startsWith("이 모드에서는");
        assertThat(model.rendering().words().get()).startsWith("animation.mp4, ").endsWith(" 걸림");
        Words.speak(Locale.ENGLISH);
        assertThat(frames.error().get()).startsWith("Frames is \"0\"");
        assertThat(model.sound().words().get()).isEqualTo("clicks.wav, 120 beats a minute");
    }

    @Test
    void everyScheduleHasANameOfItsOwnInEveryLanguage() {
        for (Locale language : Words.LANGUAGES) {
            Words.speak(language);
            assertThat(Animation.schedules())
                    .extracting(Lane::words)
                    .doesNotHaveDuplicates()
                    .allMatch(name -> !name.isBlank());
        }
    }

    // Rendering

    @Test
    void aRenderMakesFramesAndAClipThatRemembersTheSettings() {
        AnimateModel model = shortOne();
        assertThat(model.rendering().estimate(model.settings().get()))
                .isEqualTo("5 frames, time unknown until the first frame, about 1 MB on disk");
        model.render();
        assertThat(model.notice().get().problem()).isFalse(); // a key behind the end is told of
        assertThat(model.rendering().frames()).hasSize(5).allMatch(Files::isRegularFile);
        assertThat(model.rendering().clip().get()).isEqualTo(folder.resolve("animation.mp4"));
        String text = VideoFile.comment(folder.resolve("animation.mp4")).orElseThrow();
        assertThat(DeforumFile.parse(text).settings().whole("seed")).isEqualTo(7);
        assertThat(model.rendering().busy().get()).isFalse();
        assertThat(model.rendering().words().get()).startsWith("animation.mp4 in ");
        assertThat(model.rendering().estimate(model.settings().get()))
                .contains("about 1 MB")
                .doesNotContain("unknown");
    }

    @Test
    void aRenderOfThatNameIsAskedAboutAndGoesOnWhereItBeginsToDiffer() {
        TestDesk desk = new TestDesk(folder);
        AnimateModel model = shortOne(desk);
        model.render();
        desk.pipeline.requests.clear();
        model.set("zoom", "0: (1), 2: (1), 3: (1.4)");
        model.render();
        assertThat(model.rendering().found().get().frames()).isEqualTo(5);
        assertThat(desk.pipeline.requests).isEmpty();
        model.rendering().resume();
        assertThat(model.rendering().found().get()).isNull();
        assertThat(desk.pipeline.requests).hasSize(2);
        assertThat(model.rendering().frames()).hasSize(5);
    }

    @Test
    void startingAnewLeavesTheOldRenderAlone() {
        AnimateModel model = shortOne();
        model.render();
        model.render();
        model.rendering().startAnew();
        assertThat(folder.resolve("animation-render/journal.jsonl")).exists();
        assertThat(folder.resolve("animation-2-render/journal.jsonl")).exists();
        assertThat(folder.resolve("animation-2.mp4")).exists();
    }

    @Test
    void cancellingStopsAtOnceAndKeepsFrames() throws Exception {
        TestDesk desk = new TestDesk(folder);
        desk.pipeline = new FakePipeline(FakePipeline.SPEC, 20);
        ExecutorService worker = Executors.newSingleThreadExecutor();
        desk.worker = worker;
        AnimateModel model = shortOne(desk);
        model.set("max_frames", 500);
        model.render();
        while (model.rendering().frames().size() < 2) {
            Thread.sleep(5);
        }
        long begin = System.nanoTime();
        model.rendering().cancel();
        while (model.rendering().busy().get()) {
            Thread.sleep(1);
        }
        assertThat((System.nanoTime() - begin) / 1e9).isLessThan(1);
        assertThat(model.rendering().words().get()).startsWith("Cancelled");
        assertThat(folder.resolve("animation-render/frames/000001.png")).exists();
        assertThat(folder.resolve("animation.mp4")).doesNotExist();
        worker.shutdown();
    }

    @Test
    void aDraftHasFilesOfItsOwnHalfTheSizeAndFewerDiffusions() {
        TestDesk desk = new TestDesk(folder);
        AnimateModel model = shortOne(desk);
        model.set("W", 128);
        model.set("H", 128);
        model.renderDraft();
        assertThat(folder.resolve("animation-draft.mp4")).exists();
        assertThat(folder.resolve("animation-draft-render/frames/000004.png")).exists();
        assertThat(folder.resolve("animation-render")).doesNotExist();
        assertThat(desk.pipeline.requests)
                .hasSize(3) // Frames 0, 2 and 4.
                .allMatch(it -> it.size().equals(new ImageSize(64, 64)));
        desk.pipeline.requests.clear();
        model.render();
        assertThat(desk.pipeline.requests)
                .hasSize(5)
                .allMatch(it -> it.size().equals(new ImageSize(128, 128)));
        assertThat(model.rendering().estimateOfDraft(model.settings().get()))
                .contains("5 frames", "about");
    }

    @Test
    void framesAreRenderedAgainFromThePlayheadOn() {
        TestDesk desk = new TestDesk(folder);
        AnimateModel model = shortOne(desk);
        model.renderAgain();
        assertThat(model.notice().get().text()).contains("Press Render first");
        model.render();
        desk.pipeline.requests.clear();
        model.playback().seek(3);
        model.renderAgain();
        assertThat(desk.pipeline.requests).hasSize(2); // Frames 3 and 4.
        assertThat(model.rendering().frames()).hasSize(5);
        assertThat(model.rendering().found().get()).isNull();
    }

    @Test
    void againMeansTheRenderThatWasLast() {
        TestDesk desk = new TestDesk(folder);
        AnimateModel model = shortOne(desk);
        model.render();
        model.renderDraft();
        desk.pipeline.requests.clear();
        model.playback().seek(4);
        model.renderAgain();
        assertThat(desk.pipeline.requests).hasSize(1);
        assertThat(model.rendering().clip().get()).isEqualTo(folder.resolve("animation-draft.mp4"));
    }

    @Test
    void aFinishedRenderIsExtendedByMoreFrames() {
        TestDesk desk = new TestDesk(folder);
        AnimateModel model = shortOne(desk);
        model.set("strength_schedule", "0: (0.65)");
        model.set("prompts", Map.of("0", "a cat"));
        model.render();
        desk.pipeline.requests.clear();
        model.set("max_frames", 8);
        model.render();
        model.rendering().resume();
        assertThat(desk.pipeline.requests).hasSize(3);
        assertThat(model.rendering().frames()).hasSize(8);
    }

    @Test
    void whatIsPausedGoesOnWithoutAQuestionAndWithTheLengthOfByThen() throws Exception {
        TestDesk desk = new TestDesk(folder);
        desk.pipeline = new FakePipeline(FakePipeline.SPEC, 20);
        ExecutorService worker = Executors.newSingleThreadExecutor();
        desk.worker = worker;
        AnimateModel model = shortOne(desk);
        model.set("max_frames", 300);
        model.render();
        while (model.rendering().frames().size() < 2) {
            Thread.sleep(5);
        }
        model.pauseOrGoOn();
        while (model.rendering().busy().get()) {
            Thread.sleep(1);
        }
        assertThat(model.rendering().paused().get()).isTrue();
        int kept = model.rendering().frames().size();
        assertThat(model.rendering().words().get())
                .isEqualTo("Paused with %d frames".formatted(kept));
        int before = desk.pipeline.requests.size();
        model.set("max_frames", kept + 2);
        model.pauseOrGoOn();
        worker.shutdown();
        assertThat(worker.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(model.rendering().paused().get()).isFalse();
        assertThat(model.rendering().found().get()).isNull();
        assertThat(model.rendering().frames()).hasSize(kept + 2);
        assertThat(desk.pipeline.requests.size() - before).isLessThanOrEqualTo(4);
        assertThat(folder.resolve("animation.mp4")).exists();
    }

    @Test
    void whatTheDiskHasNoRoomForIsRefusedBeforeThereIsAnythingOnIt() {
        TestDesk desk = new TestDesk(folder);
        desk.room = 20_000;
        AnimateModel model = shortOne(desk);
        model.render();
        assertThat(model.notice().get().problem()).isTrue();
        assertThat(model.notice().get().text())
                .startsWith("This render needs about 1 MB, and the disk of " + folder)
                .contains("Make room there");
        assertThat(folder).isEmptyDirectory();
        assertThat(model.rendering().busy().get()).isFalse();
        desk.room = 40_000;
        model.render();
        assertThat(model.rendering().frames()).hasSize(5);
        desk.room = 0;
        model.render();
        model.rendering().resume(); // Nothing is missing, so nothing is needed.
        assertThat(model.rendering().frames()).hasSize(5);
        assertThat(model.rendering().words().get()).startsWith("animation.mp4 in ");
    }

    @Test
    void withoutAModelNothingIsRendered() {
        TestDesk desk = new TestDesk(folder);
        desk.model = Optional.empty();
        AnimateModel model = shortOne(desk);
        model.render();
        assertThat(model.notice().get().text()).startsWith("There is no model");
        assertThat(folder).isEmptyDirectory();
    }

    private AnimateModel model() {
        return new AnimateModel(new TestDesk(folder).build());
    }

    @Test
    void threeDimensionsTakeTheirDepthFromWhatComesWithEasel() {
        AnimateModel model = shortOne();
        model.set("animation_mode", "3D");
        model.render();
        assertThat(model.rendering().frames()).hasSize(5);
        assertThat(folder.resolve("starter-depth/model.onnx")).exists();
    }

    private AnimateModel shortOne() {
        return shortOne(new TestDesk(folder));
    }

    private static AnimateModel shortOne(TestDesk desk) {
        AnimateModel model = new AnimateModel(desk.build());
        for (Map.Entry<String, Object> setting :
                Map.<String, Object>of(
                                "max_frames", 5,
                                "diffusion_cadence", 1,
                                "steps", 2,
                                "zoom", "0: (1)",
                                "angle", "0: (0)")
                        .entrySet()) {
            model.set(setting.getKey(), setting.getValue());
        }
        return model;
    }

    private Path file(String name, String members) throws Exception {
        Path file = folder.resolve(name);
        Files.writeString(
                file,
                "{%s, \"max_frames\": 20, \"prompts\": {\"0\": \"a cat\"}}".formatted(members));
        return file;
    }

    private static double value(AnimateModel model, String lane, int frame) {
        return model.score().get().lanes().get(lane).schedule().orElseThrow().at(frame);
    }

    private static SettingField field(AnimateModel model, String name) {
        List<SettingField> found =
                model.fields().stream().filter(it -> it.name().equals(name)).toList();
        return found.get(0);
    }
}
