"""Drawn door stations: flat panels with a lens, buttons, grilles, keypads, screens. Real ones are few, and look like nothing else
that a detector of cameras learns from."""

from __future__ import annotations

import cv2
import numpy as np

import compose
import data as d

HEIGHT = 440
METALS = ([0.72, 0.72, 0.72], [0.55, 0.56, 0.58], [0.85, 0.85, 0.84], [0.6, 0.66, 0.72])
PAINTS = ([0.06, 0.06, 0.06], [0.13, 0.12, 0.12], [0.93, 0.93, 0.93], [0.3, 0.3, 0.32], [0.2, 0.24, 0.3])


def rounded(shape: tuple[int, int], box: tuple[float, float, float, float], radius: float) -> np.ndarray:
    """Mask [h, w] 0..1 of a rectangle (x0 y0 x1 y1, pixels) with round corners."""
    mask = np.zeros(shape, np.uint8)
    x0, y0, x1, y1 = (round(v) for v in box)
    r = int(min(radius, (x1 - x0) / 2 - 1, (y1 - y0) / 2 - 1)) if min(x1 - x0, y1 - y0) > 4 else 0
    cv2.rectangle(mask, (x0 + r, y0), (x1 - r, y1), 255, -1)
    cv2.rectangle(mask, (x0, y0 + r), (x1, y1 - r), 255, -1)
    for x, y in ((x0 + r, y0 + r), (x1 - r, y0 + r), (x0 + r, y1 - r), (x1 - r, y1 - r)):
        cv2.circle(mask, (x, y), r, 255, -1, cv2.LINE_AA)
    return mask.astype(np.float32) / 255


