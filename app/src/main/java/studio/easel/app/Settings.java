package studio.easel.app;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Everything Easel remembers between two launches.
 *
 * @param modelsFolder where models lie, if not in {@link Folders#models()}
 * @param picturesFolder where pictures go, if not to {@link Folders#pictures()}
 * @param device what shall run the graphs: {@code auto}, {@code cpu}, {@code cuda} or {@code
 *     cuda:1}
 * @param declareAi whether each picture says in its file that a model made it
 * @param theme how the window looks
 * @param surround the grey around the picture
 * @param form what the generate screen showed last, by the names of its controls
 * @param window where the window was; absent before the first launch
 * @param divider the left panel's share of the window's width, 0 to 1
 */
public record Settings(
        Optional<Path> modelsFolder,
        Optional<Path> picturesFolder,
        String device,
        boolean declareAi,
        Theme theme,
        Surround surround,
        Map<String, String> form,
        Optional<WindowBounds> window,
        double divider) {

    /** How the window looks. */
    public enum Theme {
        DARK,
        LIGHT
    }

    /** Greys a picture can be judged against. */
    public enum Surround {
        BLACK,
        DARK,
        MIDDLE,
        LIGHT,
        WHITE
    }

    /** A window on the desktop, in its coordinates. */
    public record WindowBounds(
            double x, double y, double width, double height, boolean maximized) {}

    public static final Settings DEFAULTS =
            new Settings(
                    Optional.empty(),
                    Optional.empty(),
                    "auto",
                    true,
                    Theme.DARK,
                    Surround.DARK,
                    Map.of(),
                    Optional.empty(),
                    0);

    public Settings {
        form = Map.copyOf(form);
    }

    /** Where models lie. */
    public Path models(Folders folders) {
        return modelsFolder.orElse(folders.models());
    }

    /** Where pictures go. */
    public Path pictures(Folders folders) {
        return picturesFolder.orElse(folders.pictures());
    }

    public Settings withModelsFolder(Optional<Path> folder) {
        return new Settings(
                folder, picturesFolder, device, declareAi, theme, surround, form, window, divider);
    }

    public Settings withPicturesFolder(Optional<Path> folder) {
        return new Settings(
                modelsFolder, folder, device, declareAi, theme, surround, form, window, divider);
    }

    public Settings withDevice(String newDevice) {
        return new Settings(
                modelsFolder,
                picturesFolder,
                newDevice,
                declareAi,
                theme,
                surround,
                form,
                window,
                divider);
    }

    public Settings withDeclareAi(boolean declare) {
        return new Settings(
                modelsFolder,
                picturesFolder,
                device,
                declare,
                theme,
                surround,
                form,
                window,
                divider);
    }

    public Settings withTheme(Theme newTheme) {
        return new Settings(
                modelsFolder,
                picturesFolder,
                device,
                declareAi,
                newTheme,
                surround,
                form,
                window,
                divider);
    }

    public Settings withSurround(Surround newSurround) {
        return new Settings(
                modelsFolder,
                picturesFolder,
                device,
                declareAi,
                theme,
                newSurround,
                form,
                window,
                divider);
    }

    public Settings withForm(Map<String, String> newForm) {
        return new Settings(
                modelsFolder,
                picturesFolder,
                device,
                declareAi,
                theme,
                surround,
                newForm,
                window,
                divider);
    }

    public Settings withWindow(Optional<WindowBounds> newWindow, double newDivider) {
        return new Settings(
                modelsFolder,
                picturesFolder,
                device,
                declareAi,
                theme,
                surround,
                form,
                newWindow,
                newDivider);
    }
}
