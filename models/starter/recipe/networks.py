"""The three networks: shapes as in Stable Diffusion 1, sizes for a small world and two CPU cores."""

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from torch import nn

from tokenizer import WINDOW

WIDTH = 192  # of the text encoder, and so of the U-Net's cross-attention
VAE_CHANNELS = (16, 32, 64, 128)
UNET_CHANNELS = (64, 128, 224)


def make_vae():
    return AutoencoderKL(
        in_channels=3,
        out_channels=3,
        latent_channels=4,
        block_out_channels=VAE_CHANNELS,
        layers_per_block=1,
        norm_num_groups=8,
        sample_size=256,
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        mid_block_add_attention=False,
    )


def make_unet(in_channels=4):
    return UNet2DConditionModel(
        sample_size=32,
        in_channels=in_channels,
        out_channels=4,
        block_out_channels=UNET_CHANNELS,
        layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=WIDTH,
        attention_head_dim=4,
        norm_num_groups=16,
    )


class ClipLayer(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.layer_norm1 = nn.LayerNorm(width)
        self.layer_norm2 = nn.LayerNorm(width)
        self.self_attn = nn.Module()
        for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
            setattr(self.self_attn, name, nn.Linear(width, width))
        self.mlp = nn.Module()
        self.mlp.fc1 = nn.Linear(width, 4 * width)
        self.mlp.fc2 = nn.Linear(4 * width, width)

    def forward(self, x, mask):
        x = x + self.attention(self.layer_norm1(x), mask)
        hidden = self.mlp.fc1(self.layer_norm2(x))
        return x + self.mlp.fc2(hidden * torch.sigmoid(1.702 * hidden))  # quick GELU, as CLIP

    def attention(self, x, mask):
        batch, length, width = x.shape

        def split(t):
            return t.view(batch, length, self.heads, width // self.heads).transpose(1, 2)

        a = self.self_attn
        q, k, v = split(a.q_proj(x)), split(a.k_proj(x)), split(a.v_proj(x))
        weights = ((q * (width // self.heads) ** -0.5) @ k.transpose(-1, -2) + mask).softmax(-1)
        return a.out_proj((weights @ v).transpose(1, 2).reshape(batch, length, width))


class ClipText(nn.Module):
    """transformers' CLIPTextModel by the names of its weights: ids to last_hidden_state."""

    def __init__(self, vocabulary, width=WIDTH, layers=4, heads=4, positions=WINDOW):
        super().__init__()
        self.text_model = model = nn.Module()
        model.embeddings = nn.Module()
        model.embeddings.token_embedding = nn.Embedding(vocabulary, width)
        model.embeddings.position_embedding = nn.Embedding(positions, width)
        model.encoder = nn.Module()
        model.encoder.layers = nn.ModuleList(ClipLayer(width, heads) for _ in range(layers))
        model.final_layer_norm = nn.LayerNorm(width)
        nn.init.normal_(model.embeddings.token_embedding.weight, std=0.02)
        nn.init.normal_(model.embeddings.position_embedding.weight, std=0.01)

    def forward(self, ids):
        model = self.text_model
        length = ids.shape[1]
        positions = model.embeddings.position_embedding.weight[:length]
        x = model.embeddings.token_embedding(ids) + positions
        # Each token sees itself and what came before it.
        mask = torch.full((length, length), -1e4, device=x.device).triu(1)
        for layer in model.encoder.layers:
            x = layer(x, mask)
        return model.final_layer_norm(x)


def alphas_cumprod():
    """Stable Diffusion 1's noise schedule: scaled_linear from 0.00085 to 0.012 over 1000 timesteps."""
    betas = torch.linspace(0.00085**0.5, 0.012**0.5, 1000) ** 2
    return torch.cumprod(1 - betas, 0)
