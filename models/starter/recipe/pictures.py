"""Stage 1: draws the pictures the VAE learns from, and unseen ones to measure it on.

    python pictures.py --work DIR          # DIR/pictures/train.npy, test.npy: uint8 [n, 256, 256, 3]
"""

import argparse
import os
import random

import numpy as np

from world.scene import picture, random_scene

TEST = 64, 12  # how many, seed


def draw(path, count, seed):
    if os.path.exists(path):
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    rng = random.Random(seed)
    stack = np.lib.format.open_memmap(path + ".part", "w+", np.uint8, (count, 256, 256, 3))
    for i in range(count):
        stack[i] = picture(random_scene(rng))
    stack.flush()
    os.replace(path + ".part", path)
    print(f"{path}: {count} pictures", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", required=True)
    parser.add_argument("--count", type=int, default=3000)
    arguments = parser.parse_args()
    draw(f"{arguments.work}/pictures/train.npy", arguments.count, seed=11)
    draw(f"{arguments.work}/pictures/test.npy", *TEST)


if __name__ == "__main__":
    main()
