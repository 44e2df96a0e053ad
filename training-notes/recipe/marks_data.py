"""Training crops for the wordmark reader: lines as the finder cuts them, 4-45 px high, brought to the reader's size."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import torch

import compose
import marks

HEIGHT, WIDTH, STEPS = 32, 192, 48
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
MAX_LETTERS = 20
NO_TEXT, OTHER_TEXT = 0, 1
LEAST_CONTRAST = 0.018  # standard deviation of a line's values, 0..1: below it a person reads nothing
SHARES = {"real": 0.28, "template": 0.12, "drawn": 0.28, "turned": 0.04, "ground": 0.08, "negative": 0.2}


@dataclass
class Sources:
    """What crops are made of."""

    real: list[marks.RealMark]
    templates: list[marks.Template]
    words: marks.Words
    faces: marks.Faces
    bodies: list[np.ndarray]
    """BGR uint8 pictures without a maker's mark: housings of unmarked cameras and look-alikes, and real places."""
    negatives: list[marks.RealMark]
    """Lines that an earlier reader took for a brand's mark."""
    names: list[str]
    """Names with a class of their own, after no-text and other-text."""


def letter_height(rng: compose.Rng) -> float:
    """Pixels in the photo: small ones are the hard ones."""
    return compose.log_uniform(rng, 4.2, 45)


def body_patch(bodies: list[np.ndarray], height: int, width: int, rng: compose.Rng) -> np.ndarray:
    """A part of some surface, float32 BGR 0..1, at the given size."""
    bgr = bodies[rng.integers(len(bodies))]
    part = np.minimum(bgr.shape[:2], np.array([height, width]) * compose.log_uniform(rng, 0.3, 3)).astype(int).clip(4)
    y, x = (int(rng.integers(0, max(1, length - p + 1))) for length, p in zip(bgr.shape[:2], part))
    patch = bgr[y : y + part[0], x : x + part[1]]
    kind = cv2.INTER_AREA if part[0] > height else cv2.INTER_LINEAR
    return cv2.resize(patch, (width, height), interpolation=kind).astype(np.float32) / 255


def even_ground(height: int, width: int, rng: compose.Rng) -> np.ndarray:
    """Painted metal or plastic: white, grey or black mostly, shaded from one side."""
    level = rng.choice([rng.uniform(0.7, 1.0), rng.uniform(0.02, 0.25), rng.uniform(0.2, 0.8)], p=[0.5, 0.2, 0.3])
    colour = np.clip(level + rng.normal(0, 0.03, 3), 0, 1)
    ramp = np.linspace(-1, 1, width)[None] * rng.normal(0, 0.08) + np.linspace(-1, 1, height)[:, None] * rng.normal(0, 0.12)
    return np.clip(colour + ramp[..., None], 0, 1).astype(np.float32)


def ink(ground: np.ndarray, rng: compose.Rng) -> np.ndarray:
    """A colour that stands out from the ground, faintly or strongly."""
    mean = ground.reshape(-1, 3).mean(0)
    contrast = compose.log_uniform(rng, 0.08, 0.9)
    room_up, room_down = 1 - mean.mean(), mean.mean()
    sign = 1 if rng.random() < room_up / (room_up + room_down) else -1
    if rng.random() < 0.15:
        return rng.uniform(0, 1, 3).astype(np.float32)
    return np.clip(mean + sign * contrast + rng.normal(0, 0.03, 3), 0, 1).astype(np.float32)


def lay_on(alpha: np.ndarray, colour: np.ndarray | None, ground: np.ndarray, rng: compose.Rng) -> np.ndarray:
    """Prints, engraves or raises the letters; float32 BGR 0..1 of the ground's size, letters where alpha is."""
    if colour is None and rng.random() < 0.25:  # raised or sunk: only its lit and shaded edges show
        soft = cv2.GaussianBlur(alpha, (0, 0), rng.uniform(0.6, 2.0))
        angle = rng.uniform(0, 2 * np.pi)
        edge = np.cos(angle) * cv2.Sobel(soft, -1, 1, 0) + np.sin(angle) * cv2.Sobel(soft, -1, 0, 1)
        body = alpha * rng.normal(0, 0.08)
        return np.clip(ground + (edge * rng.uniform(0.05, 0.25) + body)[..., None], 0, 1)
    paint = ink(ground, rng) if colour is None else colour
    strength = alpha[..., None] * (rng.uniform(0.5, 1.0) if rng.random() < 0.3 else 1.0)
    return ground * (1 - strength) + paint * strength


