"""Records what diffusers and transformers make of small networks with made-up weights.

    python -m venv venv && venv/bin/pip install torch diffusers==0.35.2 transformers==4.57.6
    venv/bin/python make.py

The weights are not kept: any program can make them up again from a tensor's name (see networks.py).
For each network one file says its tensors under both families of names, and what it gave. That the
names are right for latent-diffusion, OpenCLIP and ControlNet is checked with diffusers' converters.
"""

import torch
from diffusers import AutoencoderKL, ControlNetModel, UNet2DConditionModel
from diffusers.loaders import single_file_utils as converters
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

from networks import fed, filled, joined, open_clip_names, same, unet_names, vae_name, write

# --- the networks ---------------------------------------------------------------------------------


def unet(name, text=16, residuals=False, **config):
    network, weights = filled(UNet2DConditionModel(sample_size=8, layers_per_block=2, **config))
    levels = len(config["block_out_channels"])
    ldm = unet_names(weights, 2, levels)
    if "time_cond_proj_dim" not in config:
        single = {"model.diffusion_model." + n: t for n, t in joined(ldm, weights).items()}
        same(converters.convert_ldm_unet_checkpoint(single, dict(network.config)), weights)
    width = config["cross_attention_dim"]
    inputs = {
        "sample": fed("sample", 2, config.get("in_channels", 4), 8, 12),
        "timestep": torch.tensor([423.0]),
        "encoder_hidden_states": fed("words", 2, text, width),
    }
    more = {}
    if config.get("addition_embed_type"):
        inputs["text_embeds"] = fed("pooled", 2, 1280)
        inputs["time_ids"] = 100 * fed("sizes", 2, 6)
        more["added_cond_kwargs"] = {k: inputs[k] for k in ("text_embeds", "time_ids")}
    if "time_cond_proj_dim" in config:
        inputs["timestep_cond"] = fed("scale", 2, config["time_cond_proj_dim"])
        more["timestep_cond"] = inputs["timestep_cond"]
    if residuals:
        c = config["block_out_channels"]
        shapes = [(c[0], 1)] * 3 + [(c[0], 2)] + [(c[1], 2)] * 2
        down = [fed(f"down {i}", 2, ch, 8 // s, 12 // s) for i, (ch, s) in enumerate(shapes)]
        mid = fed("mid", 2, c[1], 4, 6)
        more.update(down_block_additional_residuals=down, mid_block_additional_residual=mid)
        inputs.update({f"down_block_{i}": t for i, t in enumerate(down)}, mid_block=mid)
    out = network(inputs["sample"], 423.0, inputs["encoder_hidden_states"], **more).sample
    write(name, weights, ldm, inputs, {"out_sample": out})


CROSS = dict(
    down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
    up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
)
SD1 = dict(CROSS, block_out_channels=(32, 64), cross_attention_dim=128, attention_head_dim=8)
unet("unet-sd1", residuals=True, **SD1)
unet("unet-inpainting", in_channels=9, **SD1)
unet("unet-lcm", time_cond_proj_dim=32, **SD1)
unet("unet-sd2", **dict(CROSS, block_out_channels=(64, 128), cross_attention_dim=128,
                        attention_head_dim=(1, 2), use_linear_projection=True))
unet("unet-sdxl", block_out_channels=(64, 128), cross_attention_dim=256, attention_head_dim=(1, 2),
     down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
     up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"), transformer_layers_per_block=(1, 2),
     use_linear_projection=True, addition_embed_type="text_time", addition_time_embed_dim=256,
     projection_class_embeddings_input_dim=1280 + 6 * 256)

network, weights = filled(ControlNetModel(
    block_out_channels=(32, 64), layers_per_block=2, cross_attention_dim=128, attention_head_dim=8,
    down_block_types=("CrossAttnDownBlock2D", "DownBlock2D")))
ldm = unet_names(weights, 2, 2)
same(converters.convert_controlnet_checkpoint(
    {"control_model." + n: t for n, t in joined(ldm, weights).items()}, dict(network.config)), weights)
inputs = {
    "sample": fed("sample", 2, 4, 8, 12), "timestep": torch.tensor([423.0]),
    "encoder_hidden_states": fed("words", 2, 16, 128), "controlnet_cond": fed("picture", 2, 3, 64, 96),
}
down, mid = network(inputs["sample"], 423.0, inputs["encoder_hidden_states"], inputs["controlnet_cond"],
                    return_dict=False)
write("controlnet", weights, ldm, inputs,
      dict({f"down_block_{i}": t for i, t in enumerate(down)}, mid_block=mid))

network, weights = filled(AutoencoderKL(
    block_out_channels=(32, 64), layers_per_block=2, latent_channels=4,
    down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2))
ldm = {vae_name(n, 2): [n] for n in weights}
single = {"first_stage_model." + n: t[..., None, None] if ".attn_1." in n and t.dim() == 2 else t
          for n, t in joined(ldm, weights).items()}
same(converters.convert_ldm_vae_checkpoint(single, dict(network.config)), weights)
picture, latent = fed("picture", 2, 3, 16, 24), fed("latent", 2, 4, 8, 12)
write("vae", weights, ldm, {"picture": picture, "latent_sample": latent},
      {"latent_parameters": network.encode(picture).latent_dist.parameters,
       "sample": network.decode(latent).sample})

IDS = [[49406, 5, 17, 42, 3, 49407] + [49407] * 71, [49406, 320, 49407] + [49407] * 74]


def clip(name, kind, activation, layers, extra, **config):
    """extra: a last layer that the single file has and the network does without."""
    config = dict(vocab_size=49408, hidden_size=128, intermediate_size=256, num_attention_heads=2,
                  max_position_embeddings=77, eos_token_id=49407, hidden_act=activation, **config)
    whole = kind(CLIPTextConfig(num_hidden_layers=layers + extra, **config))
    _, weights = filled(whole)
    network, _ = filled(kind(CLIPTextConfig(num_hidden_layers=layers, **config)))
    ldm = open_clip_names(weights)
    ids = torch.tensor(IDS)
    given = network(ids, output_hidden_states=True)
    outputs = {"last_hidden_state": given.last_hidden_state, "hidden_states.0": given.hidden_states[0],
               f"hidden_states.{layers - 1}": given.hidden_states[-2]}
    if kind is CLIPTextModel:
        outputs["pooler_output"] = given.pooler_output
    else:
        outputs["text_embeds"] = given.text_embeds
    single = {"cond_stage_model.model." + n: t for n, t in joined(ldm, weights).items()}
    if extra == 0 and activation == "gelu":
        converted = converters.convert_open_clip_checkpoint(whole, single, prefix="cond_stage_model.model.")
        for n, t in converted.items():
            assert torch.equal(t, weights[n]), n
    write(name, weights, ldm, {"input_ids": IDS}, outputs, activation=activation, skipped=extra)


clip("clip-l", CLIPTextModel, "quick_gelu", 3, 0)
clip("clip-h", CLIPTextModel, "gelu", 3, 1)
clip("clip-g", CLIPTextModelWithProjection, "gelu", 3, 0, projection_dim=1280)
