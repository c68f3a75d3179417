"""Stage 4: text encoder and U-Net learn together to predict the noise in a latent.

    python unet.py --minutes 82           # v0: 7,298 steps in two sessions
"""

import argparse
import copy

import torch

from networks import ClipText, alphas_cumprod, make_unet
from tokenizer import Tokenizer
from training import Run, optimise, setup

BATCH = 32
EMPTY_CAPTIONS = 0.1  # for classifier-free guidance (Ho, Salimans 2022)
MOST_SNR = 5.0  # min-SNR weights (Hang et al. 2023)


def learning_rate(step, share):
    return 6e-4 * min(1, (step + 1) / 50) * (1 if share < 0.55 else max(0.02, (1 - share) / 0.45))


def follow(averages, parameters, step):
    """Exponential averages of the weights, which draw better than the last weights."""
    decay = min(0.999, (1 + step) / (10 + step))
    with torch.no_grad():
        torch._foreach_mul_(averages, decay)
        torch._foreach_add_(averages, parameters, alpha=1 - decay)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=82)
    parser.add_argument("--out", default="out")
    arguments = parser.parse_args()
    setup(seed=0)
    data = torch.load(f"{arguments.out}/latents.pt")
    tokenizer = Tokenizer(f"{arguments.out}/tokenizer")
    text = ClipText(len(tokenizer))
    unet = make_unet().to(memory_format=torch.channels_last)
    mean_text, mean_unet = copy.deepcopy(text), copy.deepcopy(unet)
    parameters = [*text.parameters(), *unet.parameters()]
    averages = [*mean_text.parameters(), *mean_unet.parameters()]
    optimizer = torch.optim.AdamW(parameters, betas=(0.9, 0.99), weight_decay=1e-2)
    state = {
        "text": text,
        "unet": unet,
        "mean_text": mean_text,
        "mean_unet": mean_unet,
        "optimizer": optimizer,
    }
    run = Run(f"{arguments.out}/checkpoints/unet.pt", arguments.minutes, state)
    alphas = alphas_cumprod()
    snr = alphas / (1 - alphas)
    weights = snr.clamp(max=MOST_SNR) / snr
    empty = torch.tensor(tokenizer.window(""))
    while (share := run.share()) < 1:
        chosen = torch.randint(0, len(data["latents"]), (BATCH,))
        clean = data["latents"][chosen].float() * data["scale"]
        ids = data["ids"][chosen].long()
        ids[torch.rand(BATCH) < EMPTY_CAPTIONS] = empty
        timesteps = torch.randint(0, 1000, (BATCH,))
        noise = torch.randn_like(clean)
        alpha = alphas[timesteps].view(-1, 1, 1, 1)
        noisy = alpha.sqrt() * clean + (1 - alpha).sqrt() * noise
        noisy = noisy.contiguous(memory_format=torch.channels_last)
        predicted = unet(noisy, timesteps, text(ids)).sample
        loss = (((predicted - noise) ** 2).mean((1, 2, 3)) * weights[timesteps]).mean()
        rate = learning_rate(run.step, share)
        optimise(optimizer, parameters, loss, rate)
        run.done(loss.item(), rate)
        follow(averages, parameters, run.step)
    run.save()
    trained = {"text": mean_text.state_dict(), "unet": mean_unet.state_dict(), "scale": data["scale"]}
    torch.save(trained, f"{arguments.out}/ldm.pt")


if __name__ == "__main__":
    main()
