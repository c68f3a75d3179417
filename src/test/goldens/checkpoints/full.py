"""Writes a single-file checkpoint in full size, with made-up weights, and what diffusers makes of
it; with --onnx also its U-Net as PyTorch exports it, to compare speeds with.

    venv/bin/python full.py sd15.safetensors --family sd15 --type float16 [--onnx folder]

Families: sd15, sd21 (768 pixels, v-prediction), sdxl (base). Tensor after tensor goes to the disk
and network after network is opened, so that SDXL takes 12 GB of memory.
"""

import argparse
import json
import os

import numpy
import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from safetensors import safe_open
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

from networks import fed, numbers, open_clip_names, recorded, unet_names, vae_name

IDS = [[49406, 320, 2368] + [49407] * 74]
ATTENDS, PLAIN = ["CrossAttnDownBlock2D", "CrossAttnUpBlock2D"], ["DownBlock2D", "UpBlock2D"]


def unet(attending, **config):
    return lambda: UNet2DConditionModel(
        down_block_types=[(ATTENDS if a else PLAIN)[0] for a in attending],
        up_block_types=[(ATTENDS if a else PLAIN)[1] for a in reversed(attending)], **config)


def clip(kind, width, layers, heads, activation, **config):
    return lambda extra=0: kind(CLIPTextConfig(
        hidden_size=width, intermediate_size=4 * width, num_hidden_layers=layers + extra,
        num_attention_heads=heads, hidden_act=activation, **config))


def vae():
    return AutoencoderKL(
        block_out_channels=(128, 256, 512, 512), layers_per_block=2, latent_channels=4,
        down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4)


VIT_L = clip(CLIPTextModel, 768, 12, 12, "quick_gelu")
FOUR = [True, True, True, False]

# U-Net, its batch, and each text encoder: where it lies, whether under OpenCLIP's names, and how
# many of its layers nobody runs.
FAMILIES = {
    "sd15": ("Stable Diffusion 1", unet(FOUR, cross_attention_dim=768, attention_head_dim=8), 2,
             [("cond_stage_model.transformer.", VIT_L, False, 0)]),
    "sd21": ("Stable Diffusion 2 (v-prediction)",
             unet(FOUR, cross_attention_dim=1024, attention_head_dim=(5, 10, 20, 20), use_linear_projection=True), 1,
             [("cond_stage_model.model.", clip(CLIPTextModel, 1024, 23, 16, "gelu"), True, 1)]),
    "sdxl": ("SDXL",
             unet([False, True, True], block_out_channels=(320, 640, 1280), cross_attention_dim=2048,
                  attention_head_dim=(5, 10, 20), transformer_layers_per_block=(1, 2, 10),
                  use_linear_projection=True, addition_embed_type="text_time", addition_time_embed_dim=256,
                  projection_class_embeddings_input_dim=1280 + 6 * 256), 1,
             [("conditioner.embedders.0.transformer.", VIT_L, False, 0),
              ("conditioner.embedders.1.model.",
               clip(CLIPTextModelWithProjection, 1280, 32, 20, "gelu", projection_dim=1280), True, 0)]),
}

arguments = argparse.ArgumentParser()
arguments.add_argument("file")
arguments.add_argument("--family", default="sd15", choices=FAMILIES)
arguments.add_argument("--type", default="float32")
arguments.add_argument("--latent", type=int, default=64, help="height and width of what is fed")
arguments.add_argument("--onnx")
given = arguments.parse_args()
kind = getattr(torch, given.type)
family, unet, batch, encoders = FAMILIES[given.family]


def shapes(network, *more):
    """Names and shapes, without the numbers."""
    with torch.device("meta"):
        return {n: tuple(t.shape) for n, t in network(*more).state_dict().items() if t.is_floating_point()}


