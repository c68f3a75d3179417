package studio.easel.engine.animation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What settings ask for and Easel does not do: a sentence each, before the first frame. */
record Unrendered(DeforumSettings settings) {
    private static final Map<String, String> CHOICES =
            Map.of(
                    "optical_flow_cadence",
                    "Frames between two diffused ones fade without optical flow",
                    "optical_flow_redo_generation",
                    "Nothing is made over by optical flow",
                    "hybrid_composite",
                    "The video is not mixed into the frames (hybrid video)",
                    "hybrid_motion",
                    "The video's motion is not followed (hybrid video)",
                    "frame_interpolation_engine",
                    "No frames are put in between afterwards");

    private static final Map<String, String> SWITCHES =
            Map.of(
                    "tiling",
                    "Pictures do not tile",
                    "restore_faces",
                    "Faces are not restored",
                    "enable_ancestral_eta_scheduling",
                    "The eta of ancestral samplers stays 1",
                    "r_upscale_video",
                    "The video is not enlarged",
                    "save_depth_maps",
                    "Depths are not saved");

    private static final String PLAIN = "\\s*0\\s*:\\s*\\(?\\s*1(?:\\.0*)?\\s*\\)?\\s*";

    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        CHOICES.entrySet().stream()
                .filter(choice -> !settings.text(choice.getKey()).equals("None"))
                .map(choice -> said(choice.getKey(), choice.getValue()))
                .sorted()
                .forEach(sentences::add);
        SWITCHES.entrySet().stream()
                .filter(flag -> settings.flag(flag.getKey()))
                .map(flag -> said(flag.getKey(), flag.getValue()))
                .sorted()
                .forEach(sentences::add);
        IntStream.rangeClosed(1, 5)
                .mapToObj("cn_%d_enabled"::formatted)
                .filter(name -> settings.flag(name))
                .map(name -> said(name, "No ControlNet steers the frames"))
                .forEach(sentences::add);
        if (settings.flag("enable_noise_multiplier_scheduling")
                && !settings.text("noise_multiplier_schedule").matches(PLAIN)) {
            sentences.add(
                    said(
                            "noise_multiplier_schedule",
                            "The noise of a start picture stays as it is"));
        }
        return sentences;
    }

    private static String said(String name, String what) {
        return "%s: Easel does not do what %s asks for.".formatted(what, name);
    }
}
