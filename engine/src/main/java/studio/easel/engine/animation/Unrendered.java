package studio.easel.engine.animation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What settings ask for and Easel does not do: a sentence each, before the first frame. */
record Unrendered(DeforumSettings settings) {
    private static final String INTERPOLATION = "frame_interpolation_engine";

    private static final Map<String, String> SWITCHES =
            Map.of(
                    "tiling",
                    "Pictures do not tile",
                    "restore_faces",
                    "Faces are not restored",
                    "r_upscale_video",
                    "The video is not enlarged",
                    "save_depth_maps",
                    "Depths are not saved");

    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        if (!settings.text(INTERPOLATION).equals("None")) {
            sentences.add(said(INTERPOLATION, "No frames are put in between afterwards"));
        }
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
        return sentences;
    }

    private static String said(String name, String what) {
        return "%s: Easel does not do what %s asks for.".formatted(what, name);
    }
}
