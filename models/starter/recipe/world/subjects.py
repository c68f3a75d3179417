"""The things that can be in a picture. Each is drawn in a box from -20 to 20 (y downwards, feet at 20)."""

import dataclasses
import math
from collections.abc import Callable

from .pen import COLOURS, CREAM, GLASS, GOLD, INK, LEAF, WHITE, WOOD, Pen, mix

BLUSH = (0.98, 0.62, 0.62)
BEAK = (0.97, 0.62, 0.15)
STONE = (0.62, 0.62, 0.66)
TYRE = (0.18, 0.18, 0.20)


@dataclasses.dataclass(frozen=True)
class Subject:
    """A thing's name, plural, the colour it has when none is named, where it belongs and how it is drawn."""

    name: str
    plural: str
    natural: str
    home: str  # ground, sky or any
    kind: str
    draw: Callable[[Pen], None]


SUBJECTS: dict[str, Subject] = {}


def subject(natural, home, kind, name=None, plural=None):
    def add(draw):
        title = name or draw.__name__.replace("_", " ")
        SUBJECTS[title] = Subject(title, plural or title + "s", natural, home, kind, draw)
        return draw

    return add


# Animals


@subject("orange", "ground", "animal")
def cat(p):
    p.line([(11, 14), (22, 16), (20, 4), (17, 1)], p.main, 3.6, smooth=True)
    p.blob([(-9, 20), (-11, 8), (-5, 0), (5, 0), (11, 8), (11, 20), (0, 20)])
    p.polygon([(-11, -9), (-11, -20), (-3, -14)])
    p.polygon([(11, -9), (11, -20), (3, -14)])
    p.ellipse(0, -6, 12, 10)
    p.ellipse(0, 12, 5, 7, p.light)
    p.eye(-4.5, -7)
    p.eye(4.5, -7)
    p.plain(0, -2.5, 1.5, BLUSH)
    for side in (-1, 1):
        p.line([(side * 4, -2), (side * 11, -3)], INK, 0.6)


@subject("brown", "ground", "animal")
def dog(p):
    p.line([(12, 6), (18, 4), (19, -2), (18, -5)], p.main, 3.4, smooth=True)
    for x in (-10, -4, 6, 11):
        p.box(x - 2.4, 8, 4.8, 12, p.main, 2)
    p.blob([(-13, 10), (-12, 1), (0, 0), (12, 1), (14, 9), (8, 14), (-8, 14)])
    p.ellipse(-9, -7, 10, 9)
    p.ellipse(-14, -3, 5.5, 4, p.light)
    p.plain(-17.5, -4.5, 2, INK)
    p.ellipse(-2, -7, 3.6, 8, p.dark, -0.25)
    p.eye(-11, -10)


@subject("blue", "any", "animal")
def bird(p):
    p.polygon([(8, 4), (20, 0), (19, 9)], p.dark)
    p.blob([(-14, -4), (-4, -12), (8, -4), (11, 6), (2, 14), (-10, 10)])
    p.ellipse(-9, -8, 8, 7.5)
    p.polygon([(-16, -9), (-22, -6), (-15.5, -4)], BEAK)
    p.blob([(-4, 0), (6, -4), (12, 4), (2, 8)], p.dark)
    p.eye(-11, -10)
    p.line([(-3, 14), (-4, 19)], BEAK, 1.6)
    p.line([(3, 13), (3, 19)], BEAK, 1.6)


@subject("teal", "any", "animal", plural="fish")
def fish(p):
    p.polygon([(8, 0), (20, -11), (17, 0), (20, 11)], p.dark)
    p.polygon([(-6, -8), (2, -17), (8, -7)], p.dark)
    p.blob([(-18, 0), (-8, -11), (6, -8), (12, 0), (6, 8), (-8, 11)])
    p.line([(-6, -8), (-2, -3), (-2, 3), (-6, 8)], p.dark, 1.4, smooth=True)
    p.ellipse(2, 3, 3.6, 2.4, p.dark)
    p.eye(-11, -3, 2.6)


@subject("purple", "sky", "animal", plural="butterflies")
def butterfly(p):
    for side in (-1, 1):
        p.blob([(side * 1, -1), (side * 6, -15), (side * 17, -18), (side * 19, -6), (side * 10, 2)])
        p.blob([(side * 1, 1), (side * 10, 2), (side * 16, 9), (side * 10, 17), (side * 3, 11)], p.light)
        p.plain(side * 12, -10, 3, p.other)
        p.line([(0, -8), (side * 5, -18)], INK, 1)
    p.ellipse(0, 1, 2.2, 11, INK)


@subject("gray", "ground", "animal")
def rabbit(p):
    for side in (-1, 1):
        p.ellipse(side * 5, -13, 3.4, 9, p.main, side * 0.15)
        p.ellipse(side * 5, -13, 1.5, 6, BLUSH, side * 0.15)
    p.ellipse(0, 11, 10, 9.5)
    p.ellipse(0, -2, 9.5, 8.5)
    p.ellipse(0, 13, 5, 6, p.light)
    p.ellipse(-6, 18.5, 4.5, 2.6)
    p.ellipse(6, 18.5, 4.5, 2.6)
    p.eye(-4, -4)
    p.eye(4, -4)
    p.plain(0, 0, 1.5, BLUSH)


@subject("brown", "ground", "animal")
def bear(p):
    for side in (-1, 1):
        p.ellipse(side * 9, -15, 4.5, 4.5)
        p.ellipse(side * 12, 8, 4, 7, p.main, side * -0.4)
        p.ellipse(side * 6, 18, 5, 3.4)
    p.ellipse(0, 9, 12, 11)
    p.ellipse(0, -7, 12, 10.5)
    p.ellipse(0, 10, 7, 7.5, p.light)
    p.ellipse(0, -3, 5.5, 4.5, p.light)
    p.plain(0, -5, 2, INK)
    p.eye(-5.5, -9)
    p.eye(5.5, -9)


