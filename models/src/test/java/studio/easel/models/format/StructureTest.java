package studio.easel.models.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.models.passport.Family;
import studio.easel.models.passport.Prediction;
import studio.easel.models.passport.Role;

/** Headers of our own, made from the networks' configurations. */
class StructureTest {
    private static final String LDM = "model.diffusion_model.";

    @TempDir Path folder;

    private static Header sd1() {
        return new Header()
                .unet(LDM, 4, 768, 1, 1, 1, 0)
                .clip("cond_stage_model.transformer.text_model.", 768)
                .vae("first_stage_model.", 4);
    }

    private static Header sdxl() {
        return new Header()
                .unet(LDM, 4, 2048, 0, 2, 10)
                .clip("conditioner.embedders.0.transformer.text_model.", 768)
                .tensor("conditioner.embedders.1.model.token_embedding.weight", 49408, 1280)
                .vae("first_stage_model.", 4);
    }

    private static Header lora(String down, String up, String layer, int words) {
        return new Header()
                .tensor(layer + down, 16, words)
                .tensor(layer + up, 320, 16)
                .tensor(layer + ".alpha");
    }

    static Stream<Arguments> files() {
        Header sd2 = new Header().unet(LDM, 4, 1024, 1, 1, 1, 0);
        String kohya = "lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k";
        String peft = "unet.down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k";
        String zeroConv = "zero_convs.0.0.weight";
        return Stream.of(
                Arguments.of(sd1(), Role.CHECKPOINT, Family.SD1, ""),
                Arguments.of(sd2, Role.CHECKPOINT, Family.SD2, ""),
                Arguments.of(sdxl(), Role.CHECKPOINT, Family.SDXL, ""),
                Arguments.of(
                        new Header().unet(LDM, 4, 1280, 0, 4, 4, 0),
                        Role.CHECKPOINT,
                        Family.SDXL_REFINER,
                        ""),
                Arguments.of(
                        new Header().unet(LDM, 9, 768, 1, 1, 1, 0),
                        Role.CHECKPOINT,
                        Family.SD1,
                        "inpainting"),
                Arguments.of(
                        new Header().unet(LDM, 8, 768, 1, 1, 1, 0),
                        Role.CHECKPOINT,
                        Family.SD1,
                        "edits by instruction"),
                Arguments.of(
                        sd1().layer(LDM + "time_embed.cond_proj", 320, 256),
                        Role.CHECKPOINT,
                        Family.SD1,
                        "LCM"),
                Arguments.of(
                        sdxl().note("modelspec.title", "A Turbo of its own"),
                        Role.CHECKPOINT,
                        Family.SDXL,
                        "Turbo (says its maker)"),
                Arguments.of(new Header().unet("", 4, 768, 1, 1, 1, 0), Role.UNET, Family.SD1, ""),
                Arguments.of(
                        new Header().unet("", 4, 2048, 0, 2, 10).tensor(zeroConv, 320, 320, 1, 1),
                        Role.CONTROLNET,
                        Family.SDXL,
                        ""),
                Arguments.of(
                        sd1().tensor("control_model." + zeroConv, 320, 320, 1, 1),
                        Role.CONTROLNET,
                        Family.SD1,
                        "bundled with a checkpoint"),
                Arguments.of(new Header().vae("", 4), Role.VAE, Family.SD1, ""),
                Arguments.of(new Header().vae("first_stage_model.", 4), Role.VAE, Family.SD1, ""),
                Arguments.of(
                        new Header().clip("text_model.", 768), Role.TEXT_ENCODER, Family.SD1, ""),
                Arguments.of(
                        new Header().clip("text_model.", 1024), Role.TEXT_ENCODER, Family.SD2, ""),
                Arguments.of(
                        new Header().clip("text_model.", 1280), Role.TEXT_ENCODER, Family.SDXL, ""),
                Arguments.of(
                        lora(".lora_down.weight", ".lora_up.weight", kohya, 768),
                        Role.LORA,
                        Family.SD1,
                        ""),
                Arguments.of(
                        lora(".lora_A.weight", ".lora_B.weight", peft, 2048),
                        Role.LORA,
                        Family.SDXL,
                        ""),
                Arguments.of(
                        lora(".lora.down.weight", ".lora.up.weight", peft, 1024),
                        Role.LORA,
                        Family.SD2,
                        ""),
                Arguments.of(
                        lora(".lora_down.weight", ".lora_up.weight", kohya, 768)
                                .tensor(kohya + ".dora_scale", 320, 1),
                        Role.LORA,
                        Family.SD1,
                        "DoRA"),
                Arguments.of(
                        new Header()
                                .tensor(kohya + ".hada_w1_a", 320, 8)
                                .tensor(kohya + ".hada_w1_b", 8, 2048)
                                .tensor(kohya + ".hada_w2_a", 320, 8)
                                .tensor(kohya + ".hada_w2_b", 8, 2048),
                        Role.LORA,
                        Family.SDXL,
                        "LoHa"),
                Arguments.of(
                        new Header()
                                .tensor(kohya + ".lokr_w1", 4, 4)
                                .tensor(kohya + ".lokr_w2_a", 80, 8)
                                .tensor(kohya + ".lokr_w2_b", 8, 192),
                        Role.LORA,
                        Family.SD1,
                        "LoKr"),
                Arguments.of(
                        lora(
                                ".lora_A.weight",
                                ".lora_B.weight",
                                "transformer.single_transformer_blocks.0.attn.to_k",
                                3072),
                        Role.LORA,
                        Family.FLUX,
                        ""),
                Arguments.of(
                        new Header().tensor("emb_params", 8, 768), Role.EMBEDDING, Family.SD1, ""),
                Arguments.of(new Header().tensor("<cat>", 1024), Role.EMBEDDING, Family.SD2, ""),
                Arguments.of(
                        new Header().tensor("clip_l", 2, 768).tensor("clip_g", 2, 1280),
                        Role.EMBEDDING,
                        Family.SDXL,
                        ""),
                Arguments.of(
                        new Header()
                                .tensor("conv_first.weight", 64, 3, 3, 3)
                                .layer("body.0.rdb1.conv1", 32, 64, 3, 3),
                        Role.UPSCALER,
                        Family.ANY,
                        ""),
                Arguments.of(
                        new Header()
                                .layer("model.0", 64, 3, 3, 3)
                                .layer("model.1.sub.0.RDB1.conv1.0", 32, 64, 3, 3),
                        Role.UPSCALER,
                        Family.ANY,
                        ""),
                Arguments.of(
                        new Header().layer("RRDB_trunk.0.RDB1.conv1", 32, 64, 3, 3),
                        Role.UPSCALER,
                        Family.ANY,
                        ""),
                Arguments.of(
                        new Header()
                                .layer("image_proj.proj", 3072, 1024)
                                .tensor("ip_adapter.1.to_k_ip.weight", 320, 768),
                        Role.IP_ADAPTER,
                        Family.SD1,
                        ""),
                Arguments.of(
                        new Header()
                                .layer("double_blocks.0.img_attn.qkv", 9216, 3072)
                                .layer("single_blocks.0.linear1", 9, 9)
                                .layer("guidance_in.in_layer", 9, 9),
                        Role.UNET,
                        Family.FLUX,
                        "dev"),
                Arguments.of(
                        new Header().layer(LDM + "joint_blocks.0.x_block.attn.qkv", 9, 9),
                        Role.CHECKPOINT,
                        Family.SD3,
                        ""),
                Arguments.of(
                        new Header().tensor("lm_head.weight", 32000, 2048),
                        Role.UNKNOWN,
                        Family.UNKNOWN,
                        ""),
                Arguments.of(
                        new Header().tensor("weight", 10, 10), Role.UNKNOWN, Family.UNKNOWN, ""),
                Arguments.of(new Header(), Role.UNKNOWN, Family.UNKNOWN, ""));
    }

