"""Stage 4: scenes become latents, captions and maps of what is where, in shards that stage 5 reads.

    python latents.py --work DIR --shards 6          # DIR/latents/00000.pt ...; shards that exist are kept

A shard holds `latents` float16 [n, 4, 32, 32] (unscaled means), `ids` int16 [n, CAPTIONS, 77] (several tellings of
each scene), and `labels` uint8 [n, 2, 16, 16]: the visible subject and its colour, counted from 1; 0 is background.
"""

import argparse
import concurrent.futures
import multiprocessing
import os
import random
import time

import numpy as np
import torch

from networks import make_vae
from tokenizer import Tokenizer
from training import quick, quickened, setup, write
from vae import tensor
from world.captions import caption
from world.pen import COLOURS
from world.scene import held_out, masks, picture, random_scene
from world.subjects import SUBJECTS

SHARD = 2048
CAPTIONS = 4
BATCH = 16
CELLS = 16
NAMES, TINTS = list(SUBJECTS), list(COLOURS)


def labels(scene):
    seen = np.zeros((2, CELLS, CELLS), np.uint8)
    for mask, thing in zip(masks(scene, CELLS), scene.things):
        seen[0][mask] = 1 + NAMES.index(thing.name)
        seen[1][mask] = 1 + TINTS.index(thing.colour)
    return seen


def training_scene(rng):
    while held_out(scene := random_scene(rng)):
        pass
    return scene


def told(number):
    """The scenes of a shard, in batches, each with its tellings."""
    rng = random.Random(5000 + number)
    for _ in range(SHARD // BATCH):
        scenes = [training_scene(rng) for _ in range(BATCH)]
        yield [(scene, [caption(rng, scene) for _ in range(CAPTIONS)]) for scene in scenes]


def combination(scene):
    """What is asked for with it: the things in their colours, whatever their order or relation, and where they are."""
    return frozenset((thing.name, thing.colour) for thing in scene.things), scene.place, scene.backdrop


def shown(shards):
    """Every combination in the first shards' scenes, and each thing of them by itself; named or not."""
    seen = set()
    for number in range(shards):
        for scene in (scene for batch in told(number) for scene, _ in batch):
            things, *where = combination(scene)
            seen |= {(things, *where)} | {(frozenset([thing]), *where) for thing in things}
    return seen


def shard(number, vae, tokenizer):
    latents, ids, seen = [], [], []
    for batch in told(number):
        scenes = [scene for scene, _ in batch]
        pictures = tensor(np.stack([picture(scene) for scene in scenes]))
        with torch.no_grad(), quick():
            mean = vae.encode(pictures.contiguous(memory_format=torch.channels_last)).latent_dist.mean
        latents.append(mean.half().contiguous())
        ids += [[tokenizer.window(words) for words in tellings] for _, tellings in batch]
        seen += [labels(scene) for scene in scenes]
    return {
        "latents": torch.cat(latents),
        "ids": torch.tensor(ids, dtype=torch.int16),
        "labels": torch.from_numpy(np.stack(seen)),
    }


def load_vae(work):
    """The VAE whose encoder made the latents; with the sharpened decoder, once there is one."""
    path = f"{work}/vae-sharp.pt" if os.path.exists(f"{work}/vae-sharp.pt") else f"{work}/vae.pt"
    vae = make_vae().to(memory_format=torch.channels_last)
    vae.load_state_dict(torch.load(path, weights_only=True)["vae"])
    return vae.eval()


def missing(work, number):
    """Makes a shard that is not there yet."""
    path = f"{work}/latents/{number:05d}.pt"
    if os.path.exists(path):
        return
    started = time.time()
    setup(seed=0)
    write(shard(number, quickened(load_vae(work)), Tokenizer(f"{work}/tokenizer")), path)
    print(f"{path}: {SHARD / (time.time() - started):.1f} scenes a second", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", required=True)
    parser.add_argument("--shards", type=int, default=6)
    parser.add_argument("--hands", type=int, default=2, help="cores to use")
    arguments = parser.parse_args()
    spawn = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(arguments.hands, spawn) as pool:
        list(pool.map(missing, [arguments.work] * arguments.shards, range(arguments.shards)))


if __name__ == "__main__":
    main()
