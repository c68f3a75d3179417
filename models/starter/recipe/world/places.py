"""Backgrounds: twelve places and plain colours, at four times of day and in five weathers. Units: 256 wide and high."""

import math

import cairo

from .pen import COLOURS, WHITE, WOOD, mix, shade

SIZE = 256

# name -> (words in captions, horizon range, outdoors)
PLACES = {
    "meadow": (("in a meadow", "in a green meadow", "on the grass"), (150, 178), True),
    "forest": (("in a forest", "in the woods"), (160, 180), True),
    "sea": (("by the sea", "at the beach", "at the seaside"), (120, 140), True),
    "desert": (("in the desert", "in a sandy desert"), (150, 175), True),
    "snow": (("in the snow", "in a snowy field"), (150, 175), True),
    "mountains": (("in the mountains", "before the mountains"), (165, 182), True),
    "city": (("in a city", "in the city", "in the town"), (178, 190), True),
    "farm": (("on a farm", "on a field"), (140, 160), True),
    "river": (("by a river", "at the river"), (140, 160), True),
    "space": (("in space", "in outer space"), (300, 301), False),
    "underwater": (("under water", "underwater", "under the sea"), (205, 215), False),
    "room": (("in a room", "indoors", "at home"), (170, 182), False),
}
TIMES = {
    "day": ("", "", "", "by day", "on a sunny day"),
    "night": ("at night", "at night", "by night"),
    "sunset": ("at sunset", "at sunset", "in the evening"),
    "dawn": ("at dawn", "at sunrise"),
}
WEATHERS = {
    "clear": ("",),
    "rain": ("in the rain", "on a rainy day"),
    "snowfall": ("while it snows", "with falling snow"),
    "fog": ("in the fog", "in thick fog"),
    "rainbow": ("with a rainbow", "under a rainbow"),
}
SKIES = {
    "day": ((0.40, 0.70, 0.95), (0.70, 0.87, 0.98), (0.90, 0.96, 0.99)),
    "night": ((0.04, 0.06, 0.20), (0.09, 0.12, 0.32), (0.18, 0.22, 0.46)),
    "sunset": ((0.38, 0.22, 0.52), (0.93, 0.44, 0.38), (0.99, 0.78, 0.42)),
    "dawn": ((0.58, 0.66, 0.90), (0.92, 0.80, 0.90), (0.99, 0.87, 0.76)),
}
LIGHT = {
    "day": (1.0, 1.0, 1.0),
    "night": (0.30, 0.34, 0.56),
    "sunset": (0.80, 0.56, 0.56),
    "dawn": (0.95, 0.86, 0.90),
}


