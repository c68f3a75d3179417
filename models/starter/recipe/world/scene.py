"""Scenes: what is in a picture (pure values), drawn as a picture, as masks and as a depth map."""

import dataclasses
import math
import random
import zlib

import cairo
import numpy as np

from . import styles
from .pen import COLOURS, STYLES, Pen
from .places import PLACES, SIZE, WEATHERS, Ground
from .subjects import SUBJECTS

UNNAMED_STYLES = ("outlined", "outlined", "flat", "papercut")  # what a caption without a style may show
HALF = {"small": 36.0, "": 64.0, "large": 92.0}


@dataclasses.dataclass(frozen=True)
class Thing:
    """A subject in its place: centre and half height in pixels of the 256x256 picture; depth 0 far to 1 near."""

    name: str
    colour: str
    named: bool  # whether captions say the colour
    size: str
    x: float
    y: float
    half: float
    depth: float


@dataclasses.dataclass(frozen=True)
class Scene:
    things: tuple[Thing, ...]  # as captions name them; drawn from far to near
    relation: str  # "", "and", "left", "above", "on", "behind"
    side: str  # "", "left", "right"
    place: str
    backdrop: str | None
    time: str
    weather: str
    style: str
    style_named: bool
    horizon: float
    seed: int


# Making scenes up


def held_out(scene):
    """Whether the combination of things, colours and place is kept from training, for the evaluation. About one in twelve."""
    if not all(thing.named for thing in scene.things):
        return False
    words = [f"{thing.colour} {thing.name}" for thing in scene.things[: 2 if scene.relation else 1]]
    return zlib.crc32(" ".join([*words, scene.place, scene.backdrop or ""]).encode()) % 12 == 0


def random_scene(rng, **wanted):
    """A scene by chance. `wanted` fixes place, style, time, weather, relation or count."""
    style = wanted.get("style") or (rng.choice(STYLES) if rng.random() < 0.6 else None)
    named_style = style is not None
    style = style or rng.choice(UNNAMED_STYLES)
    place = wanted.get("place") or (rng.choice(tuple(PLACES)) if rng.random() < 0.74 else "plain")
    outdoors = place != "plain" and PLACES[place][2]
    time = wanted.get("time") or (rng.choice(("day", "day", "day", "night", "night", "sunset", "dawn")) if outdoors else "day")
    weather = wanted.get("weather") or "clear"
    if outdoors and "weather" not in wanted and rng.random() < 0.24:
        weather = rng.choice([w for w in WEATHERS if w != "clear" and not (w == "rainbow" and time == "night")])
    horizon = rng.uniform(*PLACES[place][1]) if place != "plain" else 300.0
    relation = wanted.get("relation")
    count = wanted.get("count", 1)
    if relation is None and "count" not in wanted:
        chance = rng.random()
        relation = rng.choice(("and", "and", "left", "above", "on", "behind")) if chance < 0.32 else ""
        count = rng.choice((2, 3, 4)) if 0.32 <= chance < 0.44 else 1
    things, side = arranged(rng, relation or "", count, floating=place in ("space", "underwater", "plain"))
    colours = {thing.colour for thing in things}
    backdrop = None
    if place == "plain" and (rng.random() < 0.8 or "white" in colours):
        backdrop = rng.choice([c for c in COLOURS if c not in colours])
    return Scene(things, relation or "", side, place, backdrop, time, weather, style, named_style, horizon, rng.getrandbits(32))


def chosen(rng, home=None):
    names = [n for n, s in SUBJECTS.items() if home is None or s.home in home]
    name = rng.choice(names)
    named = rng.random() < 0.85
    return name, rng.choice(tuple(COLOURS)) if named else SUBJECTS[name].natural, named


def height(rng, name, half, floating, foot):
    """The centre's y: standing at `foot`, in the sky, or floating in the middle."""
    home = SUBJECTS[name].home
    if floating or (home == "any" and rng.random() < 0.4):
        return rng.uniform(118, 138)
    return min(foot - half, 150) if home != "sky" else max(rng.uniform(84, 108), half + 8)


def arranged(rng, relation, count, floating):
    def thing(chosen, x, y, half, size="", depth=0.7):
        name, colour, named = chosen
        return Thing(name, colour, named, size, x, y, half * rng.uniform(0.94, 1.06), depth)

    foot = rng.uniform(210, 234)
    if relation in ("and", "left"):
        a, b = chosen(rng), chosen(rng)
        left = thing(a, rng.uniform(62, 72), height(rng, a[0], 48, floating, foot), 48)
        right = thing(b, rng.uniform(184, 194), height(rng, b[0], 48, floating, foot), 48)
        return (left, right), ""
    if relation == "above":
        a, b = chosen(rng), chosen(rng)
        x = rng.uniform(108, 148)
        return (thing(a, x + rng.uniform(-14, 14), rng.uniform(62, 70), 44, depth=0.6), thing(b, x, rng.uniform(182, 190), 46)), ""
    if relation == "on":
        a, b = chosen(rng, ("ground", "any")), chosen(rng, ("ground", "any"))
        x = rng.uniform(108, 148)
        return (thing(a, x + rng.uniform(-6, 6), 186 - 52 - 31, 36, depth=0.75), thing(b, x, 186, 54)), ""
    if relation == "behind":
        a, b = chosen(rng, ("ground", "any")), chosen(rng, ("ground", "any"))
        shift = rng.choice((-1, 1)) * rng.uniform(34, 42)
        x = 128 - shift / 2
        return (thing(a, x, 126, 66, depth=0.45), thing(b, x + 1.4 * shift, 180, 46, depth=0.8)), ""
    if count > 1:
        choice = chosen(rng)
        half = {2: 46, 3: 36, 4: 34}[count]
        if count == 4:
            spots = [(76, 82), (180, 82), (76, 184), (180, 184)]
        elif count == 3:
            y = height(rng, choice[0], half, floating, foot)
            spots = [(46, y), (128, y), (210, y)]
        else:
            y = height(rng, choice[0], half, floating, foot)
            spots = [(72, y), (184, y)]
        return tuple(thing(choice, x + rng.uniform(-4, 4), y + rng.uniform(-4, 4), half) for x, y in spots), ""
    choice = chosen(rng)
    size = rng.choice(("", "", "", "small", "large"))
    side = "" if size == "large" or rng.random() < 0.7 else rng.choice(("left", "right"))
    half = HALF[size]
    x = {"": rng.uniform(112, 144), "left": rng.uniform(66, 76), "right": rng.uniform(180, 190)}[side]
    if size == "large":
        return (thing(choice, rng.uniform(122, 134), rng.uniform(124, 138), half, size),), side
    return (thing(choice, x, height(rng, choice[0], half, floating, foot), half, size),), side