class Panel:
    """One panel while it is drawn: colour [h, w, 3] and mask [h, w], 0..1."""

    def __init__(self, rng: compose.Rng, width: int):
        self.rng, self.width = rng, width
        metal = rng.random() < 0.5
        self.base = np.array((METALS if metal else PAINTS)[rng.integers(len(METALS if metal else PAINTS))])
        ramp = np.linspace(1 - rng.uniform(0, 0.3), 1 + rng.uniform(0, 0.2), HEIGHT)[:, None, None]
        self.colour = np.broadcast_to(self.base * ramp, (HEIGHT, width, 3)).astype(np.float32).copy()
        if metal:  # brushed
            self.colour *= 1 + rng.normal(0, 0.03, (HEIGHT, 1, 1)).astype(np.float32)
        self.radius = rng.choice([0.02, 0.08, 0.5]) * width
        self.mask = rounded((HEIGHT, width), (0, 0, width - 1, HEIGHT - 1), self.radius)

    def fill(self, mask: np.ndarray, colour: np.ndarray | float, alpha: float = 1.0) -> None:
        """Lays a colour over the panel where the mask is."""
        part = mask[..., None] * alpha
        self.colour = self.colour * (1 - part) + part * np.asarray(colour, np.float32)

    def letters(self, text: str, x: float, y: float, size: float, tone: float) -> None:
        """Letters of one tone, their first one's foot at x, y."""
        mask = np.zeros(self.mask.shape, np.uint8)
        cv2.putText(mask, text, (round(x), round(y)), cv2.FONT_HERSHEY_SIMPLEX, size, 255, 1, cv2.LINE_AA)
        self.fill(mask.astype(np.float32) / 255, tone)

    def plate(self, box: tuple[float, float, float, float], colour: np.ndarray | float, radius: float = 6) -> None:
        """A raised or sunken plate: a lighter edge above, a darker one below."""
        x0, y0, x1, y1 = box
        self.fill(rounded(self.mask.shape, (x0 - 1.5, y0 - 1.5, x1 + 1.5, y1 + 1.5), radius), self.rng.uniform(0, 0.8), 0.6)
        self.fill(rounded(self.mask.shape, box, radius), colour)

    def disc(self, x: float, y: float, radius: float, colour: np.ndarray | float, alpha: float = 1.0) -> None:
        """A filled circle."""
        mask = np.zeros(self.mask.shape, np.uint8)
        cv2.circle(mask, (round(x * 8), round(y * 8)), round(radius * 8), 255, -1, cv2.LINE_AA, 3)
        self.fill(mask.astype(np.float32) / 255, colour, alpha)

    def lens(self, x: float, y: float, radius: float) -> None:
        """A camera's eye: rings, coated glass, a glint; often on a dark plate, sometimes within infrared lights."""
        rng = self.rng
        if rng.random() < 0.5:
            reach = radius * rng.uniform(1.3, 2.2)
            self.plate((x - reach, y - reach, x + reach, y + reach), rng.uniform(0, 0.12), rng.uniform(0, 1) * reach)
        lights = int(rng.choice([0, 0, 6, 10, 16]))
        for angle in np.linspace(0, 2 * np.pi, lights, endpoint=False):
            self.disc(x + np.cos(angle) * radius * 1.25, y + np.sin(angle) * radius * 1.25, radius * 0.11, rng.uniform(0.2, 0.9))
        self.disc(x, y, radius, rng.uniform(0.02, 0.7))
        self.disc(x, y, radius * 0.85, rng.uniform(0.0, 0.2))
        coat = np.clip([0.25, 0.12, 0.12] + rng.normal(0, 0.12, 3), 0, 1)
        for share in (0.62, 0.45, 0.28):
            self.disc(x, y, radius * share, coat * (1.3 - share) * rng.uniform(0.2, 1.2))
        self.disc(x - radius * 0.25, y - radius * 0.28, radius * rng.uniform(0.07, 0.16), 1.0, rng.uniform(0.3, 0.95))

    def grille(self, y0: float, y1: float) -> None:
        """Slots or holes of a speaker."""
        rng, w = self.rng, self.width
        x0, x1 = sorted(rng.uniform(0.08, 0.92, 2) * w)
        x0, x1 = (x0, x1) if x1 - x0 > 0.2 * w else (0.2 * w, 0.8 * w)
        ink, holes = rng.uniform(0, 0.3), rng.random() < 0.5
        for y in np.arange(y0 + 5, min(y1 - 3, y0 + rng.uniform(20, 80)), rng.uniform(5, 12)):
            if holes:
                for x in np.arange(x0, x1, 9):
                    self.disc(x, y, 2, ink)
            else:
                self.fill(rounded(self.mask.shape, (x0, y, x1, y + 3), 1), ink)

    def keys(self, y0: float, y1: float) -> None:
        """A keypad of three columns, or a column of call buttons with name plates."""
        rng, w = self.rng, self.width
        columns = int(rng.choice([1, 2, 3, 3]))
        rows = int(rng.integers(2, 6))
        colour, round_keys = rng.uniform(0.05, 0.95), rng.random() < 0.3
        step_x, step_y = 0.8 * w / columns, (y1 - y0) / rows
        size = min(step_x * 0.38, step_y * 0.4)
        for row in range(rows):
            for column in range(columns):
                x, y = 0.1 * w + (column + 0.5) * step_x, y0 + (row + 0.5) * step_y
                if round_keys:
                    self.disc(x, y, size, colour)
                else:
                    wide = step_x * 0.42 if columns < 3 else size
                    self.plate((x - wide, y - size * 0.8, x + wide, y + size * 0.8), colour, 3)
                self.letters(str(rng.integers(10)), x - 5, y + 5, 0.45, 1 - colour)

    def button(self, y0: float, y1: float) -> None:
        """The call button: a ring of light, a bell's disc, or a bar."""
        rng, w = self.rng, self.width
        x, y = w * rng.choice([0.5, 0.5, 0.25, 0.75]), (y0 + y1) / 2
        radius = min(w * rng.uniform(0.1, 0.24), (y1 - y0) * 0.45, min(x, w - x) * 0.9)
        self.disc(x, y, radius, np.clip([1.0, 0.7, 0.3] * rng.uniform(0.2, 1, 3), 0, 1) if rng.random() < 0.5 else rng.uniform(0.1, 0.9))
        self.disc(x, y, radius * rng.uniform(0.7, 0.93), rng.uniform(0.0, 1.0))
        self.letters("o", x - 6, y + 5, 0.6, rng.uniform(0, 1))

    def screen(self, y0: float, y1: float) -> None:
        """A display with something on it."""
        rng, w = self.rng, self.width
        self.plate((0.1 * w, y0 + 3, 0.9 * w, y1 - 3), 0.03)
        low = rng.uniform(0, 1, (4, 4, 3)).astype(np.float32) * rng.uniform(0.1, 1)
        picture = cv2.resize(low, (self.width, HEIGHT), interpolation=cv2.INTER_CUBIC)
        self.fill(rounded(self.mask.shape, (0.12 * w, y0 + 7, 0.88 * w, y1 - 7), 2), np.clip(picture, 0, 1))
        self.letters(f"{rng.integers(24):02d}:{rng.integers(60):02d}", 0.3 * w, (y0 + y1) / 2, w / 260, 0.95)

    def card(self, y0: float, y1: float) -> None:
        """The field for a card: a sunken plate with a sign."""
        w = self.width
        self.plate((0.3 * w, y0 + 4, 0.7 * w, y1 - 4), self.rng.uniform(0, 0.9), 8)

    def word(self, y: float) -> None:
        """A maker's or a shop's word: no sign of a camera by itself."""
        size = self.width / 420 * self.rng.uniform(0.7, 1.3)
        text = str(self.rng.choice(compose.WORDS))
        self.letters(text, self.width * self.rng.uniform(0.1, 0.4), y, size, self.rng.uniform(0, 1))


