"""Training crops for the mark finder: cameras as the reader sees them, with the lines of text that stand on them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch

import compose
import data as d
import marks
import marks_data

SIDE, STRIDE = 416, 4
WINDOW = 288  # training sees a part of each crop: twice as many for the same time
CONTEXT = 0.15  # the bundle's textDetector.context: the crop is the box grown by this on every side
GROWN = 0.17  # the earlier finder's quads reach past the letters by this share of their height
SHRINK = 0.2  # the core that is painted: the letters' rectangle less this share of its height on every side


@dataclass(frozen=True)
class Marked:
    """A cut-out with the corners of every line of text on it: quads [n, 4, 2] in its pixels."""

    rgba: np.ndarray
    quads: np.ndarray
    brand: str


@dataclass
class Sources:
    """Marked cut-outs, bare ones that marks are drawn on, and grounds."""

    marked: dict[str, list[Marked]]
    bare: list[np.ndarray]
    grounds: list[d.Picture]
    words: marks.Words
    faces: marks.Faces
    templates: list[marks.Template]
    bodies: list[np.ndarray]


def tight(quad: np.ndarray, share: float) -> np.ndarray:
    """The quad less `share` of its height on every side."""
    along, down = (quad[1] - quad[0] + quad[2] - quad[3]) / 2, (quad[3] - quad[0] + quad[2] - quad[1]) / 2
    height = np.linalg.norm(down)
    right = along / (np.linalg.norm(along) + 1e-6) * min(height * share, 0.45 * np.linalg.norm(along))
    under = down * share
    return quad + np.stack([right + under, -right + under, -right - under, right - under])


def quads_by_file(lines_file: Path, marks_file: Path) -> dict[str, list[np.ndarray] | None]:
    """Letters' corners by file: read before or found by eye; None where a person saw no mark and nothing was read."""
    quads: dict[str, list[np.ndarray] | None] = {}
    for row in d.read_lines(lines_file):
        quads[row["file"]] = [tight(np.array(line["quad"], np.float32), GROWN) for line in row["lines"]] or None
    for row in d.read_lines(marks_file):
        by_eye = [np.array(mark["quad"], np.float32) for mark in row.get("marks", [])]
        quads[row["file"]] = (quads.get(row["file"]) or []) + by_eye
    return quads


def load_marked(data: Path, rows: list[dict], split: str, quads: dict, max_side: int = 768) -> list[Marked]:
    """Cut-outs of one split whose text is known."""
    found = []
    for row in rows:
        lines = quads.get(row["cutout"]) if row["cutout"] else None
        if row["split"] != split or lines is None or row["form"] not in d.CAMERA_FORMS or row["matteSoftness"] > d.MAX_MATTE_SOFTNESS:
            continue
        rgba = cv2.imread(str(data / row["cutout"]), cv2.IMREAD_UNCHANGED)
        ys, xs = np.nonzero(rgba[..., 3] > 24)
        if len(ys) == 0:
            continue
        whole = d.shrink(d.crop_to_opaque(rgba), max_side)
        scale = whole.shape[1] / (xs.max() + 1 - xs.min())
        corners = np.array(lines, np.float32).reshape(-1, 4, 2)
        found.append(Marked(whole, (corners - [xs.min(), ys.min()]) * scale, row["brand"]))
    return found


