"""Crops for the linear heads on the housing network: composed cameras of all sizes, hidden ones, real ones, no cameras."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

import compose
import data as d
import housing_data
from detector_data import Sources

VIEWS = 3  # of each cut-out
REAL_VIEWS = 3  # of each real box
STATION_VIEWS = 6  # of each door station beside the views; drawn ones get two
MIN_REAL_PX = 14
HIDDEN = (0.25, 0.6)  # share of the camera that is hidden when the head should say so
FREE = 0.1  # at most this share when it should not
MAX_PIECES = 40


@dataclass(frozen=True)
class Row:
    """What is known of a crop. kind: view, small, station, real, hidden, free, hard or none; hidden: share of the camera, 0..1."""

    kind: str
    id: str = ""
    cluster: str = ""
    brand: str = "none"
    family: str | None = None
    hidden: float = 0.0


def branch(side: int, rng: compose.Rng) -> np.ndarray:
    """Mask of a twig with leaves."""
    mask = np.zeros((side, side), np.uint8)
    start, angle = rng.uniform(-0.1, 1.1, 2) * side, rng.uniform(0, 2 * np.pi)
    length = rng.uniform(0.3, 1.0) * side
    for step in range(int(rng.integers(6, 24))):
        along = start + np.array([np.cos(angle), np.sin(angle)]) * length * step / 24 + rng.normal(0, 0.03, 2) * side
        axes = np.maximum(1, (np.array([1, rng.uniform(0.2, 0.6)]) * rng.uniform(0.02, 0.1) * side).round()).astype(int)
        cv2.ellipse(mask, along.astype(int).tolist(), axes.tolist(), float(rng.uniform(0, 360)), 0, 360, 255, -1, cv2.LINE_AA)
    return mask


def bar(side: int, rng: compose.Rng) -> np.ndarray:
    """Mask of a pole, a bar or a cable across the patch."""
    mask = np.zeros((side, side), np.uint8)
    middle, angle = rng.uniform(-0.1, 1.1, 2) * side, rng.choice([0, np.pi / 2]) + rng.normal(0, 0.25)
    reach = np.array([np.cos(angle), np.sin(angle)]) * side * 2
    ends = [(middle - reach).astype(int).tolist(), (middle + reach).astype(int).tolist()]
    cv2.line(mask, *ends, 255, max(1, round(side * compose.log_uniform(rng, 0.012, 0.25))), cv2.LINE_AA)
    return mask


def board(side: int, rng: compose.Rng) -> np.ndarray:
    """Mask of a sign, a wall's corner or another thing with straight edges."""
    mask = np.zeros((side, side), np.uint8)
    middle, size = rng.uniform(-0.1, 1.1, 2) * side, rng.uniform(0.12, 0.6, 2) * side
    corners = cv2.boxPoints((middle.tolist(), size.tolist(), float(rng.normal(0, 15))))
    cv2.fillPoly(mask, [(corners + rng.normal(0, 0.02, (4, 2)) * side).astype(np.int32)], 255, cv2.LINE_AA)
    return mask


def colour_of(crops: housing_data.Crops, side: int, kind: str, rng: compose.Rng) -> np.ndarray:
    """What the thing in front looks like: leaves, a flat colour, or a part of another photo."""
    if kind != "branch" and rng.random() < 0.5:
        return crops.ground(side, rng)
    flat = np.array([0.15, 0.4, 0.25]) * rng.uniform(0.3, 1.6) if kind == "branch" else np.full(3, rng.uniform(0, 1))
    flat = np.clip(flat + rng.normal(0, 0.05, 3), 0, 1).astype(np.float32)
    return np.clip(flat + rng.normal(0, 0.06, (side, side, 1)), 0, 1).astype(np.float32)


def hide(crops: housing_data.Crops, scene: np.ndarray, camera: np.ndarray, goal: float, rng: compose.Rng) -> float:
    """Lays things over the scene, in place, until `goal` of the camera's mask is hidden; at most FREE when goal is below it."""
    side = scene.shape[0]
    kind = str(rng.choice(["branch", "bar", "board"]))
    draw = {"branch": branch, "bar": bar, "board": board}[kind]
    covered = np.zeros((side, side), np.float32)
    total = max(float(camera.sum()), 1e-6)
    for _ in range(MAX_PIECES if goal > FREE else int(rng.integers(1, 6))):
        piece = np.maximum(covered, draw(side, rng).astype(np.float32) / 255)
        share = float((camera * piece).sum()) / total
        if share <= (HIDDEN[1] + 0.05 if goal > FREE else FREE):
            covered = piece
            if share >= goal > FREE:
                break
    alpha = cv2.GaussianBlur(covered, (0, 0), rng.uniform(0.3, 0.9))[..., None]
    scene *= 1 - alpha
    scene += alpha * colour_of(crops, side, kind, rng)
    return float((camera * covered).sum()) / total