@subject("orange", "ground", "animal", plural="foxes")
def fox(p):
    p.blob([(8, 16), (15, 8), (21, -2), (22, 8), (18, 18)])
    p.blob([(21, -2), (22, 6), (17, 4)], WHITE)
    p.blob([(-8, 20), (-9, 8), (0, 1), (9, 8), (10, 20)])
    p.polygon([(-13, -6), (-12, -20), (-3, -12)])
    p.polygon([(13, -6), (12, -20), (3, -12)])
    p.blob([(-14, -6), (-6, -13), (6, -13), (14, -6), (5, 3), (0, 7), (-5, 3)])
    p.blob([(-12, -3), (-4, -2), (0, 6), (-5, 3)], WHITE)
    p.blob([(12, -3), (4, -2), (0, 6), (5, 3)], WHITE)
    p.ellipse(0, 14, 4, 6, WHITE)
    p.plain(0, 5, 2, INK)
    p.eye(-5, -6, 2.2)
    p.eye(5, -6, 2.2)


@subject("brown", "any", "animal")
def owl(p):
    p.polygon([(-11, -12), (-12, -20), (-3, -15)])
    p.polygon([(11, -12), (12, -20), (3, -15)])
    p.blob([(-12, -10), (0, -16), (12, -10), (12, 8), (0, 19), (-12, 8)])
    p.blob([(-12, -2), (-7, 4), (-9, 14), (-14, 8)], p.dark)
    p.blob([(12, -2), (7, 4), (9, 14), (14, 8)], p.dark)
    p.ellipse(0, 9, 6, 8, p.light)
    for side in (-1, 1):
        p.ellipse(side * 5, -7, 5, 5, WHITE)
        p.plain(side * 5, -7, 2.6, INK)
    p.polygon([(-2, -4), (2, -4), (0, 1)], BEAK)


@subject("black", "ground", "animal")
def penguin(p):
    for side in (-1, 1):
        p.ellipse(side * 12, 4, 3, 9, p.main, side * -0.3)
        p.ellipse(side * 5, 18.5, 5, 2, BEAK)
    p.blob([(-11, 4), (-8, -12), (0, -19), (8, -12), (11, 4), (7, 18), (-7, 18)])
    p.blob([(-7, 4), (-5, -6), (0, -9), (5, -6), (7, 4), (4, 16), (-4, 16)], WHITE)
    p.eye(-3.5, -11, 2.2)
    p.eye(3.5, -11, 2.2)
    p.polygon([(-2.5, -8), (2.5, -8), (0, -4)], BEAK)


@subject("pink", "ground", "animal")
def snail(p):
    p.blob([(-20, 4), (-15, 0), (-11, 11), (8, 13), (20, 19), (0, 20), (-15, 19)], mix(CREAM, WOOD, 0.25))
    p.ellipse(4, 2, 14, 13)
    p.ellipse(4, 2, 8.5, 8, p.light)
    p.ellipse(4, 2, 3.6, 3.4, p.dark)
    for x in (-20, -14):
        p.line([(-16, 2), (x, -8)], mix(CREAM, WOOD, 0.4), 1.6)
        p.plain(x, -8, 2, INK)


@subject("green", "ground", "animal")
def turtle(p):
    skin = mix(LEAF, CREAM, 0.35)
    p.ellipse(-17, 6, 5.5, 5, skin)
    for x in (-10, 9):
        p.box(x - 3, 12, 6.5, 8, skin, 2)
    p.polygon([(14, 12), (21, 16), (14, 16)], skin)
    p.half_disc(0, 13, 16, 20)
    p.blob([(-5, 2), (0, -2), (5, 2), (4, 8), (-4, 8)], p.dark)
    p.ellipse(-10, 6, 2.6, 3.4, p.dark)
    p.ellipse(10, 6, 2.6, 3.4, p.dark)
    p.eye(-18.5, 5, 1.8)


@subject("red", "ground", "animal")
def ladybug(p):
    for side in (-1, 1):
        p.line([(side * 4, -12), (side * 8, -19)], INK, 1.4)
    p.half_disc(0, -7, 9, 8, INK)
    p.ellipse(0, 4, 16, 15)
    p.line([(0, -11), (0, 19)], INK, 1.8)
    for x, y in ((6, -3), (9, 7), (5, 13)):
        p.plain(x, y, 2.7, INK if p.main != COLOURS["black"] else WHITE)
        p.plain(-x, y, 2.7, INK if p.main != COLOURS["black"] else WHITE)
    p.eye(-4, -11, 1.8)
    p.eye(4, -11, 1.8)


@subject("yellow", "sky", "animal")
def bee(p):
    p.ellipse(-2, -10, 5, 8, mix(GLASS, WHITE, 0.5), -0.5)
    p.ellipse(6, -10, 5, 8, mix(GLASS, WHITE, 0.5), 0.3)
    p.polygon([(14, 2), (21, 5), (14, 8)], INK)
    p.ellipse(0, 4, 17, 11)
    stripe = INK if p.main != COLOURS["black"] else GOLD
    for x in (-2, 5, 11):
        h = 9.4 * math.sqrt(max(0, 1 - (x / 17) ** 2))
        p.line([(x, 4 - h), (x, 4 + h)], stripe, 2.8)
    p.eye(-10, 1, 2.6)


@subject("blue", "any", "animal")
def whale(p):
    p.blob([(10, 6), (18, -4), (14, -12), (19, -10), (22, -14), (22, -5), (19, 6)])
    p.blob([(-19, 4), (-14, -7), (0, -9), (12, 2), (19, 2), (14, 13), (-8, 16), (-18, 11)])
    p.blob([(-18, 8), (-6, 9), (8, 12), (-6, 16), (-16, 13)], p.light)
    p.eye(-12, 2, 2)
    for x in (-14, -6):
        p.line([(-10, -10), (-10, -14), (x, -19), (x - 1, -15)], mix(GLASS, COLOURS["blue"], 0.3), 1.8, smooth=True)


