"""The pictures the cases begin from: shapes and gradients, drawn here, so nobody else's."""

import os

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "inputs")


def scene(width, height):
    y, x = np.mgrid[:height, :width]
    rgb = np.stack([255 * x / width, 40 + 180 * y / height, 255 - 200 * (x + y) / (width + height)], -1)
    picture = Image.fromarray(rgb.round().astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    draw.ellipse([width // 8, height // 4, width // 2, height * 3 // 4], fill=(230, 60, 50))
    draw.rectangle([width * 5 // 8, height // 2, width * 7 // 8, height * 7 // 8], fill=(30, 90, 160))
    return picture


def mask(width, height, box):
    picture = Image.new("L", (width, height), 0)
    ImageDraw.Draw(picture).rectangle(box, fill=255)
    return picture


def edges(picture):
    return picture.convert("L").filter(ImageFilter.FIND_EDGES).point(lambda v: 255 if v > 40 else 0).convert("RGB")


def write_all():
    os.makedirs(FOLDER, exist_ok=True)
    wide = scene(96, 64)
    pictures = {
        "init-64": scene(64, 64),
        "init-96x64": wide,
        "init-100x70": scene(100, 70),
        # Edges off the latent grid on purpose: 13 is not a multiple of 8.
        "mask-64": mask(64, 64, [13, 20, 44, 50]),
        "mask-soft-64": mask(64, 64, [13, 20, 44, 50]).filter(ImageFilter.GaussianBlur(4)),
        "mask-small-96x64": mask(96, 64, [60, 21, 78, 40]),
        "edges-64": edges(scene(64, 64)),
        "depth-64": Image.fromarray(np.tile(np.linspace(0, 255, 64).astype(np.uint8), (64, 1))).convert("RGB"),
    }
    for name, picture in pictures.items():
        picture.save(os.path.join(FOLDER, name + ".png"), optimize=True)


def read(name):
    return Image.open(os.path.join(FOLDER, name + ".png"))


if __name__ == "__main__":
    write_all()
