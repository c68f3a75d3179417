"""Stage 5: sharpens the VAE's decoder; the encoder, and so every latent, stays as it is.

    python decoder.py --minutes 7         # v0: 1,259 steps of 12; writes out/vae-sharp.pt
"""

import argparse
import random

import torch

from networks import make_vae
from training import Run, optimise, reconstruction_loss, scenes_batch, setup

BATCH = 12
LATENT_NOISE = 0.1  # the U-Net's latents are never quite the encoder's


def crop(latent, pictures, rng):
    top, left = rng.randint(0, 6), rng.randint(0, 6)
    y, x = 8 * top, 8 * left
    return latent[:, :, top : top + 10, left : left + 10], pictures[:, :, y : y + 80, x : x + 80]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=7)
    parser.add_argument("--out", default="out")
    arguments = parser.parse_args()
    setup(seed=1)
    vae = make_vae().to(memory_format=torch.channels_last)
    vae.load_state_dict(torch.load(f"{arguments.out}/vae.pt"))
    for frozen in (vae.encoder, vae.quant_conv):
        frozen.requires_grad_(False)
    parameters = [p for p in vae.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, betas=(0.9, 0.98), weight_decay=0)
    state = {"vae": vae, "optimizer": optimizer}
    run = Run(f"{arguments.out}/checkpoints/decoder.pt", arguments.minutes, state)
    rng = random.Random(8 + run.step)
    while (share := run.share()) < 1:
        pictures, _ = scenes_batch(rng, BATCH)
        with torch.no_grad():
            latent = vae.encode(pictures).latent_dist.mean
            latent = latent + LATENT_NOISE * torch.randn_like(latent)
        if share < 0.5:
            latent, pictures = crop(latent, pictures, rng)
        loss = reconstruction_loss(vae.decode(latent).sample, pictures)
        rate = 1e-3 * min(1, (run.step + 1) / 30) * max(0.02, 1 - share)
        optimise(optimizer, parameters, loss, rate)
        run.done(loss.item(), rate)
    run.save()
    torch.save(vae.state_dict(), f"{arguments.out}/vae-sharp.pt")


if __name__ == "__main__":
    main()