@subject("gray", "ground", "animal")
def elephant(p):
    for x in (-4, 4, 11):
        p.box(x - 3, 6, 6, 14, p.main, 2)
    p.ellipse(4, 2, 14, 11)
    p.line([(-15, 0), (-18, 8), (-18, 14), (-14, 17)], p.main, 4.6, smooth=True)
    p.ellipse(-10, -5, 8.5, 9)
    p.ellipse(-4, -5, 6, 8, p.light)
    p.eye(-13, -7, 2)
    p.line([(-13, 3), (-16, 6)], WHITE, 1.8)
    p.line([(17, -2), (20, 6)], p.main, 1.8)


@subject("yellow", "ground", "animal")
def duck(p):
    p.line([(-1, 15), (-1, 19)], BEAK, 2)
    p.line([(5, 15), (5, 19)], BEAK, 2)
    p.blob([(-11, 2), (0, 0), (12, -2), (20, -7), (16, 10), (4, 16), (-9, 12)])
    p.ellipse(-8, -9, 8.5, 8)
    p.polygon([(-15, -10), (-22, -6), (-14.5, -4)], BEAK)
    p.blob([(-2, 4), (10, 2), (13, 6), (4, 11)], p.dark)
    p.eye(-10, -11, 2.2)


@subject("green", "ground", "animal")
def frog(p):
    for side in (-1, 1):
        p.ellipse(side * 13, 12, 7, 7.5)
        p.ellipse(side * 11, 18.5, 6, 2.2)
        p.ellipse(side * 7, -10, 5.5, 5.5)
    p.ellipse(0, 6, 14, 13)
    p.ellipse(0, 11, 8.5, 7.5, p.light)
    for side in (-1, 1):
        p.eye(side * 7, -11, 3.4)
    p.line([(-7, 2), (-3, 5), (3, 5), (7, 2)], INK, 1.2, smooth=True)


@subject("gray", "ground", "animal", plural="mice")
def mouse(p):
    p.line([(13, 16), (22, 16), (16, 6), (21, 2)], BLUSH, 2, smooth=True)
    p.blob([(-19, 12), (-8, 0), (6, 0), (14, 10), (12, 19), (-8, 19)])
    p.ellipse(-4, -5, 7, 7.5)
    p.ellipse(-4, -5, 3.8, 4.2, BLUSH)
    p.eye(-11, 8, 2.2)
    p.plain(-19, 12.5, 2, BLUSH)


@subject("red", "ground", "animal")
def crab(p):
    for side in (-1, 1):
        for y in (10, 14, 17):
            p.line([(side * 9, y - 2), (side * 17, y + 2)], p.dark, 2)
        p.line([(side * 10, 4), (side * 16, -4)], p.dark, 3)
        p.ellipse(side * 15, -9, 5.5, 6.5)
        p.polygon([(side * 15, -8), (side * 12, -19), (side * 18, -17)], p.dark)
        p.line([(side * 4, 0), (side * 4, -7)], p.dark, 1.8)
    p.ellipse(0, 8, 14, 10)
    p.eye(-4, -7, 2.8)
    p.eye(4, -7, 2.8)


@subject("white", "ground", "animal", plural="sheep")
def sheep(p):
    for x in (-7, 1, 8):
        p.box(x - 1.8, 10, 3.6, 10, INK, 1)
    for x, y, r in ((-8, -2, 8), (0, -6, 8.5), (9, -2, 8), (12, 5, 7), (4, 8, 8), (-6, 8, 8)):
        p.ellipse(x, y, r, r)
    p.plain(2, 2, 9, p.main)
    p.ellipse(-14, 0, 5, 7, (0.25, 0.22, 0.25))
    p.eye(-15, -2, 1.9)


@subject("pink", "ground", "animal")
def pig(p):
    for x in (-9, -3, 5, 11):
        p.box(x - 2, 10, 4.4, 10, p.dark, 1)
    p.ellipse(2, 4, 17, 11.5)
    p.ellipse(-10, 1, 9, 9)
    p.polygon([(-12, -6), (-14, -14), (-5, -7)], p.dark)
    p.ellipse(-16, 3, 3.6, 4.2, p.light)
    p.plain(-17, 3, 0.9, INK)
    p.plain(-14.8, 3, 0.9, INK)
    p.eye(-11, -2, 2)
    p.line([(19, 1), (22, -1), (18, -4), (22, -5)], p.dark, 1.5, smooth=True)


# Plants


@subject("green", "ground", "plant")
def tree(p):
    p.polygon([(-3, 4), (3, 4), (4.5, 20), (-4.5, 20)], WOOD)
    p.blob([(-15, 0), (-15, -10), (-6, -19), (6, -19), (15, -10), (15, 0), (6, 8), (-6, 8)])
    p.plain(-6, -9, 3, p.light)
    p.plain(4, -3, 2.4, p.light)


@subject("green", "ground", "plant")
def pine_tree(p):
    p.box(-2.5, 12, 5, 8, WOOD)
    for y, w in ((14, 15), (4, 12), (-5, 9)):
        p.polygon([(-w, y), (0, y - 15), (w, y)])


@subject("green", "ground", "plant")
def palm_tree(p):
    p.blob([(-3, 20), (0, 4), (1, -8), (4, -8), (5, 4), (4, 20)], WOOD)
    for angle in (-2.9, -2.2, -1.2, -0.5, 0.3, 2.9):
        x, y = 3 + 11 * math.cos(angle), -9 + 9 * math.sin(angle)
        p.ellipse((3 + x) / 2 + 2 * math.cos(angle), (-9 + y) / 2, 9, 2.8, p.main, math.atan2(y + 9, x - 3))
    p.plain(1, -7, 2, WOOD)
    p.plain(5, -7, 2, WOOD)


@subject("green", "ground", "plant", plural="cacti")
def cactus(p):
    p.line([(-4, 6), (-13, 6), (-13, -4)], p.main, 5)
    p.line([(4, 2), (12, 2), (12, -9)], p.main, 5)
    p.box(-5.5, -19, 11, 39, p.main, 5.5)
    for y in (-12, -2, 8):
        p.line([(-1.8, y), (-1.8, y + 4)], p.light, 1)
        p.line([(2, y + 3), (2, y + 7)], p.light, 1)


