package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A small animation in a folder of its own: its settings file, and what became of it. */
record Film(Path folder, Map<String, Object> settings) {
    /** 24 frames of 64 pixels that move, with noise and kept colours. */
    static Film in(Path folder) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("W", 64);
        settings.put("H", 64);
        settings.put("seed", 7);
        settings.put("sampler", "Euler a");
        settings.put("steps", 3);
        settings.put("animation_mode", "2D");
        settings.put("max_frames", 24);
        settings.put("diffusion_cadence", 1);
        settings.put("angle", "0:(0), 23:(4)");
        settings.put("zoom", "0:(1.02)");
        settings.put("translation_x", "0:(0), 12:(3)");
        settings.put("noise_type", "perlin");
        settings.put("noise_schedule", "0:(0.1)");
        settings.put("strength_schedule", "0:(0.5)");
        settings.put("cfg_scale_schedule", "0:(5)");
        settings.put("color_coherence", "LAB");
        settings.put("prompts", Map.of("0", "a star", "12", "a heart"));
        settings.put("fps", 12);
        return new Film(folder, settings);
    }

    Film with(String key, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(settings);
        changed.put(key, value);
        return new Film(folder, changed);
    }

    /** The same settings somewhere else, without what was rendered. */
    Film at(Path other) {
        return new Film(other, settings);
    }

    /** Its settings as they are now, in {@code settings.txt}. */
    Path write() {
        return write(json());
    }

    Path write(String text) {
        try {
            Files.createDirectories(folder);
            return Files.writeString(folder.resolve("settings.txt"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String json() {
        try {
            return new ObjectMapper().writeValueAsString(settings);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code easel animate settings.txt WORDS...} with the model. */
    Terminal animate(String... words) {
        List<String> line =
                new ArrayList<>(List.of("animate", write().toString(), "--device", "cpu"));
        line.addAll(List.of(words));
        return Terminal.easel(line.toArray(String[]::new));
    }

    /** The motion only, which needs no model. */
    Terminal preview(String... words) {
        List<String> line = new ArrayList<>(List.of(words));
        line.add("--preview");
        return animate(line.toArray(String[]::new));
    }

    /** {@link #preview}, which must succeed. */
    Film previewed(String... words) {
        Terminal typed = preview(words);
        assertThat(typed.exitCode()).as(typed.err()).isZero();
        return this;
    }

    Path clip() {
        return folder.resolve("clip.mp4");
    }

    /** Where the frames of {@link #animate} are kept. */
    Path render() {
        return folder.resolve("clip-render");
    }

    /** Where the frames of {@link #preview} are kept. */
    Path previewRender() {
        return folder.resolve("clip-preview");
    }

    /** SHA-256 of the video and of all finished frames, by name. */
    static Map<String, String> hashes(Path render, Path clip) {
        Map<String, String> hashes = new TreeMap<>();
        hashes.put("clip", hash(clip));
        Starter.filesIn(render.resolve("frames"))
                .forEach(file -> hashes.put(file.getFileName().toString(), hash(file)));
        return hashes;
    }

    Map<String, String> hashes() {
        return hashes(Files.exists(render()) ? render() : previewRender(), clip());
    }

    private static String hash(Path file) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every Java has it
        }
    }
}
