package studio.easel.app;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The help card: what the starter model knows, and prompts it answers well. */
final class HelpPane extends VBox {
    /** In the starter's own words, which are English whatever the window speaks. */
    static final List<String> PROMPTS =
            List.of(
                    "a red fox in the snow",
                    "a large purple butterfly in a meadow",
                    "three red apples in a room",
                    "an owl at night in a forest",
                    "a watercolour of a sailboat by the sea at sunset",
                    "a green tractor on a farm",
                    "a woodcut of a castle in the mountains",
                    "a black cat to the left of a red ball in a room",
                    "a penguin in the snow while it snows",
                    "a lighthouse by the sea with a rainbow");

    private final Words words = Words.of(HelpPane.class);

    /**
     * The card.
     *
     * @param card the starter's, in Markdown
     * @param tryPrompt makes a picture of a prompt
     * @param tour shows the first tour again
     */
    HelpPane(String card, Consumer<String> tryPrompt, Runnable tour) {
        FlowPane prompts = new FlowPane();
        prompts.getStyleClass().add("prompts");
        for (String prompt : PROMPTS) {
            Hyperlink link = new Hyperlink(prompt);
            link.setAccessibleText(words.say("help.try.one", prompt));
            link.setOnAction(event -> tryPrompt.accept(prompt));
            prompts.getChildren().add(link);
        }
        Button again = new Button(words.say("help.tour"));
        again.setId("show-tour");
        FormRow.name(again, words.say("help.tour"), words.say("help.tour.hint"));
        again.setOnAction(event -> tour.run());
        getStyleClass().add("help");
        getChildren().addAll(title("help.try"), prompts, title("help.card"), card(card), again);
    }

    private Label title(String key) {
        Label title = new Label(words.say(key));
        title.getStyleClass().add("section-title");
        return title;
    }

    private Node card(String markdown) {
        VBox paragraphs = new VBox();
        paragraphs.getStyleClass().add("paragraphs");
        for (String block : blocks(markdown)) {
            paragraphs
                    .getChildren()
                    .add(block.startsWith("|") ? table(rows(block)) : label(plain(block)));
        }
        ScrollPane scroll = new ScrollPane(paragraphs);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setAccessibleText(words.say("help.card"));
        scroll.setId("card");
        return scroll;
    }

    private static Label label(String words) {
        Label label = new Label(words);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    private static GridPane table(List<List<String>> rows) {
        GridPane table = new GridPane();
        table.getStyleClass().add("figures");
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < rows.get(row).size(); column++) {
                table.add(label(rows.get(row).get(column)), column, row);
            }
        }
        return table;
    }

    /** The paragraphs and tables of a text in Markdown, without its headings. */
    static List<String> blocks(String markdown) {
        return Arrays.stream(markdown.split("\\R\\s*\\R"))
                .map(String::strip)
                .filter(block -> !block.isEmpty() && !block.startsWith("#"))
                .toList();
    }

    /** The cells of a table in Markdown, its head first. */
    static List<List<String>> rows(String table) {
        return table.lines()
                .filter(line -> !line.matches("[|\\-: ]+"))
                .map(line -> line.strip().replaceAll("^\\|\\s*|\\s*\\|$", ""))
                .map(line -> Arrays.stream(line.split("\\s*\\|\\s*")).map(HelpPane::plain).toList())
                .toList();
    }

    /**
     * Lines of a paragraph are one, as Markdown has it; a bold beginning or an item starts another.
     */
    static String plain(String block) {
        return block.replaceAll("\\s*\\R(?=\\*\\*|- )", "\u0000")
                .replace("\u0000- ", "\u0000\u2022 ")
                .replaceAll("\\s*\\R\\s*", " ")
                .replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1") // where a link leads is nothing here
                .replace('\u0000', '\n')
                .replace("**", "")
                .replace("`", "");
    }
}
