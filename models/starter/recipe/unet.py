"""Stage 5: text encoder and U-Net learn together to predict the noise in a latent.

    python unet.py --work DIR --until 20000        # goes on from DIR/checkpoints/unet.pt, or else from DIR/ldm.pt
    python unet.py --work DIR --until N --practise --cool 2000         # at the very end: the learning rate falls to nothing
    python unet.py --work DIR --device cuda --hands 1 --batch 512        # on a card, for as long as there is one

First on latents halved to 16x16 (pictures of 128x128, a quarter of the cost), from step HALVED on at 32x32. The
learning rate is constant and the averaged weights are what is used, so a run may be prolonged at will. Beside the
noise, small heads on the up path tell from the world's own maps which subject in which colour is where: the words
bind to places much sooner (the idea of REPA, Yu et al. 2025, with exact labels). The heads are thrown away.
"""

import argparse
import copy
import glob
import os
import time

import torch
import torch.nn.functional as F
from torch import nn

from networks import ClipText, UNET_CHANNELS, alphas_cumprod, make_unet
from tokenizer import Tokenizer
from training import Hands, Run, optimise, quick, quickened, setup, write
from world.pen import COLOURS
from world.subjects import SUBJECTS

HALVED = 10400  # steps at 16x16
BATCHES = {16: 64, 32: 24}  # a third more samples a second than half as many
WINDOWS = {16: 36, 32: 77}  # the longest captions have 30 tokens; the padding behind is learnt at the full size
EMPTY_CAPTIONS = 0.1  # for classifier-free guidance (Ho, Salimans 2022)
MOST_SNR = 5.0  # min-SNR weights (Hang et al. 2023)
# Stable Diffusion's schedule never reaches pure noise: a picture's mean colour shines through to the last step, where
# drawing begins with a mean of 0, and plain backgrounds would all turn greyish. Noise with a mean of its own hides it.
OFFSET = 0.1
RATE = 8e-4
LABELS_WEIGHT = 0.04
PRACTISED = {"pixel": 2.0, "papercut": 1.0, "paper": 1.0}  # with --practise: how much more often, for a caption's word
SHEET_EVERY = 600  # seconds


class Latents:
    """Every shard there is, looked for again now and then."""

    def __init__(self, folder, practised=None, device="cpu"):
        self.folder, self.device, self.read, self.practised = folder, device, [], practised or {}
        self.refresh()

    def refresh(self):
        paths = sorted(glob.glob(f"{self.folder}/*.pt"))
        if len(paths) == len(self.read):
            return
        shards = [torch.load(path, weights_only=True) for path in paths]
        self.read = paths
        self.latents, self.ids, self.labels = (
            torch.cat([shard[part] for shard in shards]).to(self.device) for part in ("latents", "ids", "labels")
        )
        self.shares = torch.ones(len(self.latents), device=self.device)
        if self.practised:
            cells = self.labels[:, 0].flatten(1)
            things = torch.where(cells == 0, cells.amax(1, keepdim=True), cells)  # without the background
            self.shares += (things.amin(1) != things.amax(1)).float()  # two kinds
            for token, more in self.practised.items():
                self.shares += more * (self.ids == token).flatten(1).any(1).float()
        print(f"{len(self.latents)} scenes in {len(paths)} shards", flush=True)

    def batch(self, count, size):
        chosen = torch.multinomial(self.shares, count, replacement=True)
        told = torch.randint(self.ids.shape[1], (count,), device=self.device)
        latents, labels = self.latents[chosen].float(), self.labels[chosen].long()
        if size == 16:
            latents, labels = F.avg_pool2d(latents, 2), labels[:, :, ::2, ::2]
        return latents, self.ids[chosen, told].long(), labels


class Heads(nn.Module):
    """Subject and colour of each cell, from the features after the first up block."""

    def __init__(self, width):
        super().__init__()
        self.norm = nn.GroupNorm(16, width)
        self.subject = nn.Conv2d(width, len(SUBJECTS) + 1, 1)
        self.colour = nn.Conv2d(width, len(COLOURS) + 1, 1)

    def loss(self, features, labels):
        features = F.silu(self.norm(features.float()))
        return F.cross_entropy(self.subject(features), labels[:, 0]) + F.cross_entropy(self.colour(features), labels[:, 1])


class Average:
    """Exponential average of the weights, which draws better than the last weights."""

    def __init__(self, networks):
        self.networks = [copy.deepcopy(network) for network in networks]
        self.parameters = [p for network in self.networks for p in network.parameters()]

    def follow(self, parameters, step):
        decay = min(0.999, (1 + step) / (20 + step))
        with torch.no_grad():
            torch._foreach_lerp_(self.parameters, [p.detach() for p in parameters], 1 - decay)


