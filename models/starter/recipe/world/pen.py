"""Colours, and the pen that draws one shape in the manner of a style."""

import math

import cairo

COLOURS = {
    "red": (0.86, 0.15, 0.18),
    "orange": (0.96, 0.53, 0.10),
    "yellow": (0.99, 0.84, 0.18),
    "green": (0.20, 0.64, 0.28),
    "teal": (0.08, 0.62, 0.62),
    "blue": (0.15, 0.38, 0.86),
    "purple": (0.52, 0.25, 0.72),
    "pink": (0.97, 0.52, 0.72),
    "white": (0.97, 0.97, 0.96),
    "black": (0.11, 0.11, 0.13),
    "brown": (0.50, 0.30, 0.16),
    "gray": (0.56, 0.58, 0.61),
}
INK = (0.13, 0.10, 0.16)
WHITE = (1.0, 1.0, 1.0)
WOOD = (0.52, 0.33, 0.18)
LEAF = (0.24, 0.58, 0.27)
CREAM = (0.97, 0.92, 0.80)
GLASS = (0.68, 0.86, 0.95)
GOLD = (0.98, 0.80, 0.25)

STYLES = ("flat", "outlined", "papercut", "watercolour", "pixel", "chalk", "woodcut")


def shade(colour, factor):
    return tuple(max(0.0, min(1.0, value * factor)) for value in colour)


def mix(colour, other, share):
    return tuple(a * (1 - share) + b * share for a, b in zip(colour, other))


def brightness(colour):
    return 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]


