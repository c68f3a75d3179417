package studio.easel.app.canvas;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import studio.easel.app.Notice;
import studio.easel.app.Words;
import studio.easel.app.files.PendingFile;
import studio.easel.app.files.PictureFile;
import studio.easel.app.files.PngFile;
import studio.easel.engine.EaselException;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.Inpainting.Fill;
import studio.easel.engine.Mask;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.RgbImage;
import studio.easel.engine.Start;
import studio.easel.engine.picture.Canvas;
import studio.easel.engine.picture.Canvas.Margins;
import studio.easel.engine.picture.Fit;

/**
 * The picture to start from, its mask, and how it is worked on. Properties change on the window's
 * thread alone; commands return at once.
 */
public final class CanvasModel {
    private static final long MOST_PIXELS = 64_000_000;

    /** What a run starts from. */
    public enum Mode {
        /** Pictures begin with noise. */
        NOTHING,
        /** The whole picture is painted anew: image-to-image. */
        PICTURE,
        /** What the mask covers is painted anew: inpainting. */
        MASK;

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The sides a picture can grow to. */
    public enum Side {
        LEFT,
        TOP,
        RIGHT,
        BOTTOM;

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        String label() {
            return words("side." + id());
        }
    }

    /** What the form and its model say of the size that is worked at. */
    public interface Sizes {
        /** What sides are multiples of, as the model works. */
        int grid();

        /**
         * The size of a picture, or a smaller one of its shape where the model cannot manage it.
         */
        ImageSize manageable(ImageSize picture);

        /** What is in the form; empty where that is no size. */
        Optional<ImageSize> size();

        void choose(ImageSize size);
    }

    /** A picture, the mask painted on it, and what was done with them. */
    private record Sheet(Beginning picture, MaskModel mask, Mode mode) {
        boolean isPainted() {
            return mask.undoable() > 0 || !mask.isBlack();
        }
    }

    private final Executor background;
    private final Executor window;
    private final Consumer<Notice> say;
    private final Sizes sizes;

    private final MaskEditor editor;
    private final ReadOnlyObjectWrapper<@Nullable Beginning> picture =
            new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper resulted = new ReadOnlyBooleanWrapper();
    private final ObjectProperty<Mode> mode = new SimpleObjectProperty<>(Mode.NOTHING);
    private final StringProperty strength = new SimpleStringProperty("0.75");
    private final ObjectProperty<Fill> fill = new SimpleObjectProperty<>(Fill.ORIGINAL);
    private final StringProperty blur = new SimpleStringProperty("4");
    private final BooleanProperty soft = new SimpleBooleanProperty();
    private final BooleanProperty onlyMasked = new SimpleBooleanProperty();
    private boolean switchedForSize;
    private final StringProperty padding = new SimpleStringProperty("32");
    private final Map<Side, StringProperty> margins = new EnumMap<>(Side.class);
    private final StringProperty feather = new SimpleStringProperty("32");
    private final DoubleProperty before = new SimpleDoubleProperty();
    private final ObjectProperty<Integer> overlayColour = new SimpleObjectProperty<>(0xE0455A);
    private final DoubleProperty overlayOpacity = new SimpleDoubleProperty(0.55);

    /**
     * A canvas without a picture.
     *
     * @param background for files, and for pixels where there may be many
     * @param window where properties may change
     * @param say hears what the artist should read
     * @param sizes the size that is worked at
     */
    public CanvasModel(Executor background, Executor window, Consumer<Notice> say, Sizes sizes) {
        this.background = background;
        this.window = window;
        this.say = say;
        this.sizes = sizes;
        this.editor = new MaskEditor(background, window);
        for (Side side : Side.values()) {
            StringProperty margin = new SimpleStringProperty("0");
            margin.addListener((property, before, now) -> roomAsked(now));
            margins.put(side, margin);
        }
        onlyMasked.addListener((property, before, now) -> switchedForSize = false);
    }

    // Properties

    public MaskEditor editor() {
        return editor;
    }

    /** What a run starts from; null where there is nothing. */
    public ReadOnlyObjectProperty<@Nullable Beginning> picture() {
        return picture.getReadOnlyProperty();
    }

