package studio.easel.app.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.app.files.PictureHash;
import studio.easel.app.files.PngFile;
import studio.easel.engine.RgbImage;
import studio.easel.engine.animation.Animation;
import studio.easel.engine.animation.Animator;
import studio.easel.engine.animation.DeforumSettings;
import studio.easel.engine.animation.Dialect;
import studio.easel.engine.animation.Pictures;
import studio.easel.engine.animation.frame.Depth;
import studio.easel.engine.video.FrameSink;

class RenderTest {
    private static final int FRAMES = 12;

    @TempDir Path folder;

    private final List<String> shown = new ArrayList<>();
    private boolean whole;

    private final FrameSink video =
            new FrameSink() {
                @Override
                public void write(RgbImage frame) {
                    shown.add(PictureHash.of(frame).sha256());
                }

                @Override
                public void finish() {
                    whole = true;
                }

                @Override
                public void abort() {}
            };

    private static Animator animator(int cadence) {
        DeforumSettings settings =
                DeforumSettings.of(
                        Map.of(
                                "W",
                                64,
                                "H",
                                64,
                                "seed",
                                1,
                                "max_frames",
                                FRAMES,
                                "diffusion_cadence",
                                cadence,
                                "angle",
                                "0:(3)",
                                "prompts",
                                Map.of("0", "a chart")));
        Animation animation =
                Animation.of(settings, 1, Dialect.EASEL, OptionalInt.empty(), Optional.empty());
        return new Animator(animation, new MotionPreview(animation), Depth.flat(), Pictures.none());
    }

    @Test
    void cancelledBetweenTwoFramesItKeepsThemAndGoesOn() {
        List<String> unbroken = new ArrayList<>();
        animator(3).render((i, picture) -> unbroken.add(PictureHash.of(picture).sha256()));

        try (RenderFolder begun =
                RenderFolder.begin(folder.resolve("render"), "{}", new Origin(Map.of()))) {
            Render render = new Render(begun, animator(3), FRAMES);
            assertThatThrownBy(() -> render.to(FRAMES, Optional.of(video), this::cancelAtSix))
                    .isInstanceOf(CancellationException.class);
            assertThat(begun.frames()).isEqualTo(6);
        }
        assertThat(whole).isFalse();

        shown.clear();
        try (RenderFolder opened = RenderFolder.open(folder.resolve("render"))) {
            new Render(opened, animator(3), FRAMES).to(FRAMES, Optional.of(video), done -> {});
        }
        assertThat(whole).isTrue();
        assertThat(shown).isEqualTo(unbroken);
    }

    @Test
    void noPictureIsKeptTwice() throws IOException {
        Path render = folder.resolve("render");
        try (RenderFolder begun = RenderFolder.begin(render, "{}", new Origin(Map.of()))) {
            new Render(begun, animator(3), FRAMES).to(FRAMES, Optional.empty(), done -> {});
        }
        List<String> kept = new ArrayList<>();
        try (Stream<Path> files = Files.list(render.resolve("state"))) {
            files.forEach(file -> kept.add(PictureHash.of(PngFile.read(file).image()).sha256()));
        }
        assertThat(kept).isNotEmpty().doesNotHaveDuplicates();
    }

    private void cancelAtSix(int done) {
        if (done == 6) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void cancelledBehindTheLastFrameTheVideoIsNotFinished() {
        try (RenderFolder begun =
                RenderFolder.begin(folder.resolve("render"), "{}", new Origin(Map.of()))) {
            Render render = new Render(begun, animator(1), FRAMES);
            assertThatThrownBy(
                            () ->
                                    render.to(
                                            FRAMES,
                                            Optional.of(video),
                                            done -> {
                                                if (done == FRAMES) {
                                                    Thread.currentThread().interrupt();
                                                }
                                            }))
                    .isInstanceOf(CancellationException.class);
            assertThat(begun.frames()).isEqualTo(FRAMES);
        }
        assertThat(whole).isFalse();
    }
}
