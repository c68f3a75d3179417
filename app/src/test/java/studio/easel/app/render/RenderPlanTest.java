package studio.easel.app.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RenderPlanTest {
    private static final Path FOLDER = Path.of("films");

    @Test
    void tooLittleRoomIsSaidBeforeTheFirstFrame() {
        assertThat(RenderPlan.room(1_000, 1_000, FOLDER)).isEmpty();
        assertThat(RenderPlan.room(31_500_000_000L, 8_200_000_000L, FOLDER))
                .contains(
                        "The frames take up to 31.5 GB, and the disk of films has 8.2 GB free. Should it run full, all finished frames are kept: make room and go on (--resume).");
    }

    @Test
    void aRenderTakesItsFramesAndUnderCadenceWhatTheyGrowFrom() {
        long picture = 3 * 512 * 512;

        assertThat(RenderFolder.mostBytes(512, 512, 10_000, 1)).isEqualTo(10_000 * picture);
        assertThat(RenderFolder.mostBytes(512, 512, 10_000, 2))
                .isEqualTo((10_000 + 2 * (50 + 500)) * picture);
        assertThat(RenderFolder.mostBytes(512, 512, 9, 2)).isEqualTo((9 + 2 * 5) * picture);
    }
}
