"""Stage 1: writes each family as an ONNX folder, laid out as optimum's exporter does, and checks every graph.

    python export.py                      # all families; or name some: python export.py sd1 sdxl

Writes ../<family>/model/ and, for stage 2, the weights to out/<family>.pt.
"""

import json
import os
import sys

import diffusers
import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

import networks
import prompts
import tokenizer
from families import FAMILIES

GOLDENS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "out")
OPSET = 17
WORTH_HALVING = 64  # values; smaller constants stay fp32
BOUND = 1e-5  # between a graph and its PyTorch network, relative to the largest output (absolute below 1)


class Text(nn.Module):
    """Named as in transformers 4, so that weights in the graph are called text_model.final_layer_norm.weight and so on."""

    def __init__(self, network):
        super().__init__()
        self.projects = hasattr(network, "text_projection")
        self.text_model = network.text_model if self.projects else network
        if self.projects:
            self.text_projection = network.text_projection

    def forward(self, input_ids):
        out = self.text_model(input_ids, output_hidden_states=True)
        if self.projects:
            return self.text_projection(out.pooler_output), out.last_hidden_state, *out.hidden_states
        return out.last_hidden_state, out.pooler_output, *out.hidden_states


class Predict(nn.Module):
    """The U-Net with its inputs by position. residuals: how many a ControlNet adds on the way down; the last is the middle's."""

    def __init__(self, unet, further, residuals):
        super().__init__()
        self.m, self.further, self.residuals = unet, further, residuals

    def forward(self, sample, timestep, encoder_hidden_states, *more):
        named = dict(zip(self.further, more))
        condition = named.pop("timestep_cond", None)
        extra = {}
        if self.residuals:
            extra = {
                "down_block_additional_residuals": more[: self.residuals],
                "mid_block_additional_residual": more[self.residuals],
            }
        return self.m(
            sample,
            timestep,
            encoder_hidden_states,
            timestep_cond=condition,
            added_cond_kwargs=named or None,
            return_dict=False,
            **extra,
        )[0]


class Control(nn.Module):
    def __init__(self, controlnet):
        super().__init__()
        self.m = controlnet

    def forward(self, sample, timestep, encoder_hidden_states, controlnet_cond, conditioning_scale):
        down, middle = self.m(
            sample,
            timestep,
            encoder_hidden_states,
            controlnet_cond,
            conditioning_scale,
            return_dict=False,
        )
        return *down, middle


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


def write_json(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2, ensure_ascii=False)
        file.write("\n")


def halve(path):
    """fp32 weights become fp16 with a Cast behind: half the file, the same computation."""
    model = onnx.load(path)
    graph, casts = model.graph, []
    for weight in list(graph.initializer):
        values = numpy_helper.to_array(weight)
        if weight.data_type != TensorProto.FLOAT or values.size < WORTH_HALVING:
            continue
        half = values.astype(np.float16)
        assert (half.astype(np.float32) == values).all(), weight.name
        stored = weight.name + ".fp16"
        graph.initializer.remove(weight)
        graph.initializer.append(numpy_helper.from_array(half, stored))
        casts.append(
            helper.make_node(
                "Cast", [stored], [weight.name], name="cast." + weight.name, to=TensorProto.FLOAT
            )
        )
    for i, cast in enumerate(casts):
        graph.node.insert(i, cast)
    shorten(graph)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def shorten(graph):
    """The paths torch writes into the names between nodes are longer than the weights; weights keep theirs."""
    kept = {value.name for value in (*graph.input, *graph.output, *graph.initializer)}
    kept |= {node.output[0] for node in graph.node if node.name.startswith("cast.")}
    short = {}
    for node in graph.node:
        node.ClearField("doc_string")
        node.ClearField("name")
        del node.metadata_props[:]
        for i, name in enumerate(node.output):
            node.output[i] = name if name in kept or not name else short.setdefault(name, f"v{len(short)}")
        for i, name in enumerate(node.input):
            node.input[i] = short.get(name, name)
        assert not any(a.HasField("g") for a in node.attribute), "a branch would see the old names"
    del graph.value_info[:]


