"""Beside the model: a depth estimator for the animator's 3D mode, taught by the world's own depth maps.

    python depth.py --work DIR           # DIR/extras/starter-depth

[1, 3, 256, 256] from -1 to 1 in, nearness [1, 256, 256] from 0 (the sky) to 1 (next to us) out: what Easel takes for
a network of MiDaS' kind (Ranftl et al. 2020).
"""

import argparse
import math
import os
import random

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from export import round_to_half, write_beside
from sheets import save_sheet
from training import Hands, Run, optimise, quick, quickened, setup, write
from vae import edges_loss, tensor
from world.scene import depth, picture, random_scene

CARD = {
    "name": "Starter depth",
    "description": "Says how near what is seen in a picture of the starter's drawn world is, for animations in 3D. In other pictures it guesses: for photographs, put MiDaS or Depth Anything into the models folder, and Easel takes that.",
}
WIDTHS = (24, 48, 80, 112, 144)


def block(before, width, stride=1):
    return nn.Sequential(nn.Conv2d(before, width, 3, stride, 1), nn.GroupNorm(8, width), nn.SiLU())


class DepthNet(nn.Module):
    """Down to cells of 32 pixels, a look at the whole picture, and up again to half the picture's size, which is then doubled."""

    def __init__(self):
        super().__init__()
        self.down, self.up = nn.ModuleList(), nn.ModuleList()
        before = 3
        for width in WIDTHS:
            self.down.append(nn.Sequential(block(before, width, 2), block(width, width)))
            before = width
        self.whole = nn.Conv2d(before, before, 1)
        for width in reversed(WIDTHS[:-1]):
            self.up.append(block(before + width, width))
            before = width
        self.out = nn.Conv2d(before, 1, 3, 1, 1)

    def forward(self, pictures):
        kept, x = [], pictures
        for layer in self.down:
            x = layer(x)
            kept.append(x)
        x = x + self.whole(x.mean((2, 3), keepdim=True))
        for layer, beside in zip(self.up, reversed(kept[:-1])):
            x = layer(torch.cat([F.interpolate(x, scale_factor=2.0, mode="nearest"), beside], 1))
        x = F.interpolate(self.out(x).float(), scale_factor=2.0, mode="bilinear", align_corners=False)
        return torch.sigmoid(x)[:, 0]


def drawn(path, count, seed):
    """Pictures uint8 [n, 256, 256, 3] and nearness uint8 [n, 256, 256] of 0 to 255, kept on disk."""
    if not os.path.exists(path):
        rng = random.Random(seed)
        scenes = [random_scene(rng) for _ in range(count)]
        pictures = np.stack([picture(scene) for scene in scenes])
        near = np.stack([np.uint8(depth(scene) * 255 + 0.5) for scene in scenes])
        write({"pictures": torch.from_numpy(pictures), "near": torch.from_numpy(near)}, path)
    saved = torch.load(path, weights_only=True)
    return saved["pictures"].numpy(), saved["near"].float() / 255


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", required=True)
    parser.add_argument("--scenes", type=int, default=3000)
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--hands", type=int, default=2)
    arguments = parser.parse_args()
    setup(seed=4)
    pictures, near = drawn(f"{arguments.work}/depth-scenes.pt", arguments.scenes, seed=41)
    unseen, truth = drawn(f"{arguments.work}/depth-exam.pt", 64, seed=42)
    network = quickened(DepthNet())
    optimizer = torch.optim.AdamW(network.parameters(), weight_decay=1e-3)
    run = Run(f"{arguments.work}/checkpoints/depth.pt", arguments.steps, {"network": network, "optimizer": optimizer})
    hands = Hands([network], arguments.hands)
    while run.unfinished():

        def loss(hand, networks):
            chosen = torch.randint(len(pictures), (4,))
            seen = tensor(pictures[chosen.numpy()])
            seen = seen * (1 + 0.1 * torch.randn(4, 1, 1, 1)) + 0.05 * torch.randn(4, 3, 1, 1)
            with quick():
                made = networks[0](seen.contiguous(memory_format=torch.channels_last))
            value = F.l1_loss(made, near[chosen]) + 0.5 * edges_loss(made, near[chosen])
            return value, [value.item()]

        (value,) = hands.gradients(loss)
        rate = 2e-3 * min(1, (run.step + 1) / 100) * max(0.01, 0.5 * (1 + math.cos(math.pi * run.share())))
        optimise(optimizer, list(network.parameters()), rate)
        run.done(value, rate, 4 * len(hands))
    network.eval()
    round_to_half([network])
    with torch.no_grad():
        made = torch.cat([network(tensor(it[None])) for it in unseen])
    off = (made - truth).abs()
    sentence = f"off by {off.mean():.3f} of 1 on {len(unseen)} unseen scenes; within 0.1 at {(off < 0.1).float().mean():.1%} of pixels"
    print("depth:", sentence)
    grey = [np.repeat(np.uint8(it.numpy() * 255 + 0.5)[..., None], 3, 2) for pair in zip(truth[:16], made[:16]) for it in pair]
    shown = [it for i in range(16) for it in (unseen[i], grey[2 * i], grey[2 * i + 1])]
    save_sheet(shown, f"{arguments.work}/samples/depth.png", 12)
    values = ("pixel_values", "predicted_depth")
    write_beside(arguments.work, "starter-depth", CARD, sentence, network, tensor(unseen[:1]), values, {})


if __name__ == "__main__":
    main()
