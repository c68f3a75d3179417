"""Stage 3: a tiny upscaler of ESRGAN's shape (Wang et al. 2018, arXiv:1809.00219), times 2, and what it gives.

    python upscaler.py

Writes ../esrgan/: model.onnx, and for one picture the output as numbers and as pixels.
"""

import json
import os

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.nn.functional import interpolate, leaky_relu

import pictures
from export import GOLDENS, PICTURE, write_graph, write_json
from networks import round_to_half

FEATURES, GROWTH, SCALE = 16, 8, 2
# Pixels of the input that one output pixel depends on, each way: 1 + 15 + 1 convolutions, then 3 at twice the size.
REACH = 19


class Dense(nn.Module):
    """Five convolutions, each seeing all before it."""

    def __init__(self):
        super().__init__()
        outs = [GROWTH] * 4 + [FEATURES]
        self.convolutions = nn.ModuleList(
            nn.Conv2d(FEATURES + i * GROWTH, out, 3, padding=1) for i, out in enumerate(outs)
        )

    def forward(self, x):
        seen = x
        for convolution in self.convolutions[:-1]:
            seen = torch.cat([seen, leaky_relu(convolution(seen), 0.2)], 1)
        return x + 0.2 * self.convolutions[-1](seen)


class Upscaler(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.last = nn.Conv2d(3, FEATURES, 3, padding=1), nn.Conv2d(FEATURES, 3, 3, padding=1)
        self.dense = nn.ModuleList(Dense() for _ in range(3))
        self.body, self.up, self.high = (nn.Conv2d(FEATURES, FEATURES, 3, padding=1) for _ in range(3))

    def forward(self, picture):
        first = self.first(picture)
        x = first
        for dense in self.dense:
            x = dense(x)
        x = first + self.body(first + 0.2 * (x - first))
        x = leaky_relu(self.up(interpolate(x, scale_factor=SCALE, mode="nearest")), 0.2)
        x = self.last(leaky_relu(self.high(x), 0.2))
        # Untrained, so it adds its texture to a plainly enlarged picture.
        return interpolate(picture, scale_factor=SCALE, mode="nearest") + 0.3 * x


def pixels(values):
    return (values.clamp(0, 1) * 255).round().to(torch.uint8)[0].permute(1, 2, 0).numpy()


@torch.no_grad()
def main():
    torch.manual_seed(108)
    network, folder = round_to_half(Upscaler().eval()), os.path.join(GOLDENS, "esrgan")
    network.requires_grad_(False)
    examples = [(torch.rand(b, 3, h, w),) for b, h, w in [(1, 48, 40), (1, 64, 96), (2, 37, 53)]]
    write_graph(f"{folder}/model.onnx", network, examples, ["input"], ["output"], {"input": PICTURE, "output": PICTURE})
    given = np.asarray(pictures.read("init-100x70"), dtype=np.float32) / 255
    values = network(torch.from_numpy(given).permute(2, 0, 1)[None].contiguous())
    assert reach(network) == REACH, reach(network)
    values.numpy().astype("<f4").tofile(f"{folder}/output.bin")
    Image.fromarray(pixels(values)).save(f"{folder}/output.png", optimize=True)
    case = {
        "image": "init-100x70",
        "scale": SCALE,
        "reach": REACH,
        "output": {"file": "output.bin", "shape": list(values.shape)},
        "pixels": "output.png",
    }
    write_json(f"{folder}/cases.json", case)
    print(json.dumps(case))


def reach(network):
    """How far away, in input pixels, the farthest pixel lies that an output pixel depends on."""
    picture = torch.rand(1, 3, 61, 61, requires_grad=True)
    with torch.enable_grad():
        network(picture)[..., SCALE * 30, SCALE * 30].sum().backward()
    return int((picture.grad.abs().sum(1)[0].nonzero() - 30).abs().max())


if __name__ == "__main__":
    main()
