package studio.easel.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Labeled;
import javafx.scene.control.ToggleButton;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.testfx.util.WaitForAsyncUtils;
import studio.easel.app.animate.Clicks;
import studio.easel.app.canvas.CanvasModel;
import studio.easel.app.generate.FakePipeline;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SamplerName;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.pipeline.ImagePipeline;
import studio.easel.models.InstalledModel;

/** The whole window, on a model that draws nothing or on Easel's own, and its scenes. */
final class Scenes {
    static final String ANIMATION = "waves";
    static final String PROMPT = "a red heart by the sea";

    private static final String WAVES =
            """
            {"W": 64, "H": 64, "max_frames": 4, "fps": 12, "steps": 1, "animation_mode": "3D",
             "zoom": "0: (1), 2: (1.1)", "translation_z": "0: (0), 3: (5)",
             "add_soundtrack": "File", "soundtrack_path": "clicks.wav",
             "prompts": {"0": "%s"}}
            """
                    .formatted(PROMPT);

    final Studio studio;
    private StudioWindow window;

    /** On JavaFX's thread. */
    Scenes(Path home, Stage stage) {
        this(new Studio(folders(home), Platform::runLater, new OneModel()), stage);
    }

    private Scenes(Studio studio, Stage stage) {
        this.studio = studio;
        window = StudioWindow.open(studio, stage, next -> window = next);
    }

    /** With the starter model, which draws. */
    static Scenes drawn(Path home, Stage stage) {
        return new Scenes(new Studio(folders(home), Platform::runLater), stage);
    }

    private static Folders folders(Path home) {
        return Folders.of(Map.of("EASEL_HOME", home.toString()), "Linux", home);
    }

    StudioWindow window() {
        return window;
    }

    void speak(Locale language) {
        WaitForAsyncUtils.asyncFx(() -> window.speak(Settings.Language.of(language)));
        WaitForAsyncUtils.waitForFxEvents();
    }

    /** Everything of the picture screen that can be in sight at once: a mask, and all settings. */
    void paintMask() {
        byte[] rgb = new byte[3 * 128 * 128];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (90 + i / 3 / 128 + 20 * (i % 3));
        }
        in(
                () -> {
                    window.go(Settings.Place.PICTURE);
                    studio.generate().form().variationStrength().set("0.2");
                    studio.generate().form().choose(SamplerName.DDIM);
                    studio.generate()
                            .canvas()
                            .take(
                                    new RgbImage(128, 128, rgb),
                                    Optional.empty(),
                                    CanvasModel.Mode.MASK);
                    studio.generate().canvas().editor().all();
                });
    }

    /**
     * Everything of the animation screen that can be in sight at once, in 3D without depth; its
     * files go to a folder.
     */
    void openAnimation(Path folder) {
        Path settings = folder.resolve(ANIMATION + "_settings.txt");
        try {
            Clicks.write(folder.resolve("clicks.wav"), 120, 0.5, 4);
            Files.writeString(settings, WAVES);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        in(
                () -> {
                    window.go(Settings.Place.ANIMATION);
                    studio.animate().open(settings);
                });
        until(() -> shown("#sound-words", Labeled.class).getText().contains("120"));
        ToggleButton keys = shown("#show-keys", ToggleButton.class);
        in(() -> keys.setSelected(true));
        find("#all-keys").ifPresent(back -> in(((Button) back)::fire));
        until(() -> find(".frame-link").isPresent());
    }

    /** The fields of the first frame with keys. */
    void editKeys() {
        Hyperlink frame = shown(".frame-link", Hyperlink.class);
        in(frame::fire);
        until(() -> find("#key-zoom").isPresent());
    }

    /** Renders it as often as it takes to be asked what shall be done about the render there is. */
    void render() {
        for (int i = 0; i < 2 && find("#resume").isEmpty(); i++) {
            in(shown("#render", Button.class)::fire);
            until(
                    () ->
                            !studio.animate().rendering().busy().get()
                                    && (find("#resume").isPresent()
                                            || find("#show-clip").isPresent()));
        }
    }

    /** A node in sight. */
    <N extends Node> N shown(String selector, Class<N> kind) {
        return kind.cast(find(selector).orElseThrow(() -> new AssertionError(selector)));
    }

    private static Optional<Node> find(String selector) {
        boolean isId = selector.startsWith("#");
        String name = selector.substring(1);
        return nodes().stream()
                .filter(
                        node ->
                                isId
                                        ? name.equals(node.getId())
                                        : node.getStyleClass().contains(name))
                .findFirst();
    }

    void in(Runnable change) {
        WaitForAsyncUtils.waitForAsyncFx(10_000, change);
        WaitForAsyncUtils.waitForFxEvents();
    }

    /** Until the model has been found and read. */
    void ready() {
        until(() -> !studio.generate().form().width().get().equals("512"));
    }

    static void until(BooleanSupplier condition) {
        until(60, condition);
    }

    static void until(int seconds, BooleanSupplier condition) {
        try {
            WaitForAsyncUtils.waitFor(seconds, TimeUnit.SECONDS, condition::getAsBoolean);
        } catch (TimeoutException late) {
            throw new AssertionError("did not come true within %d s".formatted(seconds), late);
        }
        WaitForAsyncUtils.waitForFxEvents();
    }

    /** Every node in sight, of all windows that are open. */
    static List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        WaitForAsyncUtils.waitForAsyncFx(
                10_000,
                () -> {
                    for (Window open : Window.getWindows()) {
                        open.getScene().getRoot().applyCss();
                        open.getScene().getRoot().layout();
                        walk(open.getScene().getRoot(), nodes);
                    }
                });
        return nodes;
    }

    private static void walk(Node node, List<Node> into) {
        if (!node.isVisible()) {
            return;
        }
        into.add(node);
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> walk(child, into));
        }
    }

    private static final class OneModel implements Studio.Models {
        private final FakePipeline pipeline = new FakePipeline(FakePipeline.SPEC, 0);

        @Override
        public List<InstalledModel> installed(Path folder) {
            return List.of(
                    new InstalledModel(
                            "starter",
                            "Starter",
                            InstalledModel.Kind.PICTURES,
                            "",
                            "",
                            folder.resolve("starter"),
                            Optional.empty(),
                            true));
        }

        @Override
        public Companions companions(Path folder) {
            throw new AssertionError("no request here has another model");
        }

        @Override
        public ModelSpec describe(Path folder, InstalledModel model, Consumer<String> stage) {
            return FakePipeline.SPEC;
        }

        @Override
        public ImagePipeline open(ModelSpec spec, Device device) {
            return pipeline;
        }
    }
}