class Ground:
    """Draws one background with a pen; `lit` gives a colour in the light of the time of day."""

    def __init__(self, pen, rng, horizon, time, weather):
        self.p, self.rng, self.h, self.time, self.weather = pen, rng, horizon, time, weather

    def lit(self, *colour):
        colour = tuple(a * b for a, b in zip(colour, LIGHT[self.time]))
        if self.weather in ("rain", "fog"):
            grey = (sum(colour) / 3,) * 3
            colour = mix(colour, mix(grey, (0.62, 0.66, 0.72), 0.3), 0.45)
        return colour

    def gradient(self, stops, top, bottom):
        pattern = cairo.LinearGradient(0, top, 0, bottom)
        for i, colour in enumerate(stops):
            pattern.add_color_stop_rgb(i / (len(stops) - 1), *colour)
        self.p.ctx.set_source(pattern)
        self.p.ctx.rectangle(0, top, SIZE, bottom - top)
        self.p.ctx.fill()

    def sky(self):
        stops = SKIES[self.time]
        if self.weather in ("rain", "fog"):
            grey = (0.60, 0.65, 0.72) if self.time != "night" else (0.16, 0.18, 0.27)
            stops = [mix(c, grey, 0.7) for c in stops]
        self.gradient(stops, 0, self.h + 14)
        p, rng = self.p, self.rng
        if self.time == "night" and self.weather in ("clear", "rainbow"):
            for _ in range(rng.randint(14, 22)):
                p.plain(rng.uniform(4, 252), rng.uniform(4, self.h - 20), rng.uniform(1.1, 2.2), (1, 1, 0.85))
        if self.weather in ("clear", "rainbow"):
            x = rng.choice((rng.uniform(22, 60), rng.uniform(196, 234)))
            if self.time == "day":
                p.plain(x, 34, 17, (1.0, 0.93, 0.55))
            elif self.time == "night":
                p.plain(x, 34, 13, (0.95, 0.94, 0.82))
                p.plain(x - 6, 30, 11, mix(SKIES["night"][0], SKIES["night"][1], 0.3))
            elif self.time == "sunset":
                p.plain(x, self.h - 4, 24, (1.0, 0.88, 0.50))
            else:
                p.plain(x, self.h - 14, 15, (1.0, 0.93, 0.75))
        if self.time != "night" and self.weather in ("clear", "rain", "rainbow"):
            white = mix(WHITE, SKIES[self.time][1], 0.25) if self.weather != "rain" else (0.50, 0.53, 0.60)
            for _ in range(rng.randint(1, 2) if self.weather != "rain" else 3):
                x, y, s = rng.uniform(10, 246), rng.uniform(22, 70), rng.uniform(0.7, 1.2)
                p.blob([(x - 30 * s, y + 6 * s), (x - 20 * s, y - 6 * s), (x - 4 * s, y - 12 * s), (x + 12 * s, y - 8 * s),
                        (x + 24 * s, y - 4 * s), (x + 30 * s, y + 6 * s), (x, y + 9 * s)], white)  # fmt: skip
        if self.weather == "rainbow":
            bands = [(0.90, 0.25, 0.25), (0.97, 0.60, 0.20), (0.98, 0.88, 0.30), (0.30, 0.72, 0.40), (0.25, 0.50, 0.90), (0.55, 0.32, 0.75)]
            x = rng.uniform(110, 146)
            for i, c in enumerate(bands):
                p.ctx.new_path()
                p.ctx.arc(x, self.h + 12, 130 - 6 * i, math.pi, 2 * math.pi)
                p.ctx.set_source_rgba(*(mix(c, SKIES["night"][1], 0.5) if self.time == "night" else c), 0.8)
                p.ctx.set_line_width(6.6)
                p.ctx.stroke()

    def hills(self, height, amplitude, colour, waves=1.3):
        phase = self.rng.uniform(0, 6.28)
        points = [(-12, SIZE + 12), (-12, height)]
        for x in range(0, SIZE + 1, 8):
            points.append((x, height + amplitude * math.sin(x / SIZE * 6.28 * waves + phase)))
        self.p.polygon(points + [(SIZE + 12, height), (SIZE + 12, SIZE + 12)], colour)

    def meadow(self):
        self.sky()
        self.hills(self.h, 9, self.lit(0.48, 0.76, 0.40))
        self.hills(self.h + 26, 7, self.lit(0.36, 0.67, 0.31))
        for _ in range(9):
            x, y = self.rng.uniform(6, 250), self.rng.uniform(self.h + 42, 250)
            c = self.rng.choice(((0.98, 0.95, 0.80), (0.98, 0.80, 0.35), (0.92, 0.60, 0.72)))
            self.p.plain(x, y, 2.6, self.lit(*c))

    def forest(self):
        self.sky()
        dark, mid = self.lit(0.17, 0.40, 0.27), self.lit(0.24, 0.50, 0.30)
        for row, colour in ((0, dark), (1, mid)):
            x = self.rng.uniform(-20, 0)
            while x < 270:
                w, top = self.rng.uniform(20, 28), self.h - self.rng.uniform(78, 120) + 34 * row
                foot = self.h + 8 * row
                self.p.polygon([(x - w, foot), (x, top), (x + w, foot)], colour)
                x += self.rng.uniform(30, 44)
        self.hills(self.h, 4, self.lit(0.33, 0.50, 0.24))

    def sea(self):
        self.sky()
        self.gradient([self.lit(0.16, 0.52, 0.76), self.lit(0.08, 0.42, 0.68)], self.h, SIZE)
        for _ in range(6):
            x, y = self.rng.uniform(10, 246), self.rng.uniform(self.h + 8, self.h + 48)
            self.p.line([(x - 12, y), (x - 5, y - 4), (x + 5, y - 4), (x + 12, y)], self.lit(0.75, 0.90, 0.97), 2.4, smooth=True)
        self.hills(self.h + 62, 6, self.lit(0.72, 0.88, 0.94), 0.8)
        self.hills(self.h + 70, 6, self.lit(0.95, 0.86, 0.64), 0.8)

    def desert(self):
        self.sky()
        self.hills(self.h, 13, self.lit(0.94, 0.78, 0.50), 1.0)
        self.hills(self.h + 28, 10, self.lit(0.88, 0.68, 0.40), 0.8)

    def snow(self):
        self.sky()
        self.hills(self.h - 16, 12, self.lit(0.80, 0.87, 0.95), 1.4)
        self.hills(self.h + 6, 8, self.lit(0.95, 0.97, 1.0), 1.0)

    def mountains(self):
        self.sky()
        x = self.rng.uniform(-30, 10)
        while x < 280:
            w, top = self.rng.uniform(56, 78), self.h - self.rng.uniform(82, 122)
            self.p.polygon([(x - w, self.h + 10), (x, top), (x + w, self.h + 10)], self.lit(0.46, 0.49, 0.60))
            k, y = 0.30, top + 0.30 * (self.h + 10 - top)
            self.p.polygon([(x - k * w, y), (x, top), (x + k * w, y), (x + 0.4 * k * w, y - 5), (x, y + 5), (x - 0.4 * k * w, y - 5)],
                           self.lit(0.95, 0.97, 1.0))  # fmt: skip
            x += self.rng.uniform(66, 92)
        self.hills(self.h, 5, self.lit(0.42, 0.62, 0.38))

    def city(self):
        self.sky()
        x = -6
        while x < SIZE:
            w, top = self.rng.uniform(30, 46), self.h - self.rng.uniform(50, 125)
            tone = self.rng.choice(((0.55, 0.58, 0.68), (0.66, 0.58, 0.58), (0.48, 0.54, 0.64), (0.70, 0.66, 0.62)))
            self.p.box(x, top, w, self.h - top + 6, self.lit(*tone))
            window = (0.99, 0.87, 0.48) if self.time in ("night", "sunset") else self.lit(0.82, 0.90, 0.95)
            y = top + 10
            while y < self.h - 16:
                for k in range(2):
                    self.p.ctx.rectangle(x + 0.16 * w + k * 0.40 * w, y, 0.26 * w, 9)
                    self.p.ctx.set_source_rgb(*self.p.toned(window))
                    self.p.ctx.fill()
                y += 20
            x += w + 2
        self.gradient([self.lit(0.46, 0.47, 0.51), self.lit(0.38, 0.39, 0.43)], self.h, SIZE)
        for x in range(-10, SIZE, 56):
            self.p.ctx.rectangle(x, 236, 30, 6)
            self.p.ctx.set_source_rgb(*self.p.toned(self.lit(0.92, 0.90, 0.78)))
            self.p.ctx.fill()

    def farm(self):
        self.sky()
        self.hills(self.h, 6, self.lit(0.60, 0.76, 0.38))
        self.gradient([self.lit(0.90, 0.78, 0.38), self.lit(0.80, 0.64, 0.28)], self.h + 22, SIZE)
        for i in range(-5, 6):
            self.p.ctx.move_to(128 + i * 14, self.h + 22)
            self.p.ctx.line_to(128 + i * 62, SIZE)
            self.p.ctx.set_source_rgb(*self.p.toned(self.lit(0.70, 0.54, 0.22)))
            self.p.ctx.set_line_width(4)
            self.p.ctx.stroke()
        for x in range(4, SIZE, 36):
            self.p.box(x, self.h + 2, 7, 28, self.lit(*WOOD))
        for y in (8, 18):
            self.p.box(-6, self.h + y, SIZE + 12, 4.5, self.lit(*WOOD))

    def river(self):
        self.sky()
        self.hills(self.h - 10, 8, self.lit(0.40, 0.64, 0.40))
        self.hills(self.h + 8, 4, self.lit(0.52, 0.76, 0.40))
        x = self.rng.uniform(-16, 16)
        self.p.blob([(128 + x, self.h + 6), (170 + x, self.h + 22), (120 + x, self.h + 46), (250 + x, 262), (20 + x, 262), (60 + x, self.h + 46), (120 + x, self.h + 22)],
                    self.lit(0.32, 0.64, 0.88))  # fmt: skip

    def space(self):
        self.gradient([(0.05, 0.03, 0.14), (0.10, 0.06, 0.24), (0.05, 0.05, 0.16)], 0, SIZE)
        for _ in range(34):
            self.p.plain(self.rng.uniform(3, 253), self.rng.uniform(3, 253), self.rng.uniform(1.0, 2.4), (1, 1, 0.90))
        x = self.rng.choice((30, 226))
        self.p.ellipse(x, self.rng.choice((34, 222)), 20, 20, self.rng.choice(((0.45, 0.32, 0.62), (0.30, 0.48, 0.66), (0.66, 0.40, 0.36))))

    def underwater(self):
        self.gradient([(0.25, 0.70, 0.85), (0.10, 0.48, 0.74), (0.05, 0.32, 0.60)], 0, SIZE)
        self.hills(self.h, 6, (0.78, 0.72, 0.52))
        for _ in range(6):
            x, top = self.rng.uniform(4, 252), self.rng.uniform(self.h - 60, self.h - 26)
            self.p.line([(x, 238), (x - 12, self.h), (x + 12, top + 20), (x, top)], (0.14, 0.52, 0.38), 6, smooth=True)
        for _ in range(9):
            x, y, r = self.rng.uniform(8, 248), self.rng.uniform(8, 170), self.rng.uniform(2.5, 5)
            self.p.plain(x, y, r, (0.66, 0.88, 0.95))

    def room(self):
        wall = self.rng.choice(((0.93, 0.86, 0.72), (0.80, 0.88, 0.84), (0.86, 0.80, 0.88)))
        self.gradient([wall, shade(wall, 0.94)], 0, self.h)
        self.gradient([(0.70, 0.50, 0.32), (0.58, 0.39, 0.24)], self.h, SIZE)
        self.p.box(-6, self.h - 5, SIZE + 12, 9, (0.96, 0.93, 0.86))
        x = self.rng.choice((22, 172))
        self.p.box(x, 28, 62, 74, (0.98, 0.96, 0.90), 3)
        self.p.box(x + 7, 35, 48, 60, (0.62, 0.84, 0.96))
        self.p.box(x + 28, 35, 5, 60, (0.98, 0.96, 0.90))
        self.p.box(x + 7, 62, 48, 5, (0.98, 0.96, 0.90))

    def plain(self, colour):
        """A wall of one colour, a little lighter above."""
        self.gradient([mix(colour, WHITE, 0.14), colour, shade(colour, 0.92)], 0, SIZE)

    def falling(self):
        """The weather in front of everything."""
        ctx, rng = self.p.ctx, self.rng
        if self.weather == "rain":
            for _ in range(46):
                x, y = rng.uniform(-10, 256), rng.uniform(-10, 250)
                ctx.move_to(x + 5, y)
                ctx.line_to(x, y + 18)
                ctx.set_source_rgba(0.82, 0.90, 0.98, 0.75)
                ctx.set_line_width(2.2)
                ctx.stroke()
        elif self.weather == "snowfall":
            for _ in range(44):
                self.p.plain(rng.uniform(0, 256), rng.uniform(0, 256), rng.uniform(2.0, 3.8), WHITE)
        elif self.weather == "fog":
            pale = (0.30, 0.33, 0.42) if self.time == "night" else (0.86, 0.88, 0.91)
            pattern = cairo.LinearGradient(0, 0, 0, SIZE)
            for offset, alpha in ((0, 0.08), (0.55, 0.42), (0.8, 0.24), (1, 0.14)):
                pattern.add_color_stop_rgba(offset, *pale, alpha)
            ctx.set_source(pattern)
            ctx.paint()


BACKDROPS = tuple(COLOURS)
