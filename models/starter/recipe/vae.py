"""Stage 2: the VAE learns to squeeze 256x256 pictures into 4x32x32 latents and back.

    python vae.py --work DIR               # DIR/vae.pt

Windows of 64x64 first (cheap steps), then 128x128, then whole pictures. An eighth of the steps also asks that the
latent, halved in size, decodes to the picture halved in size (EQ-VAE, Kouzelis et al. 2025): smoother latents are
easier to diffuse, and the U-Net can start on pictures of 128x128. A linear map from latent to mean colour, thrown
away afterwards, makes the latent carry colours from early on, and Easel's previews true.
"""

import argparse
import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from networks import make_vae
from sheets import save_sheet
from training import Hands, Run, optimise, quick, quickened, setup, write

KL_WEIGHT = 2e-5  # a mean over latent values: bounds them; scaling_factor gives the unit variance
# (share of the run, window, batch)
PHASES = ((0.85, 64, 16), (0.97, 128, 8), (1.01, 256, 2))
HALVED = 0.125
COLOUR_WEIGHT = 0.5


def windows(pictures, size, count):
    """`count` windows; of two by chance the one with more in it."""
    chosen = np.empty((count, size, size, 3), np.uint8)
    for i in range(count):
        best = -1.0
        for _ in range(2 if size < 256 else 1):
            n = torch.randint(len(pictures), ()).item()
            top, left = (8 * torch.randint((256 - size) // 8 + 1, (2,))).tolist()
            window = pictures[n, top : top + size, left : left + size]
            spread = float(window[::4, ::4].std())
            if spread > best:
                best, chosen[i] = spread, window
    return tensor(chosen)


def tensor(pictures):
    """uint8 [n, h, w, 3] to float [n, 3, h, w], -1 to 1."""
    return torch.from_numpy(np.array(pictures)).permute(0, 3, 1, 2).float().div_(127.5).sub_(1)


def edges_loss(a, b):
    """Mean absolute difference of the slopes: keeps edges sharp."""
    across = (a[..., 1:] - a[..., :-1]) - (b[..., 1:] - b[..., :-1])
    down = (a[..., 1:, :] - a[..., :-1, :]) - (b[..., 1:, :] - b[..., :-1, :])
    return across.abs().mean() + down.abs().mean()


def reconstruction_loss(made, wanted):
    made = made.float()
    difference = made - wanted
    return difference.abs().mean() + 2 * (difference**2).mean() + 0.7 * edges_loss(made, wanted)


def psnr(vae, pictures):
    """Mean PSNR in dB over pictures, each decoded from its latent's mean."""
    values, shown = [], []
    with torch.no_grad():
        for picture in pictures:
            made = vae.decode(vae.encode(tensor(picture[None])).latent_dist.mean).sample.clamp(-1, 1)
            made = ((made[0].permute(1, 2, 0) + 1) * 127.5).round().numpy()
            values.append(10 * math.log10(255**2 / max(1e-9, float(((made - picture) ** 2).mean()))))
            shown += [picture, made.astype(np.uint8)]
    return float(np.mean(values)), shown


def rate(run):
    return 2e-3 * min(1, (run.step + 1) / 100) * max(0.02, 0.5 * (1 + math.cos(math.pi * run.share())))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", required=True)
    parser.add_argument("--steps", type=int, default=4600)
    parser.add_argument("--hands", type=int, default=2)
    arguments = parser.parse_args()
    setup(seed=0)
    pictures = np.load(f"{arguments.work}/pictures/train.npy", mmap_mode="r")
    test = np.load(f"{arguments.work}/pictures/test.npy", mmap_mode="r")
    vae = quickened(make_vae())
    colours = nn.Conv2d(4, 3, 1)
    parameters = [*vae.parameters(), *colours.parameters()]
    optimizer = torch.optim.AdamW(parameters, betas=(0.9, 0.98), weight_decay=1e-3)
    run = Run(f"{arguments.work}/checkpoints/vae.pt", arguments.steps, {"vae": vae, "colours": colours, "optimizer": optimizer})
    hands = Hands([vae, colours], arguments.hands)
    sheet_at = 0
    while run.unfinished():
        _, size, batch = next(phase for phase in PHASES if run.share() < phase[0])
        halved = size == 64 and run.step % int(1 / HALVED) == 0

        def loss(hand, networks):
            wanted = windows(pictures, size, batch // len(hands))
            return autoencoding(*networks, wanted.contiguous(memory_format=torch.channels_last), halved)

        (reconstruction,) = hands.gradients(loss)
        step_rate = rate(run)
        optimise(optimizer, parameters, step_rate)
        if run.done(reconstruction, step_rate, batch) and (run.step - sheet_at > 400 or not run.unfinished()):
            sheet_at = run.step
            quality, shown = psnr(vae, test[:8])
            print(f"step {run.step}: {quality:.2f} dB on 8 unseen pictures", flush=True)
            save_sheet(shown, f"{arguments.work}/samples/vae-{run.step:05d}.png", 8)
    quality, _ = psnr(vae, test)
    print(f"VAE: {quality:.2f} dB on {len(test)} unseen pictures", flush=True)
    write({"vae": vae.state_dict(), "psnr": quality}, f"{arguments.work}/vae.pt")


def autoencoding(vae, colours, wanted, halved):
    """The loss of a batch of windows, with or without halving the latent, and the reconstruction's share of it."""
    with quick():
        posterior = vae.encode(wanted).latent_dist
        mean, logvar = posterior.mean.float(), posterior.logvar.float()
        latent = mean + (0.5 * logvar).exp() * torch.randn_like(mean)
        if halved:
            latent, wanted = F.avg_pool2d(latent, 2), F.avg_pool2d(wanted, 2)
        made = vae.decode(latent).sample
    seen = (colours(latent.float()) - F.avg_pool2d(wanted, 8)).abs().mean()
    kl = 0.5 * (mean**2 + logvar.exp() - 1 - logvar).mean()
    reconstruction = reconstruction_loss(made, wanted)
    return reconstruction + COLOUR_WEIGHT * seen + KL_WEIGHT * kl, [reconstruction.item()]


if __name__ == "__main__":
    main()
