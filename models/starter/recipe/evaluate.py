"""What the model gets right, said by the judge; combinations that training never showed.

    python evaluate.py --work DIR --model DIR/model [--before ../v0/model] [--prompts 300]

Writes DIR/evaluation.json and the table DIR/evaluation.md. One picture a prompt, 20 DDIM steps, guidance 5, no
second tries. `--before` names the ONNX folder of starter v0 (in the history, before v1): both get prompts that v0
can read; these are not held out, and the judge knows the world as v1 was shown it.
"""

import argparse
import glob
import json
import random
import time

import numpy as np
import torch
import torch.nn.functional as F

from graphs import Graphs
from latents import combination, shown as shown_in
from judge import ANSWERS, NAMES, SIZE, TINTS, ground, likeliest, load_judge
from sheets import save_sheet
from training import setup
from vae import tensor
from world.captions import caption
from world.pen import STYLES
from world.scene import held_out, picture, random_scene

V0_THINGS = "circle square triangle star heart moon flower tree house fish mushroom sailboat balloon butterfly cloud cup".split()
V0_PLACES = {"meadow": "in a meadow", "sea": "by the sea", "desert": "in the desert", "snow": "in the snow"}
ROWS = (
    *("subject", "colour", "subject and colour", "place", "both subjects", "both colours", "style"),
    *(f"style: {style}" for style in STYLES),
    *("time of day", "weather", "count"),
)
GOALS = {"subject": 0.90, "colour": 0.90, "place": 0.95, "both subjects": 0.70, "style": 0.85}


def prompts(count, seed=31, seen=frozenset()):
    """Held-out scenes whose combination is not among `seen`, and a telling of each: seven in ten of one thing, two of two, one of several."""
    rng = random.Random(seed)
    kinds = ["one"] * 6 + ["two"] * 2 + ["one", "several"]
    chosen = []
    while len(chosen) < count:
        kind = kinds[len(chosen) % 10]
        scene = random_scene(rng, **{"one": {"count": 1}, "two": {}, "several": {"count": rng.choice((2, 3, 4))}}[kind])
        if not held_out(scene) or bool(scene.relation) != (kind == "two"):
            continue
        if scene.relation and scene.things[0].name == scene.things[1].name:
            continue
        if combination(scene) not in seen:
            chosen.append((scene, caption(rng, scene)))
    return chosen


def shared_prompts(count, seed=32):
    """What both models know: subject, colour, place and one caption for either."""
    rng = random.Random(seed)
    for _ in range(count):
        thing, colour, place = rng.choice(V0_THINGS), rng.choice(TINTS), rng.choice(list(V0_PLACES))
        yield thing, colour, place, f"a {colour} {thing} {V0_PLACES[place]}"


@torch.no_grad()
def judged(judge, picture):
    pixels = tensor(picture[None])
    if pixels.shape[-1] != 256:
        pixels = F.interpolate(pixels, (256, 256), mode="bilinear")
    present, colour, rest = judge(pixels)
    said = {name: options[rest[name][0].argmax()] for name, options in ANSWERS.items()}
    return present[0], colour[0].argmax(1), said


def verdicts(scene, present, colour, said):
    """Yes or no by category, for what the prompt named. The likeliest subjects count, as many as the prompt named."""
    wanted = {thing.name for thing in scene.things}
    result = {}
    subject = "both subjects" if scene.relation else "subject"
    result[subject] = likeliest(present, len(wanted)) == wanted
    named = {thing.name: thing.colour for thing in scene.things if thing.named}
    if named:
        right = all(TINTS[colour[NAMES.index(name)]] == tint for name, tint in named.items())
        result["both colours" if scene.relation else "colour"] = right
    if scene.place != "plain" or scene.backdrop:
        result["place"] = said["place"] == ground(scene)
    if named and not scene.relation:
        result["subject and colour"] = result[subject] and right
    if scene.style_named:
        result["style"] = result[f"style: {scene.style}"] = said["style"] == scene.style
    if scene.time != "day":
        result["time of day"] = said["time"] == scene.time
    if scene.weather != "clear":
        result["weather"] = said["weather"] == scene.weather
    if len(scene.things) > 1 and not scene.relation:
        result["count"] = said["count"] == len(scene.things)
    return result


