"""Fits what turns scores into probabilities, on the calibration split only; writes it into configs/decision.json.

    python calibrate.py --data DATA --seen seen-calibration.jsonl [seen-scenes.jsonl …]

`seen` comes from observe.mjs. Thresholds aren't touched: sweep.mjs shows what each would give, on validation.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize, minimize_scalar

import data as d
import housing_data

MARK_EDGES = {"hikvision": (0.45, 0.75, 1.0), "dahua": (0.45, 0.6, 0.88, 1.0), "other": (0.45, 0.6, 0.88, 1.0)}
NO_CAMERA_EDGES = (0.04, 0.1, 1.0)
MIN_STUDIO_SHARE = 0.05  # a candidate on a product picture is the product when it fills this share of it


def parse() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--notes", type=Path, default=Path(__file__).parent.parent)
    parser.add_argument("--seen", type=Path, nargs="+", required=True)
    return parser.parse_args()


def overlap(a: list[float], b: list[float]) -> float:
    """IoU of two [x, y, w, h]."""
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    both = max(0.0, width) * max(0.0, height)
    return both / (a[2] * a[3] + b[2] * b[3] - both)


def is_camera(candidate: dict, row: dict) -> bool | None:
    """Whether a candidate is a camera; None where the picture's labels can't tell."""
    if row["brand"] == "none" or row["form"] in ("nvr", "accessory"):
        return False
    if row["boxes"]:
        best = max(overlap(candidate["box"], box) for box in row["boxes"])
        return True if best > 0.4 else (False if best < 0.1 else None)
    if row["form"] in d.CAMERA_FORMS and row["scene"] in ("studio", "poster"):
        return True if candidate["box"][2] * candidate["box"][3] > MIN_STUDIO_SHARE else None
    return None


def logit(p: np.ndarray) -> np.ndarray:
    """Logit, kept a millionth from the ends, as the program does it."""
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return np.log(p / (1 - p))


def softmax(logits: np.ndarray) -> np.ndarray:
    """Rows of probabilities."""
    weights = np.exp(logits - logits.max(1, keepdims=True))
    return weights / weights.sum(1, keepdims=True)


def fit_temperature(logits: np.ndarray, targets: np.ndarray) -> float:
    """Temperature of least log loss, over cameras whose label is known (shares for rebadges)."""

    def cost(temperature: float) -> float:
        return -float(np.mean(np.sum(targets * np.log(softmax(logits / temperature)[:, :3] + 1e-9), 1)))

    return float(minimize_scalar(cost, bounds=(0.3, 6), method="bounded").x)


def fit_camera(scores: np.ndarray, head: np.ndarray, named: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """Logistic regression on the two logits and on whether a name was read, slightly drawn towards weights of 0.5."""
    features = np.stack([np.ones_like(scores), logit(scores), head, named], 1)

    def cost(weights: np.ndarray) -> float:
        margin = features @ weights
        return float(np.mean(np.logaddexp(0, margin) - truth * margin) + 1e-3 * np.sum((weights[1:] - 0.5) ** 2))

    weights = minimize(cost, np.array([0, 0.5, 0.5, 0.5])).x
    names = ("bias", "detector", "head", "name")
    return dict(zip(names, (round(float(weight), 4) for weight in weights)))


def fit_table(scores: np.ndarray, right: np.ndarray, edges: tuple[float, ...]) -> list[dict]:
    """Share that was right by score in each bin, by Jeffreys' prior: (right + 1/2) / (n + 1)."""
    bins, low = [], -1.0
    for edge in edges:
        inside = (scores > low) & (scores <= edge)
        n = int(inside.sum())
        bins.append({"upTo": edge, "probability": round(float((right[inside].sum() + 0.5) / (n + 1)), 4), "n": n})
        low = edge
    return bins