def project(quads: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Corners [n, 4, 2] through a 3x3 matrix."""
    return cv2.perspectiveTransform(quads.reshape(1, -1, 2).astype(np.float64), matrix).reshape(-1, 4, 2).astype(np.float32) if len(quads) else quads


def paint(quads: np.ndarray, side: int) -> np.ndarray:
    """Share of each STRIDE x STRIDE cell that is a line's core, float32 [side / STRIDE, side / STRIDE]."""
    fine = np.zeros((side, side), np.uint8)
    for quad in quads:
        cv2.fillPoly(fine, [np.round(tight(quad, SHRINK) * 16).astype(np.int32)], 255, shift=4)
    return cv2.resize(fine, (side // STRIDE, side // STRIDE), interpolation=cv2.INTER_AREA).astype(np.float32) / 255


class Crops(torch.utils.data.Dataset):
    """Endless crops: uint8 [3, WINDOW, WINDOW] BGR, target [WINDOW / STRIDE, WINDOW / STRIDE]."""

    def __init__(self, sources: Sources, count: int, seed: int):
        self.sources, self.count, self.seed = sources, count, seed

    def __len__(self) -> int:
        return self.count

    def ground(self, side: int, rng: compose.Rng) -> np.ndarray:
        """A part of a real place, or a studio ground; float32 BGR."""
        if rng.random() < 0.2:
            return compose.plain_ground(side, side, rng)
        bgr = self.sources.grounds[rng.integers(len(self.sources.grounds))].bgr
        return marks_data.body_patch([bgr], side, side, rng)

    def alpha(self, rng: compose.Rng) -> np.ndarray:
        """Letters or a logo, tightly cut, 0..1."""
        if rng.random() < 0.4:
            return self.sources.templates[rng.integers(len(self.sources.templates))].alpha
        text, _ = self.sources.words.draw(rng)
        return marks.draw_text(text if rng.random() < 0.7 else text.lower(), self.sources.faces.pick(rng), rng)

    def write(self, rgba: np.ndarray, alpha: np.ndarray, x: int, y: int, size: tuple[int, int], rng: compose.Rng) -> np.ndarray | None:
        """Lays letters on the housing, in place; their corners, or None where the housing doesn't reach."""
        part = rgba[y : y + size[1], x : x + size[0]]
        if x < 0 or y < 0 or part.shape[:2] != size[::-1] or min(size) < 3 or part[..., 3].mean() < 235:
            return None
        letters = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)
        part[..., :3] = (marks_data.lay_on(letters, None, part[..., :3].astype(np.float32) / 255, rng) * 255).astype(np.uint8)
        return np.array([[x, y], [x + size[0], y], [x + size[0], y + size[1]], [x, y + size[1]]], np.float32)

    def draw_on(self, rgba: np.ndarray, rng: compose.Rng) -> tuple[np.ndarray, np.ndarray]:
        """A bare housing with one to three marks drawn on it, many with a smaller line close below, and their corners."""
        height, width = rgba.shape[:2]
        out, quads = rgba.copy(), []
        for _ in range(int(rng.choice([1, 2, 3], p=[0.7, 0.2, 0.1]))):
            alpha = self.alpha(rng)
            long = rng.uniform(0.1, 0.55) * max(height, width)
            size = (max(6, round(long)), max(3, round(alpha.shape[0] * long / alpha.shape[1])))
            if size[1] > 0.2 * max(height, width) or size[0] >= width or size[1] >= height:
                continue
            x, y = int(rng.integers(0, width - size[0])), int(rng.integers(0, height - size[1]))
            if any(np.abs(np.array([x, y]) + np.array(size) / 2 - q.mean(0)).max() < long for q in quads):
                continue
            mark = self.write(out, alpha, x, y, size, rng)
            if mark is None:
                continue
            quads.append(mark)
            if rng.random() < 0.45:
                text = "TECHNOLOGY" if rng.random() < 0.4 else self.sources.words.draw(rng)[0]
                below = marks.draw_text(text, self.sources.faces.pick(rng), rng)
                small = (round(size[0] * rng.uniform(0.4, 1.0)), round(size[1] * rng.uniform(0.22, 0.5)))
                left = x + round(rng.uniform(0, 1) * (size[0] - small[0]))
                second = self.write(out, below, left, y + size[1] + round(size[1] * rng.uniform(0.1, 0.6)), small, rng)
                quads += [] if second is None else [second]
        return out, np.array(quads, np.float32).reshape(-1, 4, 2)

    def thing(self, rng: compose.Rng) -> tuple[np.ndarray, np.ndarray]:
        """A camera and its lines."""
        if rng.random() < 0.42:
            return self.draw_on(self.sources.bare[rng.integers(len(self.sources.bare))], rng)
        group = str(rng.choice(list(self.sources.marked), p=[0.4, 0.35, 0.25]))
        marked = self.sources.marked[group][rng.integers(len(self.sources.marked[group]))]
        return marked.rgba, marked.quads

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        rng = np.random.default_rng([self.seed, index])
        rgba, quads = self.thing(rng)
        size = compose.log_uniform(rng, 70, 700)
        side = int(size * (1 + 2 * CONTEXT) * np.exp(rng.normal(0, 0.08)))
        inner = min(side, SIDE)  # larger cameras are reduced anyway
        # A third hang or are photographed at any angle; a warp's angle has a standard deviation of two thirds of this.
        turn = 20 if rng.random() < 0.67 else 270
        layer, matrix = compose.warp_placed(rgba, size * inner / side, rng, 0.05, turn)
        scene = self.ground(inner, rng)
        x, y = ((inner - np.array(layer.shape[1::-1])) / 2 + rng.normal(0, 0.05, 2) * inner).round().astype(int)
        compose.paste(scene, layer, x, y, rng, plain=rng.random() < 0.15, harshness=0.6)
        picture = compose.degrade(scene, rng, 0.8)
        quads = (project(quads, matrix) + [x, y]) * (SIDE / inner)
        kernel = cv2.INTER_LINEAR if rng.random() < 0.7 else cv2.INTER_CUBIC
        picture = cv2.resize(picture, (SIDE, SIDE), interpolation=kernel)
        target = paint(quads, SIDE)
        if rng.random() < 0.12:  # hung on its side, or the photo was taken so
            quarter = int(rng.integers(1, 4))
            picture, target = np.rot90(picture, quarter), np.rot90(target, quarter)
        y, x = self.window(target, rng)
        picture, target = picture[y : y + WINDOW, x : x + WINDOW], target[y // STRIDE :, x // STRIDE :]
        target = target[: WINDOW // STRIDE, : WINDOW // STRIDE]
        return torch.from_numpy(picture.transpose(2, 0, 1).copy()), torch.from_numpy(target.copy())

    def window(self, target: np.ndarray, rng: compose.Rng) -> tuple[int, int]:
        """Top and left of the part that is seen: mostly one that holds text."""
        free = SIDE - WINDOW
        cells = np.argwhere(target > 0.3)
        if len(cells) == 0 or rng.random() < 0.2:
            return tuple(int(v) // STRIDE * STRIDE for v in rng.integers(0, free + 1, 2))
        middle = cells[rng.integers(len(cells))] * STRIDE
        corner = np.clip(middle - rng.integers(WINDOW // 4, 3 * WINDOW // 4, 2), 0, free)
        return tuple(int(v) // STRIDE * STRIDE for v in corner)
