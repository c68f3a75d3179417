package studio.easel.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.easel.engine.Lora;
import studio.easel.engine.Lora.Network;
import studio.easel.engine.ModelException;
import studio.easel.engine.RequestException;

class LoraFolderTest {
    private static final String LAYER = "lora_unet_mid_block_attentions_0_proj_in";

    @TempDir Path folder;
    private LoraFolder loras;

    @BeforeEach
    void aFolderOfLoras() throws IOException {
        Files.createDirectories(folder.resolve("styles"));
        write("ink", LAYER + ".lora_down.weight", LAYER + ".lora_up.weight");
        write("styles/Pixel art", LAYER + ".lora_down.weight", LAYER + ".lora_up.weight");
        write("LOUD", LAYER + ".lora_down.weight", LAYER + ".lora_up.weight");
        Files.move(folder.resolve("LOUD.safetensors"), folder.resolve("LOUD.SafeTensors"));
        loras = new LoraFolder(folder);
    }

    /** A1111's order: the words first, the U-Net second, and by name. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    <lora:ink>                     | ink       | 1    | 1
                    a <lora:INK:0.8> b             | ink       | 0.8  | 0.8
                    <lora:ink:0.5:-0.25>           | ink       | 0.5  | -0.25
                    <lora:ink:0.5:unet=2>          | ink       | 0.5  | 2
                    <lora:ink:te=0:unet=1>         | ink       | 0    | 1
                    <lora:pixel art:1.5>           | Pixel art | 1.5  | 1.5
                    <lora:styles/pixel art:1>      | Pixel art | 1    | 1
                    <lora:ink:0.5> <lora:ink:0.25> | ink       | 0.75 | 0.75
                    <lyco:ink:0.5>                 | ink       | 0.5  | 0.5
                    <lora:ink:0.5> <lora:Ink:0.5>  | ink       | 1    | 1
                    <lora:pixel art:1> <lora:styles/pixel art:1> | Pixel art | 2 | 2
                    <lora:loud:1>                  | LOUD      | 1    | 1
                    """)
    void tagsSayWhichAndHowStrongly(String prompt, String name, double text, double unet) {
        assertThat(loras.taggedIn(prompt))
                .singleElement()
                .satisfies(
                        lora -> {
                            assertThat(lora.name()).isEqualTo(name);
                            assertThat(lora.text()).isEqualTo(text);
                            assertThat(lora.unet()).isEqualTo(unet);
                            assertThat(lora.hash()).matches("[0-9a-f]{64}");
                        });
    }

    @Test
    void severalStandInTheOrderOfTheText() {
        assertThat(loras.taggedIn("<lora:pixel art:1> <hypernet:x:1> <lora:ink:1> # <lora:no:1>"))
                .extracting(Lora::name)
                .containsExactly("Pixel art", "ink");
        assertThat(loras.taggedIn("no tags, lora:ink")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    <lora:inc:1>      | The LoRA inc is not installed, expected inc.safetensors in
                    <lora:inc:1>      | Did you mean ink?
                    <lora:ink:strong> | has the strength "strong", expected a number
                    <lora:ink:1e9>    | expected numbers from -100.0 to 100.0
                    <lora:ink:NaN>    | expected numbers from -100.0 to 100.0
                    <lora:old:1>      | The LoRA old is a Python pickle (old.pt)
                    """)
    void whatCannotBeAppliedIsSaid(String prompt, String said) throws IOException {
        Files.write(folder.resolve("old.pt"), new byte[] {(byte) 0x80, 2, 'c'});
        assertThatThrownBy(() -> loras.taggedIn(prompt))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining(said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    zero_convs.0.0.weight | a ControlNet
                    zero_convs.0.0.weight | expected a LoRA
                    emb_params | belong to no kind of model Easel knows
                    lora_unet_double_blocks_0_img_attn_qkv.lora_down.weight         | which Easel does not open
                    lora_unet_mid_block_attentions_0_proj_in.oft_blocks             | OFT
                    """)
    void aFileOfAnotherKindIsRefused(String tensor, String said) throws IOException {
        write("other", tensor);
        assertThatThrownBy(() -> loras.taggedIn("<lora:other:1>"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(said);
    }

    @Test
    void whatIsHalfThereOrNotUnderstoodIsCounted() throws IOException {
        write(
                "odd",
                LAYER + ".lora_down.weight",
                LAYER + ".lora_up.weight",
                "lora_unet_mid_block_resnets_0_conv1.lora_down.weight",
                "lora_unet_mid_block_resnets_0_conv2.something.weight",
                "lora_te_text_model_encoder_layers_0_mlp_fc1.lora_down.weight",
                "lora_te_text_model_encoder_layers_0_mlp_fc1.lora_up.weight");
        Lora.Weights odd = loras.taggedIn("<lora:odd:1>").get(0).weights();
        assertThat(odd.count()).isEqualTo(4);
        assertThat(odd.of(Network.UNET, Set.of("m.mid_block.attentions.0.proj_in.weight", "x")))
                .containsOnlyKeys("m.mid_block.attentions.0.proj_in.weight");
        assertThat(odd.of(Network.TEXT, Set.of("text_model.encoder.layers.0.mlp.fc1.weight")))
                .hasSize(1);
        assertThat(odd.of(Network.TEXT_2, Set.of("encoder.layers.0.mlp.fc1.weight"))).isEmpty();
    }

    @Test
    void aChangedFileIsReadAgainAndItsNotesDoNotCount() throws IOException {
        String before = loras.taggedIn("<lora:ink:1>").get(0).hash();
        write("copy", List.of("note"), LAYER + ".lora_down.weight", LAYER + ".lora_up.weight");
        assertThat(loras.taggedIn("<lora:copy:1>").get(0).hash()).isEqualTo(before);
        write("ink", LAYER + ".lora_down.weight", LAYER + ".lora_up.weight", LAYER + ".alpha");
        assertThat(loras.taggedIn("<lora:ink:1>").get(0).hash()).isNotEqualTo(before);
    }

    private void write(String name, String... tensors) throws IOException {
        write(name, List.of(), tensors);
    }

    /** Each tensor has the shape [2, 2]. */
    private void write(String name, List<String> notes, String... tensors) throws IOException {
        StringBuilder header = new StringBuilder("{");
        notes.forEach(note -> header.append("\"__metadata__\":{\"%s\":\"x\"},".formatted(note)));
        for (int i = 0; i < tensors.length; i++) {
            header.append(i == 0 ? "" : ",")
                    .append(
                            "\"%s\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[%d,%d]}"
                                    .formatted(tensors[i], 16 * i, 16 * i + 16));
        }
        byte[] text = header.append("}").toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(8 + text.length + 16 * tensors.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(text.length)
                        .put(text);
        Files.write(folder.resolve(name + ".safetensors"), bytes.array());
    }
}