@subject("pink", "ground", "plant")
def flower(p):
    p.line([(0, 0), (1, 8), (-1, 14), (0, 20)], LEAF, 2.6, smooth=True)
    p.ellipse(5, 13, 5, 2.4, LEAF, -0.5)
    p.ellipse(-5, 15, 5, 2.4, LEAF, 0.5)
    for i in range(6):
        p.ellipse(8.5 * math.cos(i * 1.047), -7 + 8.5 * math.sin(i * 1.047), 5.6, 5.6)
    p.ellipse(0, -7, 4.6, 4.6, p.other)


@subject("red", "ground", "plant")
def tulip(p):
    p.line([(0, 0), (0, 20)], LEAF, 2.6)
    p.blob([(0, 19), (-9, 10), (-9, 1), (-4, 10)], LEAF)
    p.blob([(0, 19), (9, 10), (9, 1), (4, 10)], LEAF)
    p.polygon([(-9, -17), (-4, -10), (0, -19), (4, -10), (9, -17), (9, -4), (4, 3), (-4, 3), (-9, -4)])


@subject("red", "ground", "plant")
def mushroom(p):
    p.blob([(-5, 2), (5, 2), (6, 18), (0, 20), (-6, 18)], CREAM)
    p.half_disc(0, 3, 19, 20)
    spot = WHITE if p.main != COLOURS["white"] else COLOURS["red"]
    for x, y, r in ((-9, -4, 3), (1, -10, 3.4), (10, -3, 2.6)):
        p.plain(x, y, r, spot)


@subject("green", "any", "plant", plural="leaves")
def leaf(p):
    p.line([(-12, 12), (-19, 19)], WOOD, 2.2)
    p.blob([(-13, 13), (-13, -4), (2, -16), (18, -18), (16, -2), (4, 13)])
    p.line([(-12, 12), (12, -12)], p.light, 1.6)
    for t in (-5, 1, 7):
        p.line([(t, -t), (t + 6, -t + 1.5)], p.light, 1.1)
        p.line([(t, -t), (t - 1.5, -t - 6)], p.light, 1.1)


# Buildings


@subject("red", "ground", "building")
def house(p):
    p.box(8, -16, 4.5, 10, p.dark)
    p.box(-14, -2, 28, 22)
    p.polygon([(-19, -1), (0, -19), (19, -1)], p.dark)
    p.box(-4, 8, 8, 12, WOOD)
    for x in (-11, 6):
        p.box(x, 3, 5.5, 5.5, GLASS)


@subject("gray", "ground", "building")
def castle(p):
    p.box(-11, -3, 22, 23)
    for x in (-17, 9):
        p.box(x, -10, 8, 30)
        p.polygon([(x - 1.5, -10), (x + 4, -19), (x + 9.5, -10)], p.dark)
    for x in (-9, -3, 3):
        p.box(x, -7, 4.5, 4.5)
    p.half_disc(0, 12, 4.5, 6, WOOD)
    p.box(-4.5, 12, 9, 8, WOOD)
    p.plain(-13, -3, 1.6, INK)
    p.plain(13, -3, 1.6, INK)


@subject("red", "ground", "building")
def lighthouse(p):
    p.polygon([(-9, 20), (-5, -9), (5, -9), (9, 20)])
    stripe = WHITE if p.main != COLOURS["white"] else COLOURS["red"]
    p.polygon([(-6.2, -1), (6.2, -1), (7, 5), (-7, 5)], stripe)
    p.polygon([(-8, 12), (8, 12), (8.6, 17), (-8.6, 17)], stripe)
    p.box(-4, -15, 8, 6, GOLD)
    p.half_disc(0, -15, 5.5, 5, p.dark)
    p.box(-7, -10, 14, 2.2, p.dark)


@subject("white", "ground", "building")
def windmill(p):
    p.polygon([(-9, 20), (-5.5, -5), (5.5, -5), (9, 20)])
    p.half_disc(0, -5, 6.5, 6, p.dark)
    p.box(-3, 11, 6, 9, WOOD)
    for i in range(4):
        a = 0.6 + i * math.pi / 2
        c, s = math.cos(a), math.sin(a)
        p.polygon([(2 * c, -6 + 2 * s), (17 * c, -6 + 17 * s), (17 * c - 4.5 * s, -6 + 17 * s + 4.5 * c),
                   (4 * c - 4.5 * s, -6 + 4 * s + 4.5 * c)], CREAM if p.main != COLOURS["white"] else p.dark)  # fmt: skip
    p.plain(0, -6, 1.8, INK)


@subject("orange", "ground", "building")
def tent(p):
    p.line([(0, -18), (0, -20)], WOOD, 2)
    p.polygon([(-20, 20), (0, -17), (20, 20)])
    p.polygon([(-7, 20), (0, -2), (7, 20)], p.dark)
    p.polygon([(-7, 20), (0, -2), (-1, 20)], p.light)


@subject("teal", "ground", "building")
def skyscraper(p):
    p.line([(0, -14), (0, -20)], INK, 1.4)
    p.box(-9, -15, 18, 35)
    for y in (-12, -5, 2, 9):
        for x in (-6.5, -1.8, 3):
            p.box(x, y, 3.5, 4, GLASS if p.main != COLOURS["white"] else (0.45, 0.6, 0.75))
    p.box(-3, 15.5, 6, 4.5, WOOD)


@subject("white", "ground", "building")
def igloo(p):
    p.half_disc(0, 20, 19, 32)
    for y, w in ((10, 18), (0, 14.5)):
        p.line([(-w, y), (w, y)], p.dark, 1.1)
    for x, y in ((-8, 0), (6, 0), (-12, 10), (11, 10), (0, -10)):
        p.line([(x, y), (x, y + 9)], p.dark, 1.1)
    p.half_disc(0, 20, 7, 13, (0.25, 0.32, 0.42))


