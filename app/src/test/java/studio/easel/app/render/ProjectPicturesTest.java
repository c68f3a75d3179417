package studio.easel.app.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.app.files.PngFile;
import studio.easel.engine.EaselException;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;
import studio.easel.engine.animation.Animation;
import studio.easel.engine.animation.DeforumSettings;
import studio.easel.engine.animation.Dialect;

class ProjectPicturesTest {
    private static final int SIDE = 64;

    @TempDir Path home;
    private Path folder;
    private final Map<String, Object> settings = new LinkedHashMap<>();
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void putPicturesInTheFolder() throws IOException {
        folder = Files.createDirectory(home.resolve("project"));
        settings.put("W", SIDE);
        settings.put("H", SIDE);
        settings.put("prompts", Map.of("0", "a pear"));
        PngFile.write(folder.resolve("100.png"), plain(100));
        PngFile.write(folder.resolve("200.png"), plain(200));
        PngFile.write(home.resolve("secret.png"), plain(1));
    }

    @Test
    void theFirstPicturesOpacityIsTheMaskAndNoFileIsNeeded() throws IOException {
        BufferedImage half = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < SIDE * SIDE; i++) {
            half.setRGB(i % SIDE, i / SIDE, i % SIDE < 20 ? 0xFF_00_80_FF : 0x33_FF_FF_00);
        }
        ImageIO.write(half, "png", folder.resolve("half.png").toFile());
        alpha("half.png");
        byte[] mask = pictures(Dialect.EASEL).opacity().orElseThrow().grey();
        assertThat(mask[0] & 0xFF).isEqualTo(255);
        assertThat(mask[SIDE - 1] & 0xFF).isEqualTo(0x33);
    }

    @Test
    void anOpacityThatSaysNothingIsNoMask() {
        alpha("100.png");
        settings.put("mask_file", "200.png");
        ProjectPictures pictures = pictures(Dialect.EASEL);
        assertThat(pictures.opacity()).isEmpty();
        assertThat(level(pictures.mask().orElseThrow())).isEqualTo(200);
    }

    private void alpha(String first) {
        settings.put("use_mask", true);
        settings.put("use_init", true);
        settings.put("use_alpha_as_mask", true);
        settings.put("init_image", first);
    }

    /** A plain mask has no contrast, so a factor for that does nothing. */
    @ParameterizedTest
    @CsvSource({"EASEL, 0.5, 3, 100", "DEFORUM, 3, 0.5, 100", "EASEL, 1, 1, 200"})
    void masksAreAdjustedAndStrictlyTheOtherWayRound(
            Dialect dialect, double brightness, double contrast, int level) {
        settings.put("use_mask", true);
        settings.put("mask_file", "200.png");
        settings.put("mask_brightness_adjust", brightness);
        settings.put("mask_contrast_adjust", contrast);
        assertThat(level(pictures(dialect).mask().orElseThrow())).isEqualTo(level);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret.png", "missing.png", "https://example.com/a.png"})
    void aMaskInAMaskMustBeInTheFolder(String file) {
        ProjectPictures pictures = pictures(Dialect.EASEL);
        assertThat(pictures.namedMask("100.png").map(ProjectPicturesTest::level)).contains(100);
        assertThatThrownBy(() -> pictures.namedMask(file))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("mask_schedule asks for")
                .hasMessageContaining(file);
    }

    @Test
    void guidingPicturesComeInTheOrderOfTheirFrames() {
        guides(Map.of("9", "200.png", "0", "100.png"));
        ProjectPictures pictures = pictures(Dialect.EASEL);
        assertThat(pictures.guide(0)).isEqualTo(plain(100));
        assertThat(pictures.guide(1)).isEqualTo(plain(200));
        assertThat(pictures.guide(0)).isEqualTo(plain(100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret.png", "missing.png", "https://example.com/a.png"})
    void aGuidingPictureThatIsNotInTheFolderStopsTheRenderBeforeItBegins(String file) {
        guides(Map.of("0", file));
        assertThatThrownBy(() -> pictures(Dialect.EASEL))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("init_images asks for")
                .hasMessageContaining(file);
    }

    private void guides(Map<String, Object> images) {
        settings.put("use_looper", true);
        settings.put("init_images", images);
    }

    // Parseq

    @Test
    void aManifestInTheFolderBecomesPartOfTheSettings() throws IOException {
        Files.writeString(
                folder.resolve("parseq.json"),
                "{\"rendered_frames\": [{\"frame\": 0, \"strength\": 0.25}], \"options\": {}}");
        settings.put("parseq_manifest", "parseq.json");
        DeforumSettings inlined = ParseqFile.inlined(folder, DeforumSettings.of(settings));
        assertThat(inlined.text("parseq_manifest")).startsWith("{\"rendered_frames\"");
        assertThat(ParseqFile.in(inlined).orElseThrow().schedule("strength_schedule"))
                .hasValueSatisfying(strength -> assertThat(strength.at(0)).isEqualTo(0.25));
        assertThat(ParseqFile.inlined(folder, inlined)).isSameAs(inlined);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com/m.json", "../m.json", "missing.json"})
    void aManifestElsewhereIsRefused(String where) {
        settings.put("parseq_manifest", where);
        assertThatThrownBy(() -> ParseqFile.inlined(folder, DeforumSettings.of(settings)))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("parseq_manifest asks for")
                .hasMessageContaining(where);
    }

    @Test
    void noManifestAndAManifestThatIsNoneAreToldApart() {
        assertThat(ParseqFile.in(DeforumSettings.of(settings))).isEmpty();
        settings.put("parseq_manifest", "{\"keyframes\": []}");
        assertThatThrownBy(() -> ParseqFile.in(DeforumSettings.of(settings)))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("rendered_frames");
    }

    private ProjectPictures pictures(Dialect dialect) {
        Animation animation =
                Animation.of(
                        DeforumSettings.of(settings),
                        1,
                        dialect,
                        OptionalInt.empty(),
                        Optional.empty());
        return new ProjectPictures(
                folder, animation, InputVideo.none(), InputVideo.none(), said::add);
    }

    private static int level(Mask mask) {
        return mask.grey()[0] & 0xFF;
    }

    private static RgbImage plain(int level) {
        byte[] rgb = new byte[3 * SIDE * SIDE];
        Arrays.fill(rgb, (byte) level);
        return new RgbImage(SIDE, SIDE, rgb);
    }
}
