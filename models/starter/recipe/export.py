"""Stage 8: writes the trained networks as a diffusers folder and as ONNX graphs, in one folder, and compares the two.

    python export.py --work DIR --model DIR/model

Both hold the same numbers: weights are rounded to fp16 first. Graphs store fp16 and compute in fp32 (a Cast behind
each weight, which ONNX Runtime folds when it loads).
"""

import argparse
import json
import os
import shutil
import struct

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from networks import WIDTH
from tokenizer import END, START, WINDOW
from trained import Trained
from training import PlainAttention

TOLERANCE = 1e-4
WORTH_HALVING = 64  # values; smaller constants stay fp32


def write_json(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2, ensure_ascii=False)
        file.write("\n")


def write_safetensors(path, weights):
    """The format is a length, a JSON header and the numbers; see huggingface/safetensors."""
    header, offset, blobs = {"__metadata__": {"format": "pt"}}, 0, []
    for name in sorted(weights):
        values = weights[name].detach().half().contiguous().numpy()
        span = [offset, offset + values.nbytes]
        header[name] = {"dtype": "F16", "shape": list(values.shape), "data_offsets": span}
        offset += values.nbytes
        blobs.append(values.tobytes())
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        for blob in blobs:
            file.write(blob)


def round_to_half(networks):
    for network in networks:
        for parameter in network.parameters():
            parameter.data = parameter.data.half().float()


def halve(path):
    """fp32 weights become fp16 with a Cast behind: half the file, the same computation."""
    model = onnx.load(path)
    graph, casts = model.graph, []
    for weight in list(graph.initializer):
        values = numpy_helper.to_array(weight)
        if weight.data_type != TensorProto.FLOAT or values.size < WORTH_HALVING:
            continue
        stored = weight.name + ".fp16"
        graph.initializer.remove(weight)
        graph.initializer.append(numpy_helper.from_array(values.astype(np.float16), stored))
        casts.append(
            helper.make_node(
                "Cast", [stored], [weight.name], name="cast." + weight.name, to=TensorProto.FLOAT
            )
        )
    for i, cast in enumerate(casts):
        graph.node.insert(i, cast)
    constants = {weight.name for weight in graph.initializer} | {cast.output[0] for cast in casts}
    for repeated in [value for value in graph.input if value.name in constants]:
        graph.input.remove(repeated)
    onnx.checker.check_model(model)
    onnx.save(model, path)


class Predict(nn.Module):
    def __init__(self, unet):
        super().__init__()
        self.m = unet

    def forward(self, sample, timestep, encoder_hidden_states):
        return self.m(sample, timestep, encoder_hidden_states, return_dict=False)[0]


class Decode(nn.Module):
    def __init__(self, vae):
        super().__init__()
        self.m = vae

    def forward(self, latent):
        return self.m.decoder(self.m.post_quant_conv(latent))


class Encode(nn.Module):
    """Mean and log variance: whoever draws from them brings the noise, so results are reproducible."""

    def __init__(self, vae):
        super().__init__()
        self.m = vae

    def forward(self, picture):
        return self.m.quant_conv(self.m.encoder(picture))


def write_graph(path, network, example, inputs, outputs, axes):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with torch.no_grad():
        torch.onnx.export(
            network,
            example,
            path,
            input_names=inputs,
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
            do_constant_folding=True,
        )
    halve(path)
    print(f"{path}: {os.path.getsize(path):,} bytes")


def write_graphs(out, model):
    batch, words = {0: "batch_size"}, {0: "batch_size", 1: "sequence_length"}
    latent = {**batch, 2: "height_latent", 3: "width_latent"}
    picture = {**batch, 2: "height", 3: "width"}
    ids = torch.tensor([model.tokenizer.window("a red heart")])
    write_graph(
        f"{out}/text_encoder/model.onnx",
        model.text,
        (ids,),
        ["input_ids"],
        ["last_hidden_state"],
        {"input_ids": words, "last_hidden_state": words},
    )
    write_graph(
        f"{out}/unet/model.onnx",
        Predict(model.unet),
        (
            torch.randn(2, 4, 32, 32),
            torch.tensor([500], dtype=torch.int64),
            torch.randn(2, WINDOW, model.unet.config.cross_attention_dim),
        ),
        ["sample", "timestep", "encoder_hidden_states"],
        ["out_sample"],
        {"sample": picture, "encoder_hidden_states": words, "out_sample": picture},
    )
    write_graph(
        f"{out}/vae_decoder/model.onnx",
        Decode(model.vae),
        (torch.randn(1, 4, 32, 32),),
        ["latent_sample"],
        ["sample"],
        {"latent_sample": latent, "sample": picture},
    )
    write_graph(
        f"{out}/vae_encoder/model.onnx",
        Encode(model.vae),
        (torch.randn(1, 3, 256, 256),),
        ["sample"],
        ["latent_parameters"],
        {"sample": picture, "latent_parameters": latent},
    )


def configuration(network):
    """A diffusers network's own configuration, without what names its version or its place."""
    return {"_class_name": type(network).__name__} | {k: v for k, v in network.config.items() if not k.startswith("_")}


