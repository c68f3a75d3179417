package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.app.files.PngFile;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.Provenance;
import studio.easel.engine.RgbImage;

/**
 * What cannot work ends with exit code 2 and a sentence that says what was found, what was expected
 * and what to do; and nothing is written.
 */
class BadInputTest {
    /** The folder the table's commands write into, and where its files lie. */
    @TempDir Path folder;

    @BeforeEach
    void files() throws IOException {
        Files.writeString(folder.resolve("file.txt"), "not a folder");
        Files.createDirectory(folder.resolve("empty"));
        byte[] plain = plainPng(folder.resolve("plain.png"));
        Files.write(folder.resolve("broken.png"), Arrays.copyOf(plain, plain.length / 2));
        Files.writeString(folder.resolve("text.png"), "these are words and no picture");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # typed, ~ is the folder                         | found           | expected                 | do this
                    generate ''                                    | prompt is empty        | a few words              | Write for example
                    generate '   '                                 | prompt is empty        | a few words              | Write for example
                    generate                                       | prompt is empty        | a few words              | Write for example
                    generate x --size 500x512                      | 500x512                | multiples of 8           | Try 504x512
                    generate x --size 72x64                        | 72x64                  | multiples of 32          | Try 64x64
                    generate x --size 7x7                          | 7x7                    | 64 to 4096               | Try 64x64
                    generate x --size 99999x64                     | 99999x64               | 64 to 4096               | Try 4096x64
                    generate x --size abc                          | "abc"                  | width x height           | Write it like 512x512
                    generate x --size 99999999999x64               | "99999999999x64"       | width x height           | Write it like 512x512
                    generate x --steps 0                           | Steps is 0             | 1 to 1000                | 20 to 30
                    generate x --steps -3                          | Steps is -3            | 1 to 1000                | 20 to 30
                    generate x --steps abc                         | "abc"                  | whole number             | for example 20
                    generate x --steps 2.5                         | "2.5"                  | whole number             | for example 20
                    generate x --steps 1000 --sampler euler        | Steps is 1000          | at most 999              | 20 to 30
                    generate x --image ~/none.png                  | none.png               | picture                  | PNG
                    generate x --image ~/text.png                  | text.png               | PNG                      | anew
                    generate x --strength 0.5                      | strength of 0.5        | expected both            | --image
                    generate x --steps 1000000                     | Steps is 1000000       | 1 to 1000                | 20 to 30
                    generate x --steps 99999999999                 | 99999999999            | 1 to 1000                | the most
                    generate x --guidance NaN                      | NaN                    | from 0 to 100            | 5 to 8
                    generate x --guidance abc                      | "abc"                  | a number                 | for example 7.5
                    generate x --guidance 7,5                      | "7,5"                  | a number                 | with a point
                    generate x --guidance 1e9                      | 1.0E9                  | from 0 to 100            | 5 to 8
                    generate x --guidance Infinity                 | Infinity               | from 0 to 100            | 5 to 8
                    generate x --eta 1.5                           | Eta is 1.5             | from 0                   | 0 is usual
                    generate x --sampler Eulr                      | "Eulr"                 | one of DDPM, DDIM        | Did you mean Euler?
                    generate x --spacing karas                     | "karas"                | Automatic, Leading       | Did you mean Karras?
                    generate x --seed x                            | "x"                    | whole number             | in digits
                    generate x --seed -2                           | Seed is -2             | from 0                   | Leave it out
                    generate x --seed 99999999999999999999         | "99999999999999999999" | whole number             | in digits
                    generate x --count 0                           | Count is 0             | 1 to 1000                | 1 is usual
                    generate x --seed 5 --seed 6                   | --seed                 | only once                | easel generate --help
                    generate x --noise dice                        | "dice"                 | CPU, GPU, NumPy          | Did you mean
                    generate x --clip-skip 13                      | is 13                  | 1 (the model's own layer) | 2 is usual
                    generate x --variation-seed 5                  | seed of 5              | expected both            | --variation-strength
                    generate x --mask ~/plain.png                  | plain.png              | expected both            | --image
                    generate x --image ~/plain.png --mask ~/plain.png | all black           | some white               | Paint over
                    generate x --image ~/plain.png --mask ~/none.png | is missing           | expected a PNG           | Choose another
                    generate x --control canny                     | "canny"                | a model and a picture    | canny=edges.png
                    generate x --control nowhere=~/plain.png       | "nowhere"              | starter-v1               | Did you mean
                    generate x --control starter-v1=~/plain.png    | Starter v1             | ControlNet               | Choose another
                    generate x --refiner nowhere                   | "nowhere"              | starter-v1               | Did you mean
                    generate x --hires big                         | "big"                  | a size or a factor       | 2x
                    generate x --hires 2x --hires-by nowhere       | "nowhere"              | starter-v1               | Did you mean
                    generate x --device toaster                    | "toaster"              | auto, cpu, cuda          | Try auto
                    generate x --device cuda                       | cuda:0                 | CPU runtime only         | --device cpu
                    generate x --model startr-v0                   | "startr-v0"            | starter-v1               | Did you mean
                    generate x --model ~/nowhere                   | nowhere                | no file or folder        | easel models add PATH
                    generate x --model ~/empty                     | empty                  | model_index.json         | expected an ONNX folder
                    generate x --model ~/file.txt                  | file.txt               | folder                   | .
                    generate x --out ~/file.txt                    | is a file              | expected a folder        | Choose another
                    generate x --out ~/file.txt/x.png              | is a file              | expected a folder        | Choose another
                    generate x --out ~/heart.jpg                   | heart.jpg              | .png                     | Try
                    generate x --from ~/missing.png                | is missing             | expected a PNG           | Choose another
                    generate x --from ~/empty                      | is a folder            | expected a PNG           | Choose another
                    generate x --from ~/text.png                   | text.png               | PNG                      | Choose another
                    generate x --from ~/plain.png                  | holds no settings      | PNG made by Easel        | type the prompt
                    show ~/missing.png                             | is missing             | expected a PNG           | Choose another
                    show ~/text.png                                | text.png               | PNG                      | Choose another
                    show ~/broken.png                              | broken.png             | PNG                      | .
                    show ~/plain.png                               | holds no settings      | PNG made by Easel        | lose them
                    show                                           | PICTURE                | Missing                  | easel show --help
                    generate x --sten 5                            | '--sten'               | --steps                  | easel generate --help
                    generate x --steps                             | --steps                | Expected parameter       | easel generate --help
                    generate x --steps 5 --steps 6                 | --steps                | only once                | easel generate --help
                    generate a red heart                           | "red"                  | only PROMPT              | in quotes
                    paint                                          | "paint"                | generate, animate, upscale, show | Did you mean
                    genrate x                                      | "genrate"              | generate, animate, upscale, show | Did you mean generate?
                    models remove                                  | 'ID'                   | Missing                  | easel models remove --help
                    models throw                                   | "throw"                | list                     | easel models --help
                    """)
    void endsWithASentence(String typed, String found, String expected, String doThis) {
        List<Path> before = Starter.filesIn(folder);

        Terminal answer = Terminal.easel(words(typed));

        assertThat(answer.exitCode()).as(answer.err()).isEqualTo(2);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).contains(found).contains(expected).contains(doThis);
        assertThat(answer.err()).doesNotContain("Exception").doesNotContain("\tat ");
        assertThat(Starter.filesIn(folder)).isEqualTo(before);
    }

    @Test
    void aPromptOf5000WordsIsRefusedWithTheNumberOfTokensThereIsRoomFor() {
        Path out = folder.resolve("long.png");

        Terminal answer = Terminal.generate("heart ".repeat(5000), "--out", out.toString());

        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.err())
                .matches(
                        "(?s)The prompt is \\d{4,5} tokens long, expected at most 1500 .*Shorten it.*");
        assertThat(out).doesNotExist();
    }

    @Test
    void aNegativePromptOf5000WordsIsRefusedByItsOwnName() {
        Path out = folder.resolve("long.png");
        String[] words = {"x", "--negative", "heart ".repeat(5000), "--out", out.toString()};

        Terminal answer = Terminal.generate(words);

        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.err()).startsWith("The negative prompt is ");
        assertThat(out).doesNotExist();
    }

    /** Splits at spaces, but not within quotes; every generate also gets a place to write to. */
    private String[] words(String typed) {
        List<String> words =
                Arrays.stream(typed.split(" (?=(?:[^']*'[^']*')*[^']*$)"))
                        .map(word -> word.replace("'", "").replace("~", folder.toString()))
                        .collect(Collectors.toList());
        if (words.get(0).equals("generate") && !words.contains("--out")) {
            words.addAll(List.of("--out", folder.resolve("out.png").toString()));
        }
        return words.toArray(String[]::new);
    }

    /** A picture whose texts are gone, as after a messenger. */
    private static byte[] plainPng(Path file) throws IOException {
        RgbImage grey = new RgbImage(64, 64, new byte[64 * 64 * 3]);
        PngFile.write(
                file,
                new GeneratedImage(
                        grey,
                        Starter.request("x", 1, 1),
                        new Provenance("x", "0".repeat(64), "x", "x", "cpu")),
                false);
        BufferedImage pixels = ImageIO.read(file.toFile());
        ImageIO.write(pixels, "png", file.toFile());
        return Files.readAllBytes(file);
    }
}
