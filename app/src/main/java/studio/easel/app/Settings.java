package studio.easel.app;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Everything Easel remembers between two launches.
 *
 * @param device what shall run the graphs: {@code auto}, {@code cpu}, {@code cuda} or {@code
 *     cuda:1}
 * @param declareAi whether each picture says in its file that a model made it
 * @param form what the generate screen showed last, by the names of its controls
 * @param language what the window speaks
 * @param toured whether the first tour is over
 */
public record Settings(
        OwnFolders ownFolders,
        String device,
        boolean declareAi,
        Looks looks,
        Map<String, String> form,
        Layout layout,
        Language language,
        boolean toured) {

    /**
     * Folders that were chosen in place of the usual ones.
     *
     * @param models where models lie, if not in {@link Folders#models()}
     * @param pictures where pictures go, if not to {@link Folders#pictures()}
     */
    public record OwnFolders(Optional<Path> models, Optional<Path> pictures) {}

    /**
     * What the window wears.
     *
     * @param surround the grey around the picture
     */
    public record Looks(Theme theme, Surround surround) {}

    /** What the window speaks. */
    public enum Language {
        SYSTEM,
        ENGLISH,
        KOREAN;

        /** What somebody chose who asks for a locale; English where there are no words in it. */
        static Language of(Locale wanted) {
            return wanted.getLanguage().equals(Locale.KOREAN.getLanguage()) ? KOREAN : ENGLISH;
        }

        /** The locale to speak. */
        public Locale locale() {
            return switch (this) {
                case SYSTEM -> Locale.getDefault();
                case ENGLISH -> Locale.ENGLISH;
                case KOREAN -> Locale.KOREAN;
            };
        }
    }

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

    /**
     * How the window was left.
     *
     * @param window absent before the first launch
     * @param divider the left panel's share of the window's width, 0 to 1
     * @param place the screen that was shown
     */
    public record Layout(Optional<WindowBounds> window, double divider, Place place) {}

    /** The screens, in the order of their buttons. */
    public enum Place {
        PICTURE,
        ANIMATION,
        GALLERY,
        MODELS
    }

    /** A window on the desktop, in its coordinates. */
    public record WindowBounds(
            double x, double y, double width, double height, boolean maximized) {}

    public static final Settings DEFAULTS =
            new Settings(
                    new OwnFolders(Optional.empty(), Optional.empty()),
                    "auto",
                    true,
                    new Looks(Theme.DARK, Surround.DARK),
                    Map.of(),
                    new Layout(Optional.empty(), 0, Place.PICTURE),
                    Language.SYSTEM,
                    false);

    public Settings {
        form = Map.copyOf(form);
    }

    /** Where models lie. */
    public Path models(Folders folders) {
        return ownFolders.models().orElse(folders.models());
    }

    /** Where pictures go. */
    public Path pictures(Folders folders) {
        return ownFolders.pictures().orElse(folders.pictures());
    }

    public Settings withModelsFolder(Optional<Path> folder) {
        return with(new OwnFolders(folder, ownFolders.pictures()));
    }

    public Settings withPicturesFolder(Optional<Path> folder) {
        return with(new OwnFolders(ownFolders.models(), folder));
    }

    private Settings with(OwnFolders folders) {
        return new Settings(folders, device, declareAi, looks, form, layout, language, toured);
    }

    public Settings withDevice(String newDevice) {
        return new Settings(
                ownFolders, newDevice, declareAi, looks, form, layout, language, toured);
    }

    public Settings withDeclareAi(boolean declare) {
        return new Settings(ownFolders, device, declare, looks, form, layout, language, toured);
    }

    public Settings withLooks(Looks newLooks) {
        return new Settings(
                ownFolders, device, declareAi, newLooks, form, layout, language, toured);
    }

    public Settings withForm(Map<String, String> newForm) {
        return new Settings(
                ownFolders, device, declareAi, looks, newForm, layout, language, toured);
    }

    public Settings withLayout(Layout newLayout) {
        return new Settings(
                ownFolders, device, declareAi, looks, form, newLayout, language, toured);
    }

    public Settings withLanguage(Language newLanguage) {
        return new Settings(
                ownFolders, device, declareAi, looks, form, layout, newLanguage, toured);
    }

    public Settings withToured(boolean over) {
        return new Settings(ownFolders, device, declareAi, looks, form, layout, language, over);
    }
}