def cut_off(crop: np.ndarray, camera: np.ndarray, goal: float, rng: compose.Rng) -> tuple[np.ndarray, float]:
    """The camera cut off by the picture's edge, with the square round what is left of it, and the share that is gone."""
    turns = int(rng.integers(0, 4))
    crop, camera = np.rot90(crop, turns), np.rot90(camera, turns)
    gone = np.cumsum(camera.sum(0)) / max(float(camera.sum()), 1e-6)
    at = int(np.searchsorted(gone, goal))
    left = np.ascontiguousarray(crop[:, at:])
    rows, columns = np.nonzero(camera[:, at:] > 0.4)
    if len(rows) == 0:
        return np.ascontiguousarray(np.rot90(crop, -turns)), 0.0
    box = np.array([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1], np.float32)
    side = max(24, round(max(box[2:] - box[:2]) * housing_data.CONTEXT))
    return np.ascontiguousarray(np.rot90(housing_data.square_crop(left, box, rng, side), -turns)), float(gone[at])


def hidden_camera(crops: housing_data.Crops, cutout: d.Cutout, goal: float, rng: compose.Rng) -> tuple[np.ndarray, float]:
    """A composed camera of 48-300 pixels of which about `goal` is hidden or cut off; the crop and the true share."""
    size = compose.log_uniform(rng, 48, 300)
    side = round(size * housing_data.CONTEXT * np.exp(rng.normal(0, 0.1)))
    scene = crops.ground(side, rng)
    layer = compose.warp(cutout.rgba, size, rng, 0.3)
    fit = size / max(layer.shape[:2])
    layer = cv2.resize(layer, None, fx=fit, fy=fit, interpolation=cv2.INTER_AREA)
    x, y = ((side - np.array(layer.shape[1::-1])) / 2 + rng.normal(0, 0.04, 2) * size).round().astype(int)
    compose.paste(scene, layer, x, y, rng)
    camera = np.zeros((side, side, 3), np.float32)
    compose.blend(camera, np.repeat(layer[..., 3:], 3, 2), layer[..., 3], x, y)
    if goal > FREE and rng.random() < 0.3:
        crop, share = cut_off(compose.degrade(scene, rng), camera[..., 0], goal, rng)
        return crop, share
    share = hide(crops, scene, camera[..., 0], goal, rng)
    return compose.degrade(scene, rng), share


def real_crops(sources: Sources, rng: compose.Rng) -> Iterator[tuple[np.ndarray, Row]]:
    """Real in-situ cameras, each several times with the detector's imprecision."""
    for picture in sources.boxed:
        if picture.scene != "in-situ":
            continue
        for corners in (housing_data.corners_of(picture, box) for box in picture.boxes):
            if max(corners[2:] - corners[:2]) < MIN_REAL_PX:
                continue
            for _ in range(REAL_VIEWS):
                crop = housing_data.square_crop(picture.bgr, corners, rng, housing_data.SIDE)
                yield crop, Row("real", picture.id, picture.cluster, picture.brand, picture.family)


def no_cameras(crops: housing_data.Crops, count: int, rng: compose.Rng) -> Iterator[tuple[np.ndarray, Row]]:
    """What the detector fell for, each once, and look-alikes and bare patches."""
    for bgr, corners in crops.hard:
        yield housing_data.square_crop(bgr, corners, rng, housing_data.SIDE), Row("hard")
    crops.hard = []
    for _ in range(count):
        yield crops.no_camera(rng), Row("none")


def samples(sources: Sources, seed: int, scale: float) -> Iterator[tuple[np.ndarray, Row]]:
    """All crops of a split: uint8 BGR squares of any size, and what is known of each. `scale` 1: about 8,000 of train."""
    rng = np.random.default_rng(seed)
    crops = housing_data.Crops(sources, 0, seed)
    known = [cutout for cutout in sources.cutouts if cutout.brand != "unknown"]

    def facts(kind: str, cutout: d.Cutout, hidden: float = 0.0) -> Row:
        return Row(kind, cutout.id, cutout.cluster, cutout.brand, cutout.family, hidden)

    for cutout in known:
        for _ in range(VIEWS):
            yield crops.composed(cutout, rng, 60, 300), facts("view", cutout)
    stations = [cutout for cutout in known if cutout.form == "doorbell"] * STATION_VIEWS + sources.drawn * 2
    for cutout in stations:
        yield crops.composed(cutout, rng, 30, 300), facts("station", cutout)
    for kind, count in (("small", 900), ("hidden", 1300), ("free", 700)):
        for _ in range(round(count * scale)):
            cutout = known[rng.integers(len(known))]
            if kind == "small":
                yield crops.composed(cutout, rng, 16, 60), facts(kind, cutout)
                continue
            goal = float(rng.uniform(*HIDDEN)) if kind == "hidden" else 0.0
            crop, share = hidden_camera(crops, cutout, goal, rng)
            if share <= FREE or share >= HIDDEN[0]:
                yield crop, facts("hidden" if share > FREE else "free", cutout, share)
    yield from real_crops(sources, rng)
    yield from no_cameras(crops, round(700 * scale), rng)