def place(alpha: np.ndarray, colour: np.ndarray | None, sources: Sources, rng: compose.Rng) -> tuple[np.ndarray, np.ndarray]:
    """Letters laid on a ground larger than them; the picture (float32) and the letters' corners in it."""
    height, width = alpha.shape
    margin = int(height * 1.2)
    size = (height + 2 * margin, width + 2 * margin)
    ground = even_ground(*size, rng) if rng.random() < 0.6 else body_patch(sources.bodies, *size, rng)
    wide = cv2.copyMakeBorder(alpha, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=0)
    if colour is not None:
        colour = cv2.copyMakeBorder(colour, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    picture = lay_on(wide, colour, ground, rng)
    if rng.random() < 0.4:
        below = marks.draw_text("TECHNOLOGY" if rng.random() < 0.5 else sources.words.draw(rng)[0], sources.faces.pick(rng), rng)
        small = cv2.resize(below, (max(2, int(width * rng.uniform(0.4, 1.0))), max(2, int(height * rng.uniform(0.2, 0.45)))))
        top = margin + height + int(height * rng.uniform(0.08, 0.6))
        left = margin + int(rng.uniform(0, 0.5) * max(0, width - small.shape[1]))
        part = picture[top : top + small.shape[0], left : left + small.shape[1]]
        part[:] = lay_on(small[: part.shape[0], : part.shape[1]], None, part.copy(), rng)
    quad = np.array([[margin, margin], [margin + width, margin], [margin + width, margin + height], [margin, margin + height]])
    return picture, quad.astype(np.float32)


def jitter(quad: np.ndarray, rng: compose.Rng, low: float, high: float) -> np.ndarray:
    """The corners as a finder would give them: grown by low..high letter heights each side, turned and skewed a little."""
    along, down = (quad[1] - quad[0] + quad[2] - quad[3]) / 2, (quad[3] - quad[0] + quad[2] - quad[1]) / 2
    height, length = np.linalg.norm(down) + 1e-6, np.linalg.norm(along) + 1e-6
    right, under = along / length * height, down
    grow = rng.uniform(low, high, 4)  # left, right, top, bottom
    if rng.random() < 0.06:
        grow[rng.integers(2)] = -rng.uniform(0.2, 0.9)  # cut off
    moved = quad + np.stack([-right * grow[0] - under * grow[2], right * grow[1] - under * grow[2],
                             right * grow[1] + under * grow[3], -right * grow[0] + under * grow[3]])
    angle = rng.normal(0, 0.05)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = moved.mean(0)
    return ((moved - middle) @ turn.T + middle + rng.normal(0, 0.04, (4, 2)) * height).astype(np.float32)


def photograph(picture: np.ndarray, quad: np.ndarray, height: float) -> np.ndarray:
    """What the photo keeps of a line whose quad is `height` pixels high there, straightened; float32 BGR, quad's rectangle."""
    own = (np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])) / 2
    own_width = (np.linalg.norm(quad[1] - quad[0]) + np.linalg.norm(quad[2] - quad[3])) / 2
    scale = min(1.0, height / max(own, 1))
    size = (max(6, round(own_width * scale)), max(4, round(own * scale)))
    if scale < 0.7:
        picture = cv2.resize(picture, None, fx=scale * 1.3, fy=scale * 1.3, interpolation=cv2.INTER_AREA)
        quad = quad * scale * 1.3
    corners = np.array([[0, 0], [size[0], 0], size, [0, size[1]]], np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), corners)
    return cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def curve(line: np.ndarray, rng: compose.Rng) -> np.ndarray:
    """Bends the line as a dome or a tube does: an arc, and narrower towards one end."""
    height, width = line.shape[:2]
    xs, ys = np.meshgrid(np.linspace(-1, 1, width, dtype=np.float32), np.arange(height, dtype=np.float32))
    bend = rng.uniform(-0.3, 0.3) * height
    squeeze = rng.uniform(-0.25, 0.25)
    source_x = (xs + squeeze * (1 - xs**2) + 1) / 2 * (width - 1)
    return cv2.remap(line, source_x, ys + np.float32(bend) * (xs**2 - 0.4), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def light(line: np.ndarray, rng: compose.Rng) -> np.ndarray:
    """Fainter, darker, tinted, shaded, inverted: float32 BGR 0..1."""
    mean = line.reshape(-1, 3).mean(0)
    if rng.random() < 0.6:
        line = mean + (line - mean) * compose.log_uniform(rng, 0.15, 1.5)
    if rng.random() < 0.2:
        line = 1 - line
    if rng.random() < 0.25:
        line = np.broadcast_to(line.mean(2, keepdims=True), line.shape)
    if rng.random() < 0.6:
        line = line * np.exp(rng.normal(0, 0.06, 3)) * np.exp(rng.normal(-0.1, 0.35))
    if rng.random() < 0.4:
        ramp = np.linspace(-1, 1, line.shape[1])[None, :, None] * rng.normal(0, 0.15)
        line = line + ramp + np.linspace(-1, 1, line.shape[0])[:, None, None] * rng.normal(0, 0.1)
    if rng.random() < 0.08:  # a glare
        x, y = rng.uniform(0, line.shape[1]), rng.uniform(0, line.shape[0])
        xs, ys = np.meshgrid(np.arange(line.shape[1]), np.arange(line.shape[0]))
        spot = np.exp(-((xs - x) ** 2 + (ys - y) ** 2) / (2 * (rng.uniform(0.2, 0.8) * line.shape[0]) ** 2))
        line = line + rng.uniform(0.2, 0.8) * spot[..., None]
    return np.ascontiguousarray(np.clip(line, 0, 1), np.float32)


def detail_of(line: np.ndarray) -> np.ndarray:
    """The line without its shading: what letters are made of."""
    return line - cv2.GaussianBlur(line, (0, 0), 0.5 * line.shape[0])


def shoot(line: np.ndarray, rng: compose.Rng) -> np.ndarray:
    """Blur by lens and hand, noise, JPEG; float32 -> uint8 BGR. What was legible stays so: nothing may be guessed."""
    if rng.random() < 0.6:
        sigma = min(abs(rng.normal(0, 0.45)) + rng.uniform(0, 0.03) * line.shape[0], 0.11 * line.shape[0])
        line = cv2.GaussianBlur(line, (0, 0), max(sigma, 0.05))
    if rng.random() < 0.1:
        length = int(rng.integers(2, 5))
        line = cv2.blur(line, (length, 1) if rng.random() < 0.6 else (1, length))
    detail = detail_of(line)
    spread = float(detail.std())
    if spread < LEAST_CONTRAST:
        line = line + detail * (LEAST_CONTRAST / (spread + 1e-6) - 1)
        spread = LEAST_CONTRAST
    if rng.random() < 0.55:
        grain = rng.standard_normal(line.shape[:2] + (1 if rng.random() < 0.5 else 3,), dtype=np.float32)
        line = line + grain * rng.uniform(0.002, min(0.04, 0.5 * spread))
    if rng.random() < 0.12:
        blurred = cv2.GaussianBlur(line.astype(np.float32), (0, 0), 1.0)
        line = line + (line - blurred) * rng.uniform(0.5, 1.5)  # sharpened by the phone
    out = np.clip(line * 255, 0, 255).astype(np.uint8)
    if rng.random() < 0.6:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(45, 97))]
        out = cv2.imdecode(cv2.imencode(".jpg", out, quality)[1], cv2.IMREAD_COLOR)
    return out


