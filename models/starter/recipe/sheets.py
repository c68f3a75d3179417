"""Contact sheets."""

import os

from PIL import Image


def save_sheet(pictures, path, columns):
    """Writes uint8 pictures [h, w, 3] of one size side by side."""
    rows = (len(pictures) + columns - 1) // columns
    height, width = pictures[0].shape[:2]
    sheet = Image.new("RGB", (columns * width, rows * height))
    for i, picture in enumerate(pictures):
        sheet.paste(Image.fromarray(picture), (i % columns * width, i // columns * height))
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    sheet.save(path)