@subject("red", "ground", "building")
def barn(p):
    p.polygon([(-17, 20), (-17, -3), (-11, -13), (0, -19), (11, -13), (17, -3), (17, 20)])
    p.line([(-18, -2), (-11.5, -14), (0, -20), (11.5, -14), (18, -2)], p.dark, 2.6)
    p.box(-7, 5, 14, 15, p.dark)
    cross = WHITE if p.main != COLOURS["white"] else COLOURS["red"]
    p.line([(-6, 6), (6, 19)], cross, 1.5)
    p.line([(6, 6), (-6, 19)], cross, 1.5)
    p.box(-3, -9, 6, 6, CREAM)


# Vehicles


def wheels(p, positions, radius=4.6, y=15.0):
    for x in positions:
        p.ellipse(x, y, radius, radius, TYRE)
        p.plain(x, y, 0.42 * radius, (0.78, 0.78, 0.80))


@subject("red", "ground", "vehicle")
def car(p):
    p.blob([(-12, 3), (-7, -7), (6, -7), (13, 3)])
    p.polygon([(-9, 2), (-6, -4.5), (-0.8, -4.5), (-0.8, 2)], GLASS)
    p.polygon([(1, 2), (1, -4.5), (5.5, -4.5), (9.5, 2)], GLASS)
    p.box(-20, 2, 40, 12, p.main, 4.5)
    p.plain(-18, 7, 1.9, GOLD)
    wheels(p, (-11, 11))


@subject("green", "ground", "vehicle")
def truck(p):
    p.box(-6, -12, 26, 25, p.main, 1)
    p.box(-19, -3, 13, 16, p.dark, 2.5)
    p.box(-17, -0.5, 8, 6, GLASS)
    p.box(-20, 11, 40, 3, INK)
    wheels(p, (-12, 4, 14), 4.4, 15.5)


@subject("yellow", "ground", "vehicle", plural="buses")
def bus(p):
    p.box(-20, -11, 40, 25, p.main, 4)
    for x in (-17, -8.5, 0):
        p.box(x, -7, 7, 7.5, GLASS)
    p.box(9.5, -7, 7, 20, GLASS)
    p.line([(-18, 5), (8, 5)], p.dark, 1.8)
    wheels(p, (-11, 5))


@subject("blue", "ground", "vehicle")
def train(p):
    p.box(-16, -12, 6, 10, INK)
    p.box(-18, -2, 22, 15, p.main, 4)
    p.box(3, -14, 16, 27)
    p.box(6, -10, 9.5, 8.5, GLASS)
    p.box(1, -17, 20, 3.4, p.dark)
    p.polygon([(-19, 15), (-22, 19), (-14, 15)], STONE)
    wheels(p, (-12, -1, 12), 4.6, 15.4)


@subject("white", "ground", "vehicle")
def sailboat(p):
    p.line([(0, 8), (0, -19)], WOOD, 1.8)
    p.blob([(1.5, -18), (8, -8), (16, 5), (1.5, 5)])
    p.polygon([(-1.8, -14), (-1.8, 5), (-13, 5)], p.light)
    p.polygon([(-19, 8), (19, 8), (13, 19), (-13, 19)], WOOD)


@subject("white", "sky", "vehicle")
def airplane(p):
    p.polygon([(12, -3), (20, -15), (14, -15), (6, -3)], p.dark)
    p.blob([(-20, 2), (-14, -4), (12, -5), (20, -2), (12, 5), (-14, 6)])
    p.polygon([(-4, 1), (8, 1), (12, 16), (6, 16)], p.dark)
    for x in (-9, -4, 1, 6):
        p.plain(x, -1, 1.4, INK if p.main != COLOURS["black"] else GLASS)
    p.polygon([(-18, -0.5), (-14, -3.5), (-12.5, -0.5)], GLASS)


@subject("red", "any", "vehicle")
def rocket(p):
    p.blob([(-4, 13), (4, 13), (2, 18), (0, 21), (-2, 18)], COLOURS["orange"])
    p.polygon([(-6, 2), (-14, 14), (-6, 12)], p.dark)
    p.polygon([(6, 2), (14, 14), (6, 12)], p.dark)
    p.blob([(0, -20), (7, -8), (7, 6), (5, 13), (-5, 13), (-7, 6), (-7, -8)])
    p.ellipse(0, -4, 3.8, 3.8, GLASS)
    p.polygon([(-1.6, 5), (1.6, 5), (1.6, 15), (-1.6, 15)], p.dark)


@subject("teal", "ground", "vehicle")
def bicycle(p):
    for x in (-11, 11):
        p.ctx.new_path()
        p.ctx.arc(x, 10, 8.2, 0, 6.3)
        p.ctx.set_line_width(2.2)
        p.ctx.set_source_rgb(*(WHITE if p.style == "mask" else INK if p.style != "chalk" else CREAM))
        p.ctx.stroke()
    p.line([(-11, 10), (-5, -5), (7, -5), (0, 10), (-11, 10)], p.main, 2.9)
    p.line([(0, 10), (-6, -9)], p.main, 2.9)
    p.line([(11, 10), (6, -11), (11, -12)], p.main, 2.9)
    p.ellipse(-7, -10, 5, 2, INK)


@subject("red", "sky", "vehicle", name="hot air balloon")
def hot_air_balloon(p):
    for x in (-4, 4):
        p.line([(x, 12), (x * 1.8, 4)], INK, 1)
    p.blob([(0, -20), (12, -15), (15, -5), (9, 5), (4, 9), (-4, 9), (-9, 5), (-15, -5), (-12, -15)])
    p.blob([(0, -20), (5, -12), (5, 0), (0, 9), (-5, 0), (-5, -12)], p.light)
    p.box(-4.5, 12, 9, 7.5, WOOD, 1.5)


