"""Records what diffusers, PEFT and LyCORIS make of small networks under made-up LoRAs.

    python -m venv venv
    venv/bin/pip install torch diffusers==0.35.2 transformers==4.57.6 peft==0.17.1 lycoris-lora==3.2.0.post2
    venv/bin/python make.py

The networks are those of ../checkpoints, whose function makes up all numbers from names. A case says
which tensors each file has, from which names their numbers were made up, and how strongly it counts.
"""

import json
import pathlib
import sys
import types

import torch
from diffusers import DDIMScheduler, StableDiffusionPipeline, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "checkpoints"))

from networks import fed, filled, recorded, uniform, unet_names  # noqa: E402

from lycoris.modules.locon import LoConModule  # noqa: E402
from lycoris.modules.loha import LohaModule  # noqa: E402
from lycoris.modules.lokr import LokrModule  # noqa: E402

CROSS = dict(
    sample_size=8, layers_per_block=2,
    down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
    up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
)
SD1 = dict(CROSS, block_out_channels=(32, 64), cross_attention_dim=128, attention_head_dim=8)
SDXL = dict(
    sample_size=8, layers_per_block=2, block_out_channels=(64, 128), cross_attention_dim=256,
    attention_head_dim=(1, 2), down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
    up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"), transformer_layers_per_block=(1, 2),
    use_linear_projection=True, addition_embed_type="text_time", addition_time_embed_dim=256,
    projection_class_embeddings_input_dim=1280 + 6 * 256)
CLIP = dict(vocab_size=49408, hidden_size=128, intermediate_size=256, num_attention_heads=2,
            max_position_embeddings=77, eos_token_id=49407, hidden_act="quick_gelu", num_hidden_layers=3)
IDS = [[49406, 5, 17, 42, 3, 49407] + [49407] * 71, [49406, 320, 49407] + [49407] * 74]

cases = []


def sd1():
    return filled(UNet2DConditionModel(**SD1))[0]


def clip():
    return filled(CLIPTextModel(CLIPTextConfig(**CLIP)))[0]


def ran(network):
    more = {}
    if network.config.get("addition_embed_type"):
        more["added_cond_kwargs"] = {"text_embeds": fed("pooled", 2, 1280), "time_ids": 100 * fed("sizes", 2, 6)}
    width = network.config.cross_attention_dim
    return network(fed("sample", 2, 4, 8, 12), 423.0, fed("words", 2, 16, width), **more).sample


class File(dict):
    """A LoRA in the making: name -> (made up from, shape), or the number an alpha is."""

    def numbers(self):
        return {n: torch.tensor(float(v)) if isinstance(v, (int, float)) else made_up(*v) for n, v in self.items()}

    def renamed(self, change):
        return File({change(n): v for n, v in self.items()})


def made_up(name, shape):
    count = 1
    for size in shape:
        count *= size
    values = torch.from_numpy(uniform("lora " + name, count)).reshape(shape)
    return 1 + 0.2 * values if name.endswith("dora_scale") or "magnitude" in name else 0.2 * values


def case(name, network, files, outputs):
    cases.append({
        "name": name, "network": network,
        "files": [{"strength": s, "tensors": {n: v if isinstance(v, (int, float)) else [v[0], list(v[1])]
                                              for n, v in f.items()}} for f, s in files],
        "outputs": {n: recorded(t) for n, t in outputs.items()},
    })


def low_rank(prefix, layers, rank, alpha, seed, names=("lora_down", "lora_up"), flat=True):
    """layers: name -> module."""
    file = File()
    for name, module in layers.items():
        shape = tuple(module.weight.shape)
        stem = prefix + (name.replace(".", "_") if flat else name)
        file[f"{stem}.{names[0]}.weight"] = (f"{seed} {name} down", (rank,) + shape[1:])
        file[f"{stem}.{names[1]}.weight"] = (f"{seed} {name} up", (shape[0], rank) + (1,) * (len(shape) - 2))
        if alpha:
            file[f"{stem}.alpha"] = alpha
    return file


