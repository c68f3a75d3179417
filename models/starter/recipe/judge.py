"""The judge: a classifier that has seen rendered scenes only, never a picture of the model it judges.

    python judge.py --work DIR --scenes 16000 --steps 6000       # DIR/judge.pt

For a picture it says which subjects are there, in which colour each, which place, style, time and weather, and how
many things. At the end it is measured on unseen rendered scenes: what it gets wrong there, it gets wrong anywhere.
"""

import argparse
import math
import os
import random

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from training import Hands, Run, optimise, quick, setup, write
from vae import tensor
from world.pen import COLOURS, STYLES
from world.places import PLACES, TIMES, WEATHERS
from world.scene import picture, random_scene
from world.subjects import SUBJECTS

SIZE = 128  # pictures are halved before they are judged
NAMES, TINTS = list(SUBJECTS), list(COLOURS)
GROUNDS = [*PLACES, *(f"plain {colour}" for colour in COLOURS), "plain"]
ANSWERS = {"place": GROUNDS, "style": list(STYLES), "time": list(TIMES), "weather": list(WEATHERS), "count": [1, 2, 3, 4]}


def ground(scene):
    return scene.place if scene.place != "plain" else " ".join(("plain", scene.backdrop or "")).strip()


def answers(scene):
    """Row of numbers: an answer for each of ANSWERS, then each subject's colour counted from 1, 0 where it is absent."""
    known = {"place": ground(scene), "style": scene.style, "time": scene.time, "weather": scene.weather, "count": len(scene.things)}
    row = [options.index(known[name]) for name, options in ANSWERS.items()]
    colours = [0] * len(NAMES)
    for thing in scene.things:
        colours[NAMES.index(thing.name)] = 1 + TINTS.index(thing.colour)
    return row + colours


class Judge(nn.Module):
    def __init__(self):
        super().__init__()
        layers, before = [], 3
        for width, stride in ((24, 2), (48, 2), (64, 1), (96, 2), (128, 1), (192, 2), (192, 1)):
            layers += [nn.Conv2d(before, width, 3, stride, 1, bias=False), nn.GroupNorm(8, width), nn.SiLU()]
            before = width
        self.body = nn.Sequential(*layers)
        self.present = nn.Conv2d(192, len(NAMES), 1)
        self.colour = nn.Conv2d(192, len(TINTS) * len(NAMES), 1)
        self.rest = nn.Linear(384, sum(len(options) for options in ANSWERS.values()))

    def forward(self, pictures):
        """Presence logits [n, subjects], colour logits [n, subjects, colours], logits by question. Pictures: -1 to 1."""
        features = self.body(F.interpolate(pictures, (SIZE, SIZE), mode="area"))
        where = self.present(features).flatten(2).float()
        share = where.softmax(2)  # a subject's colour is read where the subject is
        colour = self.colour(features).float().flatten(2).unflatten(1, (len(NAMES), len(TINTS)))
        pooled = torch.cat([features.mean((2, 3)), features.amax((2, 3))], 1)
        rest = self.rest(pooled).float().split([len(options) for options in ANSWERS.values()], 1)
        return torch.logsumexp(where, 2) - math.log(4), (colour * share[:, :, None]).sum(3), dict(zip(ANSWERS, rest))


def judge_loss(judge, pictures, rows):
    present, colour, rest = judge(pictures)
    there = rows[:, len(ANSWERS) :]
    loss = 20 * F.binary_cross_entropy_with_logits(present, (there > 0).float())
    loss = loss + F.cross_entropy(colour.flatten(0, 1), (there.flatten() - 1).masked_fill(there.flatten() == 0, -100))
    for i, name in enumerate(ANSWERS):
        loss = loss + F.cross_entropy(rest[name], rows[:, i])
    return loss


