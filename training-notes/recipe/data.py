"""Reads the data folder: manifest with label fixes applied, cut-outs, backgrounds, look-alikes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

CAMERA_FORMS = {"bullet", "turret", "dome", "ptz", "cube", "fisheye", "panoramic", "box", "doorbell"}
LOOK_ALIKE_FORMS = {"other", "accessory", "nvr"}
MAX_MATTE_SOFTNESS = 0.3  # above it white bodies leak into white grounds (DATASHEET.md)


@dataclass(frozen=True)
class Cutout:
    """A product without its ground: RGBA uint8 [h, w, 4], cropped to its opaque part."""

    id: str
    rgba: np.ndarray
    brand: str
    family: str | None
    form: str
    cluster: str
    source: str


@dataclass(frozen=True)
class Picture:
    """A whole picture: BGR uint8 [h, w, 3]; boxes [n, 4] as x, y, width, height, 0..1."""

    id: str
    bgr: np.ndarray
    brand: str
    family: str | None
    form: str
    scene: str
    cluster: str
    boxes: np.ndarray


def read_lines(path: Path) -> list[dict]:
    """Objects of a JSON-lines file; an absent file has none."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text().splitlines() if line.strip()]


def load_manifest(data: Path, notes: Path | None = None) -> list[dict]:
    """Rows of manifest.jsonl with label-fixes.jsonl and boxes.jsonl of `notes` laid over them."""
    rows = {row["id"]: row for row in read_lines(data / "manifest.jsonl")}
    if notes is not None:
        for fix in read_lines(notes / "label-fixes.jsonl"):
            rows[fix["id"]][fix["field"]] = fix["new"]
        for found in read_lines(notes / "boxes.jsonl"):
            if "boxes" in found and rows[found["id"]]["split"] == "train":
                rows[found["id"]]["boxes"] = found["boxes"]
    return list(rows.values())


def shrink(picture: np.ndarray, max_side: int) -> np.ndarray:
    """The picture with its longer side at most `max_side` pixels."""
    height, width = picture.shape[:2]
    scale = max_side / max(height, width)
    if scale >= 1:
        return picture
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)


def crop_to_opaque(rgba: np.ndarray) -> np.ndarray:
    """Cuts away the transparent border."""
    rows, columns = np.nonzero(rgba[..., 3] > 24)
    if len(rows) == 0:
        return rgba
    return rgba[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def load_cutouts(data: Path, rows: list[dict], split: str, max_side: int) -> list[Cutout]:
    """Camera cut-outs of one split with a usable edge."""
    found = []
    for row in rows:
        usable = row["cutout"] and row["split"] == split and row["form"] in CAMERA_FORMS
        if not usable or row["matteSoftness"] > MAX_MATTE_SOFTNESS:
            continue
        rgba = cv2.imread(str(data / row["cutout"]), cv2.IMREAD_UNCHANGED)
        if rgba is None or rgba.ndim != 3 or rgba.shape[2] != 4:
            continue
        rgba = shrink(crop_to_opaque(rgba), max_side)
        found.append(
            Cutout(row["id"], rgba, row["brand"], row["family"], row["form"], row["cluster"], row["source"])
        )
    return found


def load_pictures(data: Path, rows: list[dict], max_side: int) -> list[Picture]:
    """Whole pictures for the given rows."""
    found = []
    for row in rows:
        bgr = cv2.imread(str(data / row["image"]), cv2.IMREAD_COLOR) if row["image"] else None
        if bgr is None:
            continue
        boxes = np.array(row["boxes"] or [], dtype=np.float32).reshape(-1, 4)
        found.append(
            Picture(row["id"], shrink(bgr, max_side), row["brand"], row["family"], row["form"], row["scene"],
                    row["cluster"], boxes)
        )
    return found


def look_alike_rows(rows: list[dict], split: str) -> list[dict]:
    """Studio things that are no cameras: sensors, sirens, lamps, recorders, brackets."""
    return [
        row
        for row in rows
        if row["split"] == split
        and row["image"]
        and row["scene"] in ("studio", "packaging", "poster")
        and (row["brand"] == "none" or (row["form"] in ("nvr", "accessory") and row["scene"] == "studio"))
    ]


def matte_white_ground(picture: Picture) -> Cutout | None:
    """Cuts a thing from its white studio ground by flood fill from the border; None when the ground isn't white."""
    bgr = picture.bgr
    height, width = bgr.shape[:2]
    border = np.concatenate([bgr[0], bgr[-1], bgr[:, 0], bgr[:, -1]])
    if np.mean(border.min(axis=1) > 235) < 0.9:
        return None
    mask = np.zeros((height + 2, width + 2), np.uint8)
    for seed in ((0, 0), (width - 1, 0), (0, height - 1), (width - 1, height - 1)):
        if bgr[seed[1], seed[0]].min() > 235:
            flags = 4 | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE | (255 << 8)
            cv2.floodFill(bgr.copy(), mask, seed, (0, 0, 0), (14, 14, 14), (14, 14, 14), flags)
    alpha = cv2.GaussianBlur(255 - mask[1:-1, 1:-1], (3, 3), 0)
    share = np.mean(alpha > 128)
    if not 0.04 < share < 0.8:
        return None
    rgba = crop_to_opaque(np.dstack([bgr, alpha]))
    return Cutout(picture.id, rgba, "none", None, picture.form, picture.cluster, "")
