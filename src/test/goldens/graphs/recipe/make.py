"""Makes everything beside this folder: a tiny text encoder with decomposed norms, and what torch makes of words when layers are
left out or vectors are put in place of words.

    python -m venv venv && . venv/bin/activate && pip install -r requirements.txt && python make.py
"""

import json
import os

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from safetensors.torch import save_file
from transformers import CLIPTextConfig, CLIPTextModel

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..")
SD1 = os.path.join(OUT, "..", "pipelines", "sd1", "model", "text_encoder")
OPSET = 14  # the third last without LayerNormalization: norms become ReduceMean, Sub, Pow, ...
BOUND = 1e-6


class Text(torch.nn.Module):
    def __init__(self, network):
        super().__init__()
        self.text_model = network.text_model

    def forward(self, input_ids):
        out = self.text_model(input_ids)
        return out.last_hidden_state, out.pooler_output


def encode(network, ids, vectors=None, position=0):
    """All hidden states and the pooled words; vectors stand in place of the token vectors from position on."""

    def inject(module, arguments, gathered):
        gathered = gathered.clone()
        gathered[0, position : position + len(vectors)] = vectors
        return gathered

    embedding = network.text_model.embeddings.token_embedding
    hook = embedding.register_forward_hook(inject) if vectors is not None else None
    with torch.no_grad():
        out = network(torch.tensor([ids]), output_hidden_states=True)
        normed = [network.text_model.final_layer_norm(h) for h in out.hidden_states]
    if hook:
        hook.remove()
    assert torch.equal(normed[-1], out.last_hidden_state)
    return out.hidden_states, normed, out.pooler_output


def answers(network, ids, **injection):
    hidden, normed, pooled = encode(network, ids, **injection)
    layers = len(hidden) - 1
    rows = {f"hidden-{k}": hidden[layers - k] for k in range(layers + 1)}
    rows |= {f"normed-{k}": normed[layers - k] for k in range(layers + 1)}
    return rows | {"pooled": pooled}


def write(case, rows, described):
    values = []
    index = {}
    for name, row in rows.items():
        index[name] = {"offset": sum(v.size for v in values), "shape": list(row.shape)}
        values.append(row.numpy().astype("<f4").ravel())
    file = case + ".bin"
    np.concatenate(values).tofile(os.path.join(OUT, file))
    return {"case": case, "file": file, "answers": index} | described


def decomposed():
    torch.manual_seed(20261121)
    config = CLIPTextConfig(
        hidden_size=16, intermediate_size=32, num_hidden_layers=3, num_attention_heads=2, vocab_size=96,
        max_position_embeddings=77, hidden_act="quick_gelu", bos_token_id=94, eos_token_id=95, pad_token_id=95,
    )  # fmt: skip
    network = CLIPTextModel(config).eval()
    for name, weight in network.named_parameters():
        # Norms and biases start as ones and zeros, under which a wrong one would not be noticed.
        torch.nn.init.normal_(weight, mean=1.0 if "norm" in name and "weight" in name else 0.0, std=0.3)
    path = os.path.join(OUT, "decomposed", "model.onnx")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    words = {0: "batch_size", 1: "sequence_length"}
    example = torch.tensor([[94, 1, 2, 3, 95, 95, 95, 95]])
    with torch.no_grad():
        torch.onnx.export(
            Text(network), (example,), path, input_names=["input_ids"], output_names=["last_hidden_state", "pooler_output"],
            dynamic_axes={"input_ids": words, "last_hidden_state": words, "pooler_output": {0: "batch_size"}},
            opset_version=OPSET, do_constant_folding=True, dynamo=False,
        )  # fmt: skip
    model = onnx.load(path)
    for node in model.graph.node:
        node.ClearField("doc_string")
        del node.metadata_props[:]
    onnx.save(model, path)
    assert not any(node.op_type == "LayerNormalization" for node in model.graph.node)
    return network


