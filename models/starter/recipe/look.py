"""Draws a sheet of scenes to look at, their captions on the terminal.

    python look.py --out sheet.png --columns 6 --rows 5 [--subjects]
"""

import argparse
import random
import time

from sheets import save_sheet
from world.captions import caption
from world.pen import COLOURS
from world.scene import Scene, Thing, picture, random_scene
from world.subjects import SUBJECTS


def portraits(style):
    """Every subject once, in its natural colour, on a plain wall."""
    for name, subject in SUBJECTS.items():
        thing = Thing(name, subject.natural, False, "large", 128, 130, 92, 0.7)
        wall = "white" if subject.natural != "white" else "teal"
        yield Scene((thing,), "", "", "plain", wall, "day", "clear", style, True, 300, 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", default="sheet.png")
    parser.add_argument("--columns", type=int, default=6)
    parser.add_argument("--rows", type=int, default=5)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--subjects", action="store_true")
    parser.add_argument("--style", default="outlined")
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    if arguments.subjects:
        scenes = list(portraits(arguments.style))
    else:
        scenes = [random_scene(rng) for _ in range(arguments.columns * arguments.rows)]
        for scene in scenes:
            print(caption(rng, scene))
    started = time.time()
    pictures = [picture(scene, arguments.size) for scene in scenes]
    print(f"{len(SUBJECTS)} subjects, {len(COLOURS)} colours; {len(pictures) / (time.time() - started):.0f} pictures a second")
    save_sheet(pictures, arguments.out, arguments.columns)


if __name__ == "__main__":
    main()