@torch.no_grad()
def features(judge, picture):
    """What the judge sees in a picture before it answers: 192 numbers, means over the picture."""
    return judge.body(F.interpolate(tensor(picture[None]), (SIZE, SIZE), mode="area")).mean((2, 3))[0].numpy()


def frechet(a, b):
    """Distance between two sets of features as Gaussians (Heusel et al. 2017, equation 6); rows are pictures."""
    a, b = a.astype(np.float64), b.astype(np.float64)
    first, second = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    values, vectors = np.linalg.eigh(first)
    root = vectors * np.sqrt(values.clip(0)) @ vectors.T
    shared = np.sqrt(np.linalg.eigvalsh(root @ second @ root).clip(0)).sum()
    return float(((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(first) + np.trace(second) - 2 * shared)


def distances(judge, drawn, seen):
    """Between generated pictures and rendered ones; and, as the floor, between two rendered sets. All as many, and alike chosen."""
    sets = [[picture(scene) for scene, _ in prompts(len(drawn), seed, seen)] for seed in (33, 34)]
    generated, one, other = ([features(judge, it) for it in pictures] for pictures in (drawn, *sets))
    return frechet(np.stack(generated), np.stack(other)), frechet(np.stack(one), np.stack(other))


def shares(results):
    names = list(dict.fromkeys(name for result in results for name in result))
    return {name: (sum(r[name] for r in results if name in r), sum(name in r for r in results)) for name in names}


def compared(judge, model, count):
    results, shown = [], []
    for i, (thing, colour, place, prompt) in enumerate(shared_prompts(count)):
        shown.append(model.draw(prompt, seed=i))
        present, tint, said = judged(judge, shown[-1])
        results.append(
            {
                "subject": NAMES[present.argmax()] == thing,
                "colour": TINTS[tint[NAMES.index(thing)]] == colour,
                "place": said["place"] == place,
            }
        )
    return shares(results), shown


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--before")
    parser.add_argument("--prompts", type=int, default=300)
    parser.add_argument("--shared", type=int, default=96)
    arguments = parser.parse_args()
    setup(seed=3)
    judge, model = load_judge(arguments.work), Graphs(arguments.model)
    ldm = torch.load(f"{arguments.work}/ldm.pt", weights_only=True)
    seen = shown_in(max(ldm["shards"], len(glob.glob(f"{arguments.work}/latents/*.pt"))))
    results, rendered, drawn, seconds = [], [], [], []
    for i, (scene, prompt) in enumerate(prompts(arguments.prompts, seen=seen)):
        started = time.time()
        drawn.append(model.draw(prompt, seed=i))
        seconds.append(time.time() - started)
        results.append(verdicts(scene, *judged(judge, drawn[-1])))
        rendered.append(verdicts(scene, *judged(judge, picture(scene))))
    table, most = shares(results), shares(rendered)
    lines = [f"| of {len(results)} held-out prompts | drawn right | as the judge sees the world's own picture | goal |", "|---|---|---|---|"]
    for name in sorted(table, key=list(ROWS).index):
        (right, asked), (best, _) = table[name], most[name]
        goal = f"{GOALS[name]:.0%}" if name in GOALS else ""
        lines.append(f"| {name} | {right} of {asked} ({right / asked:.0%}) | {best / asked:.0%} | {goal} |")
    far, floor = distances(judge, drawn, seen)
    lines += ["", f"Frechet distance in the judge's features to {len(drawn)} rendered pictures: {far:.2f}; between two rendered sets: {floor:.2f}."]
    lines += ["", f"A picture took {np.median(seconds):.2f} s (median, this loop on two cores, without loading)."]
    save_sheet(drawn[:60], f"{arguments.work}/evaluation.png", 10)
    if arguments.before:
        lines += ["", f"| {arguments.shared} prompts that starter v0 can read, not held out | v1 | v0 |", "|---|---|---|"]
        now, _ = compared(judge, model, arguments.shared)
        before, _ = compared(judge, Graphs(arguments.before), arguments.shared)
        lines += [f"| {name} | {now[name][0]} | {before[name][0]} |" for name in now]
    with open(f"{arguments.work}/evaluation.md", "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    with open(f"{arguments.work}/evaluation.json", "w", encoding="utf-8") as file:
        json.dump({"results": results, "rendered": rendered, "table": table, "frechet": {"generated": far, "rendered": floor}, "seconds": float(np.median(seconds))}, file, indent=1)
    print("\n".join(lines))


if __name__ == "__main__":
    main()
