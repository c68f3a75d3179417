package studio.easel.stories;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import studio.easel.app.files.PngFile;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.Mask;
import studio.easel.engine.Progress;
import studio.easel.engine.RgbImage;
import studio.easel.engine.Start;
import studio.easel.engine.pipeline.ImagePipeline;

/**
 * Draws the sheets of docs/pictures: {@code mvn verify -Dtest=StarterSheetsTest -Deasel.sheets=DIR
 * -Dsurefire.failIfNoSpecifiedTests=false}. One try each, seed 7, 20 steps of DDIM, guidance 5.
 */
@EnabledIfSystemProperty(named = "easel.sheets", matches = ".+")
class StarterSheetsTest {
    private static final int SIDE = 256;
    private static final int STEPS = 20;
    private static final long SEED = 7;
    private static final Path PROMPTS =
            Path.of(System.getProperty("easel.root", "../"), "docs/pictures/starter.txt");

    private static Path folder;
    private static ImagePipeline pipeline;

    @BeforeAll
    static void open() throws IOException {
        folder = Files.createDirectories(Path.of(System.getProperty("easel.sheets")));
        pipeline = Starter.pipeline();
    }

    @AfterAll
    static void close() {
        pipeline.close();
    }

    @Test
    void aPictureOfEachPrompt() throws IOException {
        List<RgbImage> pictures = new ArrayList<>();
        for (String prompt : Files.readAllLines(PROMPTS)) {
            pictures.add(made(request(prompt)));
        }
        write("starter.png", pictures, 8);
    }

    /** The start, then strengths of 0.4, 0.6 and 0.8. */
    @Test
    void picturesFromPictures() throws IOException {
        List<RgbImage> pictures = new ArrayList<>();
        for (String[] words :
                List.of(
                        new String[] {"a red fox in the snow", "a blue fox in the snow"},
                        new String[] {"a house by the sea", "a watercolour of a house by the sea"},
                        new String[] {"a tree in a meadow", "a tree in a meadow at sunset"},
                        new String[] {"a sailboat by the sea", "a whale by the sea"})) {
            RgbImage start = made(request(words[0]));
            pictures.add(start);
            for (double strength : new double[] {0.4, 0.6, 0.8}) {
                pictures.add(
                        made(request(words[1]).startingFrom(new Start.FromImage(start, strength))));
            }
        }
        write("starter-from-pictures.png", pictures, 4);
    }

    /** The start, the mask over it, then three things in its place. */
    @Test
    void picturesRepaintedInPart() throws IOException {
        Mask mask = disc();
        List<RgbImage> pictures = new ArrayList<>();
        for (List<String> words :
                List.of(
                        List.of(
                                "a red fox in the snow",
                                "a penguin in the snow",
                                "a snowman in the snow",
                                "a blue present in the snow"),
                        List.of(
                                "a house in a meadow",
                                "a windmill in a meadow",
                                "a yellow butterfly in a meadow",
                                "a red tulip in a meadow"),
                        List.of(
                                "a sailboat by the sea",
                                "a crab by the sea",
                                "a palm tree by the sea",
                                "a lighthouse by the sea"))) {
            RgbImage start = made(request(words.get(0)));
            pictures.add(start);
            pictures.add(shown(start, mask));
            for (String prompt : words.subList(1, words.size())) {
                Inpainting anew =
                        Inpainting.at(1).filledWith(Inpainting.Fill.LATENT_NOISE).blurred(4);
                pictures.add(
                        made(request(prompt).startingFrom(new Start.Inpaint(start, mask, anew))));
            }
        }
        write("starter-repainted.png", pictures, 5);
    }

    private static GenerationRequest request(String prompt) {
        return Starter.request(prompt, STEPS, SEED).but().size(new ImageSize(SIDE, SIDE)).request();
    }

    private static RgbImage made(GenerationRequest request) {
        return pipeline.generate(request, Progress.silent()).get(0).image();
    }

    private static Mask disc() {
        byte[] grey = new byte[SIDE * SIDE];
        for (int i = 0; i < grey.length; i++) {
            double reach = Math.hypot(i % SIDE - 128, i / SIDE - 152);
            grey[i] = (byte) (reach < 84 ? 255 : 0);
        }
        return new Mask(SIDE, SIDE, grey);
    }

    private static RgbImage shown(RgbImage image, Mask mask) {
        byte[] rgb = image.rgb();
        byte[] grey = mask.grey();
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (grey[i / 3] == 0 ? rgb[i] : (rgb[i] & 0xFF) / 3 + 150);
        }
        return new RgbImage(SIDE, SIDE, rgb);
    }

    /** Side by side, halved. */
    private static void write(String name, List<RgbImage> pictures, int columns) {
        int half = SIDE / 2;
        int width = columns * half;
        int height = (pictures.size() + columns - 1) / columns * half;
        byte[] sheet = new byte[3 * width * height];
        for (int n = 0; n < pictures.size(); n++) {
            byte[] rgb = pictures.get(n).rgb();
            for (int y = 0; y < half; y++) {
                for (int x = 0; x < 3 * half; x++) {
                    int from = 3 * (2 * y * SIDE + x / 3 * 2) + x % 3;
                    int sum =
                            (rgb[from] & 0xFF)
                                    + (rgb[from + 3] & 0xFF)
                                    + (rgb[from + 3 * SIDE] & 0xFF)
                                    + (rgb[from + 3 * SIDE + 3] & 0xFF);
                    int to = 3 * ((n / columns * half + y) * width + n % columns * half) + x;
                    sheet[to] = (byte) ((sum + 2) / 4);
                }
            }
        }
        PngFile.write(folder.resolve(name), new RgbImage(width, height, sheet));
    }
}
