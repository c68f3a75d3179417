package studio.easel.app;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.geometry.Rectangle2D;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;
import javafx.stage.Screen;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import studio.easel.app.Settings.Layout;
import studio.easel.app.Settings.Looks;
import studio.easel.app.Settings.Place;
import studio.easel.app.Settings.Surround;
import studio.easel.app.Settings.Theme;
import studio.easel.app.Settings.WindowBounds;
import studio.easel.app.animate.AnimateScreen;
import studio.easel.app.browse.BrowseScreen;
import studio.easel.app.generate.GenerateScreen;
import studio.easel.app.generate.PictureActions;
import studio.easel.app.jobs.JobsPane;

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
    private final JobsPane jobs;
    private @Nullable AnimateScreen animation;
    private @Nullable BrowseScreen gallery;
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
        this.screens = new StackPane(screen);
        this.places = new PlaceSwitch(studio.place());
        root.setTop(places);
        root.setCenter(screens);
        this.jobs = new JobsPane(studio.jobs(), () -> studio.queueShown().set(false));
        root.setBottom(new StatusBar(studio, new SettingsPane(studio, this::dress)));
        studio.place().addListener((property, before, now) -> show(now));
        studio.onShow(actions::showInFolder);
        studio.queueShown()
                .addListener((property, before, now) -> root.setRight(now ? jobs : null));
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
        scene.addEventFilter(KeyEvent.KEY_PRESSED, window::shortcut);
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
        Place place = studio.place().get();
        studio.change(now -> now.withLayout(new Layout(Optional.of(bounds), divider, place)));
    }

    /** A screen is made when it is first looked at. */
    private void show(Place place) {
        AnimateScreen made = animation;
        if (made == null && place == Place.ANIMATION) {
            made = new AnimateScreen(studio.animate(), actions::showFolder);
            animation = made;
            screens.getChildren().add(made);
        }
        screen.setVisible(place == Place.PICTURE);
        if (made != null) {
            made.setVisible(place == Place.ANIMATION);
        }
        browse(place == Place.GALLERY);
    }

    private void browse(boolean whether) {
        BrowseScreen made = gallery;
        if (made == null && whether) {
            made = new BrowseScreen(studio.gallery());
            gallery = made;
            screens.getChildren().add(made);
        }
        if (made != null) {
            made.setVisible(whether);
            if (whether) {
                made.enter();
            }
        }
    }

    /** Wherever the focus is: the queue is beside every screen. */
    private void shortcut(KeyEvent event) {
        if (!event.isShortcutDown() || event.isAltDown()) {
            return;
        }
        if (event.isShiftDown() && event.getCode() == KeyCode.ENTER) {
            studio.queueShown().set(true);
            studio.jobs().add();
            event.consume();
        } else if (!event.isShiftDown() && event.getCode() == KeyCode.J) {
            studio.queueShown().set(!studio.queueShown().get());
            event.consume();
        }
    }

    /** After the first layout: the divider has no meaning before. */
    private void settle() {
        double remembered = studio.settings().layout().divider();
        screen.divider().set(remembered > 0 ? remembered : PANEL / stage.getWidth());
        studio.generate().choice().look();
        studio.begin();
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