def layers(network, *parts):
    return {n: m for n, m in network.named_modules()
            if hasattr(m, "weight") and m.weight.dim() > 1 and any(part in n for part in parts)}


ATTENTION = ("to_q", "to_k", "to_v", "to_out.0", "ff.net.0.proj", "ff.net.2", "proj_in", "proj_out")
CONVS = ("conv1", "conv2", "conv_shortcut", "time_emb_proj", "samplers.0.conv")


def pipeline():
    return StableDiffusionPipeline(
        unet=sd1(), text_encoder=clip(), vae=None, tokenizer=None, scheduler=DDIMScheduler(), safety_checker=None,
        feature_extractor=None, requires_safety_checker=False)


def fused(files, part="unet"):
    """What diffusers makes of them: load_lora_weights and fuse_lora."""
    pipe = pipeline()
    names = []
    for i, (file, _) in enumerate(files):
        names.append(f"a{i}")
        pipe.load_lora_weights(file.numbers(), adapter_name=names[-1])
    pipe.set_adapters(names, [strength for _, strength in files])
    pipe.fuse_lora(components=[part], adapter_names=names)
    if part == "unet":
        return {"out_sample": ran(pipe.unet)}
    return {"last_hidden_state": pipe.text_encoder(torch.tensor(IDS)).last_hidden_state}


unet, text = sd1(), clip()
with torch.no_grad():
    base = ran(unet)
    kohya = low_rank("lora_unet_", layers(unet, *ATTENTION), 4, 2, "kohya")
    convs = low_rank("lora_unet_", layers(unet, *ATTENTION, *CONVS), 2, 1, "locon")
    peft = low_rank("unet.", layers(unet, "to_q", "to_k", "to_v", "to_out.0"), 3, 0, "peft", ("lora_A", "lora_B"), False)
    words = low_rank("lora_te_text_model_", layers(text.text_model, "_proj", "fc1", "fc2"), 4, 2, "words")
    case("kohya", "unet-sd1", [(kohya, 0.8)], fused([(kohya, 0.8)]))
    case("kohya with convolutions", "unet-sd1", [(convs, 1)], fused([(convs, 1)]))
    outputs = fused([(peft, 0.9)])
    case("PEFT", "unet-sd1", [(peft, 0.9)], outputs)
    down = lambda n: n.replace("lora_A", "lora.down").replace("lora_B", "lora.up")
    old = lambda n: (n.replace(".to_out.0.lora_", ".processor.to_out_lora.lora_")
                     .replace("lora_A", "down").replace("lora_B", "up").replace("_lora.lora_", "_lora."))
    for q in "qkv":
        old = (lambda o, q: lambda n: o(n.replace(f".to_{q}.lora_A", f".processor.to_{q}_lora.down")
                                        .replace(f".to_{q}.lora_B", f".processor.to_{q}_lora.up")))(old, q)
    case("diffusers", "unet-sd1", [(peft.renamed(down), 0.9)], fused([(peft.renamed(down), 0.9)]))
    case("old diffusers", "unet-sd1", [(peft.renamed(lambda n: old(n).replace("to_out_lora.lora.", "to_out_lora.")), 0.9)], outputs)
    case("two at once", "unet-sd1", [(kohya, 0.7), (peft, 1.2)], fused([(kohya, 0.7), (peft, 1.2)]))
    case("negative", "unet-sd1", [(kohya, 0.7), (convs, -0.5)], fused([(kohya, 0.7), (convs, -0.5)]))
    case("words", "clip-l", [(words, 1.5)], fused([(words, 1.5)], "text_encoder"))
    magnitudes = File(peft)
    for name, module in layers(unet, "to_q", "to_k", "to_v", "to_out.0").items():
        magnitudes[f"unet.{name}.lora_magnitude_vector"] = (f"{name} magnitude", (module.weight.shape[0],))
    case("DoRA of PEFT", "unet-sd1", [(magnitudes, 1)], fused([(magnitudes, 1)]))