    /** Whether a finished picture has come since; it is looked at until it is taken over. */
    public ReadOnlyBooleanProperty resulted() {
        return resulted.getReadOnlyProperty();
    }

    public ObjectProperty<Mode> mode() {
        return mode;
    }

    /** Above 0 to 1, as typed; so are the other numbers. */
    public StringProperty strength() {
        return strength;
    }

    public ObjectProperty<Fill> fill() {
        return fill;
    }

    public StringProperty blur() {
        return blur;
    }

    public BooleanProperty soft() {
        return soft;
    }

    public BooleanProperty onlyMasked() {
        return onlyMasked;
    }

    public StringProperty padding() {
        return padding;
    }

    /** By how many pixels the picture grows there. */
    public StringProperty margin(Side side) {
        return Objects.requireNonNull(margins.get(side));
    }

    /** How far the old picture fades into what is new. */
    public StringProperty feather() {
        return feather;
    }

    /** The share of the width that shows the picture before, 0 to 1. */
    public DoubleProperty before() {
        return before;
    }

    /** The colour a mask is shown in, {@code 0xRRGGBB}. */
    public ObjectProperty<Integer> overlayColour() {
        return overlayColour;
    }

    /** 0 to 1. */
    public DoubleProperty overlayOpacity() {
        return overlayOpacity;
    }

    int grid() {
        return sizes.grid();
    }

    // A picture to start from

    /** Opens a picture file to start from, with its mask where one is kept. */
    public void open(Path file) {
        open(file, mode.get() == Mode.NOTHING ? Mode.PICTURE : mode.get());
    }

    /** Opens a picture file for image-to-image. */
    public void sendToImageToImage(Path file) {
        open(file, Mode.PICTURE);
    }

    /** Opens a picture file to paint a mask on. */
    public void sendToInpainting(Path file) {
        open(file, Mode.MASK);
    }

    private void open(Path file, Mode wanted) {
        background.execute(
                () -> {
                    try {
                        RgbImage image = PictureFile.read(file);
                        Optional<Mask> kept = keptMask(file);
                        window.execute(() -> take(image, Optional.of(file), wanted, kept));
                    } catch (EaselException problem) {
                        tell(String.valueOf(problem.getMessage()));
                    }
                });
    }

    /** A folder of that name may hold anything; what is no mask does not keep its picture away. */
    private Optional<Mask> keptMask(Path picture) {
        Path file = Beginning.maskOf(picture);
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(PngFile.readMask(file))
                    : Optional.empty();
        } catch (EaselException noMask) {
            tell(words("mask.unread", String.valueOf(noMask.getMessage())));
            return Optional.empty();
        }
    }

    /** Starts from a picture that has no file: pasted, or dragged from another program. */
    public void paste(RgbImage image) {
        take(
                image,
                Optional.empty(),
                mode.get() == Mode.NOTHING ? Mode.PICTURE : mode.get(),
                Optional.empty());
    }

    /**
     * Starts from a picture. A mask of its size stays, and everything that can be taken back; where
     * the size is another, an undo brings the last picture back with its mask.
     *
     * @param file where it lies, if anywhere
     */
    public void take(RgbImage image, Optional<Path> file, Mode wanted) {
        take(image, file, wanted, Optional.empty());
    }

    private void take(RgbImage image, Optional<Path> file, Mode wanted, Optional<Mask> kept) {
        int step = sizes.grid();
        ImageSize size = onGrid(image.width(), image.height(), step);
        if (size.width() == image.width() && size.height() == image.height()) {
            lay(new Beginning(image, file), wanted, kept, "");
            return;
        }
        String fitted = words("fitted", image.width(), image.height(), size, step);
        background.execute(
                () -> {
                    RgbImage cut = Fit.CROP.of(image, size.width(), size.height());
                    window.execute(() -> lay(new Beginning(cut, file), wanted, kept, fitted));
                });
    }

