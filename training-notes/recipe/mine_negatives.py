"""Finds what the detector takes for cameras on camera-free pictures of the train split: lessons for the housing classifier.

    python mine_negatives.py --data DATA --detector detector.onnx --out ../hard-negatives.jsonl

Writes {id, boxes: [[x, y, w, h], …], scores} a picture, boxes 0..1. About a minute. Look at the surest ones before use: a
small camera may hide on a façade, and such a box must be taken out by hand.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

import data as d

SIDE = 416
PAD = 114


def parse() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--notes", type=Path, default=Path(__file__).parent.parent)
    parser.add_argument("--detector", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--min-score", type=float, default=0.08)
    parser.add_argument("--most", type=int, default=6, help="boxes of one picture")
    return parser.parse_args()


def look(session: onnxruntime.InferenceSession, part: np.ndarray, min_score: float) -> np.ndarray:
    """Boxes of a part of a picture: rows of x0, y0, x1, y1 (pixels of the part), score."""
    height, width = part.shape[:2]
    scale = SIDE / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    canvas = np.full((SIDE, SIDE, 3), PAD, np.uint8)
    canvas[: size[1], : size[0]] = cv2.resize(part, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    rows = session.run(None, {"pixels": canvas.transpose(2, 0, 1)[None].astype(np.float32)})[0][0]
    rows = rows[rows[:, 4] > min_score]
    centre, half = rows[:, :2] / scale, rows[:, 2:4] / scale / 2
    return np.concatenate([centre - half, centre + half, rows[:, 4:]], 1)


def parts(height: int, width: int) -> list[tuple[int, int, int, int]]:
    """The whole picture and, when it's large, four overlapping parts of 0.57 of its sides: x0, y0, x1, y1."""
    whole = [(0, 0, width, height)]
    if max(height, width) < 600:
        return whole
    w, h = round(width * 0.57), round(height * 0.57)
    return whole + [(x, y, x + w, y + h) for x in (0, width - w) for y in (0, height - h)]


def main() -> None:
    """Collects, suppresses repeats, writes."""
    args = parse()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(args.detector), options, providers=["CPUExecutionProvider"])
    rows = d.load_manifest(args.data, args.notes)
    chosen = [r for r in rows if r["split"] == "train" and r["brand"] == "none" and r["image"]]
    with args.out.open("w") as out:
        for row in chosen:
            bgr = cv2.imread(str(args.data / row["image"]))
            height, width = bgr.shape[:2]
            found = [look(session, bgr[y0:y1, x0:x1], args.min_score) + [x0, y0, x0, y0, 0] for x0, y0, x1, y1 in parts(height, width)]
            boxes = np.concatenate(found)
            kept = cv2.dnn.NMSBoxes([[*b[:2], *(b[2:4] - b[:2])] for b in boxes], boxes[:, 4].tolist(), args.min_score, 0.4)
            if len(kept) == 0:
                continue
            kept = boxes[np.array(kept).flatten()[: args.most]]
            normal = np.concatenate([kept[:, :2], kept[:, 2:4] - kept[:, :2]], 1) / [width, height, width, height]
            out.write(json.dumps({"id": row["id"], "boxes": normal.round(4).tolist(),
                                  "scores": kept[:, 4].round(3).tolist()}) + "\n")


if __name__ == "__main__":
    main()
