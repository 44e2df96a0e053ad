"""Training crops for the housing classifier: composed cameras, real boxes, look-alikes and bare walls."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import torch

import compose
import data as d
from detector_data import Sources

LABELS = ("hikvision", "dahua", "other", "not-camera")
CONTEXT = 1.3  # side of the square crop in longer sides of the box; the bundle says the same
SIDE = 224
PAD = 114
GROUP_SHARE = {"hikvision": 0.21, "dahua": 0.17, "other": 0.2, "rebadge": 0.05, "generic": 0.05, "station": 0.08, "none": 0.24}
DRAWN_SHARE = 0.5  # of the door stations
HARD_SHARE = 0.6  # of the crops without a camera


def target_of(brand: str, family: str | None) -> np.ndarray:
    """What is known of the label [4]: shares that sum to 1, or ones for every label that may be right.

    A rebadge's housing is its parent's, so its shape says either with the same weight; a camera whose maker nobody
    knows may be anybody's.
    """
    if brand == "none":
        return np.array([0, 0, 0, 1], np.float32)
    if brand in ("generic", "unknown"):
        return np.array([1, 1, 1, 0], np.float32)
    if brand in ("hikvision", "dahua"):
        return np.array([brand == "hikvision", brand == "dahua", 0, 0], np.float32)
    if family in ("hikvision", "dahua"):
        return np.array([family == "hikvision", family == "dahua", 1, 0], np.float32) / 2
    return np.array([0, 0, 1, 0], np.float32)


def group_of(brand: str, family: str | None) -> str:
    """Which share of the batch a row counts towards."""
    if brand in ("generic", "unknown"):
        return "generic"
    if brand.startswith("other"):
        return "rebadge" if family else "other"
    return brand


def cluster_lists(cutouts: list[d.Cutout]) -> dict[str, list[list[d.Cutout]]]:
    """Group -> clusters -> cut-outs."""
    groups: dict[str, dict[str, list[d.Cutout]]] = {}
    for cutout in cutouts:
        clusters = groups.setdefault(group_of(cutout.brand, cutout.family), {})
        clusters.setdefault(cutout.cluster, []).append(cutout)
    return {name: list(clusters.values()) for name, clusters in groups.items()}


def corners_of(picture: d.Picture, box: np.ndarray) -> np.ndarray:
    """A normalised box as x0 y0 x1 y1 in pixels of the picture."""
    height, width = picture.bgr.shape[:2]
    x, y, w, h = box
    return np.array([x * width, y * height, (x + w) * width, (y + h) * height], np.float32)


def square_crop(bgr: np.ndarray, box: np.ndarray, rng: compose.Rng, side: int) -> np.ndarray:
    """The jittered context square round a box (x0 y0 x1 y1 pixels), at its own size or `side`, border filled with PAD."""
    size = max(box[2] - box[0], box[3] - box[1])
    centre = (box[:2] + box[2:]) / 2 + rng.normal(0, 0.04, 2) * size
    reach = size * CONTEXT * np.exp(rng.normal(0, 0.1))
    scale = side / reach
    matrix = np.array([[scale, 0, side / 2 - centre[0] * scale], [0, scale, side / 2 - centre[1] * scale]])
    flags = cv2.INTER_AREA if scale < 1 else int(rng.choice([cv2.INTER_LINEAR, cv2.INTER_CUBIC]))
    if scale < 0.6:
        x0, y0 = np.floor(np.clip(centre - reach / 2, 0, None)).astype(int)
        x1, y1 = np.ceil(centre + reach / 2).astype(int)
        part = bgr[y0:y1, x0:x1]
        small = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        out = np.full((side, side, 3), PAD, np.uint8)
        px, py = max(0, round(x0 * scale + matrix[0, 2])), max(0, round(y0 * scale + matrix[1, 2]))
        height, width = min(small.shape[0], side - py), min(small.shape[1], side - px)
        out[py : py + height, px : px + width] = small[:height, :width]
        return out
    return cv2.warpAffine(bgr, matrix, (side, side), flags=flags if flags != cv2.INTER_AREA else cv2.INTER_LINEAR,
                          borderMode=cv2.BORDER_CONSTANT, borderValue=(PAD, PAD, PAD))


def to_side(crop: np.ndarray, rng: compose.Rng) -> np.ndarray:
    """Brings a crop to the classifier's side with one of the resamplers that a phone or sharp may use."""
    if crop.shape[0] >= SIDE:
        return cv2.resize(crop, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    kernel = int(rng.choice([cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_LANCZOS4]))
    return cv2.resize(crop, (SIDE, SIDE), interpolation=kernel)


class Crops(torch.utils.data.Dataset):
    """Endless crops: uint8 [3, SIDE, SIDE] RGB, target [4]."""

    def __init__(self, sources: Sources, count: int, seed: int):
        self.sources, self.count, self.seed = sources, count, seed
        self.hard = [(picture.bgr, corners_of(picture, box)) for picture in sources.hard for box in picture.boxes]
        self.groups = cluster_lists(sources.cutouts)
        stations = [cutout for cutout in sources.cutouts if cutout.form == "doorbell" and cutout.brand != "none"]
        self.stations = [[group for groups in cluster_lists(found).values() for group in groups] for found in (stations, sources.drawn)]
        self.boxed = {name: [] for name in GROUP_SHARE}
        for picture in sources.boxed:
            if picture.scene != "in-situ":  # posters of one brand share their grounds: a shortcut
                continue
            for box in picture.boxes:
                corners = corners_of(picture, box)
                if max(corners[2:] - corners[:2]) >= 20:
                    self.boxed[group_of(picture.brand, picture.family)].append((picture, corners))

    def __len__(self) -> int:
        return self.count

    def ground(self, side: int, rng: compose.Rng) -> np.ndarray:
        """A patch to paste on: a part of a real photo, or a studio ground."""
        if rng.random() < 0.3:
            return compose.plain_ground(side, side, rng)
        bgr = self.sources.grounds[rng.integers(len(self.sources.grounds))].bgr
        part = int(np.clip(compose.log_uniform(rng, 40, 700), 8, min(bgr.shape[:2])))
        y, x = (int(rng.integers(0, length - part + 1)) for length in bgr.shape[:2])
        patch = bgr[y : y + part, x : x + part]
        patch = cv2.resize(patch, (side, side), interpolation=cv2.INTER_AREA if part > side else cv2.INTER_LINEAR)
        return patch.astype(np.float32) / 255

    def composed(self, cutout: d.Cutout, rng: compose.Rng, low: float = 26, high: float = 300) -> np.ndarray:
        """A thing of `low` to `high` pixels pasted in the middle of a patch, with the detector's imprecision."""
        size = compose.log_uniform(rng, low, high)
        side = max(24, round(size * CONTEXT * np.exp(rng.normal(0, 0.1))))
        scene = self.ground(side, rng)
        layer = compose.warp(cutout.rgba, size, rng, 0.3)
        layer = cv2.resize(layer, None, fx=size / max(layer.shape[:2]), fy=size / max(layer.shape[:2]), interpolation=cv2.INTER_AREA)
        x, y = ((side - np.array(layer.shape[1::-1])) / 2 + rng.normal(0, 0.04, 2) * size).round().astype(int)
        compose.paste(scene, layer, x, y, rng, plain=rng.random() < 0.15)
        if rng.random() < 0.25:
            compose.overlay_text(scene, rng, int(rng.integers(1, 3)))
        crop = compose.degrade(scene, rng)
        if rng.random() < 0.25:  # the square reaches past the picture
            edge = rng.integers(1, max(2, int(0.2 * side)), 2)
            crop[: edge[0]] = PAD if rng.random() < 0.5 else crop[: edge[0]]
            crop[:, -edge[1] :] = PAD
        return crop

    def real(self, group: str, rng: compose.Rng) -> tuple[np.ndarray, np.ndarray]:
        """A real camera's crop."""
        picture, corners = self.boxed[group][rng.integers(len(self.boxed[group]))]
        size = max(corners[2:] - corners[:2])
        side = int(np.clip(size * CONTEXT * rng.uniform(0.4, 1.0), 24, 300))
        crop = square_crop(picture.bgr, corners, rng, side)
        if rng.random() < 0.3:
            crop = crop[:, ::-1]
        return compose.degrade(crop.astype(np.float32) / 255, rng, 0.8), target_of(picture.brand, picture.family)

    def no_camera(self, rng: compose.Rng) -> np.ndarray:
        """Something that the detector fell for, a bare patch, a look-alike pasted, or a look-alike's own picture."""
        if self.hard and rng.random() < HARD_SHARE:
            bgr, corners = self.hard[rng.integers(len(self.hard))]
            side = int(np.clip(max(corners[2:] - corners[:2]) * CONTEXT * rng.uniform(0.4, 1.0), 24, 300))
            crop = square_crop(bgr, corners, rng, side)
            crop = crop[:, ::-1] if rng.random() < 0.5 else crop
            return compose.degrade(crop.astype(np.float32) / 255, rng, 0.8)
        kind = rng.random()
        if kind < 0.4 or not self.sources.look_alikes:
            side = round(compose.log_uniform(rng, 32, 300))
            return compose.degrade(self.ground(side, rng), rng)
        if kind < 0.75:
            return self.composed(self.sources.look_alikes[rng.integers(len(self.sources.look_alikes))], rng)
        bgr = self.sources.look_alike_pictures[rng.integers(len(self.sources.look_alike_pictures))].bgr
        height, width = bgr.shape[:2]
        grow = compose.log_uniform(rng, 0.2, 1.0) / 2
        centre = np.array([rng.uniform(0.3, 0.7) * width, rng.uniform(0.3, 0.7) * height])
        half = grow * max(height, width)
        crop = square_crop(bgr, np.concatenate([centre - half, centre + half]), rng, round(compose.log_uniform(rng, 48, 300)))
        return compose.degrade(crop.astype(np.float32) / 255, rng, 0.7)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        rng = np.random.default_rng([self.seed, index])
        group = rng.choice(list(GROUP_SHARE), p=list(GROUP_SHARE.values()))
        if group == "none":
            crop, labels = self.no_camera(rng), target_of("none", None)
        elif self.boxed.get(group) and rng.random() < min(0.6 if group == "generic" else 0.25, 0.012 * len(self.boxed[group])):
            crop, labels = self.real(group, rng)
        else:
            clusters = self.stations[rng.random() < DRAWN_SHARE and bool(self.stations[1])] if group == "station" else self.groups[group]
            cutouts = clusters[rng.integers(len(clusters))]
            cutout = cutouts[rng.integers(len(cutouts))]
            crop, labels = self.composed(cutout, rng), target_of(cutout.brand, cutout.family)
        crop = to_side(np.ascontiguousarray(crop), rng)
        return torch.from_numpy(crop[..., ::-1].transpose(2, 0, 1).copy()), torch.from_numpy(labels)