def recorded_sd1():
    """The network whose weights the recorded SD 1 graph holds; torch's names where the exporter kept them, its order elsewhere."""
    with open(os.path.join(SD1, "config.json"), encoding="utf-8") as file:
        network = CLIPTextModel(CLIPTextConfig(**json.load(file))).eval()
    graph = onnx.load(os.path.join(SD1, "model.onnx")).graph
    weights = {i.name.removesuffix(".fp16"): numpy_helper.to_array(i).astype(np.float32) for i in graph.initializer}
    for node in graph.node:  # equal weights were stored once
        if node.op_type == "Identity":
            weights[node.output[0]] = weights[node.input[0]]
    products = [n.input[1] for n in graph.node if n.op_type == "MatMul" and n.input[1] in weights]
    sums = {n.input[1]: n.output[0] for n in graph.node if n.op_type == "MatMul"}
    biases = {sums[p]: n.input[0] for p in products for n in graph.node if n.op_type == "Add" and n.input[1] == sums[p]}
    norms = [n for n in graph.node if n.op_type == "LayerNormalization"]
    state = {}
    for e in ("token_embedding", "position_embedding"):
        state[f"text_model.embeddings.{e}.weight"] = weights[f"text_model.embeddings.{e}.weight"]
    parts = ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.out_proj", "mlp.fc1", "mlp.fc2")
    for layer in range(network.config.num_hidden_layers):
        prefix = f"text_model.encoder.layers.{layer}."
        for part, product in zip(parts, products[6 * layer :]):
            state[prefix + part + ".weight"] = weights[product].T
            state[prefix + part + ".bias"] = weights[biases[sums[product]]]
        for i in (0, 1):
            norm = norms[2 * layer + i]
            state[f"{prefix}layer_norm{i + 1}.weight"] = weights[norm.input[1]]
            state[f"{prefix}layer_norm{i + 1}.bias"] = weights[norm.input[2]]
    state["text_model.final_layer_norm.weight"] = weights[norms[-1].input[1]]
    state["text_model.final_layer_norm.bias"] = weights[norms[-1].input[2]]
    missing, unexpected = network.load_state_dict({k: torch.tensor(v) for k, v in state.items()}, strict=False)
    assert not unexpected and all("position_ids" in name for name in missing), (missing, unexpected)
    return network


def same(network, path, ids):
    """The graph and the network agree before anything is edited."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    ours = session.run(["last_hidden_state", "pooler_output"], {"input_ids": np.array([ids])})
    _, normed, pooled = encode(network, ids)
    off = max(np.abs(ours[0] - normed[-1].numpy()).max(), np.abs(ours[1] - pooled.numpy()).max())
    print(f"{os.path.relpath(path, OUT)}: off by {off:.1e}")
    assert off < BOUND * max(1, normed[-1].abs().max().item())


def embeddings():
    torch.manual_seed(7)
    folder = os.path.join(OUT, "embeddings")
    os.makedirs(folder, exist_ok=True)

    def vectors(count, width):
        return (torch.randn(count, width) * 0.3).half().float()

    a1111, diffusers, small, large = vectors(2, 32), vectors(1, 32)[0].bfloat16(), vectors(3, 32), vectors(3, 40)
    save_file({"emb_params": a1111.half()}, f"{folder}/a1111.safetensors", metadata={"name": "heart"})
    save_file({"<heart>": diffusers}, f"{folder}/diffusers.safetensors")
    save_file({"clip_l": small, "clip_g": large}, f"{folder}/sdxl.safetensors")
    return {
        "a1111": {32: a1111.tolist()},
        "diffusers": {32: [diffusers.float().tolist()]},
        "sdxl": {32: small.tolist(), 40: large.tolist()},
    }, a1111


def main():
    files, vectors = embeddings()
    tiny = decomposed()
    tiny_ids = [94, 7, 0, 0, 21, 30, 95, 95, 95, 95]
    tiny_vectors = torch.randn(2, 16) * 0.3
    same(tiny, os.path.join(OUT, "decomposed", "model.onnx"), tiny_ids)
    sd1 = recorded_sd1()
    ids = [608, 320, 0, 0, 545, 556, 534, 513, 527] + 68 * [609]
    same(sd1, os.path.join(SD1, "model.onnx"), ids)
    cases = []
    for name, graph, network, words, put in (
        ("decomposed", "graphs/decomposed/model.onnx", tiny, tiny_ids, tiny_vectors),
        ("sd1", "pipelines/sd1/model/text_encoder/model.onnx", sd1, ids, vectors),
    ):
        described = {"graph": graph, "ids": words}
        cases.append(write(name, answers(network, words), described))
        described |= {"position": 2, "vectors": put.tolist()}
        cases.append(write(name + "-injected", answers(network, words, vectors=put, position=2), described))
    with open(os.path.join(OUT, "cases.json"), "w", encoding="utf-8") as file:
        json.dump({"cases": cases, "embeddings": files}, file, indent=1)
        file.write("\n")


main()