    @ParameterizedTest
    @MethodSource("files")
    void isKnownByItsTensors(Header header, Role role, Family family, String variant) {
        Structure found = header.structure();
        assertThat(found.role()).isEqualTo(role);
        assertThat(found.family()).isEqualTo(family);
        assertThat(found.variant()).isEqualTo(variant);
    }

    @ParameterizedTest
    @CsvSource({"768, EPSILON", "1024, UNDECIDED", "2048, EPSILON"})
    void whatItPredictsIsOnlyUsualWhereNothingSaysIt(int words, Prediction.Type type) {
        Header header = new Header().unet(LDM, 4, words, 1, 1, 1, 0);
        assertThat(header.structure().prediction()).contains(new Prediction(type, false));
    }

    @Test
    void aMakersWordOrAMarkDecidesWhatItPredicts() {
        Header sd2 = new Header().unet(LDM, 4, 1024, 1, 1, 1, 0);
        assertThat(sd2.note("modelspec.prediction_type", "v").structure().prediction())
                .contains(new Prediction(Prediction.Type.V, true));
        assertThat(sdxl().tensor("v_pred", 0).structure().prediction())
                .contains(new Prediction(Prediction.Type.V, true));
        assertThat(sdxl().tensor("edm_vpred.sigma_max").structure().prediction())
                .contains(new Prediction(Prediction.Type.EDM_V, true));
    }

    @Test
    void aSmallModelOfSomebodysOwnIsKnownByItsTextEncoders() {
        Header tiny =
                new Header()
                        .unet(LDM, 4, 32, 1, 1)
                        .clip("cond_stage_model.transformer.text_model.", 32);
        assertThat(tiny.structure().family()).isEqualTo(Family.SD1);
        assertThat(new Header().unet(LDM, 4, 32, 1, 1).structure().family())
                .isEqualTo(Family.UNKNOWN);
    }

    @Test
    void aFilesOwnNameCountsForNothing() {
        Path file =
                new Header()
                        .tensor("emb_params", 2, 768)
                        .write(folder.resolve("sdxl-checkpoint.safetensors"));
        assertThat(WeightsFile.read(file).structure().role()).isEqualTo(Role.EMBEDDING);
    }
}