def check(path, network, examples, names):
    """The largest difference between graph and network, over the example inputs."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    taken = {value.name for value in session.get_inputs()}
    worst = 0.0
    for example in examples:
        feed = {k: v.numpy() for k, v in zip(names, example) if k in taken}
        with torch.no_grad():
            expected = network(*example)
        expected = expected if isinstance(expected, tuple) else (expected,)
        for ours, theirs in zip(session.run(None, feed), expected, strict=True):
            size = max(1.0, theirs.abs().max().item())
            worst = max(worst, float(np.abs(ours - theirs.numpy()).max()) / size)
    print(f"{os.path.relpath(path, GOLDENS)}: {os.path.getsize(path):,} bytes, off by {worst:.1e}")
    assert worst < BOUND, worst


def write_graph(path, network, examples, inputs, outputs, axes):
    """Traced on the first example, checked on all."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    network.eval()
    with torch.no_grad():
        torch.onnx.export(
            network,
            examples[0],
            path,
            input_names=inputs,
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=OPSET,
            do_constant_folding=True,
            dynamo=False,
        )
    halve(path)
    check(path, network, examples, inputs)


BATCH = {0: "batch_size"}
WORDS = {**BATCH, 1: "sequence_length"}
PICTURE = {**BATCH, 2: "height", 3: "width"}


def write_text_encoder(folder, family, part, network):
    words = networks.make_tokenizer(family, part)
    filled = {"padding": "max_length", "truncation": True, "return_tensors": "pt"}
    ids = [words([text], **filled).input_ids for text in (prompts.HEART, "", prompts.LONG)]
    first = ["text_embeds", "last_hidden_state"] if part == "text_encoder_2" else ["last_hidden_state", "pooler_output"]
    outputs = first + [f"hidden_states.{i}" for i in range(network.config.num_hidden_layers + 1)]
    axes = {name: WORDS for name in ["input_ids", *outputs]}
    axes["text_embeds" if part == "text_encoder_2" else "pooler_output"] = BATCH
    examples = [(i,) for i in (*ids, torch.cat(ids))]
    write_graph(f"{folder}/{part}/model.onnx", Text(network), examples, ["input_ids"], outputs, axes)
    kind = "CLIPTextModelWithProjection" if part == "text_encoder_2" else "CLIPTextModel"
    config = {
        "architectures": [kind],
        "model_type": "clip_text_model",
        **FAMILIES[family][part],
        "layer_norm_eps": network.config.layer_norm_eps,
        "vocab_size": network.config.vocab_size,
        "bos_token_id": network.config.bos_token_id,
        "eos_token_id": network.config.eos_token_id,
        "pad_token_id": network.config.pad_token_id,
    }
    write_json(f"{folder}/{part}/config.json", config)
    texts = f"{folder}/{networks.TOKENIZERS[part]}"
    tokenizer.write(texts, prompts.ALL, networks.pad_token(family, part))


def network_examples(config, channels):
    """(batch, height, width, words) as the pipelines use them: guided pair, alone, wide, two windows; a fractional timestep."""
    for batch, height, width, length, timestep in [
        (2, 8, 8, 77, 500.0),
        (1, 8, 8, 77, 1.0),
        (2, 8, 12, 77, 813.4286),
        (4, 16, 8, 154, 999.0),
    ]:
        yield (
            torch.randn(batch, channels, height, width),
            torch.tensor(timestep),
            torch.randn(batch, length, config.cross_attention_dim),
        )


def residual_names(unet):
    """What a ControlNet for this U-Net gives and what the U-Net then takes: one for each skip, then the middle."""
    skips = 1 + sum(len(b.resnets) + (len(b.downsamplers) if b.downsamplers else 0) for b in unet.down_blocks)
    return [f"down_block_{i}" for i in range(skips)] + ["mid_block"]


def write_controlnet(folder, part, network, names):
    examples = [
        (*example, torch.rand(example[0].shape[0], 3, *[8 * n for n in example[0].shape[2:]]), torch.tensor(scale))
        for example, scale in zip(network_examples(network.config, 4), [1.0, 0.5, 0.0, 1.3])
    ]
    inputs = ["sample", "timestep", "encoder_hidden_states", "controlnet_cond", "conditioning_scale"]
    axes = {"sample": PICTURE, "encoder_hidden_states": WORDS, "controlnet_cond": PICTURE}
    axes.update({name: PICTURE for name in names})
    write_graph(f"{folder}/{part}/model.onnx", Control(network), examples, inputs, names, axes)
    write_json(f"{folder}/{part}/config.json", configuration(network))
    return [(*example[:3], *Control(network)(*example)) for example in examples]


