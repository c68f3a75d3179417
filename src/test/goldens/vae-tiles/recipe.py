"""What diffusers' AutoencoderKL gives in tiles, its networks answered by the ONNX graphs of ../pipelines/sd1.

    pip install torch==2.8.0 diffusers==0.42.1 onnxruntime==1.31.1 numpy==2.4.6      (Python 3.11; nothing runs on a GPU)
    python recipe.py

Writes cases.json and the .bin files beside this file.
"""

import json
import os

import numpy as np
import onnxruntime
import torch
from diffusers import AutoencoderKL

HERE = os.path.dirname(os.path.abspath(__file__))
MODEL = os.path.join(HERE, "..", "pipelines", "sd1", "model")
DOWNSCALE, CHANNELS = 8, 4
TILE = 8  # latent cells
# (height, width) in latent cells: with tiles of 8, every 6, both end in tiles cut short, 13 in one of a single cell.
SIZES = [(12, 20), (13, 7)]


class Graph(torch.nn.Module):
    def __init__(self, part):
        super().__init__()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        path = os.path.join(MODEL, part, "model.onnx")
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self.taken = self.session.get_inputs()[0].name

    def forward(self, x, *_):
        return torch.from_numpy(self.session.run(None, {self.taken: x.contiguous().numpy()})[0])


def autoencoder():
    # quant_conv and post_quant_conv are inside the graphs.
    vae = AutoencoderKL(
        down_block_types=["DownEncoderBlock2D"] * 4,
        up_block_types=["UpDecoderBlock2D"] * 4,
        block_out_channels=[4] * 4,
        norm_num_groups=1,
        latent_channels=CHANNELS,
        sample_size=TILE * DOWNSCALE,
        use_quant_conv=False,
        use_post_quant_conv=False,
    )
    vae.encoder, vae.decoder = Graph("vae_encoder"), Graph("vae_decoder")
    vae.enable_tiling()
    assert vae.tile_latent_min_size == TILE and vae.tile_overlap_factor == 0.25
    return vae


def picture(height, width):
    y, x = np.mgrid[:height, :width]
    waves = [np.sin(x / 7 + y / 23), np.cos(x * y / 900), np.sin(y / 5 - x / 31)]
    return np.stack([127.5 + 127.5 * wave for wave in waves], -1).round().astype(np.uint8)


def write(name, array):
    array.tofile(os.path.join(HERE, name))
    return {"file": name, "shape": list(array.shape)}


def numbers(tensor):
    return tensor.contiguous().numpy().astype("<f4")


@torch.no_grad()
def main():
    torch.set_num_threads(1)
    vae, cases = autoencoder(), []
    generator = torch.Generator().manual_seed(12)
    for height, width in SIZES:
        name = f"{height}x{width}"
        latent = torch.randn(1, CHANNELS, height, width, generator=generator)
        rgb = picture(height * DOWNSCALE, width * DOWNSCALE)
        pixels = torch.from_numpy(rgb.astype(np.float32) / 255 * 2 - 1).permute(2, 0, 1)[None].contiguous()
        case = {
            "tile": TILE,
            "downscale": DOWNSCALE,
            "latent": write(f"{name}-latent.bin", numbers(latent)),
            "decoded": write(f"{name}-decoded.bin", numbers(vae.decode(latent).sample)),
            "picture": write(f"{name}-picture.bin", rgb),
            "parameters": write(f"{name}-parameters.bin", numbers(vae.encode(pixels).latent_dist.parameters)),
        }
        cases.append(case)
    with open(os.path.join(HERE, "cases.json"), "w", encoding="utf-8", newline="\n") as file:
        json.dump(cases, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
