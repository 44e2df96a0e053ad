"""Composes full-size survey photos of one split with known boxes and brands, for evaluation and calibration.

    python make_scenes.py --data DATA --split test --count 300 --seed 1 --out SCENES

Writes SCENES/*.jpg and SCENES/manifest.jsonl, which `whosecam evaluate` reads. They hold pictures of the data folder:
never publish them. About 4 scenes a second on one core.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np

import compose
import data as d

LONGER = 2048
QUALITY = 88


def parse() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--notes", type=Path, default=Path(__file__).parent.parent)
    parser.add_argument("--split", required=True)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--low", type=float, default=0.06, help="smallest longer side of the camera, share of the scene's")
    parser.add_argument("--high", type=float, default=0.36)
    parser.add_argument("--harshness", type=float, default=0.3, help="1: as in training (burnt out, hazy, blurred); 0: none of it")
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args()


def brand_group(cutout: d.Cutout) -> str:
    """hikvision, dahua or the rest: scenes are drawn evenly from the three."""
    return cutout.brand if cutout.brand in ("hikvision", "dahua") else "rest"


def compose_scene(cutout: d.Cutout, ground: np.ndarray, share: float, harshness: float, rng: compose.Rng) -> tuple[np.ndarray, np.ndarray]:
    """One camera on one photo; uint8 BGR and its box [x, y, w, h], 0..1."""
    height, width = ground.shape[:2]
    scale = LONGER / max(height, width)
    size = (round(width * scale), round(height * scale))
    scene = cv2.resize(ground, size, interpolation=cv2.INTER_CUBIC).astype(np.float32) / 255
    layer = compose.warp(cutout.rgba, share * LONGER, rng, 0.0)
    fit = share * LONGER / max(layer.shape[:2])
    layer = cv2.resize(layer, None, fx=fit, fy=fit, interpolation=cv2.INTER_AREA if fit < 1 else cv2.INTER_LINEAR)
    x = int(rng.uniform(0, max(1, size[0] - layer.shape[1])))
    y = int(rng.uniform(0, max(1, (size[1] - layer.shape[0]) * 0.8)))
    corners = np.clip(compose.paste(scene, layer, x, y, rng, harshness=harshness), 0, [size[0], size[1]] * 2)
    box = np.concatenate([corners[:2], corners[2:] - corners[:2]]) / ([size[0], size[1]] * 2)
    return compose.degrade(scene, rng, harshness), box


def main() -> None:
    """Draws clusters evenly by brand group."""
    args = parse()
    args.out.mkdir(parents=True, exist_ok=True)
    rows = d.load_manifest(args.data, args.notes)
    by_id = {row["id"]: row for row in rows}
    groups: dict[str, dict[str, list[d.Cutout]]] = {}
    for cutout in d.load_cutouts(args.data, rows, args.split, 768):
        if cutout.brand != "unknown":
            groups.setdefault(brand_group(cutout), {}).setdefault(cutout.cluster, []).append(cutout)
    here = [r for r in rows if r["split"] == args.split and r["brand"] == "none" and r["scene"] == "in-situ"]
    grounds = d.load_pictures(args.data, here, 1024)
    with (args.out / "manifest.jsonl").open("w") as manifest:
        for index in range(args.count):
            rng = np.random.default_rng([args.seed, index])
            clusters = list(groups[rng.choice(sorted(groups))].values())
            group = clusters[rng.integers(len(clusters))]
            cutout = group[rng.integers(len(group))]
            ground = grounds[rng.integers(len(grounds))]
            share = compose.log_uniform(rng, args.low, args.high)
            scene, box = compose_scene(cutout, ground.bgr, share, args.harshness, rng)
            name = f"{index:04d}.jpg"
            cv2.imwrite(str(args.out / name), scene, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
            kept = ("brand", "family", "form", "source", "cluster", "wordmarkLegible", "audited")
            row = {key: by_id[cutout.id][key] for key in kept}
            row |= {"id": f"scene-{args.split}-{args.seed}-{index}", "image": name, "split": args.split, "scene": "composed",
                    "origin": "composed", "boxes": [[round(float(v), 5) for v in box]], "cutout": cutout.id,
                    "width": scene.shape[1], "height": scene.shape[0]}
            manifest.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