def write_unet(folder, family, network, controlled):
    """controlled: example inputs with a ControlNet's residuals, if the U-Net shall take them."""
    inputs = ["sample", "timestep", "encoder_hidden_states"]
    axes = {"sample": PICTURE, "encoder_hidden_states": WORDS, "out_sample": PICTURE}
    examples = list(network_examples(network.config, network.config.in_channels))
    further, residuals = [], 0
    if controlled:
        names = residual_names(network)
        examples, residuals = controlled, len(names) - 1
        axes.update({name: PICTURE for name in names})
        inputs += names
    else:
        extra = [networks.further_inputs(network.config, len(e[0])) for e in examples]
        flat = [{**x.pop("added_cond_kwargs", {}), **x} for x in extra]
        further = list(flat[0])
        examples = [(*e, *f.values()) for e, f in zip(examples, flat)]
        axes.update({name: BATCH for name in further})
        inputs += further
    write_graph(f"{folder}/unet/model.onnx", Predict(network, further, residuals), examples, inputs, ["out_sample"], axes)
    write_json(f"{folder}/unet/config.json", configuration(network))


def write_vae(folder, network):
    latent = {**BATCH, 2: "height_latent", 3: "width_latent"}
    latents = [torch.randn(b, 4, h, w) / network.config.scaling_factor for b, h, w in [(1, 8, 8), (2, 8, 12), (1, 24, 16)]]
    write_graph(
        f"{folder}/vae_decoder/model.onnx",
        Decode(network),
        [(z,) for z in latents],
        ["latent_sample"],
        ["sample"],
        {"latent_sample": latent, "sample": PICTURE},
    )
    pictures = [networks.smooth(b, 3, h, w) for b, h, w in [(1, 64, 64), (2, 64, 96), (1, 192, 128)]]
    write_graph(
        f"{folder}/vae_encoder/model.onnx",
        Encode(network),
        [(x,) for x in pictures],
        ["sample"],
        ["latent_parameters"],
        {"sample": PICTURE, "latent_parameters": latent},
    )
    for part in ("vae_decoder", "vae_encoder"):
        write_json(f"{folder}/{part}/config.json", {"_class_name": "AutoencoderKL", **configuration(network)})


def configuration(network):
    """What a config.json says, without where the defaults came from."""
    config = {k: v for k, v in network.config.items() if not k.startswith("_") and v is not None}
    return {"_class_name": type(network).__name__, **config}


def index(settings, parts):
    """model_index.json."""
    listed = {"_class_name": settings["pipeline"], "_diffusers_version": diffusers.__version__}
    listed.update(settings.get("index", {}))
    if "text_encoder_2" not in parts:
        listed.update({"feature_extractor": [None, None], "safety_checker": [None, None], "requires_safety_checker": False})
    for part in ("text_encoder", "text_encoder_2"):
        if "text_encoder_2" not in parts and part == "text_encoder_2":
            continue
        kind = "CLIPTextModelWithProjection" if part == "text_encoder_2" else "CLIPTextModel"
        listed[part] = ["transformers", kind] if part in parts else [None, None]
        listed[networks.TOKENIZERS[part]] = ["transformers", "CLIPTokenizer"] if part in parts else [None, None]
    listed["scheduler"] = ["diffusers", settings["scheduler"]["_class_name"]]
    listed["unet"] = ["diffusers", "UNet2DConditionModel"]
    listed["vae"] = ["diffusers", "AutoencoderKL"]
    for part in parts:
        if part.startswith("controlnet"):
            listed[part] = ["diffusers", "ControlNetModel"]
    return listed


@torch.no_grad()
def write_family(family):
    settings, parts = FAMILIES[family], networks.build(family)
    os.makedirs(OUT, exist_ok=True)
    torch.save({part: network.state_dict() for part, network in parts.items()}, f"{OUT}/{family}.pt")
    folder = os.path.join(GOLDENS, family, "model")
    torch.manual_seed(settings["seed"])
    for part in ("text_encoder", "text_encoder_2"):
        if part in parts:
            write_text_encoder(folder, family, part, parts[part])
    controlled = []
    for part, network in parts.items():
        if part.startswith("controlnet"):
            controlled = write_controlnet(folder, part, network, residual_names(parts["unet"]))
    write_unet(folder, family, parts["unet"], controlled)
    write_vae(folder, parts["vae"])
    write_json(f"{folder}/scheduler/scheduler_config.json", settings["scheduler"])
    write_json(f"{folder}/model_index.json", index(settings, parts))


def main():
    for family in sys.argv[1:] or FAMILIES:
        write_family(family)


if __name__ == "__main__":
    main()