def counts(best: dict | None, decision: dict) -> bool:
    """Whether the best name would be claimed: only such a one speaks for a camera."""
    if best is None:
        return False
    bins = decision["wordmark"][best["brand"] or "other"]
    found = next((bin for bin in bins if best["score"] <= bin["upTo"]), bins[-1])
    return found["probability"] >= decision["claimThreshold"]


def is_headline(row: dict) -> bool:
    """Pictures that are scored (DATASHEET.md): a camera in a camera's scene, or none."""
    scenes = ("studio", "poster", "packaging", "in-situ")
    return row["brand"] == "none" or (row["form"] in d.CAMERA_FORMS and row["scene"] in scenes)


def fit_no_camera(photos: list[tuple[dict, list[tuple]]], decision: dict) -> list[dict]:
    """Share of camera-free photos among the scored ones without a candidate over the threshold, by the surest candidate."""
    weights = decision["camera"]
    surest, right = [], []
    for row, candidates in photos:
        best = 0.0
        for score, head, name, _ in candidates:
            margin = weights["bias"] + weights["detector"] * logit(score) + weights["head"] * head
            margin += weights["name"] * counts(name, decision)
            best = max(best, float(1 / (1 + np.exp(-margin))))
        if best < decision["cameraThreshold"]:
            surest.append(best)
            right.append(row["brand"] == "none")
    return fit_table(np.array(surest), np.array(right, float), NO_CAMERA_EDGES)


def main() -> None:
    """Collects candidates with known truth, fits, writes, prints what was fitted on how many."""
    args = parse()
    rows = {row["id"]: row for row in d.load_manifest(args.data, args.notes)}
    detection, housing, marks, photos = [], [], [], []
    for file in args.seen:
        for seen in d.read_lines(file):
            if seen["id"] not in rows:
                rows |= {row["id"]: row for row in d.read_lines(Path(seen["manifest"]))}
            row = rows[seen["id"]]
            everything = []
            for candidate in seen["candidates"]:
                truth = is_camera(candidate, row)
                named = [line["match"] for line in candidate["lines"] if line["match"] and line["match"]["kind"] == "name"]
                best = max(named, key=lambda match: match["score"], default=None)
                everything.append((candidate["score"], candidate["cameraLogit"], best, truth))
                if truth is not None:
                    detection.append(everything[-1])
                target = housing_data.target_of(row["brand"], row["family"])
                if truth and target.sum() < 1.5:
                    housing.append((candidate["logits"], target[:3]))
                # A brand that is read on a camera which nobody can name is wrong; another maker's name there may be right.
                if truth and best and (target.sum() < 1.5 or best["brand"]):
                    named_as = best["brand"] or "other"
                    marks.append((named_as, best["score"], named_as == row["brand"].split(":")[0]))
            if is_headline(row):
                photos.append((row, everything))
    path = args.notes / "configs" / "decision.json"
    decision = json.loads(path.read_text())
    for name, edges in MARK_EDGES.items():
        scored = np.array([(score, right) for named_as, score, right in marks if named_as == name], float)
        decision["wordmark"][name] = fit_table(scored[:, 0], scored[:, 1], edges)
    logits = np.array([entry[0] for entry in housing])
    targets = np.array([entry[1] for entry in housing])
    decision["temperature"] = round(fit_temperature(logits, targets), 4)
    named = np.array([counts(best, decision) for _, _, best, _ in detection], float)
    scores, head, truth = (np.array([entry[at] for entry in detection], float) for at in (0, 1, 3))
    decision["camera"] = fit_camera(scores, head, named, truth)
    decision["noCamera"] = fit_no_camera(photos, decision)
    path.write_text(json.dumps(decision, indent=2) + "\n")
    print(json.dumps({key: decision[key] for key in ("temperature", "camera", "wordmark", "noCamera")}))
    print({"detection": len(detection), "cameras": int(truth.sum()), "housing": len(housing), "marks": len(marks),
           "wrongMarks": sum(not right for _, _, right in marks)})


if __name__ == "__main__":
    main()
