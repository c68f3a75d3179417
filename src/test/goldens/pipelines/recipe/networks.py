"""Builds a family's networks from its configuration and seed; nothing is downloaded, nothing is trained.

Three closed-form corrections make random weights behave a little like a real model: the U-Net's last convolution is
fitted (least squares) to the noise it should predict, the VAE's outputs are shifted and stretched so that pixels are not
all clipped, and word vectors are enlarged so that words matter.

The fit is held back on purpose (ridge, boldness). A prediction of full size has rounding errors near 1e-6, and guidance
7.5 at the noisiest step multiplies them by 15 * 14.6: then no two programs agree within 1e-4, whoever is right.
"""

import functools
import os
import tempfile

import numpy as np
import torch
from diffusers import AutoencoderKL, ControlNetModel, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

import pictures
import prompts
import tokenizer
from families import FAMILIES

torch.set_num_threads(1)

TOKENIZERS = {"text_encoder": "tokenizer", "text_encoder_2": "tokenizer_2"}


def pad_token(family, part):
    zero = part == "text_encoder_2" or FAMILIES[family].get("pad_with_id_0")
    return "!" if zero else tokenizer.END


def make_tokenizer(family, part):
    with tempfile.TemporaryDirectory() as folder:
        tokenizer.write(folder, prompts.ALL, pad_token(family, part))
        return CLIPTokenizer.from_pretrained(folder)


def text_encoder(family, part):
    words = make_tokenizer(family, part)
    config = CLIPTextConfig(
        vocab_size=len(words),
        bos_token_id=words.bos_token_id,
        eos_token_id=words.eos_token_id,
        pad_token_id=words.pad_token_id,
        **FAMILIES[family][part],
    )
    kind = CLIPTextModelWithProjection if part == "text_encoder_2" else CLIPTextModel
    network = kind(config).eval()
    network.set_attn_implementation("eager")
    inner = getattr(network, "text_model", network)
    inner.embeddings.token_embedding.weight.data *= 20
    inner.embeddings.position_embedding.weight.data *= 10
    return network


def stretch(layer, output, mean, std):
    """Makes the layer's output channels have that mean and that spread on the data that gave output."""
    axes = [0, 2, 3]
    factor = std / output.std(axes)
    layer.bias.data = (layer.bias.data - output.mean(axes)) * factor + mean
    layer.weight.data *= factor[:, None, None, None]


def smooth(count, channels, height, width):
    """Random fields with structure, of unit spread: what latents and pictures are like."""
    coarse = torch.randn(count, channels, 3, 3)
    field = torch.nn.functional.interpolate(coarse, (height, width), mode="bilinear")
    return (field + 0.3 * torch.randn_like(field)) / field.std()


def vae(family):
    network = AutoencoderKL(**FAMILIES[family]["vae"]).eval()
    scale = network.config.scaling_factor
    scene = torch.from_numpy(np.asarray(pictures.scene(64, 64)) / 127.5 - 1).permute(2, 0, 1).float()
    like_it = torch.stack([scene.roll(i, 0).flip(j) for i in range(3) for j in (0, 1, 2)])
    seen = torch.cat([(0.5 * smooth(9, 3, 64, 64)).clamp(-1, 1), like_it])
    moments = network.quant_conv(network.encoder(seen))
    # Mean: unit spread once scaled. Log variance around -2: drawing from it is seen in the numbers.
    means = torch.tensor([0.0] * 4 + [-2.0] * 4)
    stretch(network.quant_conv, moments, means, torch.tensor([1 / scale] * 4 + [0.25] * 4))
    stretch(network.decoder.conv_out, network.decode(smooth(16, 4, 8, 8) / scale).sample, 0.0, 0.4)
    return network


def noised(count, config, v_prediction):
    """Noised latents, their timesteps and what the network should say."""
    betas = torch.linspace(0.00085**0.5, 0.012**0.5, 1000, dtype=torch.float64) ** 2
    signal = torch.cumprod(1 - betas, 0).float()
    timesteps = torch.randint(0, 1000, (count,))
    a = signal[timesteps].sqrt()[:, None, None, None]
    s = (1 - a * a).sqrt()
    clean, noise = smooth(count, 4, 8, 8), torch.randn(count, 4, 8, 8)
    x = a * clean + s * noise
    if config.in_channels == 9:
        mask = (torch.rand(count, 1, 8, 8) < 0.5).float()
        x = torch.cat([x, mask, clean * (1 - mask)], 1)
    return x, timesteps, a * noise - s * clean if v_prediction else noise, 1 / a


