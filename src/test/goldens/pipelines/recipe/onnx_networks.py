"""Puts a family's ONNX graphs in the place of its PyTorch networks, under diffusers' own pipelines."""

import contextlib
import os

import onnxruntime
import torch
from diffusers.models.autoencoders.vae import DecoderOutput, DiagonalGaussianDistribution
from diffusers.models.modeling_outputs import AutoencoderKLOutput
from transformers.modeling_outputs import BaseModelOutputWithPooling
from transformers.models.clip.modeling_clip import CLIPTextModelOutput


def graph(folder, part):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    path = os.path.join(folder, part, "model.onnx")
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    taken = [value.name for value in session.get_inputs()]
    given = [value.name for value in session.get_outputs()]

    def run(**inputs):
        feed = {name: torch.as_tensor(inputs[name]).numpy() for name in taken}
        return dict(zip(given, map(torch.from_numpy, session.run(None, feed)), strict=True))

    return run


def text_encoder(run):
    def forward(input_ids, attention_mask=None, output_hidden_states=False, **_):
        out = run(input_ids=input_ids)
        hidden = tuple(v for k, v in out.items() if k.startswith("hidden_states."))
        common = {"last_hidden_state": out["last_hidden_state"], "hidden_states": hidden if output_hidden_states else None}
        if "text_embeds" in out:
            return CLIPTextModelOutput(text_embeds=out["text_embeds"], **common)
        return BaseModelOutputWithPooling(pooler_output=out["pooler_output"], **common)

    return forward


def unet(run):
    def forward(
        sample,
        timestep,
        encoder_hidden_states,
        timestep_cond=None,
        added_cond_kwargs=None,
        down_block_additional_residuals=(),
        mid_block_additional_residual=None,
        **_,
    ):
        residuals = {f"down_block_{i}": r for i, r in enumerate(down_block_additional_residuals)}
        out = run(
            sample=sample,
            timestep=torch.as_tensor(timestep).float(),
            encoder_hidden_states=encoder_hidden_states,
            timestep_cond=timestep_cond,
            mid_block=mid_block_additional_residual,
            **residuals,
            **(added_cond_kwargs or {}),
        )
        return (out["out_sample"],)

    return forward


def controlnet(run):
    def forward(sample, timestep, encoder_hidden_states, controlnet_cond, conditioning_scale=1.0, **_):
        out = run(
            sample=sample,
            timestep=torch.as_tensor(timestep).float(),
            encoder_hidden_states=encoder_hidden_states,
            controlnet_cond=controlnet_cond,
            conditioning_scale=torch.tensor(float(conditioning_scale)),
        )
        return list(out.values())[:-1], out["mid_block"]

    return forward


@contextlib.contextmanager
def instead_of(parts, folder):
    """While inside, the networks in parts answer from the graphs in folder."""
    changed = []

    def change(network, method, function):
        setattr(network, method, function)
        changed.append((network, method))

    for part, network in parts.items():
        if part == "vae":
            encode, decode = graph(folder, "vae_encoder"), graph(folder, "vae_decoder")
            change(
                network,
                "encode",
                lambda x, run=encode, **_: AutoencoderKLOutput(
                    latent_dist=DiagonalGaussianDistribution(run(sample=x)["latent_parameters"])
                ),
            )
            change(
                network,
                "decode",
                lambda z, run=decode, **_: DecoderOutput(sample=run(latent_sample=z)["sample"]).to_tuple(),
            )
            continue
        make = text_encoder if part.startswith("text") else unet if part == "unet" else controlnet
        change(network, "forward", make(graph(folder, part)))
    try:
        yield
    finally:
        for network, method in changed:
            delattr(network, method)
