"""Stage 6: looks at what the model draws.

    python sample.py "a red heart by the sea" "a yellow star at night"    # writes out/sample.png

Also says how well the VAE gives unseen scenes back (peak signal-to-noise ratio).
"""

import argparse
import random

import torch

from networks import alphas_cumprod
from sheet import save_sheet
from trained import Trained
from training import scenes_batch

PROMPTS = [
    "a red heart by the sea",
    "a yellow star at night",
    "a large green tree in a meadow",
    "a blue house in the snow",
    "a pink butterfly on a white background",
    "a purple mushroom and an orange fish in the desert",
    "a small white moon on the left at night",
    "a black sailboat by the sea",
]


def ddim(model, prompts, guidance, steps, seed):
    """Song et al. 2021 at eta 0, leading timesteps with offset 1, as the exported scheduler says."""
    alphas = alphas_cumprod()
    stride = 1000 // steps
    timesteps = [stride * i + 1 for i in reversed(range(steps))]
    torch.manual_seed(seed)
    x = torch.randn(len(prompts), 4, 16, 16)
    texts = [model.tokenizer.window("")] * len(prompts)
    texts += [model.tokenizer.window(prompt) for prompt in prompts]
    states = model.text(torch.tensor(texts))
    for t in timesteps:
        without, following = model.unet(torch.cat([x, x]), t, states).sample.chunk(2)
        noise = without + guidance * (following - without)
        now, after = alphas[t], alphas[max(t - stride, 0)]
        clean = (x - (1 - now).sqrt() * noise) / now.sqrt()
        x = after.sqrt() * clean + (1 - after).sqrt() * noise
    return x


def pixels(decoded):
    return ((decoded.clamp(-1, 1).permute(0, 2, 3, 1).numpy() + 1) * 127.5).astype("uint8")


def reconstruction_psnr(model):
    pictures, _ = scenes_batch(random.Random(999), 8)
    again = model.vae.decode(model.vae.encode(pictures).latent_dist.mean).sample.clamp(-1, 1)
    return 10 * torch.log10(4 / ((pictures - again) ** 2).mean()).item()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("prompts", nargs="*", default=PROMPTS)
    parser.add_argument("--guidance", type=float, default=5)
    parser.add_argument("--steps", type=int, default=25)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--out", default="out")
    arguments = parser.parse_args()
    model = Trained(arguments.out)
    with torch.no_grad():
        print(f"VAE reconstruction: {reconstruction_psnr(model):.1f} dB")
        latent = ddim(model, arguments.prompts, arguments.guidance, arguments.steps, arguments.seed)
        pictures = pixels(model.vae.decode(latent / model.scale).sample)
    save_sheet(list(pictures), f"{arguments.out}/sample.png")


if __name__ == "__main__":
    main()
