"""The judge: a classifier that has seen rendered scenes only, never a picture of the model it judges.

    python judge.py --work DIR           # DIR/judge.pt

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

from latents import CELLS, labels
from training import Hands, Run, optimise, quick, setup, write
from vae import tensor
from world.pen import COLOURS, STYLES
from world.places import PLACES, TIMES, WEATHERS
from world.scene import picture, random_scene
from world.subjects import SUBJECTS

SIZE = 256
RATE = 2e-3
CELLS_OF_A_THING = 2.0  # of 16x16; the smallest things have about eight
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


def layer(before, width, stride=1):
    return nn.Sequential(nn.Conv2d(before, width, 3, stride, 1, bias=False), nn.GroupNorm(8, width), nn.SiLU())


class Residual(nn.Module):
    """A second look at what was seen; nothing at first."""

    def __init__(self, width):
        super().__init__()
        self.first, self.second = layer(width, width), nn.Conv2d(width, width, 3, 1, 1)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)

    def forward(self, x):
        return x + self.second(self.first(x))


class Judge(nn.Module):
    """Says of each of 16x16 cells what is there in which colour; what is in the picture is read off those."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(layer(3, 16, 2), layer(16, 32, 2))
        self.strokes = nn.Sequential(layer(32, 64, 2), layer(64, 64))
        self.fine = nn.Sequential(layer(64, 96, 2), layer(96, 128), Residual(128))
        self.coarse = nn.Sequential(layer(128, 192, 2), layer(192, 192), Residual(192))
        self.cells = layer(128 + 192, 192)
        self.subject = nn.Conv2d(192, 1 + len(NAMES), 1)  # 0 is background
        self.colour = nn.Conv2d(192, 1 + len(TINTS), 1)
        self.rest = nn.Linear(384 + 192, sum(len(options) for options in ANSWERS.values()))

    def maps(self, pictures):
        """Subject and colour logits of each cell, and logits by question. Pictures: -1 to 1."""
        small = self.stem(F.interpolate(pictures, (SIZE, SIZE), mode="area"))
        strokes = self.strokes(small)
        fine = self.fine(strokes)
        coarse = self.coarse(fine)
        cells = self.cells(torch.cat([fine, F.interpolate(coarse, scale_factor=2.0, mode="nearest")], 1))
        # Styles differ in their strokes and edges, which the deeper layers forget.
        pooled = torch.cat([self.pooled(coarse), *(part for x in (small, strokes) for part in (x.mean((2, 3)), x.std((2, 3))))], 1)
        rest = self.rest(pooled).float().split([len(options) for options in ANSWERS.values()], 1)
        return self.subject(cells).float(), self.colour(cells).float(), dict(zip(ANSWERS, rest))

    @staticmethod
    def pooled(coarse):
        return torch.cat([coarse.mean((2, 3)), coarse.amax((2, 3))], 1)

    def body(self, pictures):
        """What it sees before it answers: [n, 192, 8, 8]."""
        return self.coarse(self.fine(self.strokes(self.stem(pictures))))

    def forward(self, pictures):
        """Presence [n, subjects], above 0 where CELLS_OF_A_THING cells or more are it; colour logits [n, subjects, colours]; rest."""
        subject, colour, rest = self.maps(pictures)
        where = subject.softmax(1)[:, 1:].flatten(2)
        colours = torch.einsum("nsc,ntc->nst", where, colour.log_softmax(1)[:, 1:].flatten(2))
        return where.sum(2).clamp(min=1e-6).log() - math.log(CELLS_OF_A_THING), colours, rest


def judge_loss(judge, pictures, rows, maps):
    subject, colour, rest = judge.maps(pictures)
    loss = 4 * F.cross_entropy(subject, maps[:, 0].long()) + 2 * F.cross_entropy(colour, maps[:, 1].long())
    for i, name in enumerate(ANSWERS):
        loss = loss + F.cross_entropy(rest[name], rows[:, i])
    return loss


def worn(pictures, maps):
    """As a diffusion model's pictures are: shifted by a cell or two, blurred, a little noisy and off in brightness."""
    dy, dx = (torch.randint(-1, 2, (2,))).tolist()
    cell = SIZE // CELLS
    pictures, maps = torch.roll(pictures, (cell * dy, cell * dx), (2, 3)), torch.roll(maps, (dy, dx), (2, 3))
    kernel = torch.tensor([0.25, 0.5, 0.25]).outer(torch.tensor([0.25, 0.5, 0.25])).expand(3, 1, 3, 3)
    for _ in range(random.randrange(4)):  # each adds half a pixel of variance: as soft as a decoder's pictures, and softer
        pictures = F.conv2d(F.pad(pictures, (1, 1, 1, 1), mode="replicate"), kernel, groups=3)
    pictures = pictures * (1 + 0.1 * torch.randn(len(pictures), 1, 1, 1)) + 0.05 * torch.randn(len(pictures), 3, 1, 1)
    return pictures + 0.02 * torch.rand(()) * torch.randn_like(pictures), maps