def to_size(line: np.ndarray, rng: compose.Rng) -> np.ndarray:
    """Brought to the reader's rectangle; now and then by way of another size, as enlarged photos are."""
    if rng.random() < 0.15:
        middle = np.exp(rng.uniform(-0.1, 0.6, 2)) * line.shape[1::-1]
        line = cv2.resize(line, tuple(middle.round().astype(int).clip(4).tolist()), interpolation=cv2.INTER_CUBIC)
    shrinks = line.shape[0] >= 2 * HEIGHT
    return cv2.resize(line, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)


class Lines(torch.utils.data.Dataset):
    """Endless lines: uint8 [3, HEIGHT, WIDTH] BGR, letters [MAX_LETTERS] (0 = none, i = ALPHABET[i - 1]), class."""

    def __init__(self, sources: Sources, count: int, seed: int):
        self.sources, self.count, self.seed = sources, count, seed
        self.class_of = {name: i + 2 for i, name in enumerate(sources.names)}
        groups: dict[str, list[marks.RealMark]] = {}
        for mark in sources.real:
            groups.setdefault(mark.name or "other", []).append(mark)
        self.real = groups
        self.templates: dict[str, list[marks.Template]] = {}
        for template in sources.templates:
            self.templates.setdefault(template.name, []).append(template)

    def __len__(self) -> int:
        return self.count

    def pick_group(self, groups: dict, rng: compose.Rng) -> list:
        """Hikvision, Dahua (the easy guess for a smear), other makers, other words."""
        makers = [name for name in groups if name not in ("hikvision", "dahua", "other")]
        kind = rng.choice(["hikvision", "dahua", "maker", "other"], p=[0.2, 0.15, 0.42, 0.23])
        if kind == "maker" or kind not in groups:
            weights = np.array([len(groups[name]) for name in makers], float) ** 0.5
            kind = str(rng.choice(makers, p=weights / weights.sum()))
        return groups[kind]

    def real_line(self, rng: compose.Rng, source: str) -> tuple[np.ndarray, np.ndarray, str, str]:
        """A line cut from a train picture: float picture, corners, letters, name."""
        group = self.sources.negatives if source == "negative" else self.pick_group(self.real, rng)
        mark = group[rng.integers(len(group))]
        return mark.patch.astype(np.float32) / 255, mark.quad, mark.text, mark.name

    def drawn_line(self, kind: str, rng: compose.Rng) -> tuple[np.ndarray, np.ndarray, str, str]:
        """A logo or a word laid on a surface."""
        if kind == "template":
            group = self.pick_group(self.templates, rng)
            template = group[rng.integers(len(group))]
            colour = template.colour if rng.random() < 0.35 else None
            alpha = cv2.resize(template.alpha, None, fx=float(np.exp(rng.normal(0, 0.12))), fy=1, interpolation=cv2.INTER_AREA)
            colour = None if colour is None else cv2.resize(colour, alpha.shape[::-1], interpolation=cv2.INTER_AREA)
            return *place(alpha, colour, self.sources, rng), template.text, template.name
        text, name = self.sources.words.draw(rng)
        style = rng.random()
        written = text if style < 0.6 else text.lower() if style < 0.8 else text.capitalize()
        alpha = marks.draw_text(written, self.sources.faces.pick(rng), rng)
        return *place(alpha, None, self.sources, rng), "DAHUA" if name == "dahua" else marks.normalise(text), name

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor, int]:
        rng = np.random.default_rng([self.seed, index])
        kind = str(rng.choice(list(SHARES), p=list(SHARES.values())))
        height = letter_height(rng)
        if kind == "ground":
            tall = int(np.clip(height * rng.uniform(1, 1.6), 4, 60))
            line = body_patch(self.sources.bodies, tall, int(tall * compose.log_uniform(rng, 1.5, 9)), rng)
            text, label = "", NO_TEXT
        else:
            source = kind if kind != "turned" else str(rng.choice(["real", "template"]))
            source = "real" if source == "negative" and not self.sources.negatives else source
            is_real = source in ("real", "negative")
            picture, quad, text, name = self.real_line(rng, source) if is_real else self.drawn_line(source, rng)
            # Real quads were grown by the finder already.
            quad = jitter(quad, rng, -0.14, 0.3) if is_real else jitter(quad, rng, -0.03, 0.7)
            label = self.class_of.get(name, OTHER_TEXT)
            if kind == "turned":  # upside down, or in a mirror: to be read only once it's turned back
                quad = quad[[2, 3, 0, 1]] if rng.random() < 0.6 else quad[[1, 0, 3, 2]]
                text, label = "", OTHER_TEXT
            line = photograph(picture, quad, height * 1.35)
        if kind != "ground" and rng.random() < 0.3:
            line = curve(line, rng)
        line = light(line, rng)
        if float(detail_of(line).std()) < 0.4 * LEAST_CONTRAST:  # burnt out or gone in the dark
            text, label = "", NO_TEXT
        line = to_size(shoot(line, rng), rng)
        letters = np.zeros(MAX_LETTERS, np.int64)
        codes = [ALPHABET.index(c) + 1 for c in text[:MAX_LETTERS]]
        letters[: len(codes)] = codes
        return torch.from_numpy(line.transpose(2, 0, 1).copy()), torch.from_numpy(letters), label
