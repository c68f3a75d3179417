"""The many ways in which a scene is told."""

from .places import PLACES, TIMES, WEATHERS
from .subjects import SUBJECTS

STYLE_WORDS = {
    "flat": ("a flat illustration of {}", "a flat picture of {}", "{}, flat style", "{}, flat illustration"),
    "outlined": ("a cartoon of {}", "an outlined drawing of {}", "{}, cartoon style", "{}, with outlines"),
    "papercut": ("a paper cut-out of {}", "a papercut of {}", "{}, paper cut-out", "{}, papercut style"),
    "watercolour": ("a watercolour of {}", "a watercolor painting of {}", "{}, watercolour", "{}, watercolor"),
    "pixel": ("pixel art of {}", "a pixel art picture of {}", "{}, pixel art", "{}, pixel art style"),
    "chalk": ("a chalk drawing of {}", "{}, chalk drawing", "{}, drawn with chalk", "{} on a blackboard"),
    "woodcut": ("a woodcut of {}", "a woodcut print of {}", "{}, woodcut", "{}, woodcut style"),
}
OPENINGS = ("a picture of {}", "a drawing of {}", "an illustration of {}", "an image of {}")
NUMBERS = {2: ("two", "two", "2", "a pair of"), 3: ("three", "three", "3"), 4: ("four", "four", "4")}
RELATIONS = {
    "and": ("{a} and {b}", "{a} and {b}", "{a} with {b}", "{a} beside {b}", "{a} next to {b}"),
    "left": ("{a} to the left of {b}", "{a} left of {b}", "{b} to the right of {a}", "{a} on the left and {b} on the right"),
    "above": ("{a} above {b}", "{a} over {b}", "{b} below {a}", "{b} under {a}"),
    "on": ("{a} on {b}", "{a} on top of {b}", "{a} standing on {b}"),
    "behind": ("{a} behind {b}", "{b} in front of {a}"),
}
SIZES = {"small": ("small", "little", "tiny"), "large": ("large", "big", "huge"), "": ("",)}
SPELLINGS = {"gray": ("gray", "grey")}


def article(words):
    return ("an " if words[0] in "aeiou" else "a ") + words


def noun(rng, thing, plural=False):
    """A thing with its size and colour words, without article."""
    name = SUBJECTS[thing.name].plural if plural else thing.name
    colour = rng.choice(SPELLINGS.get(thing.colour, (thing.colour,))) if thing.named else ""
    return " ".join(word for word in (rng.choice(SIZES[thing.size]), colour, name) if word)


def things_told(rng, scene):
    if scene.relation:
        a, b = (article(noun(rng, thing)) for thing in scene.things[:2])
        return rng.choice(RELATIONS[scene.relation]).format(a=a, b=b)
    thing = scene.things[0]
    if len(scene.things) > 1:
        return f"{rng.choice(NUMBERS[len(scene.things)])} {noun(rng, thing, plural=True)}"
    told = article(noun(rng, thing))
    return f"{told} on the {scene.side}" if scene.side else told


def place_told(rng, scene):
    """Place, time and weather, in one of their usual orders."""
    if scene.place == "plain":
        return "" if scene.backdrop is None else f"on a {rng.choice(SPELLINGS.get(scene.backdrop, (scene.backdrop,)))} background"
    if not PLACES[scene.place][2]:
        return rng.choice(PLACES[scene.place][0])
    parts = [rng.choice(PLACES[scene.place][0]), rng.choice(TIMES[scene.time]), rng.choice(WEATHERS[scene.weather])]
    if rng.random() < 0.15:
        parts = [parts[0], parts[2], parts[1]]
    return " ".join(part for part in parts if part)


def caption(rng, scene):
    told, where = things_told(rng, scene), place_told(rng, scene)
    joined = told
    if where:
        joined = f"{told}, {where}" if rng.random() < 0.15 else f"{told} {where}"
    if scene.style_named:
        return rng.choice(STYLE_WORDS[scene.style]).format(joined)
    chance = rng.random()
    if chance < 0.12:
        return rng.choice(OPENINGS).format(joined)
    if chance < 0.27:
        return joined.removeprefix("an ").removeprefix("a ")
    return joined
