"""Training pictures for the camera detector: composed scenes, studio-like pictures, real boxes, real negatives."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import torch

import compose
import data as d
import panels

PAD = 114  # YOLOX's letterbox value
DRAWN = 400  # door stations drawn for the train split
SHARES = {"composed": 0.44, "studio": 0.14, "boxed": 0.2, "ground": 0.06, "look-alike": 0.06, "hard": 0.1}


@dataclass
class Sources:
    """Everything that scenes are made of."""

    cutouts: list[d.Cutout]
    drawn: list[d.Cutout]
    grounds: list[d.Picture]
    look_alikes: list[d.Cutout]
    look_alike_pictures: list[d.Picture]
    boxed: list[d.Picture]
    hard: list[d.Picture]


def load_sources(data: Path, notes: Path, split: str) -> Sources:
    """Loads one split; about 1.5 GB for train."""
    rows = d.load_manifest(data, notes)
    here = [row for row in rows if row["split"] == split]
    grounds = d.load_pictures(data, [r for r in here if r["brand"] == "none" and r["scene"] == "in-situ"], 1024)
    pictures = d.load_pictures(data, d.look_alike_rows(rows, split), 512)
    mattes = [matte for matte in map(d.matte_white_ground, pictures) if matte is not None]
    boxed = d.load_pictures(data, [r for r in here if r["boxes"] and r["scene"] != "screenshot"], 1024)
    drawn = panels.cutouts(DRAWN, 5) if split == "train" else []
    return Sources(d.load_cutouts(data, rows, split, 480), drawn, grounds, mattes, pictures, boxed,
                   load_hard_negatives(data, rows, notes, split))


def load_hard_negatives(data: Path, rows: list[dict], notes: Path, split: str) -> list[d.Picture]:
    """What mine_negatives.py found: pictures with boxes of what only looks like a camera."""
    boxes = {found["id"]: found["boxes"] for found in d.read_lines(notes / "hard-negatives.jsonl")}
    found = d.load_pictures(data, [row for row in rows if row["id"] in boxes and row["split"] == split], 1024)
    return [replace(picture, boxes=np.array(boxes[picture.id], np.float32).reshape(-1, 4)) for picture in found]


def random_crop(bgr: np.ndarray, side: int, rng: compose.Rng, low: float = 0.35) -> tuple[np.ndarray, np.ndarray]:
    """A random square-ish part brought into a `side` square; and the matrix from picture to crop pixels (2x3)."""
    height, width = bgr.shape[:2]
    part = compose.log_uniform(rng, low, 1.0) * max(height, width)
    aspect = compose.log_uniform(rng, 0.75, 1.33)
    w, h = min(part * aspect**0.5, width), min(part / aspect**0.5, height)
    x, y = rng.uniform(0, width - w), rng.uniform(0, height - h)
    scale = side / max(w, h)
    matrix = np.array([[scale, 0, -x * scale], [0, scale, -y * scale]], np.float32)
    if rng.random() < 0.5:
        matrix[0] = [-scale, 0, (x + w) * scale]
    source = bgr
    if scale < 0.6:
        small = max(scale * 1.2, 1 / min(height, width))
        source = cv2.resize(bgr, (max(1, round(width * small)), max(1, round(height * small))), interpolation=cv2.INTER_AREA)
        shrunk = np.diag([width / source.shape[1], height / source.shape[0], 1.0])
        draw = (np.vstack([matrix, [0, 0, 1]]) @ shrunk)[:2]
    else:
        draw = matrix
    out = np.full((side, side, 3), PAD, np.uint8)
    shape = (min(side, int(np.ceil(w * scale))), min(side, int(np.ceil(h * scale))))
    out[: shape[1], : shape[0]] = cv2.warpAffine(source, draw, shape, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    return out, matrix


def move_boxes(boxes: np.ndarray, picture: np.ndarray, matrix: np.ndarray, side: int) -> np.ndarray:
    """Normalised boxes to x0 y0 x1 y1 pixels of the crop; those mostly outside are dropped."""
    if len(boxes) == 0:
        return np.zeros((0, 4), np.float32)
    height, width = picture.shape[:2]
    first = boxes[:, :2] * [width, height]
    last = first + boxes[:, 2:] * [width, height]
    corners = np.stack([first, last], 1) @ matrix[:, :2].T + matrix[:, 2]
    corners = np.concatenate([corners.min(1), corners.max(1)], 1)
    inside = np.clip(corners, 0, side)
    area = np.prod(corners[:, 2:] - corners[:, :2], 1)
    kept = np.prod(inside[:, 2:] - inside[:, :2], 1) > 0.4 * area
    return inside[kept & (inside[:, 2:] - inside[:, :2]).min(1, initial=1e9).__gt__(5)].astype(np.float32)


class Scenes(torch.utils.data.Dataset):
    """Endless training pictures: uint8 [3, side, side] BGR and boxes [n, 4] x0 y0 x1 y1 in pixels."""

    def __init__(self, sources: Sources, side: int, count: int, seed: int, synthesis: bool = True):
        self.sources, self.side, self.count, self.seed = sources, side, count, seed
        shares = {kind: share for kind, share in SHARES.items() if synthesis or kind not in ("composed", "studio")}
        self.kinds, self.shares = list(shares), np.array(list(shares.values())) / sum(shares.values())
        clusters: dict[str, list[d.Cutout]] = {}
        forms: dict[str, list[d.Cutout]] = {}
        for cutout in sources.cutouts:
            clusters.setdefault(cutout.cluster, []).append(cutout)
            forms.setdefault(cutout.form, []).append(cutout)
        self.clusters, self.forms = list(clusters.values()), list(forms.values())

    def __len__(self) -> int:
        return self.count

    def pick(self, rng: compose.Rng) -> d.Cutout:
        """A cut-out, evenly by cluster, or a quarter of the time by form; an eighth of them are drawn door stations."""
        if self.sources.drawn and rng.random() < 0.12:
            return self.sources.drawn[rng.integers(len(self.sources.drawn))]
        pool = self.forms if rng.random() < 0.3 else self.clusters
        group = pool[rng.integers(len(pool))]
        return group[rng.integers(len(group))]

    def paste_some(self, scene: np.ndarray, rng: compose.Rng, cameras: int, others: int, low: float, high: float) -> list:
        """Pastes cameras and look-alikes of the given sizes; boxes of the cameras. Later ones may not hide earlier ones."""
        taken: list[np.ndarray] = []
        boxes = []
        for is_camera in rng.permutation([True] * cameras + [False] * others):
            thing = self.pick(rng) if is_camera else self.sources.look_alikes[rng.integers(len(self.sources.look_alikes))]
            layer = compose.warp(thing.rgba, compose.log_uniform(rng, low, high), rng, 0.5)
            h, w = layer.shape[:2]
            x = int(rng.uniform(-0.15 * w, self.side - 0.85 * w)) if w < self.side else int(rng.uniform(self.side - w, 0) - 1)
            y = int(rng.uniform(-0.15 * h, self.side - 0.85 * h)) if h < self.side else int(rng.uniform(self.side - h, 0) - 1)
            box = np.array([x, y, x + w, y + h], np.float32)
            if any(min(box[2], b[2]) > max(box[0], b[0]) and min(box[3], b[3]) > max(box[1], b[1]) for b in taken):
                continue
            taken.append(box)
            opaque = compose.paste(scene, layer, x, y, rng, plain=rng.random() < 0.1)
            if is_camera:
                boxes.append(np.clip(opaque, 0, self.side))
        return boxes

    def composed(self, rng: compose.Rng) -> tuple[np.ndarray, list]:
        """Cameras of 12-330 pixels on a real, camera-free photo."""
        ground, _ = random_crop(self.sources.grounds[rng.integers(len(self.sources.grounds))].bgr, self.side, rng)
        scene = ground.astype(np.float32) / 255
        cameras = int(rng.choice([0, 1, 2, 3], p=[0.1, 0.55, 0.25, 0.1]))
        boxes = self.paste_some(scene, rng, cameras, int(rng.choice([0, 1, 2], p=[0.5, 0.35, 0.15])), 12, 330)
        if rng.random() < 0.15:
            compose.overlay_text(scene, rng, 1)
        return compose.degrade(scene, rng), boxes

    def studio(self, rng: compose.Rng) -> tuple[np.ndarray, list]:
        """Product shots and posters: large cameras (or none) on plain grounds with text."""
        scene = compose.plain_ground(self.side, self.side, rng)
        cameras = int(rng.choice([0, 1, 2], p=[0.2, 0.65, 0.15]))
        others = int(rng.random() < (0.9 if cameras == 0 else 0.2))
        boxes = self.paste_some(scene, rng, cameras, others, 110, 430)
        if rng.random() < 0.5:
            compose.overlay_text(scene, rng, int(rng.integers(1, 4)))
        return compose.degrade(scene, rng, 0.5), boxes

    def real(self, rng: compose.Rng, pictures: list[d.Picture]) -> tuple[np.ndarray, list]:
        """A part of a real picture with its boxes, or with none."""
        picture = pictures[rng.integers(len(pictures))]
        crop, matrix = random_crop(picture.bgr, self.side, rng, 0.3)
        boxes = move_boxes(picture.boxes, picture.bgr, matrix, self.side)
        return compose.degrade(crop.astype(np.float32) / 255, rng, 0.7), list(boxes)

    def hard(self, rng: compose.Rng) -> tuple[np.ndarray, list]:
        """What an earlier detector took for a camera, 16-200 pixels, anywhere in the picture."""
        picture = self.sources.hard[rng.integers(len(self.sources.hard))]
        height, width = picture.bgr.shape[:2]
        x, y, w, h = picture.boxes[rng.integers(len(picture.boxes))] * [width, height, width, height]
        part = int(np.clip(max(w, h) * self.side / compose.log_uniform(rng, 16, 200), 32, min(height, width)))
        left = int(np.clip(x + w / 2 - part * rng.uniform(0.1, 0.9), 0, width - part))
        top = int(np.clip(y + h / 2 - part * rng.uniform(0.1, 0.9), 0, height - part))
        crop, _ = random_crop(np.ascontiguousarray(picture.bgr[top : top + part, left : left + part]), self.side, rng, 0.95)
        return compose.degrade(crop.astype(np.float32) / 255, rng, 0.7), []

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        rng = np.random.default_rng([self.seed, index])
        kind = rng.choice(self.kinds, p=self.shares)
        if kind == "composed":
            picture, boxes = self.composed(rng)
        elif kind == "studio":
            picture, boxes = self.studio(rng)
        elif kind == "hard" and self.sources.hard:
            picture, boxes = self.hard(rng)
        else:
            pool = {"boxed": "boxed", "look-alike": "look_alike_pictures"}.get(kind, "grounds")
            picture, boxes = self.real(rng, getattr(self.sources, pool))
        boxes = np.array(boxes, np.float32).reshape(-1, 4)
        boxes = boxes[(boxes[:, 2:] - boxes[:, :2]).min(1, initial=1e9) > 4] if len(boxes) else boxes
        return torch.from_numpy(picture.transpose(2, 0, 1).copy()), torch.from_numpy(boxes)


def collate(batch: list) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """Stacks pictures, keeps boxes as a list."""
    return torch.stack([item[0] for item in batch]), [item[1] for item in batch]