def write_configurations(out, model):
    unet, vae = configuration(model.unet), configuration(model.vae)
    vae["scaling_factor"] = model.scale
    text_encoder = {
        "architectures": ["CLIPTextModel"],
        "model_type": "clip_text_model",
        "vocab_size": len(model.tokenizer),
        "hidden_size": WIDTH,
        "intermediate_size": 4 * WIDTH,
        "num_hidden_layers": 4,
        "num_attention_heads": 4,
        "max_position_embeddings": WINDOW,
        "hidden_act": "quick_gelu",
        "layer_norm_eps": 1e-5,
        "projection_dim": WIDTH,
        "bos_token_id": model.tokenizer.start,
        "eos_token_id": model.tokenizer.end,
        "pad_token_id": model.tokenizer.end,
    }
    scheduler = {
        "_class_name": "DDIMScheduler",
        "beta_end": 0.012,
        "beta_schedule": "scaled_linear",
        "beta_start": 0.00085,
        "clip_sample": False,
        "num_train_timesteps": 1000,
        "prediction_type": "epsilon",
        "set_alpha_to_one": False,
        "steps_offset": 1,
        "timestep_spacing": "leading",
        "trained_betas": None,
    }
    index = {
        "_class_name": "StableDiffusionPipeline",
        "feature_extractor": [None, None],
        "safety_checker": [None, None],
        "requires_safety_checker": False,
        "scheduler": ["diffusers", "DDIMScheduler"],
        "text_encoder": ["transformers", "CLIPTextModel"],
        "tokenizer": ["transformers", "CLIPTokenizer"],
        "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": ["diffusers", "AutoencoderKL"],
    }
    write_json(f"{out}/model_index.json", index)
    write_json(f"{out}/scheduler/scheduler_config.json", scheduler)
    write_json(f"{out}/text_encoder/config.json", text_encoder)
    write_json(f"{out}/unet/config.json", unet)
    for part in ("vae", "vae_decoder", "vae_encoder"):
        write_json(f"{out}/{part}/config.json", vae)


def write_tokenizer(out, source):
    os.makedirs(f"{out}/tokenizer", exist_ok=True)
    for name in ("vocab.json", "merges.txt"):
        shutil.copyfile(f"{source}/tokenizer/{name}", f"{out}/tokenizer/{name}")

    def special(token):
        flags = {"lstrip": False, "normalized": True, "rstrip": False, "single_word": False}
        return {"content": token, **flags}

    write_json(
        f"{out}/tokenizer/special_tokens_map.json",
        {
            "bos_token": special(START),
            "eos_token": special(END),
            "unk_token": special(END),
            "pad_token": END,
        },
    )
    write_json(
        f"{out}/tokenizer/tokenizer_config.json",
        {
            "tokenizer_class": "CLIPTokenizer",
            "add_prefix_space": False,
            "do_lower_case": True,
            "errors": "replace",
            "model_max_length": WINDOW,
            "bos_token": START,
            "eos_token": END,
            "unk_token": END,
            "pad_token": END,
        },
    )


def largest_difference(path, inputs, wanted):
    """Between a graph's first output and PyTorch's, in ONNX Runtime on the CPU."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    made = session.run(None, {name: value.numpy() for name, value in inputs.items()})[0]
    return float(np.abs(made - wanted.numpy()).max())


@torch.no_grad()
def compare(out, model):
    """Prints the largest differences; raises where one is above TOLERANCE."""
    torch.manual_seed(1)
    ids = torch.tensor([model.tokenizer.window("a red fox in the snow"), model.tokenizer.window("")])
    context = model.text(ids)
    sample, timestep = torch.randn(2, 4, 32, 32), torch.tensor([481])
    latent, picture = torch.randn(1, 4, 32, 32) / model.scale, torch.rand(1, 3, 256, 256) * 2 - 1
    noise = Predict(model.unet)(sample, timestep, context)
    differences = {
        "text_encoder": largest_difference(f"{out}/text_encoder/model.onnx", {"input_ids": ids}, context),
        "unet": largest_difference(
            f"{out}/unet/model.onnx", {"sample": sample, "timestep": timestep, "encoder_hidden_states": context}, noise
        ),
        "vae_decoder": largest_difference(f"{out}/vae_decoder/model.onnx", {"latent_sample": latent}, Decode(model.vae)(latent)),
        "vae_encoder": largest_difference(f"{out}/vae_encoder/model.onnx", {"sample": picture}, Encode(model.vae)(picture)),
    }
    for part, difference in differences.items():
        print(f"{part}: ONNX Runtime differs from PyTorch by at most {difference:.1e}")
    if max(differences.values()) > TOLERANCE:
        raise SystemExit(f"a difference above {TOLERANCE}: the graphs are not the networks")


def write_beside(work, name, card, measured, network, example, values, axes):
    """A small network that comes with the model, in DIR/extras, and next to its folder what was measured, for the card.

    values: what it takes and what it gives, by the names its kind has. Raises where graph and network differ.
    """
    out, (given, made) = f"{work}/extras/{name}", values
    write_json(f"{out}/easel.json", card)
    with open(f"{out}.txt", "w", encoding="utf-8") as file:
        file.write(measured)
    write_graph(f"{out}/model.onnx", network, (example,), [given], [made], axes)
    with torch.no_grad():
        difference = largest_difference(f"{out}/model.onnx", {given: example}, network(example))
    if difference > TOLERANCE:
        raise SystemExit(f"{out}/model.onnx differs from the network by {difference:.1e}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", required=True, help="folder of the training stages' results")
    parser.add_argument("--model", required=True, help="folder to write")
    arguments = parser.parse_args()
    out = arguments.model
    model = Trained(arguments.work)
    model.unet.set_attn_processor(PlainAttention())
    round_to_half([model.vae, model.text, model.unet])
    write_safetensors(f"{out}/unet/diffusion_pytorch_model.safetensors", model.unet.state_dict())
    write_safetensors(f"{out}/vae/diffusion_pytorch_model.safetensors", model.vae.state_dict())
    write_safetensors(f"{out}/text_encoder/model.safetensors", model.text.state_dict())
    write_configurations(out, model)
    write_tokenizer(out, arguments.work)
    write_graphs(out, model)
    compare(out, model)


if __name__ == "__main__":
    main()
