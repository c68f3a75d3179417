"""What a style does to the whole picture, beyond the manner in which its pen draws. Pictures are float [h, w, 3], 0 to 1."""

import numpy as np

BOARD = np.array((0.13, 0.20, 0.18), np.float32)
PAPER = np.array((0.985, 0.965, 0.92), np.float32)


def waves(rng, size, cells):
    """Smooth noise of about unit variance [size, size] with `cells` bumps across (bilinear)."""
    coarse = rng.standard_normal((cells + 2, cells + 2)).astype(np.float32)
    at = np.linspace(0, cells, size, dtype=np.float32)
    low = at.astype(np.int64)
    share = at - low
    share = share * share * (3 - 2 * share)
    rows = coarse[low] * (1 - share)[:, None] + coarse[low + 1] * share[:, None]
    return rows[:, low] * (1 - share) + rows[:, low + 1] * share


def luminance(picture):
    return picture @ np.array((0.3, 0.59, 0.11), np.float32)


def background(style, picture, rng):
    """After the background is drawn and before the subjects are."""
    if style == "chalk":
        return BOARD * 0.62 + picture * 0.36
    if style == "woodcut":
        size = picture.shape[0]
        rows = np.arange(size, dtype=np.float32)[:, None] * (256 / size)
        pattern = 0.5 + 0.5 * np.sin((rows + 4 * waves(rng, size, 5)) * (2 * np.pi / 14))
        light = np.clip(luminance(picture) * 1.05, 0.2, 1.0)[..., None]
        ink = np.clip((pattern[..., None] - light) * 6 + 0.2, 0, 1)
        paper = PAPER * 0.45 + 0.55 * np.clip(picture * 1.05 + 0.06, 0, 1)
        return paper * (1 - ink) + np.float32(0.16) * ink
    return picture


def finish(style, picture, rng):
    """After everything is drawn."""
    size = picture.shape[0]
    if style == "watercolour":
        return watercolour(picture, rng, size)
    if style == "chalk":
        grain = np.repeat(np.repeat(rng.standard_normal((size // 2, size // 2)).astype(np.float32), 2, 0), 2, 1)
        strength = np.clip(luminance(picture) - 0.25, 0, 1)[..., None] * 0.07
        return picture + strength * grain[..., None] + 0.012 * waves(rng, size, 8)[..., None]
    if style == "papercut":
        return picture + 0.008 * waves(rng, size, 24)[..., None]
    return picture


def watercolour(picture, rng, size):
    reach = 1.6 * size / 256
    rows, columns = np.mgrid[0:size, 0:size].astype(np.float32)
    y = np.clip(np.rint(rows + reach * waves(rng, size, 14)), 0, size - 1).astype(np.int64)
    x = np.clip(np.rint(columns + reach * waves(rng, size, 14)), 0, size - 1).astype(np.int64)
    wet = picture[y, x]
    pigment = 1 + 0.10 * np.clip(waves(rng, size, 9), -1.6, 1.6) + 0.05 * waves(rng, size, 26)
    wet = 1 - (1 - wet) * np.clip(0.86 * pigment, 0.4, 1.15)[..., None]
    margin = np.minimum.reduce((rows, columns, size - 1 - rows, size - 1 - columns)) * (256 / size)
    painted = np.clip((margin - 9 - 4 * waves(rng, size, 10)) / 5, 0, 1)[..., None]
    return wet * painted + PAPER * (1 - painted)
