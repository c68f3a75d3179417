"""Pictures side by side in one PNG, to look at."""

import os

from PIL import Image


def save_sheet(pictures, path, columns=4):
    """Saves uint8 [height, width, 3] pictures of one size, row by row."""
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    height, width = pictures[0].shape[:2]
    rows = (len(pictures) + columns - 1) // columns
    sheet = Image.new("RGB", (columns * width, rows * height))
    for i, picture in enumerate(pictures):
        sheet.paste(Image.fromarray(picture), (i % columns * width, i // columns * height))
    sheet.save(path)