def denoising(networks, clean, ids, labels, alphas):
    """The loss of a batch of latents of unit variance; reports the noise's and the labels' part."""
    text, unet, heads = networks
    timesteps = torch.randint(0, 1000, (len(clean),), device=clean.device)
    noise = torch.randn_like(clean) + OFFSET * torch.randn(len(clean), 4, 1, 1, device=clean.device)
    alpha = alphas[timesteps].view(-1, 1, 1, 1)
    noisy = (alpha.sqrt() * clean + (1 - alpha).sqrt() * noise).contiguous(memory_format=torch.channels_last)
    features = []
    hook = unet.up_blocks[0].register_forward_hook(lambda module, inputs, output: features.append(output))
    with quick(clean.device):
        predicted = unet(noisy, timesteps, text(ids)).sample.float()
    hook.remove()
    snr = alphas[timesteps] / (1 - alphas[timesteps])
    noise_loss = (((predicted - noise) ** 2).mean((1, 2, 3)) * snr.clamp(max=MOST_SNR) / snr).mean()
    labels_loss = heads.loss(features[0], labels)
    return noise_loss + LABELS_WEIGHT * labels_loss, [noise_loss.item(), labels_loss.item()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", required=True)
    parser.add_argument("--until", type=int, default=60000, help="steps in all")
    parser.add_argument("--cool", type=int, default=0, help="last steps of --until, with a falling learning rate")
    parser.add_argument("--practise", action="store_true", help="scenes of what it was weak at come up more often")
    parser.add_argument("--hands", type=int, default=2, help="cores to use")
    parser.add_argument("--halved", type=int, default=HALVED, help="steps at 16x16")
    parser.add_argument("--batch", type=int, help="scenes a step, in place of what suits two cores")
    parser.add_argument("--device", default="cpu")
    arguments = parser.parse_args()
    work = arguments.work
    setup(seed=0)
    device = arguments.device
    tokenizer = Tokenizer(f"{work}/tokenizer")
    practised = {tokenizer.window(word)[1]: more for word, more in PRACTISED.items()} if arguments.practise else {}
    data = Latents(f"{work}/latents", practised, device)
    scale_path = f"{work}/scale.pt"
    if not os.path.exists(scale_path):
        write({"scale": round(1 / data.latents[:4096].float().std().item(), 6)}, scale_path)
    scale = torch.load(scale_path, weights_only=True)["scale"]
    text = ClipText(len(tokenizer)).to(device)
    unet = quickened(make_unet(), device)
    average = Average([text, unet])
    heads = Heads(UNET_CHANNELS[-1]).to(device)
    shared = [*text.parameters(), *unet.parameters()]
    parameters = [*shared, *heads.parameters()]
    optimizer = torch.optim.AdamW(parameters, betas=(0.9, 0.99), weight_decay=1e-2, fused=True)
    state = {
        "text": text,
        "unet": unet,
        "heads": heads,
        "mean_text": average.networks[0],
        "mean_unet": average.networks[1],
        "optimizer": optimizer,
    }
    run = Run(f"{work}/checkpoints/unet.pt", arguments.until, state)
    if not run.step and os.path.exists(f"{work}/ldm.pt"):  # weights without the optimizer's memory, from unbundle.py
        saved = torch.load(f"{work}/ldm.pt", map_location=device, weights_only=True)
        for network, part in ((text, "text"), (unet, "unet"), (average.networks[0], "text"), (average.networks[1], "unet")):
            network.load_state_dict(saved[part])
        run.step = saved["step"]
        print(f"going on from the weights of step {run.step}", flush=True)
    alphas = alphas_cumprod().to(device)
    empty = torch.tensor(tokenizer.window(""), device=device)
    hands = Hands([text, unet, heads], arguments.hands)
    sheet_at, labels_mean = time.time() - SHEET_EVERY + 120, 0.0
    while run.unfinished():
        size = 16 if run.step < arguments.halved else 32
        count = arguments.batch or BATCHES[size]

        def loss(hand, networks):
            clean, ids, labels = data.batch(count // len(hands), size)
            ids[torch.rand(len(ids), device=device) < EMPTY_CAPTIONS] = empty
            return denoising(networks, clean * scale, ids[:, : WINDOWS[size]], labels, alphas)

        noise_loss, labels_loss = hands.gradients(loss)
        taken = optimizer.state[parameters[0]].get("step", 0)  # fewer than run.step where it went on from weights alone
        rate = RATE * min(1, (int(taken) + 1) / 300)
        if arguments.cool:
            rate *= min(1.0, max(0.01, (arguments.until - run.step) / arguments.cool))
        optimise(optimizer, parameters, rate)
        average.follow(shared, run.step)
        labels_mean = 0.98 * labels_mean + 0.02 * labels_loss
        if run.step % 200 == 199:
            print(f"labels {labels_mean:.3f}", flush=True)
        if run.done(noise_loss, rate, count):
            data.refresh()
            trained = {"text": average.networks[0].state_dict(), "unet": average.networks[1].state_dict(), "scale": scale}
            write({**trained, "step": run.step, "size": size, "shards": len(data.read)}, f"{work}/ldm.pt")
            if time.time() - sheet_at > SHEET_EVERY or not run.unfinished():
                sheet_at = time.time()
                from sample import PROMPTS, sheet

                sheet(work, f"{work}/samples/unet-{run.step:06d}.png", size, PROMPTS if size == 16 else PROMPTS[:12])


if __name__ == "__main__":
    main()
