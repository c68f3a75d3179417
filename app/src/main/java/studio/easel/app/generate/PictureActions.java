package studio.easel.app.generate;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import javafx.application.Platform;
import javafx.scene.image.Image;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import studio.easel.app.Notice;
import studio.easel.app.Words;
import studio.easel.app.canvas.ScreenImage;
import studio.easel.engine.EaselException;

/** What the desktop does with a picture: its clipboard and its file browser. */
public final class PictureActions {
    private final Executor background;
    private final GenerateModel model;

    /**
     * The desktop.
     *
     * @param background for files and other programs
     * @param model to tell what did not work
     */
    public PictureActions(Executor background, GenerateModel model) {
        this.background = background;
        this.model = model;
    }

    void copy(MadePicture picture) {
        background.execute(() -> prepareCopy(picture));
    }

    private void prepareCopy(MadePicture picture) {
        try {
            Image image = ScreenImage.of(picture.image());
            List<File> files = picture.file().map(Path::toFile).stream().toList();
            Platform.runLater(() -> putOnClipboard(image, files));
        } catch (EaselException gone) {
            tell(String.valueOf(gone.getMessage()));
        }
    }

    private static void putOnClipboard(Image image, List<File> files) {
        ClipboardContent content = new ClipboardContent();
        content.putImage(image);
        content.putFiles(files);
        Clipboard.getSystemClipboard().setContent(content);
    }

    void showFile(MadePicture picture) {
        picture.file().ifPresent(file -> background.execute(() -> open(file)));
    }

    /** Shows a file among its neighbours, or a folder. */
    public void showInFolder(Path path) {
        background.execute(() -> open(path));
    }

    /** Opens a folder, which is made where it is missing. */
    public void showFolder(Path folder) {
        background.execute(() -> openFolder(folder));
    }

    private void openFolder(Path folder) {
        try {
            Files.createDirectories(folder);
            open(folder);
        } catch (IOException unwritable) {
            tell(
                    Words.of(PictureActions.class)
                            .say("no-folder", folder, String.valueOf(unwritable.getMessage())));
        }
    }

    private void open(Path path) {
        try {
            new ProcessBuilder(command(System.getProperty("os.name"), path))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException none) {
            tell(Words.of(PictureActions.class).say("no-browser", path));
        }
    }

    /** The command that shows a file among its neighbours, or a folder's content. */
    static List<String> command(String osName, Path path) {
        String os = osName.toLowerCase(Locale.ROOT);
        boolean folder = Files.isDirectory(path);
        if (os.startsWith("windows")) {
            return folder
                    ? List.of("explorer.exe", path.toString())
                    : List.of("explorer.exe", "/select," + path);
        }
        if (os.startsWith("mac")) {
            return folder
                    ? List.of("open", path.toString())
                    : List.of("open", "-R", path.toString());
        }
        Path shown = folder ? path : path.toAbsolutePath().getParent();
        return List.of("xdg-open", String.valueOf(shown));
    }

    private void tell(String sentence) {
        Platform.runLater(() -> model.say(Notice.problem(sentence)));
    }
}
