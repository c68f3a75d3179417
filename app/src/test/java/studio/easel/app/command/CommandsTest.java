package studio.easel.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.beans.property.SimpleBooleanProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.app.Words;
import studio.easel.app.canvas.CanvasCommands;
import studio.easel.app.command.Commands.Found;
import studio.easel.app.command.Commands.Title;

class CommandsTest {
    private final List<String> done = new ArrayList<>();
    private final SimpleBooleanProperty masking = new SimpleBooleanProperty(true);
    private final Commands commands =
            new Commands(
                    List.of(
                            new Section(
                                    CanvasCommands.class,
                                    "mask",
                                    () -> done.add("shown"),
                                    List.of(
                                            command("tool.brush"),
                                            command("mask.invert"),
                                            command("mask.grow").when(masking),
                                            command("mask.clear")))));

    private Command command(String id) {
        return Command.of(CanvasCommands.class, id, () -> done.add(id));
    }

    @BeforeEach
    @AfterEach
    void speakEnglish() {
        Words.speak(Locale.ENGLISH);
    }

    private List<String> ids(String typed) {
        return commands.find(typed).stream().map(found -> found.command().id()).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "inv, mask.invert",
        "MASK GROW, mask.grow",
        "gr 8, mask.grow",
        "반전, mask.invert",
        "ㅂㅈ, mask.invert", // initials alone
        "브러, tool.brush",
        "브럿, tool.brush", // in the middle of typing 브러시
    })
    void aFewLettersOfEitherLanguageFindACommand(String typed, String id) {
        for (Locale language : Words.LANGUAGES) {
            Words.speak(language);
            assertThat(ids(typed)).startsWith(id);
        }
    }

    @Test
    void lettersThatAreNotThereOrOnlyScatteredAboutFindNothing() {
        assertThat(ids("zebra")).isEmpty();
        assertThat(ids("vt")).doesNotContain("mask.grow");
        assertThat(ids("힣")).isEmpty();
    }

    @Test
    void whatWasTypedIsMarkedInTheLanguageItWasTypedIn() {
        Found english = commands.find("inv").get(0);
        assertThat(english.spoken()).isEqualTo(new Title("Mask: Invert", List.of(6, 7, 8)));
        assertThat(english.other()).isEmpty();
        Found korean = commands.find("ㅂㅈ").get(0);
        assertThat(korean.spoken()).isEqualTo(new Title("Mask: Invert", List.of()));
        assertThat(korean.other()).isEqualTo(Optional.of(new Title("마스크: 반전", List.of(5, 6))));
    }

    @Test
    void withoutLettersTheLatestCommandsStandFirst() {
        assertThat(ids("")).containsExactly("tool.brush", "mask.invert", "mask.grow", "mask.clear");
        commands.run(commands.find("grow").get(0));
        commands.run(commands.find("clear").get(0));
        assertThat(done).containsExactly("shown", "mask.grow", "shown", "mask.clear");
        assertThat(ids("")).containsExactly("mask.clear", "mask.grow", "tool.brush", "mask.invert");
    }

    @Test
    void whatIsNotPossibleNowIsFoundButDoesNothing() {
        masking.set(false);
        commands.run(commands.find("grow").get(0));
        assertThat(done).containsExactly("shown");
    }

    @Test
    void twoCommandsOfOneNameAreRefused() {
        Section section = commands.sections().get(0);
        assertThatThrownBy(() -> new Commands(List.of(section, section)))
                .hasMessage("Two commands are called tool.brush");
    }
}
