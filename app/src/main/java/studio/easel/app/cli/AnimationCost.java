package studio.easel.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import studio.easel.app.device.MemoryUse;
import studio.easel.app.files.PictureHash;
import studio.easel.app.render.MotionPreview;
import studio.easel.app.render.Origin;
import studio.easel.app.render.RenderFolder;
import studio.easel.engine.EaselException;
import studio.easel.engine.RgbImage;
import studio.easel.engine.animation.Animation;
import studio.easel.engine.animation.Animator;
import studio.easel.engine.animation.DeforumSettings;
import studio.easel.engine.animation.Dialect;
import studio.easel.engine.animation.Pictures;
import studio.easel.engine.animation.RenderState;
import studio.easel.engine.animation.frame.Depth;
import studio.easel.engine.video.FrameRate;
import studio.easel.engine.video.VideoFile;
import studio.easel.engine.video.VideoFormat;
import studio.easel.engine.video.VideoSettings;

/**
 * What a frame of an animation costs beyond diffusing it, with Deforum's usual settings: its
 * picture maths (warp, colour match, anti-blur, noise), keeping it (PNG and journal, on disk), and
 * encoding it.
 */
final class AnimationCost {
    private static final int[] SIDES = {512, 1024};
    private static final int POINTS = 10;
    private static final int LEAST = 20;

    private final int frames;

    AnimationCost(int frames) {
        if (frames < LEAST) {
            throw new EaselException(
                    "The number of frames is %d, expected %d or more to be worth measuring. 60 takes half a minute."
                            .formatted(frames, LEAST));
        }
        this.frames = frames;
    }

    void describe(ObjectNode figures) {
        figures.put("frames", frames);
        ArrayNode rows = figures.putArray("beyond_diffusing_ms_a_frame_medians");
        for (int side : SIDES) {
            for (String mode : List.of("2D", "3D")) {
                kept(rows.addObject().put("kind", mode + " " + side), settings(mode, side));
            }
        }
        ArrayNode previews = figures.putArray("motion_preview");
        for (String mode : List.of("2D", "3D")) {
            previews.addObject()
                    .put("kind", mode + " 512")
                    .put("frames_a_second", Figures.rounded(preview(mode)));
        }
    }

    private DeforumSettings settings(String mode, int side) {
        return DeforumSettings.of(
                Map.of(
                        "W",
                        side,
                        "H",
                        side,
                        "seed",
                        1,
                        "animation_mode",
                        mode,
                        "max_frames",
                        frames,
                        "diffusion_cadence",
                        1,
                        "use_depth_warping",
                        false,
                        "legacy_colormatch",
                        false,
                        "prompts",
                        Map.of("0", "a chart")));
    }

    private static Animation animation(DeforumSettings settings) {
        return Animation.of(settings, 1, Dialect.EASEL, OptionalInt.empty());
    }

    private static Animator animator(Animation animation) {
        return new Animator(animation, new MotionPreview(animation), Depth.flat(), Pictures.none());
    }

    private void kept(ObjectNode row, DeforumSettings settings) {
        Animation animation = animation(settings);
        Animator animator = animator(animation);
        Path temporary = temporary();
        List<Double> maths = new ArrayList<>();
        List<Double> keeping = new ArrayList<>();
        List<Double> encoding = new ArrayList<>();
        List<String> heaps = new ArrayList<>();
        try (RenderFolder folder =
                        RenderFolder.begin(
                                temporary.resolve("render"), "{}", new Origin(Map.of()));
                VideoFile video =
                        VideoFile.create(
                                temporary.resolve("clip.mp4"),
                                VideoSettings.of(VideoFormat.MP4, FrameRate.of(15)))) {
            RenderState state = RenderState.start();
            for (int i = 0; i < frames; i++) {
                RgbImage[] made = new RgbImage[1];
                long begun = System.nanoTime();
                state = animator.advance(state, (index, picture) -> made[0] = picture);
                long advanced = System.nanoTime();
                folder.write(i, made[0]);
                folder.keep(state, i + 1, List.of(PictureHash.of(made[0])));
                long written = System.nanoTime();
                video.write(made[0]);
                maths.add((advanced - begun) / 1e6);
                keeping.add((written - advanced) / 1e6);
                encoding.add((System.nanoTime() - written) / 1e6);
                if ((i + 1) % Math.max(1, frames / POINTS) == 0) {
                    heaps.add(memory());
                }
            }
            video.finish();
        } finally {
            delete(temporary);
        }
        double all = Figures.median(maths) + Figures.median(keeping) + Figures.median(encoding);
        row.put("maths", Figures.rounded(Figures.median(maths)))
                .put("keeping", Figures.rounded(Figures.median(keeping)))
                .put("encoding", Figures.rounded(Figures.median(encoding)))
                .put("together", Figures.rounded(all))
                .put("heap/rss_mib", String.join(" ", heaps));
    }

    private static String memory() {
        MemoryUse use = MemoryUse.afterCollecting();
        return "%.0f/%.0f".formatted(use.heap(), use.resident().orElse(Double.NaN));
    }

    /** The motion alone: no noise, no colours kept, nothing sharpened. */
    private double preview(String mode) {
        DeforumSettings motion =
                settings(mode, SIDES[0])
                        .with("noise_schedule", "0:(0)")
                        .with("amount_schedule", "0:(0)")
                        .with("color_coherence", "None");
        Animator animator = animator(animation(motion));
        long[] begun = new long[1];
        int warm = frames / 3;
        animator.render(
                (index, picture) -> {
                    if (index == warm) {
                        begun[0] = System.nanoTime();
                    }
                });
        return (frames - 1 - warm) / ((System.nanoTime() - begun[0]) / 1e9);
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("easel-bench");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