def worn(pictures):
    """As a diffusion model's pictures are: shifted, blurred, a little noisy and off in brightness."""
    dy, dx = (torch.randint(-8, 9, (2,))).tolist()
    pictures = torch.roll(pictures, (dy, dx), (2, 3))
    if torch.rand(()) < 0.5:
        kernel = torch.tensor([0.25, 0.5, 0.25]).outer(torch.tensor([0.25, 0.5, 0.25])).expand(3, 1, 3, 3)
        pictures = F.conv2d(F.pad(pictures, (1, 1, 1, 1), mode="replicate"), kernel, groups=3)
    pictures = pictures * (1 + 0.1 * torch.randn(len(pictures), 1, 1, 1)) + 0.05 * torch.randn(len(pictures), 3, 1, 1)
    return pictures + 0.04 * torch.rand(()) * torch.randn_like(pictures)


def drawn(path, count, seed):
    """Scenes halved to uint8 [n, 128, 128, 3] and their answers, kept on disk."""
    if not os.path.exists(path):
        rng = random.Random(seed)
        pictures, rows = np.empty((count, SIZE, SIZE, 3), np.uint8), []
        for i in range(count):
            scene = random_scene(rng)
            whole = picture(scene).reshape(SIZE, 2, SIZE, 2, 3)
            pictures[i] = whole.mean((1, 3)) + 0.5
            rows.append(answers(scene))
        write({"pictures": torch.from_numpy(pictures), "rows": torch.tensor(rows)}, path)
    saved = torch.load(path, weights_only=True)
    return saved["pictures"].numpy(), saved["rows"]


@torch.no_grad()
def exam(judge, pictures, rows):
    """Shares of right answers on rendered scenes."""
    right = {"all subjects, none else": 0, "colours": 0, **dict.fromkeys(ANSWERS, 0)}
    for at in range(0, len(pictures), 64):
        present, colour, rest = judge(tensor(pictures[at : at + 64]))
        part = rows[at : at + 64]
        there = part[:, len(ANSWERS) :]
        right["all subjects, none else"] += ((present > 0) == (there > 0)).all(1).sum().item()
        right["colours"] += ((colour.argmax(2) + 1 == there) | (there == 0)).all(1).sum().item()
        for i, name in enumerate(ANSWERS):
            right[name] += (rest[name].argmax(1) == part[:, i]).sum().item()
    return {name: value / len(pictures) for name, value in right.items()}


def load_judge(work):
    judge = Judge()
    judge.load_state_dict(torch.load(f"{work}/judge.pt", weights_only=True)["judge"])
    return judge.eval()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", required=True)
    parser.add_argument("--scenes", type=int, default=16000)
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--hands", type=int, default=2)
    arguments = parser.parse_args()
    setup(seed=2)
    pictures, rows = drawn(f"{arguments.work}/judge-scenes.pt", arguments.scenes, seed=21)
    unseen = drawn(f"{arguments.work}/judge-exam.pt", 600, seed=22)
    judge = Judge()
    optimizer = torch.optim.AdamW(judge.parameters(), weight_decay=1e-2)
    run = Run(f"{arguments.work}/checkpoints/judge.pt", arguments.steps, {"judge": judge, "optimizer": optimizer})
    hands = Hands([judge], arguments.hands)
    while run.unfinished():

        def loss(hand, networks):
            chosen = torch.randint(len(pictures), (16,))
            with quick():
                value = judge_loss(networks[0], worn(tensor(pictures[chosen.numpy()])), rows[chosen])
            return value, [value.item()]

        (value,) = hands.gradients(loss)
        rate = 2e-3 * min(1, (run.step + 1) / 100) * max(0.01, 0.5 * (1 + math.cos(math.pi * run.share())))
        optimise(optimizer, list(judge.parameters()), rate)
        if run.done(value, rate, 32):
            print({name: f"{share:.1%}" for name, share in exam(judge, unseen[0][:200], unseen[1][:200]).items()}, flush=True)
    results = exam(judge, *unseen)
    print("judge on 600 unseen rendered scenes:", {name: f"{share:.1%}" for name, share in results.items()}, flush=True)
    write({"judge": judge.state_dict(), "exam": results}, f"{arguments.work}/judge.pt")


if __name__ == "__main__":
    main()
