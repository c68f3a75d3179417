package studio.easel.app.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.app.Words;
import studio.easel.app.files.Preset;
import studio.easel.app.files.PresetFile;
import studio.easel.engine.ModelSpec;
import studio.easel.models.ModelLibrary;

class PromptModelTest {
    @TempDir Path home;
    private final TestWorkshop workshop = new TestWorkshop();
    private Path file;

    @BeforeEach
    void english() {
        Words.speak(Locale.ENGLISH);
        file = home.resolve("presets.json");
    }

    private GenerateModel model() {
        return new GenerateModel(
                workshop.build(),
                new PromptDesk(
                        List::of, List::of, text -> List.of(), Optional.of(new PresetFile(file))));
    }

    /** The starter's own tokenizer: windows of 32, so 30 words. */
    @Test
    void aPromptIsCountedWithTheModelsOwnWords() {
        ModelLibrary library = new ModelLibrary(home.resolve("models"), home.resolve("caches"));
        ModelSpec starter = library.open(library.installed().get(0), stage -> {});
        GenerateModel model = model();
        model.prompts().countWith(starter);
        assertThat(model.prompts().promptLength().get()).isEqualTo("0/75");
        model.form().prompt().set("a (red:1.2) heart by the sea");
        assertThat(model.prompts().promptLength().get()).isEqualTo("6/75");
        model.form().prompt().set("a red heart by the sea ".repeat(15));
        assertThat(model.prompts().promptLength().get()).isEqualTo("90/150");
        model.form().negativePrompt().set("fog");
        assertThat(model.prompts().negativeLength().get()).endsWith("/75").doesNotStartWith("0");
    }

    @Test
    void onlyTheLatestOfWhatWasTypedIsCounted() {
        ModelLibrary library = new ModelLibrary(home.resolve("models"), home.resolve("caches"));
        ModelSpec starter = library.open(library.installed().get(0), stage -> {});
        Queue<Runnable> later = new ArrayDeque<>();
        workshop.background = later::add;
        GenerateModel model = model();
        model.prompts().countWith(starter);
        model.form().prompt().set("a red heart");
        model.form().prompt().set("a");
        while (!later.isEmpty()) {
            later.remove().run();
        }
        assertThat(model.prompts().promptLength().get()).isEqualTo("1/75");
    }

    @Test
    void wordsKeptUnderANameAreThereAtTheNextLaunch() {
        GenerateModel model = model();
        model.form().prompt().set("ink drawing");
        model.form().negativePrompt().set("photo");
        model.prompts().keep(" Ink ");
        model.prompts().keep("  ");
        GenerateModel next = model();
        assertThat(next.prompts().presets())
                .containsExactly(new Preset("Ink", "ink drawing", "photo"));
        next.form().prompt().set("a cat");
        next.prompts().add(next.prompts().presets().get(0));
        assertThat(next.form().prompt().get()).isEqualTo("a cat, ink drawing");
        next.prompts().replace(next.prompts().presets().get(0));
        assertThat(next.form().prompt().get()).isEqualTo("ink drawing");
        next.prompts().delete(next.prompts().presets().get(0));
        assertThat(new PresetFile(file).read()).isEmpty();
    }

    @Test
    void stylesOfA1111ReplaceThoseOfTheSameName() throws IOException {
        GenerateModel model = model();
        model.form().prompt().set("x");
        model.prompts().keep("oil");
        Path styles =
                Files.writeString(home.resolve("styles.csv"), "name,prompt\nOil,oil\nInk,ink\n");
        model.prompts().importStyles(styles);
        assertThat(model.prompts().presets())
                .containsExactly(new Preset("Ink", "ink", ""), new Preset("Oil", "oil", ""));
        assertThat(model.notice().get().text()).contains("2 styles of styles.csv");
        model.prompts().importStyles(home.resolve("gone.csv"));
        assertThat(model.notice().get().problem()).isTrue();
    }

    @Test
    void aDamagedFileOfPresetsIsNeverWrittenOver() throws IOException {
        Files.writeString(file, "{oops");
        GenerateModel model = model();
        assertThat(model.notice().get().problem()).isTrue();
        model.form().prompt().set("x");
        model.prompts().keep("mine");
        assertThat(file).hasContent("{oops");
    }
}
