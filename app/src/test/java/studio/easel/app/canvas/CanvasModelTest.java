package studio.easel.app.canvas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.app.Notice;
import studio.easel.app.canvas.CanvasModel.Mode;
import studio.easel.app.canvas.CanvasModel.Side;
import studio.easel.app.files.PngFile;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.Inpainting.Fill;
import studio.easel.engine.RequestException;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.Start;

/** The canvas without a window: what it starts from and what it asks for. */
class CanvasModelTest {
    private static final ImageSize SMALL = new ImageSize(128, 96);

    @TempDir Path folder;

    private final List<Notice> said = new ArrayList<>();
    private final List<ImageSize> sizes = new ArrayList<>();
    private CanvasModel canvas;
    private int most = 800;

    @BeforeEach
    void build() {
        canvas = new CanvasModel(Runnable::run, Runnable::run, said::add, new Chosen());
    }

    /** A form whose model manages pictures of up to {@link #most} pixels a side, else 128x96. */
    private final class Chosen implements CanvasModel.Sizes {
        @Override
        public int grid() {
            return 16;
        }

        @Override
        public ImageSize manageable(ImageSize picture) {
            return picture.width() > most ? SMALL : picture;
        }

        @Override
        public Optional<ImageSize> size() {
            return sizes.isEmpty() ? Optional.empty() : Optional.of(sizes.get(sizes.size() - 1));
        }

        @Override
        public void choose(ImageSize size) {
            sizes.add(size);
        }
    }

