"""What diffusers' pipelines draw with the starter model, by the same prompt and seed.

    python make.py DIR/model        # as models/starter/recipe/export.py wrote it: its safetensors side is read

Needs torch, diffusers and transformers; versions are noted in cases.json. The first case's picture is the start of
the others; the mask is a white disc.
"""

import json
import pathlib
import sys

import diffusers
import numpy as np
import torch
import transformers
from diffusers import StableDiffusionImg2ImgPipeline, StableDiffusionInpaintPipeline, StableDiffusionPipeline
from PIL import Image

HERE = pathlib.Path(__file__).resolve().parent
SIZE, STEPS, GUIDANCE = 256, 20, 5.0
CASES = (
    {"id": "fox", "prompt": "a red fox in the snow", "seed": 7},
    {"id": "owl", "prompt": "a paper cut-out of an owl at night in a forest", "seed": 11},
    {"id": "fox-by-the-sea", "prompt": "a red fox by the sea", "seed": 8, "image": "fox", "strength": 0.6},
    {"id": "fox-repainted", "prompt": "a blue house in the snow", "seed": 9, "image": "fox", "mask": "disc", "strength": 1.0},
)


def disc():
    y, x = np.mgrid[:SIZE, :SIZE] - (SIZE - 1) / 2
    return Image.fromarray(np.uint8(255 * (np.hypot(x, y) < SIZE / 4)))


def main():
    torch.set_num_threads(1)
    whole = StableDiffusionPipeline.from_pretrained(sys.argv[1], torch_dtype=torch.float32, safety_checker=None)
    pipelines = {
        "image": StableDiffusionImg2ImgPipeline(**whole.components, requires_safety_checker=False),
        "mask": StableDiffusionInpaintPipeline(**whole.components, requires_safety_checker=False),
    }
    disc().save(HERE / "disc.png", optimize=True)
    for case in CASES:
        options = {"num_inference_steps": STEPS, "guidance_scale": GUIDANCE}
        options["generator"] = torch.Generator().manual_seed(case["seed"])
        pipeline = pipelines.get("mask" if "mask" in case else "image", whole) if "image" in case else whole
        if "image" in case:
            options.update(image=Image.open(HERE / f"{case['image']}.png"), strength=case["strength"])
        if "mask" in case:
            options.update(mask_image=disc(), height=SIZE, width=SIZE)
        pipeline(case["prompt"], **options).images[0].save(HERE / f"{case['id']}.png", optimize=True)
    versions = {it.__name__: it.__version__ for it in (torch, diffusers, transformers)}
    content = {"versions": versions, "sampler": "DDIM", "steps": STEPS, "guidance": GUIDANCE, "cases": CASES}
    (HERE / "cases.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
