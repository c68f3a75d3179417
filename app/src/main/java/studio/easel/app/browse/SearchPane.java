package studio.easel.app.browse;

import java.util.ArrayList;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.Property;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import studio.easel.app.FormRow;
import studio.easel.app.Words;
import studio.easel.app.device.ByteCount;
import studio.easel.app.gallery.GalleryQuery.Order;
import studio.easel.app.gallery.Stars;

/** The head of the gallery: what is looked for, and how many there are. */
final class SearchPane extends VBox {
    private static final String ALL = "";

    private final BrowseModel model;
    private final Words words = Words.of(SearchPane.class);
    private final TextField text = new TextField();

    SearchPane(BrowseModel model, DoubleProperty tileSide, Runnable toGrid) {
        this.model = model;
        text.setId("gallery-search");
        text.setPromptText(words.say("search.prompt"));
        FormRow.name(text, words.say("search"), words.say("search.hint"));
        text.textProperty().bindBidirectional(model.filters().text());
        text.setOnKeyPressed(
                event -> {
                    if (event.getCode() == KeyCode.ENTER || event.getCode() == KeyCode.DOWN) {
                        toGrid.run();
                        event.consume();
                    } else if (event.getCode() == KeyCode.ESCAPE) {
                        text.clear(); // The chips beside it stay.
                        event.consume();
                    }
                });
        HBox.setHgrow(text, Priority.ALWAYS);
        Label count = new Label();
        count.setId("gallery-count");
        count.getStyleClass().add("description");
        count.textProperty()
                .bind(
                        Bindings.createStringBinding(
                                this::count,
                                model.size(),
                                model.total(),
                                model.scanning(),
                                model.scanned()));
        HBox first = new HBox(text, count, size(tileSide), order());
        first.getStyleClass().add("line");
        getStyleClass().add("search");
        getChildren().addAll(first, chips());
    }

    void focusText() {
        text.requestFocus();
        text.selectAll();
    }

    private String count() {
        String found =
                model.size().get() == model.total().get()
                        ? words.say("count", model.total().get())
                        : words.say("count.of", model.size().get(), model.total().get());
        if (!model.scanning().get()) {
            return found;
        }
        return found + " · " + words.say("scanning", model.scanned().get());
    }

    private Slider size(DoubleProperty side) {
        Slider slider = new Slider(96, 320, side.get());
        slider.setId("tile-size");
        slider.setPrefWidth(104);
        slider.setBlockIncrement(24);
        FormRow.name(slider, words.say("tile.size"), words.say("tile.size.hint"));
        slider.valueProperty().bindBidirectional(side);
        return slider;
    }

    private ComboBox<Order> order() {
        ComboBox<Order> box = new ComboBox<>();
        box.getItems().setAll(Order.values());
        return dressed(box, "order", model.filters().order(), it -> words.say("order." + it));
    }

    private FlowPane chips() {
        Filters filters = model.filters();
        ComboBox<String> models = names("filter.model", model.models(), filters.model());
        ComboBox<String> samplers = names("filter.sampler", model.samplers(), filters.sampler());
        ComboBox<Filters.Since> since = new ComboBox<>();
        since.getItems().setAll(Filters.Since.values());
        dressed(since, "filter.since", filters.since(), it -> words.say("since." + it));
        ComboBox<Integer> stars = new ComboBox<>();
        for (int i = 0; i <= Stars.MOST; i++) {
            stars.getItems().add(i);
        }
        dressed(
                stars,
                "filter.stars",
                filters.leastStars().asObject(),
                it -> it == 0 ? words.say("stars.any") : words.say("stars.least", "★".repeat(it)));
        ToggleButton problems = new ToggleButton(words.say("problems"));
        problems.setId("filter-problems");
        problems.getStyleClass().addAll("small", "chip");
        FormRow.name(problems, words.say("problems"), words.say("problems.hint"));
        problems.selectedProperty().bindBidirectional(filters.problems());
        FlowPane chips = new FlowPane(models, samplers, since, stars, problems);
        chips.getChildren()
                .addAll(
                        button("clear", () -> filters.clear()),
                        button("rescan", model::scan),
                        button("rebuild", model::rebuild));
        chips.getChildren().add(trash());
        chips.getStyleClass().add("chips");
        chips.setAlignment(Pos.CENTER_LEFT);
        return chips;
    }

    /** In sight where something would go. */
    private Button trash() {
        Button trash = button("trash", model::askToEmptyTrash);
        trash.textProperty()
                .bind(
                        Bindings.createStringBinding(
                                () -> words.say("trash.size", ByteCount.words(model.trash().get())),
                                model.trash()));
        trash.visibleProperty().bind(model.trash().greaterThan(0));
        trash.managedProperty().bind(trash.visibleProperty());
        return trash;
    }

    private Button button(String key, Runnable command) {
        Button button = new Button(words.say(key));
        button.setId("gallery-" + key);
        button.getStyleClass().addAll("flat", "small");
        FormRow.name(button, words.say(key), words.say(key + ".hint"));
        button.setOnAction(event -> command.run());
        return button;
    }

    /** All, and the names there are; a name that is gone stays chosen until somebody lets go. */
    private ComboBox<String> names(
            String key, ObservableList<String> names, Property<String> chosen) {
        ComboBox<String> box = new ComboBox<>();
        Runnable fill =
                () -> {
                    List<String> all = new ArrayList<>(List.of(ALL));
                    all.addAll(names);
                    String now = chosen.getValue();
                    if (!all.contains(now)) {
                        all.add(now);
                    }
                    box.getItems().setAll(all);
                    box.setValue(now);
                };
        fill.run();
        dressed(box, key, chosen, it -> it.isEmpty() ? words.say(key + ".any") : it);
        names.addListener((ListChangeListener<String>) change -> fill.run());
        return box;
    }

    private <T> ComboBox<T> dressed(
            ComboBox<T> box,
            String key,
            Property<T> value,
            java.util.function.Function<T, String> label) {
        box.setId(key.replace('.', '-'));
        box.getStyleClass().addAll("small", "chip");
        FormRow.name(box, words.say(key), words.say(key + ".hint"));
        box.setConverter(
                new StringConverter<>() {
                    @Override
                    public String toString(T item) {
                        return item == null ? "" : label.apply(item);
                    }

                    @Override
                    public T fromString(String typed) {
                        return value.getValue(); // not editable
                    }
                });
        box.setValue(value.getValue());
        box.valueProperty()
                .addListener(
                        (property, before, now) -> {
                            if (now != null) { // filling the list anew lets go for a moment
                                value.setValue(now);
                            }
                        });
        value.addListener((property, before, now) -> box.setValue(now));
        return box;
    }
}
