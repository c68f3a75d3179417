"""Stage 2: the VAE learns to squeeze scenes into 4x16x16 latents and back.

    python vae.py --minutes 30            # v0: two sessions, 16 and 14 minutes, 3,087 steps of 16
"""

import argparse
import random

import torch

from networks import make_vae
from training import Run, optimise, reconstruction_loss, scenes_batch, setup

BATCH = 16
KL_WEIGHT = 1e-5  # just enough to keep latents bounded; they get their unit variance from scaling_factor


def crop(pictures, rng):
    """A window of 64x64: cheap early steps."""
    top, left = rng.randint(0, 8) * 8, rng.randint(0, 8) * 8
    return pictures[:, :, top : top + 64, left : left + 64]


def learning_rate(step, share):
    return 1.5e-3 * min(1, (step + 1) / 60) * (1 if share < 0.3 else max(0.02, (1 - share) / 0.7))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--out", default="out")
    arguments = parser.parse_args()
    setup(seed=0)
    vae = make_vae().to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(vae.parameters(), betas=(0.9, 0.98), weight_decay=1e-3)
    state = {"vae": vae, "optimizer": optimizer}
    run = Run(f"{arguments.out}/checkpoints/vae.pt", arguments.minutes, state)
    rng = random.Random(6 + run.step)
    while (share := run.share()) < 1:
        pictures, _ = scenes_batch(rng, BATCH)
        if share < 0.6:
            pictures = crop(pictures, rng)
        posterior = vae.encode(pictures).latent_dist
        latent = posterior.sample()
        reconstruction = reconstruction_loss(vae.decode(latent).sample, pictures)
        loss = reconstruction + KL_WEIGHT * posterior.kl().mean() / latent[0].numel()
        rate = learning_rate(run.step, share)
        optimise(optimizer, vae.parameters(), loss, rate)
        run.done(reconstruction.item(), rate)
    run.save()
    torch.save(vae.state_dict(), f"{arguments.out}/vae.pt")


if __name__ == "__main__":
    main()