def drawn(path, count, seed):
    """Scenes uint8 [n, 256, 256, 3], their answers, and maps uint8 [n, 2, 16, 16]; kept on disk."""
    if not os.path.exists(path):
        rng = random.Random(seed)
        pictures, rows, maps = np.empty((count, SIZE, SIZE, 3), np.uint8), [], []
        for i in range(count):
            scene = random_scene(rng)
            pictures[i] = picture(scene)
            rows.append(answers(scene))
            maps.append(labels(scene))
        saved = {"pictures": torch.from_numpy(pictures), "rows": torch.tensor(rows), "maps": torch.from_numpy(np.stack(maps))}
        write(saved, path)
    saved = torch.load(path, weights_only=True)
    return saved["pictures"].numpy(), saved["rows"], saved["maps"]


def likeliest(present, count):
    """The names of the `count` likeliest subjects."""
    return {NAMES[i] for i in present.topk(count).indices.tolist()}


@torch.no_grad()
def exam(judge, pictures, rows):
    """Shares of right answers on rendered scenes, by the rules of evaluate.py."""
    right, asked = {}, {}

    def count(name, yes):
        asked[name] = asked.get(name, 0) + 1
        right[name] = right.get(name, 0) + bool(yes)

    for at in range(0, len(pictures), 64):
        present, colour, rest = judge(tensor(pictures[at : at + 64]))
        for i, row in enumerate(rows[at : at + 64]):
            there = row[len(ANSWERS) :]
            names = {NAMES[n] for n in there.nonzero().flatten().tolist()}
            count("subject" if len(names) == 1 else "both subjects", likeliest(present[i], len(names)) == names)
            count("colours", ((colour[i].argmax(1) + 1 == there) | (there == 0)).all())
            for n, name in enumerate(ANSWERS):
                count(name, rest[name][i].argmax() == row[n])
    return {name: right[name] / asked[name] for name in asked}


def load_judge(work):
    judge = Judge()
    try:
        judge.load_state_dict(torch.load(f"{work}/judge.pt", weights_only=True)["judge"])
    except RuntimeError as e:
        raise SystemExit(f"{work}/judge.pt is of another judge; remove it and checkpoints/judge.pt, and run judge.py again") from e
    return judge.eval()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", required=True)
    parser.add_argument("--scenes", type=int, default=24000)
    parser.add_argument("--steps", type=int, default=4500)
    parser.add_argument("--hands", type=int, default=2)
    arguments = parser.parse_args()
    setup(seed=2)
    pictures, rows, maps = drawn(f"{arguments.work}/judge-{arguments.scenes}.pt", arguments.scenes, seed=21)
    unseen = drawn(f"{arguments.work}/judge-exam.pt", 600, seed=22)
    judge = Judge()
    optimizer = torch.optim.AdamW(judge.parameters(), weight_decay=1e-2)
    run = Run(f"{arguments.work}/checkpoints/judge.pt", arguments.steps, {"judge": judge, "optimizer": optimizer})
    hands = Hands([judge], arguments.hands)
    while run.unfinished():

        def loss(hand, networks):
            chosen = torch.randint(len(pictures), (16,))
            with quick():
                seen, shown = worn(tensor(pictures[chosen.numpy()]), maps[chosen])
                value = judge_loss(networks[0], seen, rows[chosen], shown)
            return value, [value.item()]

        (value,) = hands.gradients(loss)
        rate = RATE * min(1, (run.step + 1) / 100) * max(0.01, 0.5 * (1 + math.cos(math.pi * run.share())))
        optimise(optimizer, list(judge.parameters()), rate)
        if run.done(value, rate, 16 * len(hands)):
            print({name: f"{share:.1%}" for name, share in exam(judge, unseen[0][:200], unseen[1][:200]).items()}, flush=True)
    results = exam(judge, *unseen[:2])
    print("judge on 600 unseen rendered scenes:", {name: f"{share:.1%}" for name, share in results.items()}, flush=True)
    write({"judge": judge.state_dict(), "exam": results}, f"{arguments.work}/judge.pt")


if __name__ == "__main__":
    main()
