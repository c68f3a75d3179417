package studio.easel.app;

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
import javafx.stage.Stage;
import javafx.stage.Window;
import org.testfx.util.WaitForAsyncUtils;
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

    void in(Runnable change) {
        WaitForAsyncUtils.waitForAsyncFx(10_000, change);
        WaitForAsyncUtils.waitForFxEvents();
    }

    /** Until the model has been found and read. */
    void ready() {
        until(() -> studio.generate().form().width().get().equals("128"));
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