@subject("yellow", "any", "vehicle")
def submarine(p):
    p.line([(-2, -8), (-2, -18), (-8, -18)], p.dark, 3)
    p.box(-7, -12, 12, 8, p.dark, 2)
    p.polygon([(14, 4), (21, -4), (21, 13)], p.dark)
    p.ellipse(0, 4, 18, 11)
    for x in (-9, 0, 9):
        p.ellipse(x, 3, 3, 3, GLASS)


@subject("green", "ground", "vehicle")
def tractor(p):
    p.line([(-12, -2), (-12, -13)], INK, 2.4)
    p.box(-17, -2, 20, 12, p.main, 2)
    p.box(1, -15, 14, 22)
    p.box(4, -12, 8, 8.5, GLASS)
    p.ellipse(9, 10, 10, 10, TYRE)
    p.plain(9, 10, 4.6, GOLD)
    p.ellipse(-12, 14.5, 5.5, 5.5, TYRE)
    p.plain(-12, 14.5, 2.3, GOLD)


# Food


@subject("red", "ground", "food")
def apple(p):
    p.line([(0, -8), (1, -13), (3, -16), (5, -18)], WOOD, 2.2, smooth=True)
    p.ellipse(8, -15, 5.5, 2.6, LEAF, -0.4)
    p.blob([(0, -9), (9, -12), (17, -3), (13, 13), (5, 19), (0, 17), (-5, 19), (-13, 13), (-17, -3), (-9, -12)])
    p.ellipse(-8, -2, 2.6, 4, p.light, 0.4)


@subject("green", "ground", "food")
def pear(p):
    p.line([(0, -14), (3, -20)], WOOD, 2.2)
    p.blob([(0, -16), (6, -11), (8, -1), (14, 9), (9, 19), (0, 20), (-9, 19), (-14, 9), (-8, -1), (-6, -11)])
    p.ellipse(-6, 8, 2.6, 4, p.light, 0.3)


@subject("yellow", "ground", "food")
def banana(p):
    p.blob([(-17, -13), (-12, -15), (-9, 0), (2, 8), (17, 5), (20, 9), (10, 17), (-6, 16), (-15, 4)])
    p.line([(-14, -9), (-11, 3), (-1, 11), (12, 11)], p.dark, 1.3, smooth=True)
    p.plain(-14.5, -14, 2, WOOD)


@subject("red", "ground", "food", plural="cherries")
def cherry(p):
    p.line([(-8, 6), (-6, -6), (-2, -12), (6, -17)], LEAF, 1.9, smooth=True)
    p.line([(9, 8), (10, -4), (9, -10), (6, -17)], LEAF, 1.9, smooth=True)
    p.ellipse(0, -16, 7, 3, LEAF, 0.25)
    p.ellipse(-9, 11, 9, 9)
    p.ellipse(9.5, 11.5, 8.5, 8.5)
    p.plain(-12, 8, 2, p.light)
    p.plain(7, 8.5, 2, p.light)


@subject("red", "ground", "food", plural="strawberries")
def strawberry(p):
    p.blob([(0, 20), (-10, 10), (-14, -4), (-7, -11), (0, -9), (7, -11), (14, -4), (10, 10)])
    p.polygon([(-11, -12), (-4, -12), (0, -19), (4, -12), (11, -12), (5, -7), (0, -3), (-5, -7)], LEAF)
    for x, y in ((-7, 0), (0, 3), (7, 0), (-4, 9), (4, 9)):
        p.plain(x, y, 1.2, p.other)


@subject("pink", "ground", "food")
def ice_cream(p):
    p.polygon([(-9, 0), (9, 0), (0, 20)], (0.88, 0.66, 0.38))
    p.line([(-5, 3), (3, 12)], WOOD, 1)
    p.line([(5, 3), (-3, 12)], WOOD, 1)
    p.ellipse(-5, -4, 7.5, 7)
    p.ellipse(5, -4, 7.5, 7)
    p.ellipse(0, -12, 8, 7.5)
    p.plain(0, -19, 2, COLOURS["red"])


@subject("pink", "ground", "food")
def cake(p):
    p.box(-17, 0, 34, 19, mix(CREAM, WOOD, 0.15), 2)
    p.blob([(-18, 0), (-14, -5), (0, -6), (14, -5), (18, 0), (15, 8), (9, 4), (3, 9), (-3, 4), (-9, 9), (-15, 5)])
    for x in (-9, 0, 9):
        p.line([(x, -6), (x, -14)], p.dark, 2.2)
        p.plain(x, -17, 1.9, GOLD)


@subject("yellow", "ground", "food", name="pizza", plural="pizzas")
def pizza(p):
    p.polygon([(-18, -12), (18, -12), (0, 20)])
    p.box(-20, -17, 40, 7, mix(WOOD, CREAM, 0.35), 3.5)
    top = COLOURS["red"] if p.main != COLOURS["red"] else CREAM
    for x, y in ((-7, -4), (6, -5), (0, 6)):
        p.plain(x, y, 3.2, top)


@subject("pink", "ground", "food")
def donut(p):
    p.ellipse(0, 2, 19, 17, (0.80, 0.58, 0.34))
    p.blob([(-17, 0), (-11, -12), (0, -15), (11, -12), (17, 0), (14, 9), (7, 12), (0, 14), (-8, 11), (-14, 9)])
    p.ellipse(0, 0, 5, 4.4, (0.66, 0.45, 0.26))
    for x, y, c in ((-10, -4, "yellow"), (-4, -10, "teal"), (6, -9, "yellow"), (11, -2, "white"), (8, 6, "teal"), (-7, 6, "white")):
        p.line([(x - 1.2, y), (x + 1.2, y + 1)], COLOURS[c] if COLOURS[c] != p.main else COLOURS["red"], 1.7)


