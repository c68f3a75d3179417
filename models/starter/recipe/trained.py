"""The trained networks as the later stages use them."""

import os

import torch

from networks import ClipText, make_unet, make_vae
from tokenizer import Tokenizer


class Trained:
    """Tokenizer, networks and scaling factor from a folder of results."""

    def __init__(self, folder):
        torch.set_num_threads(2)
        sharp, first = f"{folder}/vae-sharp.pt", f"{folder}/vae.pt"
        ldm = torch.load(f"{folder}/ldm.pt")
        self.tokenizer = Tokenizer(f"{folder}/tokenizer")
        self.vae = make_vae()
        self.vae.load_state_dict(torch.load(sharp if os.path.exists(sharp) else first))
        self.text = ClipText(len(self.tokenizer))
        self.text.load_state_dict(ldm["text"])
        self.unet = make_unet()
        self.unet.load_state_dict(ldm["unet"])
        self.scale = round(ldm["scale"], 6)
        for network in (self.vae, self.text, self.unet):
            network.eval()
