"""Records what Pillow and diffusers' VaeImageProcessor make of small pictures: ../pictures.json."""

import base64
import hashlib
import json
import os

import numpy as np
from diffusers.image_processor import VaeImageProcessor
from PIL import Image, ImageDraw, ImageFilter, ImageOps
from PIL.Image import Resampling

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "pictures.json")
FILTERS = {name: Resampling[name] for name in ("NEAREST", "BILINEAR", "BICUBIC", "LANCZOS")}


# What they begin from: drawn here, so nobody else's.


def noise(width, height, bands, seed):
    levels = np.random.RandomState(seed).randint(0, 256, (height, width, bands)).astype(np.uint8)
    return Image.fromarray(levels if bands == 3 else levels[..., 0])


def scene(width, height):
    y, x = np.mgrid[:height, :width]
    rgb = np.stack([255 * x / width, 40 + 180 * y / height, 255 - 200 * (x + y) / (width + height)], -1)
    picture = Image.fromarray(rgb.round().astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    draw.ellipse([width // 8, height // 4, width // 2, height * 3 // 4], fill=(230, 60, 50))
    draw.rectangle([width * 5 // 8, height // 2, width * 7 // 8, height * 7 // 8], fill=(30, 90, 160))
    return picture


def mask(width, height, box, softness=0):
    picture = Image.new("L", (width, height), 0)
    ImageDraw.Draw(picture).rectangle(box, fill=255)
    return picture.filter(ImageFilter.GaussianBlur(softness))


def pattern(width, height, bands):
    """Sharp, of any size, and the same in any language."""
    y, x, band = np.mgrid[:height, :width, :bands]
    levels = (((x * 7 + band * 40) ^ (y * 5)) & 255).astype(np.uint8)
    return Image.fromarray(levels if bands == 3 else levels[..., 0])


PICTURES = {
    "scene-37x23": scene(37, 23),
    "noise-13x7": noise(13, 7, 3, 1),
    "noise-1x9": noise(1, 9, 3, 2),
    "noise-9x1": noise(9, 1, 3, 3),
    "noise-1x1": noise(1, 1, 3, 4),
    "noise-16x40": noise(16, 40, 3, 5),
    "made-37x23": noise(37, 23, 3, 6),
    "made-24x24": noise(24, 24, 3, 7),
    "made-32x16": noise(32, 16, 3, 8),
    "grey-11x17": noise(11, 17, 1, 9),
    "hard-37x23": mask(37, 23, [12, 6, 20, 15]),
    "soft-37x23": mask(37, 23, [12, 6, 20, 15], 2.5),
    "steps-37x23": pattern(37, 23, 1),
    "corner-37x23": mask(37, 23, [33, 0, 36, 3]),
    "tall-37x23": mask(37, 23, [5, 1, 7, 21]),
    "wide-37x23": mask(37, 23, [2, 9, 34, 12]),
    "dot-37x23": mask(37, 23, [18, 11, 18, 11]),
    "white-37x23": mask(37, 23, [0, 0, 36, 22]),
    "black-37x23": Image.new("L", (37, 23), 0),
    # One level above black still counts, on both sides of the diagonal.
    "faint-37x23": Image.fromarray(np.pad(np.eye(7, dtype=np.uint8), ((5, 11), (20, 10)))),
}


def levels(picture):
    return base64.b64encode(picture.tobytes()).decode()


def described(picture):
    assert picture.mode in ("RGB", "L"), picture.mode
    return {"width": picture.width, "height": picture.height, "levels": levels(picture)}


def resized():
    sizes = [
        ("scene-37x23", 37, 23),
        ("scene-37x23", 48, 32),
        ("scene-37x23", 16, 8),
        ("scene-37x23", 37, 10),
        ("scene-37x23", 50, 23),
        ("noise-13x7", 5, 29),
        ("noise-13x7", 1, 1),
        ("noise-1x9", 4, 3),
        ("noise-9x1", 20, 5),
        ("noise-1x1", 3, 2),
        ("noise-16x40", 15, 9),  # the height shrinks so much more that Pillow begins with the columns
        ("noise-16x40", 30, 11),
        ("grey-11x17", 24, 8),
        ("soft-37x23", 24, 24),
    ]
    for name, width, height in sizes:
        for by, resampling in FILTERS.items():
            expected = PICTURES[name].resize((width, height), resampling)
            yield {"of": name, "width": width, "height": height, "by": by, "expected": levels(expected)}


def resized_large():
    for bands, size, target in [
        (3, (100, 70), (96, 64)),
        (3, (640, 483), (1024, 768)),
        (3, (1000, 700), (96, 64)),
        (1, (300, 2000), (777, 111)),
    ]:
        for by, resampling in FILTERS.items():
            made = pattern(*size, bands).resize(target, resampling)
            yield {"bands": bands, "from": size, "to": target, "by": by, "sha256": digest(made)}


def blurred():
    cases = [("scene-37x23", radius) for radius in (0, 0.3, 1, 2.5, 64)]
    cases += [("hard-37x23", radius) for radius in (0.1, 0.5, 1, 4, 7.7, 16, 300)]
    cases += [("noise-1x9", 2), ("noise-9x1", 2), ("noise-1x1", 5), ("grey-11x17", 3), ("noise-13x7", 1.5)]
    for name, radius in cases:
        expected = PICTURES[name].filter(ImageFilter.GaussianBlur(radius))
        yield {"of": name, "radius": radius, "expected": levels(expected)}


def blurred_large():
    """Many radii: what is exact for one may not be for another."""
    for radius in [quarter / 4 for quarter in range(1, 81)] + [32, 48.5, 64, 100, 256]:
        made = pattern(300, 200, 1).filter(ImageFilter.GaussianBlur(radius))
        yield {"bands": 1, "size": [300, 200], "radius": radius, "sha256": digest(made)}


def digest(picture):
    return hashlib.sha256(picture.tobytes()).hexdigest()


def filled():
    """The Pillow calls that AUTOMATIC1111's webui makes for masked content "fill", in their order."""
    for name in ("hard", "soft", "steps", "corner", "white", "black", "dot"):
        picture, over = PICTURES["scene-37x23"], PICTURES[name + "-37x23"]
        kept = Image.new("RGBa", picture.size)
        kept.paste(picture.convert("RGBA").convert("RGBa"), mask=ImageOps.invert(over))
        made = Image.new("RGBA", picture.size)
        for radius, times in ((256, 1), (64, 1), (16, 2), (4, 4), (2, 2), (0, 1)):
            layer = kept.filter(ImageFilter.GaussianBlur(radius)).convert("RGBA")
            for _ in range(times):
                made.alpha_composite(layer)
        yield {"picture": "scene-37x23", "mask": name + "-37x23", "expected": levels(made.convert("RGB"))}


PROCESSOR = VaeImageProcessor()


def fitted():
    targets = [(24, 24), (32, 8), (8, 31), (33, 21)]
    for of in ("scene-37x23", "noise-16x40", "soft-37x23"):
        for width, height in targets:
            for mode in ("default", "fill", "crop"):
                made = PROCESSOR.resize(PICTURES[of], height, width, resize_mode=mode)
                expected = made.convert(PICTURES[of].mode)
                yield {"of": of, "width": width, "height": height, "mode": mode, "expected": levels(expected)}


def regions():
    for name in ("hard", "soft", "corner", "tall", "wide", "dot", "white", "faint"):
        for width, height, padding in [(64, 64, 0), (64, 64, 4), (96, 64, 3), (64, 128, 2), (512, 64, 1), (64, 64, 40)]:
            box = PROCESSOR.get_crop_region(PICTURES[name + "-37x23"], width, height, pad=padding)
            yield {"mask": name + "-37x23", "width": width, "height": height, "padding": padding, "box": box}


def composites():
    for name in ("hard", "soft", "steps", "white", "black"):
        made = PROCESSOR.apply_overlay(PICTURES[name + "-37x23"], PICTURES["scene-37x23"], PICTURES["made-37x23"])
        yield {"original": "scene-37x23", "mask": name + "-37x23", "made": "made-37x23", "expected": levels(made)}


def only_masked():
    for name, made, padding in [
        ("hard", "made-24x24", 3),
        ("soft", "made-32x16", 2),
        ("tall", "made-24x24", 1),
        ("wide", "made-24x24", 1),
        ("corner", "made-32x16", 0),
    ]:
        over, picture = PICTURES[name + "-37x23"], PICTURES["scene-37x23"]
        width, height = PICTURES[made].size
        box = PROCESSOR.get_crop_region(over, width, height, pad=padding)
        yield {
            "picture": "scene-37x23",
            "mask": name + "-37x23",
            "made": made,
            "padding": padding,
            "box": box,
            "cut": levels(PROCESSOR.resize(picture.crop(box), height, width, resize_mode="fill")),
            "cut_mask": levels(PROCESSOR.resize(over.crop(box), height, width, resize_mode="fill").convert("L")),
            "expected": levels(PROCESSOR.apply_overlay(over, picture, PICTURES[made], box)),
        }


def main():
    rgb = [name for name, picture in PICTURES.items() if picture.mode == "RGB"]
    file = {
        "pictures": {name: described(picture) for name, picture in PICTURES.items()},
        "grey": [{"of": name, "expected": levels(PICTURES[name].convert("L"))} for name in rgb],
        "resize": list(resized()),
        "resize_large": list(resized_large()),
        "blur": list(blurred()),
        "blur_large": list(blurred_large()),
        "fill": list(filled()),
        "fit": list(fitted()),
        "region": list(regions()),
        "composite": list(composites()),
        "only_masked": list(only_masked()),
    }
    with open(FILE, "w") as out:
        out.write("{\n" + ",\n".join(f'"{part}": {lines(cases)}' for part, cases in file.items()) + "\n}\n")


def lines(cases):
    """A case a line."""
    if isinstance(cases, dict):
        return "{\n" + ",\n".join(f"{json.dumps(key)}: {json.dumps(case)}" for key, case in cases.items()) + "\n}"
    return "[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]"


if __name__ == "__main__":
    main()
