"""What torch's interpolate gives on tiny latents: cases.json beside this file.

    pip install torch==2.8.0 numpy==2.4.6      (Python 3.11; nothing runs on a GPU)
    python recipe.py
"""

import json
import os

import torch
from torch.nn.functional import interpolate

# A1111's names, and what they mean to torch.
MODES = {
    "Latent": {"mode": "bilinear", "antialias": False},
    "Latent (antialiased)": {"mode": "bilinear", "antialias": True},
    "Latent (bicubic)": {"mode": "bicubic", "antialias": False},
    "Latent (bicubic antialiased)": {"mode": "bicubic", "antialias": True},
    "Latent (nearest)": {"mode": "nearest"},
    "Latent (nearest-exact)": {"mode": "nearest-exact"},
}
# (batch, channels, height, width) to (height, width): twice, by no whole number, smaller, as large, to and from one cell.
SIZES = [
    ((1, 2, 4, 5), (8, 10)),
    ((1, 2, 5, 7), (8, 11)),
    ((2, 1, 3, 4), (7, 9)),
    ((1, 1, 9, 7), (4, 3)),
    ((1, 1, 17, 6), (3, 13)),
    ((1, 1, 4, 6), (4, 6)),
    ((1, 1, 5, 3), (1, 1)),
    ((1, 1, 1, 1), (3, 2)),
]


def numbers(tensor):
    return [float(f"{value:.9g}") for value in tensor.flatten().tolist()]


def resized():
    generator = torch.Generator().manual_seed(11)
    for shape, size in SIZES:
        latent = torch.randn(shape, generator=generator)
        results = {
            label: numbers(interpolate(latent, size=size, **options)) for label, options in MODES.items()
        }
        yield {"shape": shape, "latent": numbers(latent), "size": size, "results": results}


def borders():
    """Lengths where float32 puts a cell on the other side of a border than exact arithmetic does."""
    for label, half in [("Latent (nearest)", 0), ("Latent (nearest-exact)", 1)]:
        found = 0
        for old in range(8, 129):
            for new in range(old, 2 * old + 1):
                row = torch.arange(old, dtype=torch.float32).reshape(1, 1, 1, old)
                cells = interpolate(row, size=(1, new), **MODES[label]).flatten().int().tolist()
                exact = [(2 * i + half) * old // (2 * new) for i in range(new)]
                if cells != exact and found < 6:
                    found += 1
                    yield {"mode": label, "old": old, "new": new, "cells": cells}


if __name__ == "__main__":
    torch.set_num_threads(1)
    cases = {"torch": torch.__version__.split("+")[0], "resized": list(resized()), "borders": list(borders())}
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cases.json")
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        json.dump(cases, file)
        file.write("\n")
    print(len(cases["resized"]), len(cases["borders"]), os.path.getsize(path))
