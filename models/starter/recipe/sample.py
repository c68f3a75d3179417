"""Draws with the weights as they are now.

    python sample.py --work DIR "a red fox in the snow at night, watercolour" --out fox.png
    python sample.py --work DIR --out sheet.png          # the usual sheet of 24 prompts
"""

import argparse

import torch

from sheets import save_sheet
from trained import Trained
from training import setup

PROMPTS = (
    "a red fox in the snow",
    "a cat in a meadow",
    "a blue house by the sea",
    "a watercolour of a sailboat at sunset by the sea",
    "pixel art of a green frog in a forest",
    "a chalk drawing of a yellow sun",
    "a woodcut of a castle in the mountains",
    "a paper cut-out of an owl at night in a forest",
    "three red apples in a room",
    "a large purple butterfly in a meadow",
    "a white rabbit on a teal background",
    "a rocket in space",
    "an orange fish under water",
    "a pink flower and a blue mushroom",
    "a black cat to the left of a red ball in a room",
    "a star above a green tree at night in the snow",
    "a penguin in the snow while it snows",
    "a yellow bus in the city",
    "a cactus in the desert, flat style",
    "a lighthouse by the sea with a rainbow",
    "a hot air balloon in the mountains at dawn",
    "a brown bear in the woods in the rain",
    "a red heart on a white background, pixel art",
    "two ducks by a river",
)


def sheet(work, path, size=32, prompts=PROMPTS):
    state = torch.get_rng_state()
    model = Trained(work)
    pictures = [picture for at in range(0, len(prompts), 4) for picture in model.draw(prompts[at : at + 4], seed=at, size=size)]
    save_sheet(pictures, path, 6)
    torch.set_rng_state(state)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("prompts", nargs="*")
    parser.add_argument("--work", required=True)
    parser.add_argument("--out", default="sample.png")
    parser.add_argument("--size", type=int, help="latent size; what was trained last where not given")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    setup(seed=0)
    if not arguments.prompts:
        size = arguments.size or torch.load(f"{arguments.work}/ldm.pt", weights_only=True)["size"]
        sheet(arguments.work, arguments.out, size)
        return
    model = Trained(arguments.work)
    save_sheet(model.draw(arguments.prompts, arguments.seed, size=arguments.size or model.size), arguments.out, 4)


if __name__ == "__main__":
    main()
