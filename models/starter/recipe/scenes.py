"""The small world the starter model knows: captioned scenes of 128x128 pixels, drawn with cairo.

    python scenes.py --out scenes.png     # a sheet of 32 scenes, their captions on the terminal
"""

import argparse
import math
import random

import cairo
import numpy as np

SIZE = 128

COLOURS = {
    "red": (0.86, 0.16, 0.18),
    "orange": (0.96, 0.55, 0.12),
    "yellow": (0.98, 0.84, 0.20),
    "green": (0.22, 0.65, 0.30),
    "teal": (0.10, 0.62, 0.62),
    "blue": (0.16, 0.40, 0.86),
    "purple": (0.52, 0.26, 0.72),
    "pink": (0.95, 0.50, 0.70),
    "white": (0.97, 0.97, 0.96),
    "black": (0.10, 0.10, 0.12),
    "brown": (0.50, 0.31, 0.18),
    "gray": (0.55, 0.57, 0.60),
}
THINGS = [
    "circle", "square", "triangle", "star", "heart", "moon", "flower", "tree",
    "house", "fish", "mushroom", "sailboat", "balloon", "butterfly", "cloud", "cup",
]  # fmt: skip
PLACES = {
    "in a meadow": "meadow",
    "at night": "night",
    "by the sea": "sea",
    "in the desert": "desert",
    "in the snow": "snow",
    "at sunset": "sunset",
}

FULL_CIRCLE = 6.3


def shade(colour, factor):
    return tuple(max(0, min(1, value * factor)) for value in colour)


def mix(colour, other, share):
    return tuple(a * (1 - share) + b * share for a, b in zip(colour, other))


# Backgrounds


def gradient(ctx, stops, top=0, bottom=SIZE):
    pattern = cairo.LinearGradient(0, top, 0, bottom)
    for offset, colour in stops:
        pattern.add_color_stop_rgb(offset, *colour)
    ctx.set_source(pattern)
    ctx.rectangle(0, top, SIZE, bottom - top)
    ctx.fill()


def hills(ctx, rng, height, amplitude, colour):
    phase = rng.uniform(0, 6.28)
    frequency = rng.uniform(0.02, 0.05)
    ctx.move_to(0, SIZE)
    for x in range(0, SIZE + 4, 4):
        ctx.line_to(x, height + amplitude * math.sin(frequency * x + phase))
    ctx.line_to(SIZE, SIZE)
    ctx.close_path()
    ctx.set_source_rgb(*colour)
    ctx.fill()


def dots(ctx, rng, count, lowest, radii, colour):
    for _ in range(count):
        ctx.arc(rng.uniform(0, SIZE), rng.uniform(0, lowest), rng.uniform(*radii), 0, FULL_CIRCLE)
        ctx.set_source_rgb(*colour)
        ctx.fill()


def plain(ctx, colour):
    gradient(ctx, [(0, mix(colour, (1, 1, 1), 0.12)), (1, shade(colour, 0.9))])


def meadow(ctx, rng, horizon):
    gradient(ctx, [(0, (0.45, 0.72, 0.95)), (1, (0.85, 0.94, 0.98))], 0, horizon + 8)
    hills(ctx, rng, horizon, 5, (0.40, 0.72, 0.32))
    hills(ctx, rng, horizon + 14, 4, (0.30, 0.62, 0.26))


def night(ctx, rng, horizon):
    gradient(ctx, [(0, (0.04, 0.06, 0.18)), (1, (0.12, 0.15, 0.36))])
    dots(ctx, rng, rng.randint(14, 26), horizon - 4, (0.6, 1.4), (1, 1, 0.88))
    hills(ctx, rng, horizon + 8, 4, (0.06, 0.10, 0.16))


def sea(ctx, rng, horizon):
    gradient(ctx, [(0, (0.55, 0.80, 0.96)), (1, (0.90, 0.96, 0.99))], 0, horizon)
    gradient(ctx, [(0, (0.10, 0.45, 0.72)), (1, (0.05, 0.30, 0.55))], horizon, SIZE)
    for _ in range(7):
        x = rng.uniform(0, SIZE)
        y = rng.uniform(horizon + 5, SIZE - 4)
        ctx.move_to(x - 7, y)
        ctx.curve_to(x - 3, y - 3, x + 3, y - 3, x + 7, y)
        ctx.set_line_width(1.5)
        ctx.set_source_rgba(0.85, 0.95, 1, 0.7)
        ctx.stroke()


