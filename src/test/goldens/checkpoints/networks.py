"""Weights made up from names, and the names single files have for them."""


import json
import zlib

import numpy
import torch

torch.set_grad_enabled(False)
torch.set_num_threads(2)


def uniform(name, count):
    """Numbers from -1 to 1: SplitMix64 (Steele et al. 2014) of the name's CRC-32 and the place."""
    with numpy.errstate(over="ignore"):
        z = numpy.arange(count, dtype=numpy.uint64) + numpy.uint64(zlib.crc32(name.encode()) << 32)
        z = z * numpy.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        z = z ^ (z >> numpy.uint64(31))
    return ((z >> numpy.uint64(40)).astype(numpy.float32) / numpy.float32(2**23)) - numpy.float32(1)


def numbers(name, shape):
    """Weights that neither grow nor shrink what goes through them."""
    u = uniform(name, int(numpy.prod(shape)))
    if len(shape) >= 2:
        u = u * numpy.float32((3 / numpy.prod(shape[1:])) ** 0.5)
    elif name.endswith("weight"):
        u = numpy.float32(1) + numpy.float32(0.1) * u
    else:
        u = numpy.float32(0.1) * u
    return torch.from_numpy(u.astype(numpy.float32).reshape(shape))


def filled(network):
    own = {n: numbers(n, tuple(t.shape)) for n, t in network.state_dict().items() if t.is_floating_point()}
    network.load_state_dict(own, strict=False)
    return network.eval(), own


def fed(name, *shape):
    return torch.from_numpy(uniform("input " + name, int(numpy.prod(shape))).reshape(shape))