    /**
     * @param fitted how it was made to fit; empty where it did
     */
    private void lay(Beginning from, Mode wanted, Optional<Mask> kept, String fitted) {
        List<String> said = new ArrayList<>();
        if (!fitted.isEmpty()) {
            said.add(fitted);
        }
        int width = from.image().width();
        int height = from.image().height();
        Sheet last = sheet();
        editor.fit(width, height);
        if (last != null && last.mask != editor.mask().get() && last.isPainted()) {
            editor.backTo(() -> goBack(last));
            said.add(words("put-away"));
        }
        kept.filter(mask -> mask.width() == width && mask.height() == height)
                .ifPresent(editor::replace);
        begin(from, wanted).ifPresent(said::add);
        if (!said.isEmpty()) {
            say.accept(Notice.of(String.join(" ", said)));
        }
    }

    /**
     * @return how it is worked on, where not as it is
     */
    private Optional<String> begin(Beginning from, Mode wanted) {
        Optional<ImageSize> last = size();
        margins.values().forEach(margin -> margin.set("0"));
        before.set(0);
        picture.set(from);
        resulted.set(false);
        mode.set(wanted);
        ImageSize whole = sizeOf(from.image());
        if (isLarge(whole) && last.equals(Optional.of(whole))) {
            return Optional.empty(); // As before; somebody may have chosen another size since.
        }
        return chooseSize(whole);
    }

    /** Another model may have other limits. */
    public void modelChanged() {
        size().filter(whole -> isLarge(whole) && sizes.size().equals(Optional.of(whole)))
                .flatMap(this::chooseSize)
                .ifPresent(how -> say.accept(Notice.of(how)));
    }

    private Optional<String> chooseSize(ImageSize whole) {
        ImageSize worked = sizes.manageable(whole);
        boolean large = !worked.equals(whole);
        sizes.choose(worked);
        if (large && !onlyMasked.get()) {
            onlyMasked.set(true);
            switchedForSize = true;
        } else if (!large && switchedForSize) {
            onlyMasked.set(false);
        }
        String key = mode.get() == Mode.MASK ? "large.mask" : "large";
        return large ? Optional.of(words(key, whole, worked)) : Optional.empty();
    }

    private void roomAsked(String margin) {
        size().filter(whole -> isLarge(whole) && !margin.equals("0") && !margin.isBlank())
                .flatMap(whole -> sizes.size().map(worked -> words("large.room", whole, worked)))
                .ifPresent(how -> say.accept(Notice.of(how)));
    }

    private boolean isLarge(ImageSize whole) {
        return !sizes.manageable(whole).equals(whole);
    }

    private Optional<ImageSize> size() {
        return Optional.ofNullable(picture.get()).map(now -> sizeOf(now.image()));
    }

    private static ImageSize sizeOf(RgbImage image) {
        return new ImageSize(image.width(), image.height());
    }

    private @Nullable Sheet sheet() {
        Beginning now = picture.get();
        MaskModel mask = editor.mask().get();
        return now == null || mask == null ? null : new Sheet(now, mask, mode.get());
    }

    private void goBack(Sheet earlier) {
        Sheet left = sheet();
        lay(earlier);
        if (left != null) {
            editor.forthTo(() -> goForth(left, earlier));
        }
    }

    private void goForth(Sheet later, Sheet earlier) {
        lay(later);
        editor.backTo(() -> goBack(earlier));
    }

    private void lay(Sheet sheet) {
        editor.put(sheet.mask);
        begin(sheet.picture, sheet.mode).ifPresent(how -> say.accept(Notice.of(how)));
    }

    /** Nearby sides the model can work at, in proportion where the picture is too large. */
    private static ImageSize onGrid(int width, int height, int step) {
        double most = ImageSize.LARGEST / step * step;
        double least = Math.ceil((double) ImageSize.SMALLEST / step) * step;
        double scale = Math.min(1, most / Math.max(width, height));
        scale = Math.max(scale, least / Math.min(width, height));
        return new ImageSize(
                side(width * scale, step, least, most), side(height * scale, step, least, most));
    }

    private static int side(double length, int step, double least, double most) {
        double whole = Math.floor(length / step + 1e-6) * step;
        return (int) Math.max(least, Math.min(most, whole));
    }

