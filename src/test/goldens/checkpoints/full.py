"""Writes a single-file checkpoint as large as Stable Diffusion 1.5, with made-up weights, and what
diffusers makes of it; with --onnx also its U-Net as PyTorch exports it, to compare speeds with.

    venv/bin/python full.py sd15.safetensors --type float16 [--onnx folder]
"""

import argparse
import json
import os

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from safetensors.torch import save_file
from transformers import CLIPTextConfig, CLIPTextModel

from networks import fed, filled, joined, recorded, unet_names, vae_name

arguments = argparse.ArgumentParser()
arguments.add_argument("file")
arguments.add_argument("--type", default="float32")
arguments.add_argument("--onnx")
given = arguments.parse_args()
kind = getattr(torch, given.type)

unet, weights = filled(UNet2DConditionModel(cross_attention_dim=768, attention_head_dim=8))
single = {"model.diffusion_model." + n: t for n, t in joined(unet_names(weights, 2, 4), weights).items()}
vae, weights = filled(AutoencoderKL(
    block_out_channels=(128, 256, 512, 512), layers_per_block=2, latent_channels=4,
    down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4))
for name, tensor in weights.items():
    ldm = vae_name(name, 4)
    one = ".attn_1." in ldm and tensor.dim() == 2
    single["first_stage_model." + ldm] = tensor[..., None, None] if one else tensor
clip, weights = filled(CLIPTextModel(CLIPTextConfig(
    hidden_size=768, intermediate_size=3072, num_hidden_layers=12, num_attention_heads=12)))
single.update({"cond_stage_model.transformer." + n: t for n, t in weights.items()})
save_file({n: t.to(kind).contiguous() for n, t in single.items()}, given.file)

sample, words, ids = fed("sample", 2, 4, 64, 64), fed("words", 2, 77, 768), [[49406, 320, 2368] + [49407] * 74]
networks = [n.load_state_dict({k: v.to(kind).float() for k, v in n.state_dict().items()}) for n in (unet, vae, clip)]
outputs = {
    "out_sample": recorded(unet(sample, 423.0, words).sample),
    "last_hidden_state": recorded(clip(torch.tensor(ids)).last_hidden_state),
    "sample": recorded(vae.decode(fed("latent", 1, 4, 64, 64)).sample),
}
with open(given.file + ".json", "w") as file:
    json.dump({"tensors": {}, "ldm": {}, "outputs": outputs, "inputs": {
        "sample": [2, 4, 64, 64], "encoder_hidden_states": [2, 77, 768], "latent_sample": [1, 4, 64, 64],
        "input_ids": ids}}, file)

if given.onnx:

    class Exported(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.unet = unet

        def forward(self, sample, timestep, encoder_hidden_states):
            return self.unet(sample, timestep, encoder_hidden_states, return_dict=False)[0]

    os.makedirs(given.onnx, exist_ok=True)
    open_axes = {"sample": {0: "batch", 2: "height", 3: "width"}, "timestep": {0: "one"},
                 "encoder_hidden_states": {0: "batch", 1: "tokens"}}
    torch.onnx.export(Exported(), (sample, torch.tensor([423]), words), given.onnx + "/model.onnx",
                      input_names=list(open_axes), output_names=["out_sample"], dynamic_axes=open_axes,
                      opset_version=17, dynamo=False)