def recorded(tensor):
    flat = tensor.detach().float().flatten()
    step = max(1, len(flat) // 512)
    return {
        "shape": list(tensor.shape),
        "step": step,
        "values": [float(f"{v:.7g}") for v in flat[::step].tolist()],
    }


def write(name, weights, ldm, inputs, outputs, **more):
    """ldm: name -> the tensors it is made of, one below the other; "T" in front: transposed."""
    data = dict(
        more,
        tensors={n: list(t.shape) for n, t in weights.items()},
        ldm=ldm,
        inputs={n: t if isinstance(t, list) else list(t.shape) for n, t in inputs.items()},
        outputs={n: recorded(t) for n, t in outputs.items()},
    )
    with open(name + ".json", "w") as file:
        json.dump(data, file, separators=(",", ":"))
        file.write("\n")
    print(name, len(weights), {n: float(t.std()) for n, t in list(outputs.items())[:2]})


def joined(ldm, weights):
    """The tensors of a single file."""
    return {
        n: weights[of[1]].T.contiguous() if of[0] == "T" else torch.cat([weights[o] for o in of])
        for n, of in ldm.items()
    }


# --- latent-diffusion's names, from how its code builds the networks -------------------------------

RESNET = {
    "norm1": "in_layers.0", "conv1": "in_layers.2", "time_emb_proj": "emb_layers.1",
    "norm2": "out_layers.0", "conv2": "out_layers.3", "conv_shortcut": "skip_connection",
}
HEADS = {
    "time_embedding.linear_1": "time_embed.0", "time_embedding.linear_2": "time_embed.2",
    "time_embedding.cond_proj": "time_embed.cond_proj",
    "add_embedding.linear_1": "label_emb.0.0", "add_embedding.linear_2": "label_emb.0.2",
    "conv_in": "input_blocks.0.0", "conv_norm_out": "out.0", "conv_out": "out.2",
    "controlnet_mid_block": "middle_block_out.0",
    "controlnet_cond_embedding.conv_in": "input_hint_block.0",
    "controlnet_cond_embedding.conv_out": "input_hint_block.14",
}


def unet_name(name, layers, levels):
    for theirs, ldm in HEADS.items():
        if name.startswith(theirs + "."):
            return ldm + name[len(theirs):]
    part = name.split(".")
    if part[0] == "controlnet_down_blocks":
        return f"zero_convs.{part[1]}.0.{part[2]}"
    if part[0] == "controlnet_cond_embedding":
        return f"input_hint_block.{2 * int(part[2]) + 2}.{part[3]}"
    if part[0] == "mid_block":
        kind, index, rest = part[1], int(part[2]), part[3:]
        where = "middle_block.1" if kind == "attentions" else f"middle_block.{2 * index}"
    else:
        level, kind, index, rest = int(part[1]), part[2], int(part[3]), part[4:]
        if part[0] == "down_blocks":
            if kind == "downsamplers":
                return f"input_blocks.{(level + 1) * (layers + 1)}.0.op.{rest[-1]}"
            where = f"input_blocks.{1 + level * (layers + 1) + index}.{int(kind == 'attentions')}"
        else:
            first = level * (layers + 1)
            if kind == "upsamplers":
                attends = f"up_blocks.{level}.attentions.0" in SEEN
                return f"output_blocks.{first + layers}.{1 + attends}.conv.{rest[-1]}"
            where = f"output_blocks.{first + index}.{int(kind == 'attentions')}"
    if kind == "resnets":
        rest = [RESNET[rest[0]]] + rest[1:]
    return ".".join([where] + rest)


SEEN = set()


def unet_names(weights, layers, levels):
    SEEN.clear()
    SEEN.update(".".join(n.split(".")[:4]) for n in weights)
    return {unet_name(n, layers, levels): [n] for n in weights}


def vae_name(name, levels):
    part = name.split(".")
    if len(part) < 3 or part[0] not in ("encoder", "decoder"):
        return name
    if part[1] in ("down_blocks", "up_blocks"):
        down = part[1] == "down_blocks"
        level = int(part[2]) if down else levels - 1 - int(part[2])
        start = f"{part[0]}.{'down' if down else 'up'}.{level}."
        if part[3] == "resnets":
            rest = ".".join(part[5:]).replace("conv_shortcut", "nin_shortcut")
            return f"{start}block.{part[4]}.{rest}"
        return f"{start}{'downsample' if down else 'upsample'}.conv.{part[-1]}"
    if part[1] == "mid_block":
        if part[2] == "resnets":
            return f"{part[0]}.mid.block_{int(part[3]) + 1}." + ".".join(part[4:])
        rest = {"group_norm": "norm", "to_q": "q", "to_k": "k", "to_v": "v", "to_out": "proj_out"}[part[4]]
        return f"{part[0]}.mid.attn_1.{rest}.{part[-1]}"
    return name.replace("conv_norm_out", "norm_out")


def open_clip_names(weights):
    ldm = {}
    for name in weights:
        part = name.removeprefix("text_model.").split(".")
        if part[0] == "text_projection":
            ldm["text_projection"] = ["T", name]
        elif part[0] == "embeddings":
            ldm["positional_embedding" if "position" in part[1] else "token_embedding.weight"] = [name]
        elif part[0] == "final_layer_norm":
            ldm["ln_final." + part[1]] = [name]
        else:
            block, rest = f"transformer.resblocks.{part[2]}.", part[3:]
            if rest[0] == "self_attn" and rest[1] != "out_proj":
                if rest[1] == "q_proj":
                    ldm[f"{block}attn.in_proj_{rest[2]}"] = [
                        name.replace("q_proj", f"{x}_proj") for x in "qkv"
                    ]
            else:
                own = {"layer_norm1": "ln_1", "layer_norm2": "ln_2", "fc1": "mlp.c_fc", "fc2": "mlp.c_proj",
                       "out_proj": "attn.out_proj"}
                ldm[f"{block}{own[rest[-2]]}.{rest[-1]}"] = [name]
    return ldm


def same(converted, weights):
    assert set(converted) == set(weights), set(converted) ^ set(weights)
    for name, tensor in weights.items():
        assert torch.equal(converted[name].reshape(tensor.shape), tensor), name
