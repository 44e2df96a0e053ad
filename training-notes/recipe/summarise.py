"""Picks the figures that the bundle and the model card carry from what `whosecam evaluate` wrote.

    python summarise.py --test metrics.json --scenes metrics-scenes.json --out summary.json
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

HEADLINE = ("precision", "precisionWithoutFamily", "rightClaims", "coverage")
SLICES = ("scene", "form", "brand", "wordmarkLegible")


def parse() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--test", type=Path, required=True)
    parser.add_argument("--scenes", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args()


def share(figure: dict) -> dict:
    """k, n and the interval, to four places."""
    return {key: round(figure[key], 4) if isinstance(figure[key], float) else figure[key] for key in ("k", "n", "low", "high")}


def summary(metrics: dict) -> dict:
    """Headline, finding, false alarms, calibration, and right claims by slice."""
    slices = {name: {part: {key: share(figures[key]) for key in ("precision", "rightClaims")} for part, figures in parts.items()}
              for name, parts in metrics["slices"].items() if name in SLICES}
    return {
        "pictures": metrics["headline"]["pictures"],
        **{key: share(metrics["headline"][key]) for key in HEADLINE},
        "found": {key: share(metrics["inSituFound"][key]) for key in ("iou30", "iou50")},
        "falseCamerasInSitu": share(metrics["inSituFalseAlarms"]["cameraReported"]),
        "falseBrandsInSitu": share(metrics["inSituFalseAlarms"]["brandClaimed"]),
        "calibrationError": metrics["calibration"]["ece"],
        "slices": slices,
    }


def main() -> None:
    """Reads, picks, writes."""
    args = parse()
    picked = {"test": summary(json.loads(args.test.read_text())), "composedScenes": summary(json.loads(args.scenes.read_text()))}
    args.out.write_text(json.dumps(picked, indent=1) + "\n")


if __name__ == "__main__":
    main()
