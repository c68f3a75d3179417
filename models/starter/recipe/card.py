"""Stage 11: the model card and easel.json from what the stages measured.

    python card.py --work DIR --model DIR/model --hours 12.5 --card ../CARD.md
"""

import argparse
import json
import os
import pathlib

import torch

from networks import ClipText, UNET_CHANNELS, VAE_CHANNELS, WIDTH, make_unet, make_vae
from tokenizer import WINDOW
from world.captions import STYLE_WORDS
from world.pen import COLOURS
from world.places import PLACES, TIMES, WEATHERS
from world.subjects import SUBJECTS

TRY = (
    "a red fox in the snow",
    "a large purple butterfly in a meadow",
    "three red apples in a room",
    "an owl at night in a forest",
    "a watercolour of a sailboat by the sea at sunset",
    "a green tractor on a farm",
    "a woodcut of a castle in the mountains",
    "a black cat to the left of a red ball in a room",
    "a penguin in the snow while it snows",
    "a lighthouse by the sea with a rainbow",
)  # the studio's help offers the same


def millions(network):
    return f"{sum(p.numel() for p in network.parameters()) / 1e6:.2f} M"


def listed(words):
    return ", ".join(words)


def megabytes(model):
    bundled = [file for file in pathlib.Path(model).rglob("*") if file.is_file() and file.suffix != ".safetensors"]
    return f"{sum(file.stat().st_size for file in bundled) / 1e6:.1f} MB"


def read(path):
    return torch.load(path, weights_only=True) if os.path.exists(path) else {}


def beside(work):
    """What comes with this model, if that was made: a table and a sentence."""
    rows = "".join(small_ones(work))
    return rows and (
        "Beside it come small networks of the same world; where you have put one of your own into the models folder, yours is taken.\n\n"
        f"| model | for | size | measured |\n|---|---|---|---|\n{rows}\n"
    )


def small_ones(work):
    for name, what in (("starter-depth", "how near things are, for 3D animations"), ("starter-2x", "twice as large, for finished pictures")):
        folder = pathlib.Path(work, "extras", name)
        if folder.exists():
            measured = folder.with_suffix(".txt").read_text(encoding="utf-8")
            yield f"| {name} | {what} | {(folder / 'model.onnx').stat().st_size / 1e6:.1f} MB | {measured} |\n"


def card(work, model, hours):
    ldm, judge = read(f"{work}/ldm.pt"), read(f"{work}/judge.pt")
    vae = read(f"{work}/vae-sharp.pt") or read(f"{work}/vae.pt")
    with open(f"{work}/evaluation.md", encoding="utf-8") as file:
        evaluation = file.read()
    with open(f"{model}/tokenizer/vocab.json", encoding="utf-8") as file:
        vocabulary = json.load(file)
    kinds = {}
    for subject in SUBJECTS.values():
        kinds.setdefault(subject.kind, []).append(subject.name)
    things = "\n".join(f"- {kind}: {listed(names)}" for kind, names in kinds.items())
    tries = "\n".join(f"- {prompt}" for prompt in TRY)
    exam = listed(f"{name} {share:.1%}" for name, share in judge["exam"].items())
    return f"""# Starter model v1

A latent-diffusion model of our own in the shape of Stable Diffusion 1: CLIP text encoder, U-Net with cross-attention, KL-VAE.
It knows a drawn world of {len(SUBJECTS)} things and makes pictures of 256x256. It was trained from nothing on pictures drawn by
`recipe/world`; no foreign picture, text or weight went in. Licence: Apache-2.0, like the project.

**Things it can draw**
{things}

in the colours {listed(COLOURS)}; {listed(words[0][0] for words in PLACES.values())} or on a plain background of a colour;
times: {listed(TIMES)}; weather: {listed(WEATHERS)}; styles: {listed(words[0].format("…") for words in STYLE_WORDS.values())};
small or large, on the left or right, two to four of a kind, or two things beside, above, on or behind one another.
**It cannot:** anything else. Words it never read are spelled out in letters that mean nothing to it.

**Ten prompts to try**
{tries}

| part | shape | parameters |
|---|---|---|
| text encoder | CLIPTextModel: {len(vocabulary)}-word BPE vocabulary, {WINDOW} positions, width {WIDTH}, 4 layers | {millions(ClipText(len(vocabulary)))} |
| U-Net | UNet2DConditionModel: {"/".join(map(str, UNET_CHANNELS))} channels, cross-attention at 16x16 and 8x8, epsilon prediction | {millions(make_unet())} |
| VAE | AutoencoderKL: f8, 4 channels, {"/".join(map(str, VAE_CHANNELS))} | {millions(make_vae())} |

Noise schedule as Stable Diffusion 1 (scaled_linear 0.00085..0.012, 1000 steps). Good settings: 20 DDIM steps, guidance 5.
The ONNX side is {megabytes(model)}. Trained for {hours:g} hours on two shared CPU cores; U-Net steps: {ldm["step"]:,}.

## Measured

VAE: {vae["psnr"]:.1f} dB PSNR on 64 unseen scenes; 30 was the aim. Pictures are judged by a network trained on rendered scenes alone
(`recipe/judge.py`), which on 600 unseen rendered scenes gets right: {exam}.
As many of the likeliest subjects count as a prompt names, so something more in a picture costs nothing; a colour is read where
its subject would be likeliest. One try each. No prompt's combination of things, colours and place was shown to the text encoder and
the U-Net: neither alone nor beside others, in words or without; of two things, never the two together. So plain backgrounds, which are many, come up more often.

{evaluation}
{beside(work)}Sheets, one try each: [64 prompts](../../docs/pictures/starter.png) ([which](../../docs/pictures/starter.txt)),
[from pictures](../../docs/pictures/starter-from-pictures.png), [repainted in part](../../docs/pictures/starter-repainted.png).
"""


def description(work):
    ldm = read(f"{work}/ldm.pt")
    return {
        "name": "Starter v1",
        "description": f"A starter that knows a small drawn world and nothing else, at 256x256 pixels: {len(SUBJECTS)} things such as a "
        f"fox, a lighthouse or a hot air balloon, in twelve colours, twelve places and seven styles (cartoon, flat, paper cut-out, "
        f"watercolour, pixel art, chalk, woodcut). To draw anything else, add a real checkpoint: drop it on the models screen or put it into the models folder.",
        "trained": {"step": ldm["step"], "shards": ldm["shards"]},
        "defaults": {"sampler": "DDIM", "steps": 20, "guidanceScale": 5},
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--hours", type=float, help="of training, from the log; without it only easel.json is written")
    parser.add_argument("--card", default="CARD.md")
    arguments = parser.parse_args()
    path = f"{arguments.model}/easel.json"
    if not os.path.exists(path):  # preview_factors.py fills in the rest
        with open(path, "w", encoding="utf-8") as file:
            json.dump(description(arguments.work), file, indent=2, ensure_ascii=False)
    if arguments.hours:
        with open(arguments.card, "w", encoding="utf-8") as file:
            file.write(card(arguments.work, arguments.model, arguments.hours))


if __name__ == "__main__":
    main()