# --- LyCORIS: its own modules make the weights ----------------------------------------------------

KINDS = {
    "locon": (LoConModule, {"lora_down.weight": "lora_down.weight", "lora_up.weight": "lora_up.weight",
                            "lora_mid.weight": "lora_mid.weight"}),
    "loha": (LohaModule, {}),
    "lokr": (LokrModule, {}),
}


def merged(made, shape):
    """As forward has it; get_merged_weight of LoHa and LoKr counts alpha / rank twice."""
    if isinstance(made, LoConModule):
        return made.get_merged_weight(1.0, shape=shape)[0]
    weight = made.org_weight + made.get_weight(shape)
    return made.apply_weight_decompose(weight) if made.wd else weight


def lycoris(name, kind, base, names, network, parts, **options):
    file = File()
    modules = layers(network, *parts)
    for layer, module in modules.items():
        made = KINDS[kind][0](layer.replace(".", "_"), module, 1.0, **options)
        stem = "lora_unet_" + names(layer)
        own = dict(made.named_parameters())
        for part, tensor in own.items():
            if part == "scalar" or part.startswith("org_"):
                continue
            file[f"{stem}.{part}"] = (f"{name} {layer} {part}", tuple(tensor.shape))
            tensor.data.copy_(made_up(*file[f"{stem}.{part}"]))
        file[f"{stem}.alpha"] = float(made.alpha)
        with torch.no_grad():
            weight = merged(made, module.weight.shape)
        module.weight.data.copy_(weight.reshape(module.weight.shape))
    with torch.no_grad():
        case(name, base, [(file, 1)], {"out_sample": ran(network)})


flat = lambda layer: layer.replace(".", "_")
MOST = ("to_q", "to_v", "ff.net.0.proj", "resnets.0.conv1", "resnets.1.conv2")
lycoris("LoHa", "loha", "unet-sd1", flat, sd1(), MOST, lora_dim=3, alpha=2)
lycoris("LoHa with kernels apart", "loha", "unet-sd1", flat, sd1(), MOST, lora_dim=3, alpha=2, use_tucker=True)
lycoris("LoKr", "lokr", "unet-sd1", flat, sd1(), MOST, lora_dim=2, alpha=1, factor=4)
lycoris("LoKr of two products", "lokr", "unet-sd1", flat, sd1(), MOST, lora_dim=1, alpha=2, factor=4, decompose_both=True)
lycoris("LoKr with kernels apart", "lokr", "unet-sd1", flat, sd1(), MOST, lora_dim=2, alpha=1, factor=4, use_tucker=True)
lycoris("LoKr whole", "lokr", "unet-sd1", flat, sd1(), MOST, lora_dim=1000, alpha=1, factor=4, full_matrix=True)
lycoris("LoCon with kernels apart", "locon", "unet-sd1", flat, sd1(), MOST, lora_dim=3, alpha=2, use_tucker=True)
lycoris("DoRA of rows", "locon", "unet-sd1", flat, sd1(), MOST, lora_dim=3, alpha=2, weight_decompose=True)
lycoris("DoRA of columns", "locon", "unet-sd1", flat, sd1(), MOST, lora_dim=3, alpha=2, weight_decompose=True, wd_on_out=False)
lycoris("LoHa under DoRA", "loha", "unet-sd1", flat, sd1(), MOST, lora_dim=3, alpha=2, weight_decompose=True)

network, weights = filled(UNet2DConditionModel(**SDXL))
original = {parts[0]: ldm for ldm, parts in unet_names(weights, 2, 2).items() if len(parts) == 1}
lycoris("names of latent diffusion", "locon", "unet-sdxl", lambda n: flat(original[n + ".weight"][: -len(".weight")]),
        network, ATTENTION + CONVS, lora_dim=2, alpha=1)

text = "[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n"
(HERE / "loras.json").write_text(text)
print(len(text), [(c["name"], float(torch.tensor(c["outputs"].get("out_sample", {"values": [0]})["values"]).abs().max())) for c in cases])
print("base", float(base.abs().max()))