    /** Begins with noise again; picture and mask stay until another comes. */
    public void letGo() {
        mode.set(Mode.NOTHING);
    }

    /** A finished picture is looked at. */
    public void cameOut() {
        resulted.set(true);
    }

    /** Looks at the picture to start from again. */
    public void lookAtStart() {
        resulted.set(false);
    }

    // What is asked for

    /** Whether a run starts from the picture. */
    public boolean starts() {
        return picture.get() != null && mode.get() != Mode.NOTHING;
    }

    /**
     * The same request from this canvas.
     *
     * @throws RequestException when what was typed or painted cannot be
     */
    public GenerationRequest over(GenerationRequest request) {
        return starting(request).get();
    }

    /**
     * The same request from this canvas as it is now.
     *
     * @return gives it; slow where pixels are many, on any thread. Throws a {@link
     *     RequestException} when what was painted cannot be
     * @throws RequestException when what was typed cannot be
     */
    public Supplier<GenerationRequest> starting(GenerationRequest request) {
        Beginning from = picture.get();
        if (from == null || !starts()) {
            return () -> request;
        }
        double share = number("strength", strength, "0.75");
        RgbImage image = from.image();
        if (mode.get() == Mode.PICTURE) {
            ImageSize size = request.size();
            boolean same = image.width() == size.width() && image.height() == size.height();
            return () ->
                    request.startingFrom(
                            new Start.FromImage(
                                    same ? image : Fit.CROP.of(image, size.width(), size.height()),
                                    share));
        }
        Supplier<Start.Inpaint> inpaint = inpaint(image, share);
        return onlyMasked.get() || !isLarge(sizeOf(image))
                ? () -> request.startingFrom(inpaint.get())
                : () -> request.startingFrom(fitted(inpaint.get(), request.size()));
    }

    /** All of a large picture at once, as large as somebody asked for. */
    private static Start.Inpaint fitted(Start.Inpaint start, ImageSize size) {
        return new Start.Inpaint(
                Fit.CROP.of(start.image(), size.width(), size.height()),
                Fit.CROP.of(start.mask(), size.width(), size.height()),
                start.how());
    }

    /** The mask over another picture of the same size, for a walk that is branched. */
    public Optional<Start.Inpaint> maskOver(RgbImage image) {
        MaskModel mask = editor.mask().get();
        boolean fits =
                mode.get() == Mode.MASK
                        && mask != null
                        && !mask.isBlack()
                        && mask.width() == image.width()
                        && mask.height() == image.height();
        return fits && mask != null
                ? Optional.of(
                        new Start.Inpaint(
                                image,
                                mask.mask(),
                                new Inpainting(
                                        1,
                                        Fill.ORIGINAL,
                                        number("mask-blur", blur, "4"),
                                        soft.get(),
                                        OptionalInt.empty(),
                                        true)))
                : Optional.empty();
    }

    private Supplier<Start.Inpaint> inpaint(RgbImage image, double share) {
        Mask painted = mask();
        Optional<Margins> room = room();
        Inpainting how =
                new Inpainting(
                        share,
                        fill.get(),
                        number("mask-blur", blur, "4"),
                        soft.get(),
                        onlyMasked.get()
                                ? OptionalInt.of(whole("mask-padding", padding, "32"))
                                : OptionalInt.empty(),
                        true);
        if (room.isEmpty()) {
            return () -> new Start.Inpaint(image, painted, how);
        }
        int fade = whole("feather", feather, "32");
        return () -> {
            Canvas grown = Canvas.around(image, room.get(), fade);
            return new Start.Inpaint(
                    grown.picture(), together(grown.mask(), painted, room.get()), how);
        };
    }

    private Mask mask() {
        MaskModel mask = editor.mask().get();
        if (mask == null) {
            throw new RequestException(Field.START, words("nothing-to-paint"));
        }
        return mask.mask();
    }