def desert(ctx, rng, horizon):
    gradient(ctx, [(0, (0.98, 0.80, 0.52)), (1, (0.99, 0.92, 0.74))], 0, horizon + 8)
    hills(ctx, rng, horizon, 6, (0.90, 0.72, 0.42))
    hills(ctx, rng, horizon + 16, 5, (0.82, 0.62, 0.34))


def snow(ctx, rng, horizon):
    gradient(ctx, [(0, (0.70, 0.78, 0.88)), (1, (0.88, 0.92, 0.96))], 0, horizon + 8)
    hills(ctx, rng, horizon, 5, (0.94, 0.96, 0.99))
    dots(ctx, rng, 24, SIZE, (0.8, 1.8), (1, 1, 1))


def sunset(ctx, rng, horizon):
    sky = [(0, (0.36, 0.20, 0.48)), (0.55, (0.92, 0.42, 0.36)), (1, (0.99, 0.78, 0.40))]
    gradient(ctx, sky, 0, horizon + 6)
    ctx.arc(rng.uniform(20, 108), horizon - 2, 13, 0, FULL_CIRCLE)
    ctx.set_source_rgb(1, 0.92, 0.60)
    ctx.fill()
    hills(ctx, rng, horizon, 3, (0.22, 0.14, 0.24))


BACKGROUNDS = {f.__name__: f for f in (meadow, night, sea, desert, snow, sunset)}

# Things, each drawn in a box from -20 to 20


class Pencil:
    """Draws one thing in one colour with a darker edge."""

    def __init__(self, ctx, colour):
        self.ctx = ctx
        self.colour = colour
        self.edge = shade(colour, 0.6) if sum(colour) > 0.6 else (0.3, 0.3, 0.33)

    def fill(self, colour=None, edge=None, width=1.6):
        self.ctx.set_source_rgb(*(colour or self.colour))
        self.ctx.fill_preserve()
        self.ctx.set_source_rgb(*(edge or self.edge))
        self.ctx.set_line_width(width)
        self.ctx.set_line_join(cairo.LINE_JOIN_ROUND)
        self.ctx.stroke()

    def flat(self, colour):
        self.ctx.set_source_rgb(*colour)
        self.ctx.fill()

    def stroke(self, colour, width):
        self.ctx.set_source_rgb(*colour)
        self.ctx.set_line_width(width)
        self.ctx.stroke()

    def polygon(self, points):
        self.ctx.move_to(*points[0])
        for point in points[1:]:
            self.ctx.line_to(*point)
        self.ctx.close_path()

    def unless(self, name, usual, otherwise):
        """A detail's colour, another one where the thing itself has the colour called name."""
        return usual if self.colour != COLOURS[name] else otherwise


def circle(pen):
    pen.ctx.arc(0, 0, 18, 0, FULL_CIRCLE)
    pen.fill()


def square(pen):
    pen.ctx.rectangle(-16, -16, 32, 32)
    pen.fill()


def triangle(pen):
    pen.polygon([(0, -18), (19, 15), (-19, 15)])
    pen.fill()


def star(pen):
    def corner(i):
        radius = 20 if i % 2 == 0 else 8.5
        return radius * math.sin(i * math.pi / 5), -radius * math.cos(i * math.pi / 5)

    pen.polygon([corner(i) for i in range(10)])
    pen.fill()


def heart(pen):
    pen.ctx.move_to(0, 18)
    pen.ctx.curve_to(-30, -4, -14, -26, 0, -9)
    pen.ctx.curve_to(14, -26, 30, -4, 0, 18)
    pen.ctx.close_path()
    pen.fill()


def moon(pen):
    pen.ctx.arc(0, 0, 18, 0.9, 5.4)
    pen.ctx.curve_to(-2, -10, -2, 8, 18 * math.cos(0.9), 18 * math.sin(0.9))
    pen.ctx.close_path()
    pen.fill()