# Drawing


def surface(size, style, scale_to):
    picture = cairo.ImageSurface(cairo.FORMAT_RGB24, size, size)
    ctx = cairo.Context(picture)
    ctx.scale(size / scale_to, size / scale_to)
    if style == "pixel":
        ctx.set_antialias(cairo.ANTIALIAS_NONE)
    return picture, ctx


def pixels(picture):
    picture.flush()
    size = picture.get_width()
    return np.ndarray((size, size, 4), np.uint8, picture.get_data())[:, :, 2::-1]


def draw_thing(ctx, style, thing):
    ctx.save()
    ctx.translate(thing.x, thing.y)
    ctx.scale(thing.half / 20, thing.half / 20)
    SUBJECTS[thing.name].draw(Pen(ctx, style, COLOURS[thing.colour], thing.half / 20))
    ctx.restore()


def contact_shadow(ctx, scene, thing):
    if scene.place in ("space", "underwater", "plain") or scene.relation == "on" and thing is scene.things[0]:
        return
    foot = thing.y + thing.half
    if SUBJECTS[thing.name].home == "sky" or foot < scene.horizon + 8:
        return
    ctx.save()
    ctx.translate(thing.x, foot - 1)
    ctx.scale(thing.half * 0.9, 0.13 * thing.half)
    ctx.arc(0, 0, 1, 0, 2 * math.pi)
    ctx.restore()
    ctx.set_source_rgba(0.05, 0.05, 0.12, 0.22)
    ctx.fill()


def picture(scene, size=256):
    """The scene as uint8 [size, size, 3]."""
    rng, noise = random.Random(scene.seed), np.random.default_rng(scene.seed)
    grid = 64 if scene.style == "pixel" else size
    canvas, ctx = surface(grid, scene.style, SIZE)
    ground = Ground(Pen(ctx, scene.style, background=True), rng, scene.horizon, scene.time, scene.weather)
    if scene.place == "plain":
        ground.plain(COLOURS[scene.backdrop] if scene.backdrop else (0.95, 0.94, 0.91))
    else:
        getattr(ground, scene.place)()
    if scene.style in ("chalk", "woodcut"):
        under = styles.background(scene.style, pixels(canvas).astype(np.float32) / 255, noise)
        pixels(canvas)[...] = np.clip(under * 255 + 0.5, 0, 255).astype(np.uint8)
        canvas.mark_dirty()
    for thing in sorted(scene.things, key=lambda t: t.depth):
        contact_shadow(ctx, scene, thing)
        draw_thing(ctx, scene.style, thing)
    ground.falling()
    drawn = pixels(canvas)
    if scene.style == "pixel":
        return np.repeat(np.repeat(drawn, size // 64, 0), size // 64, 1)
    if scene.style in ("watercolour", "chalk", "papercut"):
        drawn = styles.finish(scene.style, drawn.astype(np.float32) / 255, noise)
        return np.clip(drawn * 255 + 0.5, 0, 255).astype(np.uint8)
    return drawn.copy()


def masks(scene, size=256):
    """What can be seen of each thing: bool [things, size, size], in the order of scene.things."""
    shapes = []
    for thing in scene.things:
        canvas, ctx = surface(size, "mask", SIZE)
        draw_thing(ctx, "mask", thing)
        shapes.append(pixels(canvas)[:, :, 0] > 127)
    seen = np.array(shapes)
    for i, thing in enumerate(scene.things):
        for j, other in enumerate(scene.things):
            if other.depth > thing.depth or (other.depth == thing.depth and j > i):
                seen[i] &= ~shapes[j]
    return seen


def depth(scene, size=256):
    """Nearness as float32 [size, size]: 0 the sky, 1 next to us."""
    rows = (np.arange(size, dtype=np.float32) + 0.5) * (SIZE / size)
    reach = max(SIZE - scene.horizon, 1)
    ground = np.clip((rows - scene.horizon) / reach, 0, 1) if scene.place != "plain" else np.full(size, 0.1, np.float32)
    near = np.repeat((0.15 * (ground > 0) + 0.75 * ground)[:, None], size, 1).astype(np.float32)
    for mask, thing in zip(masks(scene, size), scene.things):
        near[mask] = thing.depth
    return near


