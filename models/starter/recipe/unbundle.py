"""Back from the bundled graphs to a folder in which training goes on, for whoever has the repository and nothing else.

    python unbundle.py --work DIR
    python latents.py --work DIR --shards 17
    python unet.py --work DIR --until N

Weights are those of the graphs: averaged, rounded to fp16. The optimizer's memory and the heads for the maps are not
among them: the learning rate rises anew in the first three hundred steps.

An exporter folds and renames weights as it likes. Which number of a graph belongs to which parameter is found by
exporting the same networks with known random numbers: every weight there is one parameter's, perhaps transposed.
"""

import argparse
import json
import pathlib
import shutil
import tempfile
import types

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from bundle import RESOURCES
from export import compare, round_to_half, write_graphs
from networks import ClipText, make_unet, make_vae
from pictures import TEST, draw
from tokenizer import Tokenizer
from training import PlainAttention, write
from vae import psnr


def numbers(path):
    """The constants of a graph by name."""
    return {weight.name: numpy_helper.to_array(weight).astype(np.float32) for weight in onnx.load(path).graph.initializer}


def key(values):
    return np.sort(values, axis=None).tobytes()


def fill(parameters, known, given):
    """Gives parameters, whose numbers are in graph `known`, the numbers of graph `given`."""
    names = {key(values): name for name, values in known.items() if values.size > 1}
    for parameter in parameters:
        own = parameter.detach().numpy()
        name = names.get(key(own))
        if name is None or name not in given or given[name].shape != known[name].shape:
            raise SystemExit("The graphs are of other networks, or of another exporter than the requirements name.")
        parameter.data = torch.from_numpy(arranged(given[name], known[name], own).copy())


def arranged(values, there, own):
    """The values, which lie as those of `there` do, as those of `own` lie."""
    if np.array_equal(there.reshape(own.shape), own):
        return values.reshape(own.shape)
    if np.array_equal(there.T, own):
        return values.T
    raise SystemExit("A weight is neither a parameter nor its transpose.")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--model", type=pathlib.Path, default=RESOURCES / "starter-v1")
    arguments = parser.parse_args()
    work, model = arguments.work, arguments.model
    if (work / "ldm.pt").exists():
        raise SystemExit(f"{work} has a model in training; name another folder.")
    (work / "tokenizer").mkdir(parents=True, exist_ok=True)
    for name in ("vocab.json", "merges.txt"):
        shutil.copyfile(model / "tokenizer" / name, work / "tokenizer" / name)
    tokenizer = Tokenizer(work / "tokenizer")
    torch.manual_seed(0)
    text, unet, vae = ClipText(len(tokenizer)).eval(), make_unet().eval(), make_vae().eval()
    unet.set_attn_processor(PlainAttention())  # as it was exported
    for network in (text, unet, vae):
        for parameter in network.parameters():
            parameter.data = 0.1 * torch.randn_like(parameter)
    round_to_half([text, unet, vae])
    scale = json.loads((model / "vae_decoder/config.json").read_text(encoding="utf-8"))["scaling_factor"]
    whole = types.SimpleNamespace(text=text, unet=unet, vae=vae, tokenizer=tokenizer, scale=scale)
    parts = {
        "text_encoder": (text,),
        "unet": (unet,),
        "vae_decoder": (vae.decoder, vae.post_quant_conv),
        "vae_encoder": (vae.encoder, vae.quant_conv),
    }
    with tempfile.TemporaryDirectory() as folder:
        write_graphs(folder, whole)
        for part, networks in parts.items():
            parameters = [parameter for network in networks for parameter in network.parameters()]
            fill(parameters, numbers(f"{folder}/{part}/model.onnx"), numbers(f"{model}/{part}/model.onnx"))
    compare(model, whole)
    trained = json.loads((model / "easel.json").read_text(encoding="utf-8"))["trained"]
    draw(f"{work}/pictures/test.npy", *TEST)
    quality, _ = psnr(vae, np.load(f"{work}/pictures/test.npy"))
    write({"scale": scale}, f"{work}/scale.pt")
    for name in ("vae.pt", "vae-sharp.pt"):
        write({"vae": vae.state_dict(), "psnr": quality}, f"{work}/{name}")
    write({"text": text.state_dict(), "unet": unet.state_dict(), "scale": scale, "size": 32, **trained}, f"{work}/ldm.pt")


if __name__ == "__main__":
    main()
