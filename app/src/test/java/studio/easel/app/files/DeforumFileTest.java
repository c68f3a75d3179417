package studio.easel.app.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.engine.EaselException;
import studio.easel.engine.animation.DeforumSettings;
import studio.easel.engine.animation.Dialect;
import studio.easel.engine.animation.FramePrompt;
import studio.easel.engine.animation.ParseqManifest;
import studio.easel.engine.animation.Variables;

class DeforumFileTest {
    private static final String FILE =
            """
            {
                "W": 512,
                "strength_schedule": "0: (0.65)",
                "somebody_elses": {
                    "list": [
                        1,
                        2.50,
                        null,
                        "é"
                    ],
                    "empty": {}
                },
                "init_image": "https://example.org/a.png",
                "mask_file": null,
                "prompts": {
                    "0": "a cat",
                    "max_f/2": "a dog --neg bad"
                },
                "seed": 4294967295,
                "legacy_colormatch": false
            }
            """;

    @Test
    void whatIsNotUsedIsWrittenBack() {
        DeforumFile file = DeforumFile.parse(FILE);
        assertThat(DeforumFile.parse(file.text()).text()).isEqualTo(file.text());
        assertThat(file.text().replace("{ }", "{}").replace("2.5,", "2.50,"))
                .isEqualToIgnoringWhitespace(FILE.replace("\": ", "\" : "));
        DeforumSettings changed = file.settings().with("W", 768).with("fps", 24);
        String text = file.with(changed).text();
        assertThat(text).contains("\"W\" : 768", "\"fps\" : 24", "\"somebody_elses\"", "\"é\"");
        assertThat(DeforumFile.parse(text).settings().number("fps")).isEqualTo(24);
    }

    @Test
    void valuesAreReadAndAddressesNotedNotFetched(@TempDir Path folder) throws IOException {
        Path path = Files.writeString(folder.resolve("x_settings.txt"), "\uFEFF" + FILE);
        DeforumFile file = DeforumFile.read(path);
        assertThat(file.settings().whole("seed")).isEqualTo(4294967295L);
        assertThat(file.notes())
                .singleElement()
                .asString()
                .contains("https://example.org/a.png, which is not fetched");
        FramePrompt prompt = file.settings().prompts(Variables.of(9, 1), Dialect.EASEL).held(4);
        assertThat(prompt).isEqualTo(new FramePrompt("a dog", "bad"));
    }

    @Test
    void oldNamesAreWrittenAsTodays() {
        String text = DeforumFile.parse("{\"skip_video_for_run_all\": true}").text();
        assertThat(text)
                .contains("\"skip_video_creation\" : true", "\"legacy_colormatch\" : true")
                .doesNotContain("run_all");
    }

    @Test
    void promptsMayBeTheTextOfAnObject() {
        DeforumFile file = DeforumFile.parse("{\"prompts\": \"{\\\"0\\\": \\\"a cat\\\"}\"}");
        assertThat(file.settings().prompts(Variables.of(2, 1), Dialect.EASEL).held(0))
                .isEqualTo(new FramePrompt("a cat", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "[] | no settings of Deforum",
                "{} | no settings of Deforum",
                "5 | no settings of Deforum",
                "## | no settings of Deforum",
                "{\"W\": } | line 1, column 7",
                "{\"W\": 1,} | line 1, column 9",
                "{\"W\": 1} {} | not JSON as Deforum writes it",
                "{\"prompts\": \"{0\"} | \"prompts\" is not JSON",
            })
    void whatIsNoSettingsFileIsASentence(String text, String about) {
        assertThatThrownBy(() -> DeforumFile.parse(text))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining(about);
    }

    @Test
    void deepAndWideFilesAreRefused() {
        assertThatThrownBy(() -> DeforumFile.parse("{\"a\":" + "[".repeat(100_000)))
                .isInstanceOf(EaselException.class);
        StringBuilder wide = new StringBuilder("{\"k\":1");
        for (int i = 0; i < 5_000; i++) {
            wide.append(",\"k").append(i).append("\":1");
        }
        assertThatThrownBy(() -> DeforumFile.parse(wide + "}")).hasMessageContaining("5,001");
        assertThatThrownBy(() -> DeforumFile.read(Path.of("no such file")))
                .isInstanceOf(EaselException.class);
    }

    @Test
    void parseqsManifestIsRead() {
        ParseqManifest manifest =
                DeforumFile.parseq(
                        """
                        {"options": {"output_fps": 20, "cadence": 2}, "rendered_frames": [
                            {"frame": 0, "strength": 0.5, "deforum_prompt": "a --neg b"},
                            {"frame": 1, "strength": null}, {"frame": 2, "strength": 0.7}]}
                        """,
                        true);
        assertThat(manifest.schedule("strength_schedule").orElseThrow().at(1)).isEqualTo(0.6);
        assertThat(manifest.promptAt(1)).hasValue(new FramePrompt("a", "b"));
        assertThatThrownBy(() -> DeforumFile.parseq("{\"keyframes\": []}", true))
                .hasMessageContaining("rendered_frames");
        assertThatThrownBy(() -> DeforumFile.parseq("{\"rendered_frames\": [5]}", true))
                .isInstanceOf(EaselException.class);
    }
}
