package studio.easel.app;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.io.File;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.beans.InvalidationListener;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.value.ChangeListener;
import javafx.geometry.Pos;
import javafx.geometry.Rectangle2D;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.input.DragEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.stage.PopupWindow;
import javafx.stage.Screen;
import javafx.stage.Stage;
import javafx.stage.Window;
import studio.easel.app.Settings.Language;
import studio.easel.app.Settings.Layout;
import studio.easel.app.Settings.Looks;
import studio.easel.app.Settings.Place;
import studio.easel.app.Settings.Surround;
import studio.easel.app.Settings.Theme;
import studio.easel.app.Settings.WindowBounds;
import studio.easel.app.animate.AnimateCommands;
import studio.easel.app.animate.AnimateScreen;
import studio.easel.app.browse.BrowseCommands;
import studio.easel.app.browse.BrowseScreen;
import studio.easel.app.command.CommandMenu;
import studio.easel.app.command.Commands;
import studio.easel.app.command.Palette;
import studio.easel.app.command.Section;
import studio.easel.app.generate.GenerateScreen;
import studio.easel.app.generate.PictureActions;
import studio.easel.app.jobs.JobsPane;
import studio.easel.app.shelf.ShelfScreen;
import studio.easel.models.ModelLibrary;

/** The window: its screens, the status bar at its foot, and where it was the last time. */
public final class StudioWindow {
    private static final List<String> MODEL_ENDINGS =
            List.of(".safetensors", ".ckpt", ".onnx", ".pt", ".pth", ".gguf");

    private static final double WIDTH = 1280;
    private static final double HEIGHT = 832;
    private static final double PANEL = 356;

    private final Studio studio;
    private final Stage stage;
    private final PictureActions actions;
    private final GenerateScreen screen;
    private final StackPane screens;
    private final PlaceSwitch places;
    private final StatusBar foot;
    private final Palette palette;
    private final Consumer<StudioWindow> replaced;
    private final BorderPane root = new BorderPane();
    private final JobsPane jobs;
    private final TourPane tour;
    private final Map<Place, Node> made = new EnumMap<>(Place.class);
    private Rectangle2D normal = Rectangle2D.EMPTY;
    private final ChangeListener<Place> placed = (property, before, now) -> show(now);
    private final ChangeListener<Boolean> queued = (property, before, now) -> queue(now);
    private final InvalidationListener moved = bounds -> keepNormal();

    private StudioWindow(Studio studio, Stage stage, Consumer<StudioWindow> replaced) {
        this.studio = studio;
        this.stage = stage;
        this.replaced = replaced;
        this.actions = new PictureActions(studio.workshop().background(), studio.generate());
        this.screen =
                new GenerateScreen(
                        studio.generate(),
                        actions,
                        studio.workshop(),
                        () -> actions.showFolder(studio.settings().models(studio.folders())),
                        () -> go(Place.PICTURE));
        this.screens = new StackPane();
        made(Place.PICTURE);
        this.places = new PlaceSwitch(studio.place());
        this.tour = new TourPane(() -> studio.change(now -> now.withToured(true)));
        StackPane.setAlignment(tour, Pos.TOP_RIGHT); // Tools and buttons stand below.
        HelpPane help = new HelpPane(ModelLibrary.starterCard(), this::tryPrompt, this::tour);
        this.foot = new StatusBar(studio, new SettingsPane(studio, this::dress, this::speak), help);
        this.jobs = new JobsPane(studio.jobs(), () -> studio.queueShown().set(false));
        List<Section> sections = new ArrayList<>(screen.commands());
        sections.add(
                AnimateCommands.of(
                        studio.animate(),
                        () -> (AnimateScreen) made(Place.ANIMATION),
                        () -> go(Place.ANIMATION)));
        sections.add(BrowseCommands.of(studio.gallery(), () -> go(Place.GALLERY)));
        Section own = WindowCommands.of(this, studio);
        sections.add(own);
        Commands commands = new Commands(sections);
        this.palette = new Palette(commands);
        root.setTop(head(new CommandMenu(commands)));
        root.setCenter(new StackPane(screens, tour, palette));
        root.setBottom(foot);
        own.hear(root);
        root.addEventFilter(DragEvent.DRAG_OVER, this::mayDropModels);
        root.addEventFilter(DragEvent.DRAG_DROPPED, this::dropModels);
        studio.onShow(actions::showInFolder);
        root.getStyleClass().add("studio");
        root.getStylesheets()
                .add(Objects.requireNonNull(getClass().getResource("studio.css")).toString());
    }

    /**
     * Shows the window, and only then looks for models. On JavaFX's thread.
     *
     * @param replaced hears the window that takes its place when another language is spoken
     */
    public static StudioWindow open(Studio studio, Stage stage, Consumer<StudioWindow> replaced) {
        StudioWindow window = new StudioWindow(studio, stage, replaced);
        window.place();
        window.show(new Scene(window.root));
        Platform.runLater(
                () -> {
                    window.settle();
                    studio.generate().choice().look();
                    studio.begin();
                });
        return window;
    }