    private static RgbImage image(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i * 7 % 251);
        }
        return new RgbImage(width, height, rgb);
    }

    private static GenerationRequest request() {
        return new GenerationRequest(
                "a cat",
                "",
                new ImageSize(128, 128),
                4,
                5,
                SamplerName.EULER,
                SigmaSpacing.AUTOMATIC,
                0,
                7,
                1);
    }

    private void dot(double x, double y) {
        canvas.editor().press(x, y, false, false);
        canvas.editor().release();
    }

    @Test
    void withoutAPictureNothingIsAskedForDifferently() {
        assertThat(canvas.over(request())).isEqualTo(request());
        canvas.mode().set(Mode.MASK);
        assertThat(canvas.over(request())).isEqualTo(request());
    }

    @Test
    void aSentPictureIsWhatTheRunStartsFromUntilItIsLetGo() {
        RgbImage image = image(160, 96);
        canvas.take(image, Optional.empty(), Mode.PICTURE);
        canvas.strength().set("0,6");
        assertThat(sizes).containsExactly(new ImageSize(160, 96));
        GenerationRequest sized = request().but().size(new ImageSize(160, 96)).request();
        assertThat(canvas.over(sized).start()).isEqualTo(new Start.FromImage(image, 0.6));
        GenerationRequest other = canvas.over(request());
        assertThat(other.size()).isEqualTo(new ImageSize(128, 128)); // cut to what was asked for
        canvas.letGo();
        assertThat(canvas.over(request())).isEqualTo(request());
    }

    @Test
    void aPictureTheModelCannotTakeInStaysWholeAndOnlyThePaintedPartIsDrawn() {
        canvas.take(image(1024, 768), Optional.empty(), Mode.MASK);
        assertThat(said).singleElement().asString().contains("1024x768", "128x96", "put back");
        assertThat(sizes).containsExactly(SMALL);
        dot(500, 400);
        GenerationRequest sized = request().but().size(SMALL).request();
        Start.Inpaint start = (Start.Inpaint) canvas.over(sized).start();
        assertThat(start.image().width()).isEqualTo(1024);
        assertThat(start.how().onlyMasked()).hasValue(32);
        canvas.onlyMasked().set(false);
        GenerationRequest whole = canvas.over(sized);
        assertThat(whole.size()).isEqualTo(SMALL);
        assertThat(((Start.Inpaint) whole.start()).mask().width()).isEqualTo(128);
    }

    @Test
    void aLargePictureIsDrawnAtTheSizeThatWasChosenForIt() {
        canvas.take(image(1024, 768), Optional.empty(), Mode.PICTURE);
        assertThat(said).singleElement().asString().contains("it is drawn at 128x96");
        sizes.add(new ImageSize(256, 192));
        canvas.take(image(1024, 768), Optional.empty(), Mode.PICTURE);
        assertThat(sizes).last().isEqualTo(new ImageSize(256, 192));
        assertThat(said).hasSize(1);
        canvas.margin(CanvasModel.Side.LEFT).set("64");
        assertThat(said).last().asString().contains("drawn at 256x192 and enlarged");
    }

    @Test
    void theNextPictureThatFitsIsInpaintedAsBefore() {
        canvas.take(image(1024, 768), Optional.empty(), Mode.PICTURE);
        assertThat(canvas.onlyMasked().get()).isTrue();
        canvas.take(image(160, 96), Optional.empty(), Mode.PICTURE);
        assertThat(canvas.onlyMasked().get()).isFalse();
        canvas.onlyMasked().set(true);
        canvas.take(image(1024, 768), Optional.empty(), Mode.PICTURE);
        canvas.take(image(160, 96), Optional.empty(), Mode.PICTURE);
        assertThat(canvas.onlyMasked().get()).as("as somebody chose it").isTrue();
    }

    @Test
    void aModelThatIsKnownLaterOrManagesLessLimitsThePictureThatIsOpen() {
        most = 4096;
        canvas.take(image(1024, 768), Optional.empty(), Mode.MASK);
        assertThat(sizes).containsExactly(new ImageSize(1024, 768));
        most = 800;
        canvas.modelChanged();
        assertThat(sizes).last().isEqualTo(SMALL);
        assertThat(canvas.onlyMasked().get()).isTrue();
        assertThat(said).last().asString().contains("1024x768");
    }

    @Test
    void aPaintedMaskInpaintsAsTheOptionsSay() {
        RgbImage image = image(128, 128);
        canvas.take(image, Optional.empty(), Mode.MASK);
        assertThatThrownBy(() -> canvas.over(request()))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("all black");
        dot(64, 64);
        canvas.fill().set(Fill.LATENT_NOISE);
        canvas.soft().set(true);
        canvas.onlyMasked().set(true);
        canvas.padding().set("12");
        Start.Inpaint start = (Start.Inpaint) canvas.over(request()).start();
        assertThat(start.image()).isEqualTo(image);
        assertThat(start.mask().isBlack()).isFalse();
        assertThat(start.how())
                .isEqualTo(
                        new Inpainting(0.75, Fill.LATENT_NOISE, 4, true, OptionalInt.of(12), true));
        canvas.padding().set("1.5");
        assertThatThrownBy(() -> canvas.over(request()))
                .hasMessage("Padding is \"1.5\", expected a whole number. Try 32.");
    }

    @Test
    void aResultThatIsTakenOverKeepsMaskAndUndo() {
        canvas.take(image(128, 128), Optional.empty(), Mode.MASK);
        dot(30, 30);
        dot(90, 90);
        MaskModel mask = canvas.editor().mask().get();
        canvas.cameOut();
        canvas.take(image(128, 128), Optional.empty(), Mode.MASK);
        assertThat(canvas.editor().mask().get()).isSameAs(mask);
        canvas.editor().undo();
        assertThat(mask.at(90, 90)).isZero();
        assertThat(mask.at(30, 30)).isEqualTo(255);
    }

    @Test
    void aPictureOfAnotherSizeTakesTheMaskAwayUntilItIsUndone() {
        RgbImage first = image(128, 128);
        canvas.take(first, Optional.empty(), Mode.MASK);
        dot(30, 30);
        MaskModel mask = canvas.editor().mask().get();
        canvas.paste(image(64, 64));
        assertThat(said.get(0).text()).startsWith("The mask is put away");
        assertThat(canvas.editor().empty().get()).isTrue();
        dot(20, 20);
        canvas.editor().undo();
        canvas.editor().undo();
        assertThat(canvas.picture().get().image()).isEqualTo(first);
        assertThat(canvas.editor().mask().get()).isSameAs(mask);
        assertThat(sizes).last().isEqualTo(new ImageSize(128, 128));
        canvas.editor().redo();
        assertThat(canvas.picture().get().image()).isEqualTo(image(64, 64));
        canvas.editor().redo();
        assertThat(canvas.editor().mask().get().at(20, 20)).isEqualTo(255);
        canvas.editor().undo();
        canvas.editor().undo();
        canvas.editor().undo();
        assertThat(canvas.editor().empty().get()).isTrue(); // the first dot is taken back as well
        assertThat(canvas.editor().undoable().get()).isFalse();
    }

    @Test
    void aMaskNobodyPaintedLeavesNothingToUndo() {
        canvas.take(image(128, 128), Optional.empty(), Mode.MASK);
        canvas.take(image(64, 64), Optional.empty(), Mode.MASK);
        assertThat(canvas.editor().undoable().get()).isFalse();
        assertThat(said).isEmpty();
    }

    @Test
    void draggedEdgesGrowThePictureAndRepaintWhatIsNewAndWhatIsPainted() {
        canvas.take(image(128, 128), Optional.empty(), Mode.MASK);
        dot(100, 100);
        canvas.margin(Side.LEFT).set("32");
        canvas.margin(Side.BOTTOM).set("16");
        canvas.feather().set("0");
        GenerationRequest grown = canvas.over(request());
        assertThat(grown.size()).isEqualTo(new ImageSize(160, 144));
        Start.Inpaint start = (Start.Inpaint) grown.start();
        byte[] grey = start.mask().grey();
        assertThat(grey[0]).isEqualTo((byte) 255);
        assertThat(grey[33]).isZero();
        assertThat(grey[100 * 160 + 132]).isEqualTo((byte) 255);
        canvas.margin(Side.LEFT).set("999999");
        assertThatThrownBy(() -> canvas.over(request())).hasMessageContaining("would grow to");
    }

    @Test
    void aPictureOfAnySizeIsMadeToFitTheModelAndThatIsSaid() {
        canvas.paste(image(150, 101));
        assertThat(sizes).containsExactly(new ImageSize(144, 96));
        assertThat(said.get(0).text()).contains("150x101").contains("144x96");
        assertThat(canvas.mode().get()).isEqualTo(Mode.PICTURE);
        canvas.paste(image(3, 500));
        assertThat(sizes.get(1).width()).isEqualTo(64);
    }

    @Test
    void picturesOfManyKindsOpenAndOthersAreRefusedWithASentence() throws Exception {
        Path jpeg = folder.resolve("photo.jpg");
        ImageIO.write(new BufferedImage(64, 80, BufferedImage.TYPE_INT_RGB), "jpg", jpeg.toFile());
        canvas.sendToImageToImage(jpeg);
        assertThat(sizes).containsExactly(new ImageSize(64, 80));
        for (String name : List.of("gone.jpg", "gone.png", "text.jpg", "text.png")) {
            Path file = folder.resolve(name);
            if (name.startsWith("text")) {
                Files.writeString(file, "no picture");
            }
            said.clear();
            canvas.open(file);
            assertThat(said).as(name).hasSize(1);
            assertThat(said.get(0).problem()).isTrue();
        }
        assertThat(sizes).hasSize(1);
    }

    @Test
    void aMaskIsKeptWithItsPictureAndComesBackWithIt() {
        Path file = folder.resolve("a.png");
        PngFile.write(file, image(128, 128));
        canvas.sendToInpainting(file);
        dot(64, 64);
        canvas.keepMask(file, canvas.editor().mask().get().mask());
        assertThat(folder.resolve("masks").resolve("a.png")).isRegularFile();
        build();
        canvas.sendToInpainting(file);
        assertThat(canvas.editor().mask().get().at(64, 64)).isEqualTo(255);
        assertThat(canvas.editor().undoable().get()).isTrue();
    }

    @Test
    void aMaskThatCannotBeReadDoesNotKeepItsPictureAway() throws IOException {
        Path file = folder.resolve("a.png");
        PngFile.write(file, image(128, 128));
        Files.createDirectory(folder.resolve("masks"));
        Files.writeString(folder.resolve("masks").resolve("a.png"), "no picture at all");
        canvas.sendToInpainting(file);
        assertThat(canvas.picture().get().image()).isEqualTo(image(128, 128));
        assertThat(canvas.editor().empty().get()).isTrue();
        assertThat(said.get(0).text()).startsWith("The picture is open without the mask");
    }

    @Test
    void aMaskOfAnotherSizeIsResizedAndThatIsSaid() {
        Path file = folder.resolve("mask.png");
        byte[] white = new byte[3 * 32 * 32];
        Arrays.fill(white, (byte) 255);
        PngFile.write(file, new RgbImage(32, 32, white));
        canvas.loadMask(file);
        assertThat(said.get(0).text()).startsWith("There is no picture");
        canvas.take(image(128, 96), Optional.empty(), Mode.PICTURE);
        canvas.loadMask(file);
        assertThat(canvas.editor().mask().get().mask().isWhite()).isTrue();
        assertThat(said.get(1).text()).contains("was 32x32").contains("128x96");
        assertThat(canvas.mode().get()).isEqualTo(Mode.MASK);
    }
}