def flower(pen):
    pen.ctx.move_to(0, 4)
    pen.ctx.curve_to(1, 10, -1, 14, 0, 20)
    pen.stroke((0.2, 0.5, 0.2), 2.4)
    for i in range(6):
        pen.ctx.arc(9 * math.cos(i * 1.047), -5 + 9 * math.sin(i * 1.047), 6.5, 0, FULL_CIRCLE)
        pen.fill(width=1)
    pen.ctx.arc(0, -5, 5, 0, FULL_CIRCLE)
    pen.fill(pen.unless("yellow", (0.98, 0.82, 0.25), (0.6, 0.35, 0.1)), (0.5, 0.35, 0.1), 1)


def tree(pen):
    pen.ctx.rectangle(-3, 6, 6, 14)
    pen.fill((0.45, 0.28, 0.15), (0.3, 0.18, 0.1), 1)
    pen.ctx.arc(0, -5, 14, 0, FULL_CIRCLE)
    pen.fill()


def house(pen):
    pen.ctx.rectangle(-14, -3, 28, 21)
    pen.fill()
    pen.polygon([(-18, -3), (0, -19), (18, -3)])
    pen.fill(shade(pen.colour, 0.65), shade(pen.colour, 0.45))
    pen.ctx.rectangle(-4, 6, 8, 12)
    pen.fill((0.35, 0.22, 0.14), (0.2, 0.12, 0.08), 1)


def fish(pen):
    pen.polygon([(8, 0), (20, -10), (20, 10)])
    pen.fill()
    pen.ctx.save()
    pen.ctx.scale(1, 0.62)
    pen.ctx.arc(-3, 0, 16, 0, FULL_CIRCLE)
    pen.ctx.restore()
    pen.fill()
    pen.ctx.arc(-11, -3, 2, 0, FULL_CIRCLE)
    pen.flat(pen.unless("black", (0.05, 0.05, 0.08), (1, 1, 1)))


def mushroom(pen):
    pen.ctx.rectangle(-5, 0, 10, 17)
    pen.fill((0.96, 0.92, 0.82), (0.6, 0.52, 0.4), 1.2)
    pen.ctx.arc(0, 2, 18, math.pi, 2 * math.pi)
    pen.ctx.close_path()
    pen.fill()
    for x, y, radius in ((-8, -5, 2.6), (4, -9, 3), (10, -2, 2)):
        pen.ctx.arc(x, y, radius, 0, FULL_CIRCLE)
        pen.flat(pen.unless("white", (1, 1, 1), (0.8, 0.3, 0.3)))


def sailboat(pen):
    pen.polygon([(-18, 8), (18, 8), (12, 17), (-12, 17)])
    pen.fill((0.50, 0.30, 0.16), (0.3, 0.18, 0.1))
    pen.polygon([(0, -19), (0, 5), (16, 5)])
    pen.fill()
    pen.polygon([(-2, -12), (-2, 5), (-13, 5)])
    pen.fill()


def balloon(pen):
    pen.ctx.move_to(0, 12)
    pen.ctx.line_to(0, 20)
    pen.stroke((0.3, 0.3, 0.3), 1.2)
    pen.ctx.save()
    pen.ctx.scale(0.85, 1)
    pen.ctx.arc(0, -4, 15, 0, FULL_CIRCLE)
    pen.ctx.restore()
    pen.fill()
    pen.ctx.arc(-4, -9, 3, 0, FULL_CIRCLE)
    pen.ctx.set_source_rgba(1, 1, 1, 0.6)
    pen.ctx.fill()


def butterfly(pen):
    for side in (-1, 1):
        pen.ctx.save()
        pen.ctx.scale(side, 1)
        pen.ctx.move_to(1, 0)
        pen.ctx.curve_to(4, -20, 22, -18, 19, -5)
        pen.ctx.curve_to(18, 2, 8, 3, 1, 1)
        pen.ctx.close_path()
        pen.fill()
        pen.ctx.move_to(1, 1)
        pen.ctx.curve_to(8, 3, 18, 6, 13, 15)
        pen.ctx.curve_to(8, 20, 2, 12, 1, 2)
        pen.ctx.close_path()
        pen.fill(mix(pen.colour, (1, 1, 1), 0.25))
        pen.ctx.restore()
    pen.ctx.move_to(0, -9)
    pen.ctx.line_to(0, 11)
    pen.stroke((0.15, 0.1, 0.1), 2.4)


