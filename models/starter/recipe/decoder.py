"""Stage 6: sharpens the VAE's decoder; the encoder, and so every latent, stays as it is.

    python decoder.py --work DIR           # DIR/vae-sharp.pt
"""

import argparse
import math

import numpy as np
import torch

from networks import make_vae
from sheets import save_sheet
from training import Hands, Run, optimise, quick, quickened, setup, write
from vae import psnr, reconstruction_loss, windows

LATENT_NOISE = 0.05  # in units of the latents' deviation: the U-Net's latents are never quite the encoder's
PHASES = ((0.5, 96, 8), (0.9, 128, 8), (1.01, 256, 2))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", required=True)
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--hands", type=int, default=2)
    arguments = parser.parse_args()
    setup(seed=1)
    pictures = np.load(f"{arguments.work}/pictures/train.npy", mmap_mode="r")
    test = np.load(f"{arguments.work}/pictures/test.npy", mmap_mode="r")
    vae = quickened(make_vae())
    vae.load_state_dict(torch.load(f"{arguments.work}/vae.pt", weights_only=True)["vae"])
    for frozen in (vae.encoder, vae.quant_conv):
        frozen.requires_grad_(False)
    parameters = [p for p in vae.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, betas=(0.9, 0.98), weight_decay=0)
    run = Run(f"{arguments.work}/checkpoints/decoder.pt", arguments.steps, {"vae": vae, "optimizer": optimizer})
    hands = Hands([vae], arguments.hands)
    while run.unfinished():
        _, size, batch = next(phase for phase in PHASES if run.share() < phase[0])

        def loss(hand, networks):
            wanted = windows(pictures, size, batch // len(hands)).contiguous(memory_format=torch.channels_last)
            with quick():
                with torch.no_grad():
                    latent = networks[0].encode(wanted).latent_dist.mean.float()
                    latent = latent + LATENT_NOISE * latent.std() * torch.randn_like(latent)
                value = reconstruction_loss(networks[0].decode(latent).sample, wanted)
            return value, [value.item()]

        (value,) = hands.gradients(loss)
        rate = 1e-3 * min(1, (run.step + 1) / 50) * max(0.02, 0.5 * (1 + math.cos(math.pi * run.share())))
        optimise(optimizer, parameters, rate)
        if run.done(value, rate, batch):
            print(f"step {run.step}: {psnr(vae, test[:8])[0]:.2f} dB", flush=True)
    quality, shown = psnr(vae, test)
    save_sheet(shown[:32], f"{arguments.work}/samples/decoder.png", 8)
    print(f"VAE: {quality:.2f} dB on {len(test)} unseen pictures", flush=True)
    write({"vae": vae.state_dict(), "psnr": quality}, f"{arguments.work}/vae-sharp.pt")


if __name__ == "__main__":
    main()
