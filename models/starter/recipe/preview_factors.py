"""Stage 9: the linear map from a latent to rough colours, for previews while a picture is being made.

    python preview_factors.py --model DIR/model

Encodes scenes with the exported VAE, averages each 8x8 block of their pixels and solves for the map by least
squares: one row of red, green, blue a latent channel, then a row of offsets, colours from -1 to 1. Latents are as
the U-Net sees them, encoded * scaling_factor. Prints the rows and writes them into the model's easel.json if it has one.
"""

import argparse
import json
import os
import random

import numpy as np
import onnxruntime

from world.scene import picture, random_scene


def encode(session, pictures):
    parameters = session.run(None, {session.get_inputs()[0].name: pictures})[0]
    return parameters[:, : parameters.shape[1] // 2]  # the mean; behind it comes the log variance


def block_means(pictures, cell):
    count, channels, height, width = pictures.shape
    blocks = pictures.reshape(count, channels, height // cell, cell, width // cell, cell)
    return blocks.mean(axis=(3, 5))


def rows(cells):
    """[count, channels, height, width] as [count * height * width, channels]."""
    return cells.transpose(0, 2, 3, 1).reshape(-1, cells.shape[1])


def samples(model, scale, count, seed):
    session = onnxruntime.InferenceSession(f"{model}/vae_encoder/model.onnx")
    rng = random.Random(seed)
    latents, colours = [], []
    for _ in range(count // 16):
        pictures = np.stack([picture(random_scene(rng)) for _ in range(16)]).transpose(0, 3, 1, 2)
        pictures = pictures.astype(np.float32) / 127.5 - 1
        latent = encode(session, pictures) * scale
        latents.append(rows(latent))
        colours.append(rows(block_means(pictures, pictures.shape[2] // latent.shape[2])))
    latents = np.concatenate(latents).astype(np.float64)
    with_offset = np.hstack([latents, np.ones((len(latents), 1))])
    return with_offset, np.concatenate(colours).astype(np.float64)


def explained(factors, latents, colours):
    left = ((latents @ factors - colours) ** 2).sum()
    return 1 - left / ((colours - colours.mean(axis=0)) ** 2).sum()


def write(path, factors):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    card = json.loads(text)
    card["previewFactors"] = factors
    lines = [f"    {json.dumps(row)}" for row in factors]
    del card["previewFactors"]
    fields = [f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in card.items()]
    fields.append('  "previewFactors": [\n' + ",\n".join(lines) + "\n  ]")
    with open(path, "w", encoding="utf-8") as file:
        file.write("{\n" + ",\n".join(fields) + "\n}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", required=True)
    parser.add_argument("--scenes", type=int, default=256)
    arguments = parser.parse_args()
    with open(f"{arguments.model}/vae_decoder/config.json", encoding="utf-8") as file:
        scale = json.load(file)["scaling_factor"]
    latents, colours = samples(arguments.model, scale, arguments.scenes, seed=5)
    factors = np.linalg.lstsq(latents, colours, rcond=None)[0]
    unseen = samples(arguments.model, scale, 64, seed=6)
    print(f"explains {explained(factors, latents, colours):.1%}, of unseen scenes {explained(factors, *unseen):.1%}")
    rounded = [[round(value, 4) for value in row] for row in factors.tolist()]
    for row in rounded:
        print(row)
    card = f"{arguments.model}/easel.json"
    if os.path.exists(card):
        write(card, rounded)


if __name__ == "__main__":
    main()
