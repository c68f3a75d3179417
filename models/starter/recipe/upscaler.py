"""Beside the model: an upscaler that doubles pictures of the world, cleaner than they came.

    python upscaler.py --work DIR        # DIR/extras/starter-2x

[1, 3, h, w] from 0 to 1 in, [1, 3, 2h, 2w] out, as ESRGAN's kind (Wang et al. 2018); the network is far smaller.
It learns from halved pictures that are a little soft, noisy and wavy, as the model's own are, what they were before.
"""

import argparse
import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from export import round_to_half, write_beside
from latents import load_vae
from sheets import save_sheet
from training import Hands, Run, optimise, quick, quickened, setup
from vae import reconstruction_loss, tensor, windows

CARD = {
    "name": "Starter 2x",
    "description": "Doubles pictures and cleans their edges. It learnt from the starter's drawn world: for photographs, put an ONNX graph of Real-ESRGAN into the models folder.",
}
WIDTH, BLOCKS = 40, 6
WINDOW, BATCH = 96, 4


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(WIDTH, WIDTH, 3, 1, 1), nn.Conv2d(WIDTH, WIDTH, 3, 1, 1)

    def forward(self, x):
        return x + self.second(F.silu(self.first(x)))


class Upscaler(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, WIDTH, 3, 1, 1)
        self.body = nn.Sequential(*(Residual() for _ in range(BLOCKS)))
        self.last = nn.Conv2d(WIDTH, 12, 3, 1, 1)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)

    def forward(self, small):
        """Pictures from 0 to 1; what is learnt is the difference to the nearest pixels' doubling."""
        x = self.first(small)
        x = self.last(x + self.body(x))
        return F.interpolate(small, scale_factor=2.0, mode="nearest") + F.pixel_shuffle(x.float(), 2)


def worn(wanted, vae):
    """Halved; half of them through the VAE, whose faults the model's pictures have, the others noisy."""
    if torch.rand(()) < 0.5:
        with torch.no_grad():
            wanted = vae.decode(vae.encode(wanted).latent_dist.mean).sample.float().clamp(-1, 1)
        return F.avg_pool2d(wanted, 2)
    small = F.avg_pool2d(wanted, 2)
    return small + 0.05 * torch.rand(()) * torch.randn_like(small)


def quality(made, wanted):
    return 10 * math.log10(1 / max(1e-9, float(((made - wanted) ** 2).mean())))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", required=True)
    parser.add_argument("--steps", type=int, default=2500)
    parser.add_argument("--hands", type=int, default=2)
    arguments = parser.parse_args()
    setup(seed=5)
    pictures = np.load(f"{arguments.work}/pictures/train.npy", mmap_mode="r")
    test = np.load(f"{arguments.work}/pictures/test.npy", mmap_mode="r")
    vae = quickened(load_vae(arguments.work))
    network = quickened(Upscaler())
    optimizer = torch.optim.AdamW(network.parameters(), weight_decay=0)
    run = Run(f"{arguments.work}/checkpoints/upscaler.pt", arguments.steps, {"network": network, "optimizer": optimizer})
    hands = Hands([network], arguments.hands)
    while run.unfinished():

        def loss(hand, networks):
            wanted = windows(pictures, WINDOW, BATCH).contiguous(memory_format=torch.channels_last)
            with quick():
                made = networks[0]((worn(wanted, vae) + 1) / 2)
            value = reconstruction_loss(2 * made - 1, wanted)
            return value, [value.item()]

        (value,) = hands.gradients(loss)
        rate = 2e-3 * min(1, (run.step + 1) / 100) * max(0.01, 0.5 * (1 + math.cos(math.pi * run.share())))
        optimise(optimizer, list(network.parameters()), rate)
        run.done(value, rate, BATCH * len(hands))
    network.eval()
    round_to_half([network])
    wanted = (tensor(test[:16]) + 1) / 2
    small = F.avg_pool2d(wanted, 2)
    with torch.no_grad():
        made = torch.cat([network(it[None]).clamp(0, 1) for it in small])
    cubic = F.interpolate(small, scale_factor=2, mode="bicubic").clamp(0, 1)
    sentence = f"{quality(made, wanted):.1f} dB PSNR on {len(wanted)} unseen pictures; bicubic: {quality(cubic, wanted):.1f} dB"
    print("upscaler:", sentence)
    shown = [(it.permute(1, 2, 0).numpy() * 255 + 0.5).astype(np.uint8) for trio in zip(wanted, cubic, made) for it in trio]
    save_sheet(shown, f"{arguments.work}/samples/upscaler.png", 6)
    axes = {"input": {2: "height", 3: "width"}, "output": {2: "height", 3: "width"}}
    write_beside(arguments.work, "starter-2x", CARD, sentence, network, small[:1], ("input", "output"), axes)


if __name__ == "__main__":
    main()