    private void show(Scene scene) {
        dress();
        follow();
        stage.setTitle("Easel");
        stage.getIcons().setAll(Icon.sizes());
        places.listen(scene);
        show(studio.place().get());
        queue(studio.queueShown().get());
        stage.setScene(scene);
        stage.show();
    }

    /** The menus at the left, the screens in the middle. */
    private Node head(CommandMenu menu) {
        StackPane head = new StackPane(places, menu);
        StackPane.setAlignment(menu, Pos.CENTER_LEFT);
        menu.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        head.getStyleClass().add("head");
        return head;
    }

    // Models are added wherever they are dropped; everything else is the screen's own.

    private void mayDropModels(DragEvent event) {
        if (areModels(event.getDragboard().getFiles())) {
            event.acceptTransferModes(TransferMode.COPY);
            event.consume();
        }
    }

    private void dropModels(DragEvent event) {
        List<File> files = event.getDragboard().getFiles();
        if (areModels(files)) {
            addModels(files);
            event.setDropCompleted(true);
            event.consume();
        }
    }

    /** Shows the models screen, which says what comes of them. */
    void addModels(List<File> files) {
        go(Place.MODELS);
        studio.shelf().add(files.stream().map(File::toPath).toList());
    }

    /** By their names alone: the library looks inside. */
    static boolean areModels(List<File> files) {
        return !files.isEmpty()
                && files.stream()
                        .allMatch(
                                file -> {
                                    String name = file.getName().toLowerCase(Locale.ROOT);
                                    return MODEL_ENDINGS.stream().anyMatch(name::endsWith);
                                });
    }

    // Commands

    /** Brings a screen into sight. */
    void go(Place place) {
        studio.place().set(place);
    }

    /** Finds a command by its name. */
    void openPalette() {
        palette.open();
    }

    void showSettings() {
        foot.showSettings();
    }

    void hideSettings() {
        foot.hideSettings();
    }

    /** Puts other looks on. */
    void wear(UnaryOperator<Looks> change) {
        studio.change(now -> now.withLooks(change.apply(now.looks())));
        dress();
    }

    /** Speaks another language from now on, also after the next start. */
    void speak(Language language) {
        studio.change(now -> now.withLanguage(language));
        Locale before = Words.spoken();
        Words.speak(language.locale());
        if (!before.equals(Words.spoken())) {
            closePopups();
            remember();
            leave();
            StudioWindow next = new StudioWindow(studio, stage, replaced);
            Scene now = stage.getScene();
            next.show(new Scene(next.root, now.getWidth(), now.getHeight()));
            Platform.runLater(next::settle);
            replaced.accept(next);
        }
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
        palette.close();
        Node shown = made(place);
        made.values().forEach(node -> see(node, node == shown));
        if (shown instanceof BrowseScreen gallery) {
            gallery.enter();
        }
    }

    private Node made(Place place) {
        return made.computeIfAbsent(place, this::make);
    }

    private Node make(Place place) {
        Node node =
                switch (place) {
                    case PICTURE -> screen;
                    case ANIMATION -> new AnimateScreen(studio.animate(), actions::showFolder);
                    case GALLERY -> new BrowseScreen(studio.gallery());
                    case MODELS ->
                            new ShelfScreen(
                                    studio.shelf(),
                                    studio.device(),
                                    () -> studio.settings().models(studio.folders()),
                                    actions::showInFolder);
                };
        see(node, false);
        screens.getChildren().add(0, node); // Below the palette.
        return node;
    }

    /** What is out of sight asks for no room either. */
    private static void see(Node screen, boolean whether) {
        screen.setVisible(whether);
        screen.setManaged(whether);
    }

    private void queue(boolean shown) {
        root.setRight(shown ? jobs : null);
    }

    /** After the first layout: the divider has no meaning before. */
    private void settle() {
        double remembered = studio.settings().layout().divider();
        screen.divider().set(remembered > 0 ? remembered : PANEL / stage.getWidth());
        if (!studio.settings().toured()) {
            tour.begin();
        }
    }

    private void tryPrompt(String prompt) {
        closePopups();
        go(Place.PICTURE);
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
        Rectangle2D room = Screen.getPrimary().getVisualBounds(); // At double scale, half of it.
        stage.setWidth(Math.min(WIDTH, room.getWidth()));
        stage.setHeight(Math.min(HEIGHT, room.getHeight()));
        studio.settings().layout().window().filter(StudioWindow::onScreen).ifPresent(this::move);
    }

    private void follow() {
        keepNormal();
        bounds().forEach(bound -> bound.addListener(moved));
        studio.place().addListener(placed);
        studio.queueShown().addListener(queued);
    }

    /** Another window takes this one's place, and nothing that lives on hears in this one. */
    private void leave() {
        stage.getScene().setRoot(new Region());
        bounds().forEach(bound -> bound.removeListener(moved));
        studio.place().removeListener(placed);
        studio.queueShown().removeListener(queued);
    }

    private List<ReadOnlyDoubleProperty> bounds() {
        return List.of(
                stage.xProperty(),
                stage.yProperty(),
                stage.widthProperty(),
                stage.heightProperty());
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