@subject("orange", "ground", "food")
def carrot(p):
    for angle in (-0.5, 0, 0.5):
        p.ellipse(9 * math.sin(angle), -14, 2.4, 6.5, LEAF, angle)
    p.blob([(-8, -8), (0, -11), (8, -8), (5, 6), (0, 20), (-5, 6)])
    p.line([(-6, -3), (-1, -2)], p.dark, 1.3)
    p.line([(5, 3), (1, 4)], p.dark, 1.3)
    p.line([(-3, 8), (0, 9)], p.dark, 1.3)


@subject("orange", "ground", "food")
def pumpkin(p):
    p.polygon([(-2, -9), (2, -9), (4, -18), (0, -17)], LEAF)
    p.ellipse(-10, 5, 9.5, 13)
    p.ellipse(10, 5, 9.5, 13)
    p.ellipse(0, 5, 8, 14.5)
    p.ellipse(-2.5, -1, 1.8, 4.5, p.light)


# Sky things


@subject("yellow", "sky", "sky")
def sun(p):
    for i in range(10):
        a = i * math.pi / 5
        p.polygon([(20 * math.cos(a), 20 * math.sin(a)), (13 * math.cos(a + 0.22), 13 * math.sin(a + 0.22)),
                   (13 * math.cos(a - 0.22), 13 * math.sin(a - 0.22))])  # fmt: skip
    p.ellipse(0, 0, 12, 12)
    p.plain(-4, -2, 1.5, p.dark)
    p.plain(4, -2, 1.5, p.dark)
    p.line([(-4, 3), (-2, 6), (2, 6), (4, 3)], p.dark, 1.4, smooth=True)


@subject("yellow", "sky", "sky")
def moon(p):
    ctx = p.ctx
    ctx.new_sub_path()
    ctx.arc(0, 0, 18, 0.85, 5.43)
    ctx.curve_to(-3, -10, -3, 8, 18 * math.cos(0.85), 18 * math.sin(0.85))
    ctx.close_path()
    p.finish()


@subject("yellow", "sky", "sky")
def star(p):
    radii = (20, 9)
    p.polygon([(radii[i % 2] * math.sin(i * math.pi / 5), -radii[i % 2] * math.cos(i * math.pi / 5)) for i in range(10)])


@subject("white", "sky", "sky")
def cloud(p):
    p.blob([(-19, 6), (-16, -3), (-9, -4), (-4, -12), (6, -12), (10, -5), (17, -4), (19, 6), (12, 11), (-12, 11)])


@subject("orange", "sky", "sky")
def planet(p):
    p.ellipse(0, 0, 20, 5.5, p.light, -0.3)
    p.ellipse(0, 0, 12, 12)
    p.line([(-12.5, 4), (-4, 5), (5, 2), (12.5, -4)], p.light, 3, smooth=True)
    p.plain(-4, -5, 2.2, p.dark)


@subject("red", "sky", "sky")
def balloon(p):
    p.line([(0, 10), (3, 13), (-3, 16), (0, 20)], INK, 1.2, smooth=True)
    p.polygon([(-2.5, 12), (2.5, 12), (0, 8)], p.dark)
    p.ellipse(0, -5, 12.5, 15)
    p.ellipse(-5, -10, 2.4, 4, p.light, 0.4)


@subject("teal", "sky", "sky")
def kite(p):
    p.line([(-2, 8), (4, 12), (-4, 15), (2, 20)], INK, 1.2, smooth=True)
    p.polygon([(0, -20), (13, -6), (0, 11), (-13, -6)])
    p.polygon([(0, -20), (13, -6), (0, -6)], p.light)
    p.polygon([(0, 11), (-13, -6), (0, -6)], p.light)


# Shapes


@subject("red", "any", "shape")
def circle(p):
    p.ellipse(0, 0, 18, 18)


@subject("blue", "any", "shape")
def square(p):
    p.box(-17, -17, 34, 34)


@subject("green", "any", "shape")
def triangle(p):
    p.polygon([(0, -18), (20, 17), (-20, 17)])


@subject("red", "any", "shape")
def heart(p):
    ctx = p.ctx
    ctx.move_to(0, 19)
    ctx.curve_to(-32, -4, -15, -28, 0, -10)
    ctx.curve_to(15, -28, 32, -4, 0, 19)
    ctx.close_path()
    p.finish()


@subject("teal", "any", "shape")
def diamond(p):
    p.polygon([(-12, -14), (12, -14), (20, -4), (0, 19), (-20, -4)])
    p.polygon([(-7, -4), (7, -4), (0, 19)], p.light)
    p.line([(-20, -4), (20, -4)], p.dark, 1.3)


@subject("orange", "any", "shape")
def hexagon(p):
    p.polygon([(19 * math.cos(i * math.pi / 3), 19 * math.sin(i * math.pi / 3)) for i in range(6)])


@subject("purple", "any", "shape")
def ring(p):
    ctx = p.ctx
    ctx.new_sub_path()
    ctx.arc(0, 0, 18, 0, 2 * math.pi)
    ctx.new_sub_path()
    ctx.arc_negative(0, 0, 9.5, 2 * math.pi, 0)
    p.finish()


# Everyday things


@subject("blue", "ground", "thing")
def cup(p):
    p.line([(10, -6), (22, -8), (20, 10), (9, 10)], p.main, 3.6, smooth=True)
    p.polygon([(-14, -13), (13, -13), (10, 18), (-11, 18)])
    p.ellipse(-0.5, -13, 13.5, 3.6, p.dark)


@subject("red", "ground", "thing")
def umbrella(p):
    p.line([(0, -4), (0, 15), (5, 22), (7, 14)], WOOD, 2.4, smooth=True)
    p.half_disc(0, 2, 19, 20)
    for x in (-12.7, 0, 12.7):
        p.half_disc(x, 2.4, 6.4, 4, p.dark)


@subject("black", "ground", "thing")
def hat(p):
    p.box(-11, -15, 22, 26, p.main, 2.5)
    p.box(-11.5, 4, 23, 6, p.other)
    p.ellipse(0, 14, 20, 5)