    private Optional<Margins> room() {
        int left = grown(Side.LEFT);
        int top = grown(Side.TOP);
        int right = grown(Side.RIGHT);
        int bottom = grown(Side.BOTTOM);
        Beginning now = picture.get();
        if (now == null || (left == 0 && top == 0 && right == 0 && bottom == 0)) {
            return Optional.empty();
        }
        long width = (long) now.image().width() + left + right;
        long height = (long) now.image().height() + top + bottom;
        if (width * height > MOST_PIXELS) {
            throw new RequestException(
                    Field.START, words("too-large", width, height, MOST_PIXELS / 1_000_000));
        }
        return Optional.of(new Margins(left, top, right, bottom));
    }

    private int grown(Side side) {
        return whole("margin." + side.id(), margin(side), "64");
    }

    /** What is new is repainted, and what was painted in the old. */
    private static Mask together(Mask grown, Mask painted, Margins room) {
        byte[] grey = grown.grey();
        byte[] old = painted.grey();
        for (int i = 0; i < old.length; i++) {
            int at =
                    (i / painted.width() + room.top()) * grown.width()
                            + i % painted.width()
                            + room.left();
            grey[at] = (byte) Math.max(grey[at] & 0xFF, old[i] & 0xFF);
        }
        return new Mask(grown.width(), grown.height(), grey);
    }

    private static int whole(String name, StringProperty text, String example) {
        double value = number(name, text, example);
        if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
            throw wrong("wrong.whole", name, text, example);
        }
        return (int) value;
    }

    private static double number(String name, StringProperty text, String example) {
        try {
            return Double.parseDouble(text.get().strip().replace(',', '.'));
        } catch (NumberFormatException e) {
            throw wrong("wrong.number", name, text, example);
        }
    }

    private static RequestException wrong(
            String how, String name, StringProperty text, String example) {
        return new RequestException(Field.START, words(how, words(name), text.get(), example));
    }

    private static String words(String key, Object... parts) {
        return Words.of(CanvasModel.class).say(key, parts);
    }

    // Masks in files

    /** Takes a mask from a picture file: white is repainted. One of another size is resized. */
    public void loadMask(Path file) {
        MaskModel now = editor.mask().get();
        if (now == null) {
            say.accept(Notice.problem(words("nothing-to-lay-on")));
            return;
        }
        background.execute(
                () -> {
                    try {
                        Mask mask = PngFile.readMask(file);
                        boolean fits = mask.width() == now.width() && mask.height() == now.height();
                        Mask sized = fits ? mask : Fit.STRETCH.of(mask, now.width(), now.height());
                        String resized =
                                fits
                                        ? ""
                                        : words(
                                                "resized",
                                                file.getFileName(),
                                                mask.width(),
                                                mask.height(),
                                                now.width(),
                                                now.height());
                        window.execute(() -> loaded(now, sized, resized));
                    } catch (EaselException problem) {
                        tell(String.valueOf(problem.getMessage()));
                    }
                });
    }

    /**
     * @param resized how it was made to fit; empty where it did
     */
    private void loaded(MaskModel over, Mask mask, String resized) {
        if (over != editor.mask().get()) {
            return; // Another picture came meanwhile.
        }
        editor.replace(mask);
        mode.set(Mode.MASK);
        if (!resized.isEmpty()) {
            say.accept(Notice.of(resized));
        }
    }

    /** Writes the mask as a grey PNG. */
    public void saveMask(Path file) {
        Optional.ofNullable(editor.mask().get())
                .map(MaskModel::mask)
                .ifPresent(mask -> background.execute(() -> write(file, mask)));
    }

    /** Keeps the mask a picture was made with: opening the picture again brings it back. */
    public void keepMask(Path picture, Mask mask) {
        background.execute(() -> write(Beginning.maskOf(picture), mask));
    }

    private void write(Path file, Mask mask) {
        try {
            byte[] grey = mask.grey();
            byte[] rgb = new byte[3 * grey.length];
            for (int i = 0; i < rgb.length; i++) {
                rgb[i] = grey[i / 3];
            }
            PendingFile.createFolderOf(file);
            PngFile.write(file, new RgbImage(mask.width(), mask.height(), rgb));
        } catch (EaselException problem) {
            tell(String.valueOf(problem.getMessage()));
        }
    }

    private void tell(String sentence) {
        window.execute(() -> say.accept(Notice.problem(sentence)));
    }
}
