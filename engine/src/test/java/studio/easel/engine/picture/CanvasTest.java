package studio.easel.engine.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import studio.easel.engine.Mask;
import studio.easel.engine.RequestException;
import studio.easel.engine.RgbImage;
import studio.easel.engine.picture.Canvas.Margins;

class CanvasTest {
    private static final byte WHITE = (byte) 255;

    @Test
    void growsByItsMargins() {
        Canvas canvas = Canvas.around(PictureGoldens.pattern(5, 3), new Margins(1, 2, 4, 8), 0);
        assertThat(canvas.picture().width()).isEqualTo(10);
        assertThat(canvas.picture().height()).isEqualTo(13);
        assertThat(canvas.mask().width()).isEqualTo(10);
        assertThat(canvas.mask().height()).isEqualTo(13);
    }

    @Test
    void theOldPictureIsInItsPlace() {
        RgbImage picture = PictureGoldens.pattern(5, 3);
        Canvas canvas = Canvas.around(picture, new Margins(1, 2, 4, 8), 2);
        assertThat(new Crop(1, 2, 5, 3).of(canvas.picture())).isEqualTo(picture);
    }

    @Test
    void edgesGoOnIntoTheNewArea() {
        RgbImage picture = new RgbImage(2, 1, new byte[] {1, 2, 3, 4, 5, 6});
        assertThat(Canvas.around(picture, new Margins(1, 1, 2, 0), 0).picture().rgb())
                .containsExactly(
                        1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6, 4, 5, 6, //
                        1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6, 4, 5, 6);
    }

    @Test
    void theNewAreaIsRepaintedAndTheOldStays() {
        Mask mask = Canvas.around(PictureGoldens.pattern(2, 2), new Margins(1, 0, 0, 1), 0).mask();
        assertThat(mask.grey()).containsExactly(WHITE, 0, 0, WHITE, 0, 0, WHITE, WHITE, WHITE);
    }

    @Test
    void theOldPictureFadesOnlyTowardsTheNewArea() {
        Mask mask = Canvas.around(PictureGoldens.pattern(6, 1), new Margins(2, 0, 0, 0), 3).mask();
        assertThat(mask.grey())
                .containsExactly(WHITE, WHITE, (byte) 191, (byte) 128, (byte) 64, 0, 0, 0);
    }

    @Test
    void inACornerTheNearerSideCounts() {
        Mask mask = Canvas.around(PictureGoldens.pattern(3, 3), new Margins(1, 1, 0, 0), 1).mask();
        byte half = (byte) 128;
        assertThat(mask.grey())
                .containsExactly(
                        WHITE, WHITE, WHITE, WHITE, //
                        WHITE, half, half, half, //
                        WHITE, half, 0, 0, //
                        WHITE, half, 0, 0);
    }

    @Test
    void aFeatherWiderThanThePictureLeavesNothingUntouched() {
        Mask mask =
                Canvas.around(PictureGoldens.pattern(4, 4), new Margins(1, 1, 1, 1), 100).mask();
        assertThat(mask.grey()).doesNotContain(0);
    }

    @Test
    void growsBySomethingAndNeverShrinks() {
        assertThatThrownBy(() -> new Margins(0, 0, 0, 0))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("The canvas grows by nothing");
        assertThatThrownBy(() -> new Margins(8, 0, -1, 0))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("The canvas grows by 8, 0, -1 and 0 pixels");
        RgbImage picture = PictureGoldens.pattern(4, 4);
        assertThatThrownBy(() -> Canvas.around(picture, new Margins(1, 0, 0, 0), -1))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("The feather is -1 pixels wide");
    }
}