def with_hood(rgba: np.ndarray, rng: compose.Rng) -> np.ndarray:
    """A rain hood or a frame of another tone round the panel."""
    height, width = rgba.shape[:2]
    edge = round(width * rng.uniform(0.03, 0.14))
    tone = np.float32(rng.uniform(0.05, 0.9))
    out = np.zeros((height + 2 * edge, width + 2 * edge, 4), np.float32)
    out[..., :3] = tone
    out[..., 3] = rounded(out.shape[:2], (0, 0, out.shape[1] - 1, out.shape[0] - 1), edge * rng.uniform(0.5, 3))
    if rng.random() < 0.4:  # only above and down the sides
        out[round(height * rng.uniform(0.3, 0.9)) :, ..., 3] = 0
    part = out[edge : edge + height, edge : edge + width]
    alpha = rgba[..., 3:]
    part[..., :3] = rgba[..., :3] * alpha + part[..., :3] * (1 - alpha)
    part[..., 3:] = np.maximum(part[..., 3:], alpha)
    return out


def draw(rng: compose.Rng) -> np.ndarray:
    """A door station without its ground: RGBA-ordered as cv2 has it (BGRA), uint8."""
    width = round(HEIGHT * compose.log_uniform(rng, 0.3, 1.05))
    panel = Panel(rng, width)
    if rng.random() < 0.4:  # an upper part of another tone
        cut = rng.uniform(0.2, 0.6) * HEIGHT
        panel.fill(rounded(panel.mask.shape, (0, 0, width - 1, cut), 1), rng.uniform(0.03, 0.5))
    parts = list(rng.permutation(["grille", "keys", "button", "screen", "card", "button"])[: int(rng.integers(1, 5))])
    if rng.random() < 0.25:  # a face terminal: a large screen below two small eyes
        panel.screen(0.16 * HEIGHT, rng.uniform(0.5, 0.85) * HEIGHT)
        for x in rng.uniform(0.2, 0.8, int(rng.integers(1, 3))):
            panel.lens(x * width, 0.08 * HEIGHT, width * rng.uniform(0.03, 0.07))
        top, parts = 0.87 * HEIGHT, parts[:1]
    else:
        radius = width * rng.uniform(0.09, 0.3)
        y = max(radius * 1.3, HEIGHT * rng.choice([0.1, 0.16, 0.22, 0.3]))
        panel.lens(width * rng.choice([0.5, 0.5, 0.5, 0.3, 0.7]), y, radius)
        top = y + radius * 1.7
    step = (HEIGHT * 0.97 - top) / max(len(parts), 1)
    for place, part in enumerate(parts):
        if step > 24:
            getattr(panel, part)(top + place * step + 3, top + (place + 1) * step - 3)
    if rng.random() < 0.6:
        panel.word(HEIGHT * rng.choice([0.06, 0.95, rng.uniform(0.1, 0.9)]))
    rgba = np.dstack([np.clip(panel.colour, 0, 1), panel.mask])
    if rng.random() < 0.35:
        rgba = with_hood(rgba, rng)
    return (rgba * 255).astype(np.uint8)


def cutouts(count: int, seed: int) -> list[d.Cutout]:
    """Drawn door stations as cut-outs, of no brand, each a cluster of its own."""
    rng = np.random.default_rng([seed, 77])
    return [d.Cutout(f"panel{i}", draw(rng), "generic", None, "doorbell", f"panel{i}", "drawn") for i in range(count)]
