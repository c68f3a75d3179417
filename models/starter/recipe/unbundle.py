"""Back from the bundled graphs to a folder in which training goes on, for whoever has the repository and nothing else.

    python unbundle.py --work DIR
    python latents.py --work DIR --shards 20
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
import onnxruntime
import torch
from onnx import numpy_helper

from bundle import RESOURCES
from export import TOLERANCE, Decode, Encode, Predict, round_to_half, write_graphs
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


def check(path, network, example):
    with torch.no_grad():
        made = network(*example).numpy()
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    feeds = {given.name: value.numpy() for given, value in zip(session.get_inputs(), example)}
    difference = np.abs(session.run(None, feeds)[0] - made).max()
    print(f"{path.parent.name}: differs from the graph by {difference:.1e}")
    if difference > TOLERANCE:
        raise SystemExit(f"{path} was not read rightly.")


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
    parts = {
        "text_encoder": (text, text, (torch.tensor([tokenizer.window("a red heart")]),)),
        "unet": (Predict(unet), unet, (torch.randn(2, 4, 32, 32), torch.tensor([500]), torch.randn(2, 77, 192))),
        "vae_decoder": (Decode(vae), torch.nn.ModuleList([vae.decoder, vae.post_quant_conv]), (torch.randn(1, 4, 32, 32),)),
        "vae_encoder": (Encode(vae), torch.nn.ModuleList([vae.encoder, vae.quant_conv]), (torch.randn(1, 3, 256, 256),)),
    }
    with tempfile.TemporaryDirectory() as folder:
        write_graphs(folder, types.SimpleNamespace(text=text, unet=unet, vae=vae, tokenizer=tokenizer))
        for name, (network, owner, example) in parts.items():
            graph = pathlib.Path(name, "model.onnx")
            fill(owner.parameters(), numbers(folder / graph), numbers(model / graph))
            check(model / graph, network, example)
    scale = json.loads((model / "vae_decoder/config.json").read_text(encoding="utf-8"))["scaling_factor"]
    trained = json.loads((model / "easel.json").read_text(encoding="utf-8"))["trained"]
    draw(f"{work}/pictures/test.npy", *TEST)
    quality, _ = psnr(vae, np.load(f"{work}/pictures/test.npy"))
    write({"scale": scale}, f"{work}/scale.pt")
    for name in ("vae.pt", "vae-sharp.pt"):
        write({"vae": vae.state_dict(), "psnr": quality}, f"{work}/{name}")
    write({"text": text.state_dict(), "unet": unet.state_dict(), "scale": scale, "size": 32, **trained}, f"{work}/ldm.pt")


if __name__ == "__main__":
    main()