class Pen:
    """Fills shapes on a cairo context in one of STYLES, or as a white silhouette ("mask").

    Lengths are in the context's user units. `main` is the colour the thing is called by; `dark`, `light` and
    `other` go with it and stay visible beside it.
    """

    def __init__(self, ctx, style, main=WHITE, unit=1.0, background=False):
        self.ctx, self.style, self.main, self.background = ctx, style, main, background
        self.pixel = 1 / unit  # one pixel of the 256x256 picture in user units
        self.dark = mix(main, WHITE, 0.22) if brightness(main) < 0.2 else shade(main, 0.66)
        self.light = shade(main, 0.88) if brightness(main) > 0.9 else mix(main, WHITE, 0.45)
        self.other = CREAM if main == COLOURS["yellow"] else GOLD

    # Paths

    def ellipse(self, x, y, rx, ry=None, colour=None, turn=0.0):
        ctx = self.ctx
        ctx.save()
        ctx.translate(x, y)
        ctx.rotate(turn)
        ctx.scale(rx, ry or rx)
        ctx.new_sub_path()
        ctx.arc(0, 0, 1, 0, 2 * math.pi)
        ctx.close_path()
        ctx.restore()
        self.finish(colour)

    def polygon(self, points, colour=None):
        self.ctx.move_to(*points[0])
        for point in points[1:]:
            self.ctx.line_to(*point)
        self.ctx.close_path()
        self.finish(colour)

    def box(self, x, y, width, height, colour=None, round=0.0):
        ctx = self.ctx
        if round:
            r = min(round, width / 2, height / 2)
            ctx.new_sub_path()
            ctx.arc(x + width - r, y + r, r, -math.pi / 2, 0)
            ctx.arc(x + width - r, y + height - r, r, 0, math.pi / 2)
            ctx.arc(x + r, y + height - r, r, math.pi / 2, math.pi)
            ctx.arc(x + r, y + r, r, math.pi, 1.5 * math.pi)
            ctx.close_path()
        else:
            ctx.rectangle(x, y, width, height)
        self.finish(colour)

    def blob(self, points, colour=None):
        """A smooth closed curve through the points (Catmull-Rom)."""
        count = len(points)
        self.ctx.move_to(*points[0])
        for i in range(count):
            a, b, c, d = (points[(i + k) % count] for k in (-1, 0, 1, 2))
            self.ctx.curve_to(
                b[0] + (c[0] - a[0]) / 6, b[1] + (c[1] - a[1]) / 6,
                c[0] - (d[0] - b[0]) / 6, c[1] - (d[1] - b[1]) / 6, *c,
            )  # fmt: skip
        self.ctx.close_path()
        self.finish(colour)

    def half_disc(self, x, y, rx, ry, colour=None, start=math.pi):
        """Half an ellipse and its chord; by default the upper half."""
        ctx = self.ctx
        ctx.save()
        ctx.translate(x, y)
        ctx.scale(rx, ry)
        ctx.new_sub_path()
        ctx.arc(0, 0, 1, start, start + math.pi)
        ctx.close_path()
        ctx.restore()
        self.finish(colour)

    def line(self, points, colour=None, width=2.0, smooth=False):
        ctx = self.ctx
        ctx.move_to(*points[0])
        if smooth and len(points) == 4:
            ctx.curve_to(*points[1], *points[2], *points[3])
        else:
            for point in points[1:]:
                ctx.line_to(*point)
        ctx.set_line_cap(cairo.LINE_CAP_ROUND)
        ctx.set_line_join(cairo.LINE_JOIN_ROUND)
        if self.style in ("outlined", "woodcut") and not self.background and width > 2.2:
            ctx.set_source_rgb(*INK)
            ctx.set_line_width(width + 2.4)
            ctx.stroke_preserve()
        ctx.set_source_rgb(*self.toned(colour or self.main))
        ctx.set_line_width(max(width, 2 * self.pixel if self.style != "pixel" else 4 * self.pixel))
        ctx.stroke()

    def eye(self, x, y, radius=2.4):
        """White with a dark pupil: visible on every colour."""
        self.plain(x, y, radius, WHITE)
        self.plain(x + 0.12 * radius, y + 0.08 * radius, 0.62 * radius, INK)

    def plain(self, x, y, radius, colour):
        """A disc without the style's edge, for small details."""
        self.ctx.new_path()
        self.ctx.arc(x, y, radius, 0, 2 * math.pi)
        self.ctx.set_source_rgb(*self.toned(colour))
        self.ctx.fill()

    # Styles

    def toned(self, colour):
        if self.style == "mask":
            return WHITE
        return mix(colour, WHITE, 0.12) if self.style == "chalk" else colour

    def finish(self, colour=None):
        colour = self.toned(colour or self.main)
        getattr(self, "finish_" + self.style)(colour)

    def edge(self, colour, width, alpha=1.0):
        self.ctx.set_line_join(cairo.LINE_JOIN_ROUND)
        self.ctx.set_line_width(width)
        self.ctx.set_source_rgba(*colour, alpha)
        self.ctx.stroke()

    def fill(self, colour, alpha=1.0):
        self.ctx.set_source_rgba(*colour, alpha)
        self.ctx.fill_preserve()

    def finish_flat(self, colour):
        self.fill(colour)
        self.ctx.new_path()

    finish_mask = finish_flat

    def finish_outlined(self, colour):
        self.fill(colour)
        self.edge(INK, (2.2 if self.background else 3.6) * self.pixel)

    def finish_papercut(self, colour):
        path = self.ctx.copy_path()
        self.ctx.new_path()
        for offset in (5, 3) if self.background else (6, 3.5):
            self.ctx.save()
            self.ctx.translate(0.5 * offset * self.pixel, offset * self.pixel)
            self.ctx.append_path(path)
            self.ctx.restore()
            self.ctx.set_source_rgba(0.1, 0.08, 0.15, 0.13)
            self.ctx.fill()
        self.ctx.append_path(path)
        self.fill(colour)
        self.edge(mix(colour, WHITE, 0.35), 1.2 * self.pixel, 0.8)

    def finish_watercolour(self, colour):
        self.fill(mix(colour, WHITE, 0.06), 0.9)
        self.edge(shade(colour, 0.72), 2.6 * self.pixel, 0.45)

    def finish_pixel(self, colour):
        self.fill(colour)
        if self.background:
            self.ctx.new_path()
        else:
            self.edge(shade(colour, 0.5) if brightness(colour) > 0.2 else (0.32, 0.32, 0.38), 4 * self.pixel)

    def finish_chalk(self, colour):
        self.fill(colour, 0.35 if self.background else 0.80)
        self.edge(mix(colour, WHITE, 0.25), 3.4 * self.pixel, 0.5 if self.background else 0.95)

    def finish_woodcut(self, colour):
        self.fill(colour)
        self.edge((0.08, 0.07, 0.07), (2.5 if self.background else 5.0) * self.pixel)
