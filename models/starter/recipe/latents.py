"""Stage 3: encodes the training scenes once, so that the U-Net's training need not.

    python latents.py --scenes 16000      # writes out/latents.pt
"""

import argparse
import random

import torch

from networks import make_vae
from tokenizer import Tokenizer
from training import scenes_batch, setup

BATCH = 64


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenes", type=int, default=16000)
    parser.add_argument("--out", default="out")
    arguments = parser.parse_args()
    setup(seed=0)
    vae = make_vae().to(memory_format=torch.channels_last)
    vae.load_state_dict(torch.load(f"{arguments.out}/vae.pt"))
    vae.eval()
    tokenizer = Tokenizer(f"{arguments.out}/tokenizer")
    rng = random.Random(77)
    latents, ids = [], []
    with torch.no_grad():
        for _ in range(arguments.scenes // BATCH):
            pictures, captions = scenes_batch(rng, BATCH)
            latents.append(vae.encode(pictures).latent_dist.mean.half().contiguous())
            windows = [tokenizer.window(caption) for caption in captions]
            ids.append(torch.tensor(windows, dtype=torch.int16))
    latents = torch.cat(latents)
    # scaling_factor: with it, latents have unit variance (Rombach et al. 2022, appendix G).
    scale = 1 / latents.float().std().item()
    torch.save({"latents": latents, "ids": torch.cat(ids), "scale": scale}, f"{arguments.out}/latents.pt")
    print(f"{len(latents)} latents, scaling_factor {scale:.6f}")


if __name__ == "__main__":
    main()
