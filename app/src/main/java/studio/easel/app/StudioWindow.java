package studio.easel.app;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.geometry.Pos;
import javafx.geometry.Rectangle2D;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;
import javafx.stage.PopupWindow;
import javafx.stage.Screen;
import javafx.stage.Stage;
import javafx.stage.Window;
import studio.easel.app.Settings.Layout;
import studio.easel.app.Settings.Looks;
import studio.easel.app.Settings.Place;
import studio.easel.app.Settings.Surround;
import studio.easel.app.Settings.Theme;
import studio.easel.app.Settings.WindowBounds;
import studio.easel.app.animate.AnimateScreen;
import studio.easel.app.generate.GenerateScreen;
import studio.easel.app.generate.PictureActions;
import studio.easel.app.shelf.ShelfScreen;
import studio.easel.models.ModelLibrary;

/** The window: its screens, the status bar at its foot, and where it was the last time. */
public final class StudioWindow {
    private static final double WIDTH = 1280;
    private static final double HEIGHT = 832;
    private static final double PANEL = 356;

    private final Studio studio;
    private final Stage stage;
    private final PictureActions actions;
    private final GenerateScreen screen;
    private final StackPane screens;
    private final PlaceSwitch places;
    private final BorderPane root = new BorderPane();
    private final TourPane tour;
    private final Map<Place, Node> made = new EnumMap<>(Place.class);
    private Rectangle2D normal = Rectangle2D.EMPTY;

    private StudioWindow(Studio studio, Stage stage) {
        this.studio = studio;
        this.stage = stage;
        this.actions = new PictureActions(studio.workshop().background(), studio.generate());
        this.screen =
                new GenerateScreen(
                        studio.generate(),
                        actions,
                        studio.workshop(),
                        () -> actions.showFolder(studio.settings().models(studio.folders())));
        this.screens = new StackPane();
        this.tour = new TourPane(() -> studio.change(now -> now.withToured(true)));
        this.places = new PlaceSwitch(studio.settings().layout().place(), this::show);
        root.setTop(places);
        StackPane.setAlignment(tour, Pos.BOTTOM_RIGHT);
        StackPane middle = new StackPane(screens, tour);
        root.setCenter(middle);
        HelpPane help = new HelpPane(ModelLibrary.starterCard(), this::tryPrompt, this::tour);
        root.setBottom(new StatusBar(studio, new SettingsPane(studio, this::dress), help));
        root.getStyleClass().add("studio");
        root.getStylesheets()
                .add(Objects.requireNonNull(getClass().getResource("studio.css")).toString());
    }

    /** Shows the window, and only then looks for models. On JavaFX's thread. */
    public static StudioWindow open(Studio studio, Stage stage) {
        StudioWindow window = new StudioWindow(studio, stage);
        window.dress();
        window.place();
        stage.setTitle("Easel");
        stage.getIcons().setAll(Icon.sizes());
        Scene scene = new Scene(window.root);
        window.places.listen(scene);
        window.show(studio.settings().layout().place());
        stage.setScene(scene);
        stage.show();
        Platform.runLater(window::settle);
        return window;
    }

    /** Keeps where the window is. */
    void remember() {
        WindowBounds bounds =
                new WindowBounds(
                        normal.getMinX(),
                        normal.getMinY(),
                        normal.getWidth(),
                        normal.getHeight(),
                        stage.isMaximized());
        double divider = screen.divider().get();
        Place place = places.place();
        studio.change(now -> now.withLayout(new Layout(Optional.of(bounds), divider, place)));
    }

    /** A screen is made when it is first looked at. */
    private void show(Place place) {
        Node shown = made.computeIfAbsent(place, this::make);
        made.values().forEach(node -> node.setVisible(node == shown));
    }

    private Node make(Place place) {
        Node node =
                switch (place) {
                    case PICTURE -> screen;
                    case ANIMATION -> new AnimateScreen(studio.animate(), actions::showFolder);
                    case MODELS ->
                            new ShelfScreen(
                                    studio.shelf(),
                                    studio.device(),
                                    () -> studio.settings().models(studio.folders()),
                                    actions::show);
                };
        node.setVisible(false);
        screens.getChildren().add(node);
        return node;
    }

    /** After the first layout: the divider has no meaning before. */
    private void settle() {
        double remembered = studio.settings().layout().divider();
        screen.divider().set(remembered > 0 ? remembered : PANEL / stage.getWidth());
        studio.generate().choice().look();
        if (!studio.settings().toured()) {
            tour.begin();
        }
    }

    private void tryPrompt(String prompt) {
        closePopups();
        places.choose(Place.PICTURE);
        studio.generate().tryPrompt(prompt);
    }

    private void tour() {
        closePopups();
        tour.begin();
    }

    private static void closePopups() {
        List.copyOf(Window.getWindows()).stream()
                .filter(PopupWindow.class::isInstance)
                .forEach(Window::hide);
    }

    private void dress() {
        Looks looks = studio.settings().looks();
        boolean dark = looks.theme() == Theme.DARK;
        Application.setUserAgentStylesheet(
                (dark ? new PrimerDark() : new PrimerLight()).getUserAgentStylesheet());
        root.getStyleClass().removeAll("dark", "light");
        root.getStyleClass().add(dark ? "dark" : "light");
        for (Surround surround : Surround.values()) {
            root.getStyleClass().remove(name(surround));
        }
        root.getStyleClass().add(name(looks.surround()));
    }

    private static String name(Surround surround) {
        return "surround-" + surround.name().toLowerCase(Locale.ROOT);
    }

    private void place() {
        stage.setMinWidth(880);
        stage.setMinHeight(560);
        stage.setWidth(WIDTH);
        stage.setHeight(HEIGHT);
        studio.settings().layout().window().filter(StudioWindow::onScreen).ifPresent(this::move);
        keepNormal();
        stage.xProperty().addListener(moved -> keepNormal());
        stage.yProperty().addListener(moved -> keepNormal());
        stage.widthProperty().addListener(moved -> keepNormal());
        stage.heightProperty().addListener(moved -> keepNormal());
    }

    private void move(WindowBounds bounds) {
        stage.setX(bounds.x());
        stage.setY(bounds.y());
        stage.setWidth(bounds.width());
        stage.setHeight(bounds.height());
        stage.setMaximized(bounds.maximized());
    }

    /** Enough of it to take hold of: a screen may be gone since. */
    private static boolean onScreen(WindowBounds bounds) {
        return bounds.width() > 0
                && bounds.height() > 0
                && !Screen.getScreensForRectangle(
                                bounds.x() + 100, bounds.y(), bounds.width() - 200, 40)
                        .isEmpty();
    }

    /** Where the window goes when it stops being maximized. */
    private void keepNormal() {
        if (!stage.isMaximized() && !stage.isIconified()) {
            normal =
                    new Rectangle2D(
                            finite(stage.getX()),
                            finite(stage.getY()),
                            stage.getWidth(),
                            stage.getHeight());
        }
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : 0;
    }
}
