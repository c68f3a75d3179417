"""The trained networks, and drawing with them in PyTorch: DDIM as Easel does it."""

import torch

from latents import load_vae
from networks import ClipText, alphas_cumprod, make_unet
from tokenizer import Tokenizer
from unet import WINDOWS


class Trained:
    """Tokenizer, networks (averaged weights) and scaling factor from a folder of results."""

    def __init__(self, work):
        ldm = torch.load(f"{work}/ldm.pt", map_location="cpu", weights_only=True)
        self.tokenizer = Tokenizer(f"{work}/tokenizer")
        self.vae = load_vae(work)
        self.text = ClipText(len(self.tokenizer)).eval()
        self.text.load_state_dict(ldm["text"])
        self.unet = make_unet().to(memory_format=torch.channels_last).eval()
        self.unet.load_state_dict(ldm["unet"])
        self.scale, self.step, self.size = ldm["scale"], ldm["step"], ldm["size"]

    def context(self, prompts, window):
        return self.text(torch.tensor([self.tokenizer.window(prompt)[:window] for prompt in prompts]))

    @torch.no_grad()
    def draw(self, prompts, seed=0, steps=20, guidance=5.0, size=32):
        """Pictures as uint8 [n, 8 * size, 8 * size, 3]: DDIM (Song et al. 2021), eta 0, leading spacing, offset 1."""
        alphas = alphas_cumprod()
        window = WINDOWS[self.size]  # what the weights have seen so far
        context = torch.cat([self.context([""] * len(prompts), window), self.context(prompts, window)])
        noise = torch.Generator().manual_seed(seed)
        x = torch.randn(len(prompts), 4, size, size, generator=noise)
        ratio = 1000 // steps
        for i in reversed(range(steps)):
            t = i * ratio + 1
            alpha, before = alphas[t], alphas[t - ratio] if t >= ratio else alphas[0]
            without, with_text = self.unet(torch.cat([x, x]), torch.tensor(t), context).sample.chunk(2)
            epsilon = without + guidance * (with_text - without)
            clean = (x - (1 - alpha).sqrt() * epsilon) / alpha.sqrt()
            x = before.sqrt() * clean + (1 - before).sqrt() * epsilon
        return self.decode(x / self.scale)

    @torch.no_grad()
    def decode(self, latents):
        made = torch.cat([self.vae.decode(latent[None]).sample for latent in latents]).clamp(-1, 1)
        return ((made + 1) * 127.5).round().to(torch.uint8).permute(0, 2, 3, 1).contiguous().numpy()