@subject("blue", "ground", "thing")
def book(p):
    p.polygon([(0, -8), (19, -13), (19, 13), (0, 18)], WHITE)
    p.polygon([(0, -8), (-19, -13), (-19, 13), (0, 18)])
    p.polygon([(0, -8), (19, -13), (19, 9), (0, 14)])
    p.line([(-14, -5), (-5, -2.5)], p.light, 1.8)
    p.line([(-14, 1), (-5, 3.5)], p.light, 1.8)
    p.plain(10, 0, 3.6, p.other)


@subject("yellow", "ground", "thing")
def lamp(p):
    p.line([(0, 2), (0, 17)], STONE, 2.8)
    p.ellipse(0, 18, 9, 2.6, STONE)
    p.polygon([(-8, -18), (8, -18), (16, 3), (-16, 3)])


@subject("yellow", "any", "thing")
def key(p):
    ctx = p.ctx
    p.box(-2, -3, 21, 5)
    p.box(9, 0, 3.6, 8)
    p.box(15.5, 0, 3.6, 6.5)
    ctx.new_sub_path()
    ctx.arc(-9, 0, 10, 0, 2 * math.pi)
    ctx.new_sub_path()
    ctx.arc_negative(-9, 0, 4.4, 2 * math.pi, 0)
    p.finish()


@subject("red", "ground", "thing", name="present")
def present(p):
    ribbon = GOLD if p.main != COLOURS["yellow"] else COLOURS["red"]
    p.box(-15, -4, 30, 24)
    p.box(-17, -8, 34, 8, p.dark)
    p.box(-3, -8, 6, 28, ribbon)
    p.blob([(0, -8), (-11, -10), (-9, -19), (-2, -15)], ribbon)
    p.blob([(0, -8), (11, -10), (9, -19), (2, -15)], ribbon)


@subject("red", "ground", "thing")
def ball(p):
    p.ellipse(0, 2, 18, 18)
    stripe = WHITE if p.main != COLOURS["white"] else COLOURS["blue"]
    p.blob([(-17, -3), (0, -6), (17, -3), (17.6, 6), (0, 4), (-17.6, 6)], stripe)
    p.plain(-6, -9, 2.6, p.light)


@subject("yellow", "ground", "thing")
def crown(p):
    p.polygon([(-17, 15), (-19, -10), (-9, 1), (0, -15), (9, 1), (19, -10), (17, 15)])
    p.box(-17, 11, 34, 6, p.dark)
    for x, y in ((-19, -12), (0, -17), (19, -12)):
        p.plain(x, y, 2.4, COLOURS["red"] if p.main != COLOURS["red"] else GOLD)


@subject("yellow", "any", "thing")
def bell(p):
    p.plain(0, 16, 3.6, INK if p.main != COLOURS["black"] else GOLD)
    p.blob([(0, -18), (8, -12), (10, 2), (17, 12), (0, 15), (-17, 12), (-10, 2), (-8, -12)])
    p.line([(-13, 8), (13, 8)], p.dark, 1.8)
    p.plain(0, -18, 2.2, p.dark)


@subject("white", "ground", "thing", plural="snowmen")
def snowman(p):
    p.line([(-9, 0), (-18, -6)], WOOD, 1.8)
    p.line([(9, 0), (18, -6)], WOOD, 1.8)
    p.ellipse(0, 12, 12, 9)
    p.ellipse(0, -1, 9, 7.5)
    p.ellipse(0, -11, 6.8, 6.2)
    p.box(-5, -20, 10, 5.5, INK)
    p.box(-8, -16, 16, 2, INK)
    p.plain(-2.4, -12, 1.1, INK if p.main != COLOURS["black"] else WHITE)
    p.plain(2.4, -12, 1.1, INK if p.main != COLOURS["black"] else WHITE)
    p.polygon([(0, -10.5), (7, -9), (0, -8)], COLOURS["orange"])
    for y in (-3, 1):
        p.plain(0, y, 1.2, INK if p.main != COLOURS["black"] else WHITE)


@subject("gray", "ground", "thing")
def robot(p):
    p.line([(0, -14), (0, -19)], INK, 1.6)
    p.plain(0, -19, 2, COLOURS["red"] if p.main != COLOURS["red"] else GOLD)
    for side in (-1, 1):
        p.box(side * 14 - 2.5, 1, 5, 12, p.dark, 2.5)
        p.box(side * 6 - 3, 14, 6, 6, p.dark)
    p.box(-11, -1, 22, 17, p.main, 2)
    p.box(-10, -15, 20, 13, p.main, 3)
    p.eye(-4.5, -9, 2.9)
    p.eye(4.5, -9, 2.9)
    p.box(-6, 4, 12, 6, p.light, 1)


@subject("blue", "ground", "thing")
def clock(p):
    p.line([(-9, 12), (-13, 19)], p.dark, 3)
    p.line([(9, 12), (13, 19)], p.dark, 3)
    p.ellipse(0, 1, 17, 17)
    p.ellipse(0, 1, 12.5, 12.5, CREAM)
    p.line([(0, 1), (0, -8)], INK, 1.8)
    p.line([(0, 1), (6, 4)], INK, 1.8)


@subject("brown", "ground", "thing")
def chair(p):
    for x in (-11, 7):
        p.box(x, 6, 4, 14, p.dark)
    p.box(-12, -19, 24, 20, p.main, 2)
    p.box(-8, -15, 16, 12, p.light, 1)
    p.box(-14, 1, 28, 6, p.main, 2)


@subject("brown", "ground", "thing")
def guitar(p):
    ctx = p.ctx
    ctx.save()
    ctx.rotate(0.5)
    p.box(-1.8, -20, 3.6, 22, WOOD if p.main != COLOURS["brown"] else INK)
    p.box(-3, -22, 6, 5, INK)
    p.blob([(0, -3), (7, -2), (6, 5), (10, 13), (0, 20), (-10, 13), (-6, 5), (-7, -2)])
    p.plain(0, 5, 3, INK if p.main != COLOURS["black"] else CREAM)
    p.line([(-4, 13), (4, 13)], INK, 1.8)
    ctx.restore()