def write(file, parts):
    """parts: (prefix, ldm as in networks.py, shapes)."""
    size = torch.empty(0, dtype=kind).element_size()
    header, at, made = {"__metadata__": {"format": "pt"}}, 0, []
    for prefix, ldm, shape in parts:
        for name, of in ldm.items():
            if of[0] == "T":
                own = shape[of[1]][::-1]
            else:
                own = (sum(shape[o][0] for o in of),) + shape[of[0]][1:]
            if ".attn_1." in name and len(own) == 2:
                own += (1, 1)
            end = at + size * int(numpy.prod(own))
            header[prefix + name] = {"dtype": {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16"}[kind],
                                     "shape": own, "data_offsets": [at, end]}
            at = end
            made.append((of, shape))
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(file, "wb") as out:
        out.write(len(text).to_bytes(8, "little") + text)
        for of, shape in made:
            for name in of[of[0] == "T":]:
                tensor = numbers(name, shape[name])
                tensor = (tensor.T if of[0] == "T" else tensor).to(kind).contiguous()
                out.write(tensor.view(torch.uint8).numpy().data)


def opened(network, prefix, ldm, shape):
    """The network in 32 bits with what the file has; it takes the tensors over."""
    weights = {}
    with safe_open(given.file, "pt") as single:
        for name, of in ldm.items():
            tensor = single.get_tensor(prefix + name).float()
            if of[0] == "T":
                weights[of[1]] = tensor.T.contiguous()
            else:
                weights.update(zip(of, tensor.split([shape[o][0] for o in of])))
    if hasattr(network, "text_model"):
        weights = {n: weights[n] for n in network.state_dict()}
    weights = {n: t.reshape(shape[n]) for n, t in weights.items()}
    network.load_state_dict(weights, assign=True)
    return network.eval()


shape = shapes(unet)
levels = len({n.split(".")[1] for n in shape if n.startswith("down_blocks.")})
unet_part = ("model.diffusion_model.", unet_names(shape, 2, levels), shape)
shape = shapes(vae)
vae_part = ("first_stage_model.", {vae_name(n, 4): [n] for n in shape}, shape)
encoder_parts = []
for prefix, network, open_clip, skipped in encoders:
    shape = shapes(network, skipped)
    encoder_parts.append((prefix, open_clip_names(shape) if open_clip else {n: [n] for n in shape}, shape))
write(given.file, [unet_part, *encoder_parts, vae_part])

side = given.latent
with torch.device("meta"):
    network = unet()
network = opened(network, *unet_part)
sample, words = fed("sample", batch, 4, side, side), fed("words", batch, 77, network.config.cross_attention_dim)
inputs = {"sample": sample, "encoder_hidden_states": words}
more = {}
if network.config.addition_embed_type:
    more = {"text_embeds": fed("pooled", batch, 1280), "time_ids": 100 * fed("sizes", batch, 6)}
    inputs.update(more)
record = {"family": family, "unet": {
    "inputs": {n: list(t.shape) for n, t in inputs.items()},
    "outputs": {"out_sample": recorded(network(sample, 423.0, words, added_cond_kwargs=more).sample)}}}

if given.onnx:

    class Exported(torch.nn.Module):
        def __init__(self, unet):
            super().__init__()
            self.unet = unet

        def forward(self, sample, timestep, encoder_hidden_states):
            return self.unet(sample, timestep, encoder_hidden_states, return_dict=False)[0]

    os.makedirs(given.onnx, exist_ok=True)
    open_axes = {"sample": {0: "batch", 2: "height", 3: "width"}, "timestep": {0: "one"},
                 "encoder_hidden_states": {0: "batch", 1: "tokens"}}
    torch.onnx.export(Exported(network), (sample, torch.tensor([423]), words), given.onnx + "/model.onnx",
                      input_names=list(open_axes), output_names=["out_sample"], dynamic_axes=open_axes,
                      opset_version=17, dynamo=False)
del network

record["text_encoders"] = []
for (_, network, _, _), part in zip(encoders, encoder_parts):
    made = opened(network(), *part)(torch.tensor(IDS), output_hidden_states=True)
    outputs = {"last_hidden_state": recorded(made.last_hidden_state)}
    if "text_embeds" in made:
        outputs["text_embeds"] = recorded(made.text_embeds)
    if len(encoders) > 1:
        layer = len(made.hidden_states) - 2
        outputs[f"hidden_states.{layer}"] = recorded(made.hidden_states[layer])
    record["text_encoders"].append({"inputs": {"input_ids": IDS}, "outputs": outputs})

latent = fed("latent", 1, 4, side, side)
record["vae"] = {"inputs": {"latent_sample": list(latent.shape)},
                 "outputs": {"sample": recorded(opened(vae(), *vae_part).decode(latent).sample)}}
with open(given.file + ".json", "w") as file:
    json.dump(record, file, separators=(",", ":"))