def cloud(pen):
    for x, y, radius in ((-9, 3, 8), (9, 3, 8), (0, -3, 11)):
        pen.ctx.arc(x, y, radius, 0, FULL_CIRCLE)
        pen.ctx.close_path()
        pen.flat(pen.colour)
    pen.ctx.rectangle(-9, 3, 18, 8)
    pen.flat(pen.colour)


def cup(pen):
    pen.ctx.arc(13, 1, 6, -1.4, 1.4)
    pen.stroke(pen.edge, 3)
    pen.polygon([(-13, -12), (13, -12), (10, 15), (-10, 15)])
    pen.fill()


DRAWINGS = {name: globals()[name] for name in THINGS}


def thing(ctx, colour, name, x, y, half_size):
    ctx.save()
    ctx.translate(x, y)
    ctx.scale(half_size / 20, half_size / 20)
    DRAWINGS[name](Pencil(ctx, COLOURS[colour]))
    ctx.restore()


# Whole scenes. The order of the random draws decides which pictures a seed gives: keep it.


def background(ctx, rng, colour):
    """Draws a background and returns its words; a plain one never has the thing's own colour."""
    if rng.random() < 0.45:
        ground = rng.choice([c for c in COLOURS if c != colour and c != "brown"])
        plain(ctx, COLOURS[ground])
        return f"on a {ground} background"
    words = rng.choice(list(PLACES))
    BACKGROUNDS[PLACES[words]](ctx, rng, rng.uniform(72, 88))
    return words


def one_thing(ctx, rng, name, colour, size, half_size, place):
    position = "" if size == "large" else rng.choice(["", "", "", "on the left", "on the right"])
    x = {"": 64, "on the left": 36, "on the right": 92}[position] + rng.uniform(-5, 5)
    thing(ctx, colour, name, x, 68 + rng.uniform(-7, 9), half_size)
    return " ".join(word for word in ("a", size, colour, name, position, place) if word)


def two_things(ctx, rng, name, colour, place):
    other_name = rng.choice(THINGS)
    other_colour = rng.choice(list(COLOURS))
    half_size = 22 * rng.uniform(0.9, 1.1)
    y = 68 + rng.uniform(-6, 8)
    thing(ctx, colour, name, 34 + rng.uniform(-4, 4), y, half_size)
    x = 94 + rng.uniform(-4, 4)
    thing(ctx, other_colour, other_name, x, y + rng.uniform(-4, 4), half_size)
    return f"a {colour} {name} and a {other_colour} {other_name} {place}"


def phrased(rng, caption):
    chance = rng.random()
    if chance < 0.25:
        return caption.removeprefix("a ")
    if chance < 0.35:
        return "a drawing of " + caption
    return "a picture of " + caption if chance < 0.45 else caption


def scene(rng):
    """A random scene: pixels as uint8 [128, 128, 3], and its caption."""
    surface = cairo.ImageSurface(cairo.FORMAT_RGB24, SIZE, SIZE)
    ctx = cairo.Context(surface)
    name = rng.choice(THINGS)
    colour = rng.choice(list(COLOURS))
    two = rng.random() < 0.22
    place = background(ctx, rng, colour)
    size = rng.choice(["", "", "small", "large"])
    half_size = {"": 26, "small": 16, "large": 40}[size] * rng.uniform(0.92, 1.08)
    if two:
        caption = two_things(ctx, rng, name, colour, place)
    else:
        caption = one_thing(ctx, rng, name, colour, size, half_size, place)
    surface.flush()
    pixels = np.ndarray((SIZE, SIZE, 4), np.uint8, surface.get_data())[:, :, 2::-1].copy()
    return pixels, phrased(rng, caption)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", default="out/scenes.png")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    from sheet import save_sheet

    rng = random.Random(arguments.seed)
    scenes = [scene(rng) for _ in range(32)]
    for _, caption in scenes:
        print(caption)
    save_sheet([pixels for pixels, _ in scenes], arguments.out, columns=8)


if __name__ == "__main__":
    main()