def further_inputs(config, count):
    extra = {}
    if config.addition_embed_type == "text_time":
        ids = (config.projection_class_embeddings_input_dim - 24) // 8
        extra["added_cond_kwargs"] = {
            "text_embeds": torch.randn(count, 24),
            "time_ids": torch.randint(0, 100, (count, ids)).float(),
        }
    if config.time_cond_proj_dim:
        extra["timestep_cond"] = torch.randn(count, config.time_cond_proj_dim)
    return extra


def fit_last_convolution(network, v_prediction, count=256, ridge=10, boldness=0.3):
    # An error in the noise counts 1/a times in the picture, so it weighs as much in the fit.
    x, timesteps, target, weight = noised(count, network.config, v_prediction)
    seen = []
    hook = network.conv_out.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    words = torch.randn(count, 77, network.config.cross_attention_dim)
    network(x, timesteps, words, **further_inputs(network.config, count))
    hook.remove()
    rows = torch.nn.functional.unfold(seen[0], 3, padding=1).transpose(1, 2).flatten(0, 1)
    weight = weight.flatten().repeat_interleave(len(rows) // count)[:, None].double()
    rows = torch.cat([rows, torch.ones(len(rows), 1)], 1).double() * weight
    wanted = target.flatten(2).transpose(1, 2).flatten(0, 1).double() * weight
    square = rows.T @ rows + ridge * len(rows) * torch.eye(rows.shape[1], dtype=torch.float64)
    solved = boldness * torch.linalg.solve(square, rows.T @ wanted).float()
    network.conv_out.weight.data = solved[:-1].T.reshape_as(network.conv_out.weight).contiguous()
    network.conv_out.bias.data = solved[-1].clone()


def unet(family):
    settings = FAMILIES[family]
    network = UNet2DConditionModel(**settings["unet"]).eval()
    for name, weights in network.named_parameters():
        if name.endswith("conv2.weight"):
            weights.data *= 0.3  # the latent is still to be seen at the end
    fit_last_convolution(network, settings["scheduler"].get("prediction_type") == "v_prediction")
    return network


def controlnet(unet_network):
    network = ControlNetModel.from_unet(
        unet_network, conditioning_embedding_out_channels=(8, 8, 16, 16), load_weights_from_unet=False
    ).eval()
    # Real ones start at zero and learn; at zero they would test nothing.
    layers = [*network.controlnet_down_blocks, network.controlnet_mid_block]
    for layer in layers:
        torch.nn.init.normal_(layer.weight, std=0.06)
    torch.nn.init.normal_(network.controlnet_cond_embedding.conv_out.weight, std=0.2)
    return network


def round_to_half(network):
    """So that PyTorch, fp16 storage and fp32 computation hold the same numbers."""
    for values in network.parameters():
        values.data = values.data.half().float()
    return network


@functools.cache
def build(family):
    """The family's networks by part name; parts it shares are the very objects of the other family."""
    settings, parts = FAMILIES[family], {}
    shares = settings.get("shares", {})
    makers = {
        "text_encoder": lambda: text_encoder(family, "text_encoder"),
        "text_encoder_2": lambda: text_encoder(family, "text_encoder_2"),
        "vae": lambda: vae(family),
        "unet": lambda: unet(family),
    }
    with torch.no_grad():
        for i, (part, make) in enumerate(makers.items()):
            if part in shares:
                parts[part] = build(shares[part])[part]
            elif part in settings:
                torch.manual_seed(settings["seed"] * 10 + i)
                parts[part] = round_to_half(make())
        for i in range(settings.get("controlnets", 0)):
            torch.manual_seed(settings["seed"] * 10 + 5 + i)
            parts["controlnet" + ("" if i == 0 else f"_{i + 1}")] = round_to_half(controlnet(parts["unet"]))
    for network in parts.values():
        network.requires_grad_(False)
    return parts


def load(family, folder):
    """The networks with the weights that export.py saved, whatever this machine's arithmetic would make of the seed."""
    parts = build(family)
    for part, weights in torch.load(os.path.join(folder, family + ".pt")).items():
        parts[part].load_state_dict(weights)
    return parts
