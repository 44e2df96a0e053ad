"""Does a shop's watermark change whose camera it is? Covers the ones that are there, adds others, and asks again.

    npm run build, then
    python watermarks.py --data DATA --split test --work WORK --out ../reports/RUN/watermarks.json    (15 minutes)

Takes 100 pictures of cameras, evenly of Hikvision, Dahua, other makers and nameless ones (pictures that bear the
reseller's mark first), and classifies each as it is and

- `covered`: the reseller's mark (../watermarks.jsonl, found by find_text.mjs) filled in from what's round it;
- `added`: the reseller's text in large translucent letters and its red shield, partly over the camera;
- `beside`: 'HIKVISION' in the margin beside every camera that was found (none where none was found, or without room).

WORK holds pictures of the data folder: never publish it, and take a new one for another model. Expect no answer to get
another or a new brand.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from pathlib import Path

import cv2
import numpy as np

import data as d

GROUPS = ("hikvision", "dahua", "other", "generic")
ROOT = Path(__file__).parents[2]
FACE = cv2.FONT_HERSHEY_DUPLEX
RED = (40, 30, 200)


def parse() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--notes", type=Path, default=Path(__file__).parent.parent)
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "whosecam-1")
    parser.add_argument("--split", required=True)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args()


def choose(rows: list[dict], marked: set[str], count: int, rng: np.random.Generator) -> list[dict]:
    """Rows of cameras, evenly by group as far as there are enough; marked ones first, the rest by chance."""
    groups: dict[str, list[dict]] = {group: [] for group in GROUPS}
    for row in rows:
        group = "other" if row["brand"].startswith("other:") else row["brand"]
        if row["image"] and row["form"] in d.CAMERA_FORMS and group in groups:
            groups[group].append(row)
    order = {group: sorted(found, key=lambda r: (r["id"] not in marked, rng.random())) for group, found in groups.items()}
    chosen: list[dict] = []
    while len(chosen) < count and any(order.values()):
        chosen += [found.pop(0) for found in order.values() if found]
    return chosen[:count]


def classify(folder: Path, model: Path) -> dict[str, dict]:
    """Records of a folder's pictures by id; a run that was broken off goes on."""
    out = folder.with_suffix(".jsonl")
    command = ["node", ROOT / "dist" / "main.js", "classify", folder, "--model", model, "--output", out, "--timeout-ms", "120000"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    records = [json.loads(line) for line in out.read_text().splitlines()]
    return {Path(record["file"]).stem: record for record in records}


def camera_boxes(record: dict, size: tuple[int, int]) -> np.ndarray:
    """[x0, y0, x1, y1] in pixels of every camera that was reported, the largest first; the middle when there's none."""
    width, height = size
    boxes = [camera["box"] for camera in record.get("cameras", [])] or [[0.25, 0.25, 0.5, 0.5]]
    boxes.sort(key=lambda box: -box[2] * box[3])
    return np.array([[x * width, y * height, (x + w) * width, (y + h) * height] for x, y, w, h in boxes])


def cover(picture: np.ndarray, boxes: list[list[float]]) -> np.ndarray:
    """Fills the boxes in from their surroundings; they're grown to the left, where the shield stands."""
    height, width = picture.shape[:2]
    mask = np.zeros((height, width), np.uint8)
    for x, y, w, h in boxes:
        x0, y0, x1, y1 = x * width, y * height, (x + w) * width, (y + h) * height
        tall = y1 - y0
        mask[max(0, int(y0 - 0.2 * tall)) : int(y1 + 0.2 * tall) + 1, max(0, int(x0 - 1.0 * tall)) : int(x1 + 0.2 * tall) + 1] = 255
    return cv2.inpaint(picture, mask, 5, cv2.INPAINT_TELEA)


def write(picture: np.ndarray, text: str, place: tuple[int, int], width: float, colour: tuple[int, int, int], alpha: float) -> float:
    """Writes in place from the left end of the base line, `width` pixels wide; the letters' height in pixels."""
    scale = width / cv2.getTextSize(text, FACE, 1, 1)[0][0]
    thickness = max(1, round(2 * scale))
    layer = picture.copy()
    cv2.putText(layer, text, place, FACE, scale, colour, thickness, cv2.LINE_AA)
    cv2.addWeighted(layer, alpha, picture, 1 - alpha, 0, dst=picture)
    return 22 * scale


def add(picture: np.ndarray, camera: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The reseller's text over picture and camera, and a red shield with its text over the camera's edge."""
    out = picture.copy()
    width = out.shape[1]
    x0, y0, x1, y1 = camera
    long = rng.uniform(0.5, 0.9) * width
    x, y = rng.uniform(0, width - long), rng.uniform(y0, y1)
    grey = int(rng.uniform(90, 220))
    write(out, "TECH HELP INFO", (int(x), int(y)), long, (grey, grey, grey), rng.uniform(0.3, 0.6))
    side = rng.uniform(0.06, 0.14) * width
    cx, cy = rng.choice([x0, x1]), rng.uniform(y0, y1)
    cx = float(np.clip(cx, side, max(side, width - 4 * side)))
    outline = np.array([[-0.5, -0.6], [0.5, -0.6], [0.5, 0.1], [0, 0.6], [-0.5, 0.1]]) * side + [cx, cy]
    cv2.fillPoly(out, [outline.astype(np.int32)], RED, cv2.LINE_AA)
    write(out, "TECH HELP", (int(cx + 0.6 * side), int(cy)), 2.5 * side, RED, 1.0)
    write(out, "INFO", (int(cx + 0.6 * side), int(cy + 0.5 * side)), 1.2 * side, (30, 30, 30), 1.0)
    return out


def beside(picture: np.ndarray, cameras: np.ndarray) -> np.ndarray | None:
    """'HIKVISION' in the largest margin above, below, left or right of all cameras; None when none holds 8 px letters."""
    height, width = picture.shape[:2]
    # A mark counts up to a tenth of the box's sides outside of it (decision.markReach).
    grow = 0.12 * (cameras[:, 2:] - cameras[:, :2])
    x0, y0 = (cameras[:, :2] - grow).min(axis=0)
    x1, y1 = (cameras[:, 2:] + grow).max(axis=0)
    margins = [(0, 0, width, y0), (0, y1, width, height), (0, 0, x0, height), (x1, 0, width, height)]
    def room(margin: tuple[float, ...]) -> float:
        # HIKVISION is about 8 times as wide as it's tall; air on every side.
        return min((margin[3] - margin[1]) / 1.6, (margin[2] - margin[0]) / 9)
    best = max(margins, key=room)
    tall = min(room(best), 0.06 * max(height, width))
    if tall < 8:
        return None
    out = picture.copy()
    middle = ((best[0] + best[2]) / 2 - 4 * tall, (best[1] + best[3]) / 2 + tall / 2)
    write(out, "HIKVISION", (int(middle[0]), int(middle[1])), 8 * tall, RED, 1.0)
    return out


def brand(record: dict) -> str | None:
    """The brand that is claimed."""
    return record["verdict"]["brand"] if record["status"] == "ok" else None


def compare(before: dict[str, dict], after: dict[str, dict]) -> dict:
    """How many answers changed, and to what; ids of those that changed a brand."""
    pairs = [(id_, brand(before[id_]), brand(record)) for id_, record in sorted(after.items())]
    another = [id_ for id_, was, now in pairs if was and now and was != now]
    gained = [id_ for id_, was, now in pairs if not was and now]
    lost = [id_ for id_, was, now in pairs if was and not now]
    kinds = sum(before[id_].get("verdict", {}).get("kind") != record.get("verdict", {}).get("kind") for id_, record in after.items())
    return {"n": len(pairs), "claimsBefore": sum(was is not None for _, was, _ in pairs), "toAnotherBrand": another,
            "toBrand": gained, "toNoBrand": lost, "kindChanged": kinds}


def main() -> None:
    """Chooses, draws, asks, compares."""
    args = parse()
    marks = {row["id"]: row["boxes"] for row in d.read_lines(args.notes / "watermarks.jsonl")}
    rows = [row for row in d.load_manifest(args.data, args.notes) if row["split"] == args.split]
    chosen = choose(rows, set(marks), args.count, np.random.default_rng(args.seed))
    pictures = {row["id"]: cv2.imread(str(args.data / row["image"]), cv2.IMREAD_COLOR) for row in chosen}

    def ask(name: str, made: dict[str, np.ndarray | None]) -> dict[str, dict]:
        folder = args.work / name
        folder.mkdir(parents=True, exist_ok=True)
        drawn = {id_: picture for id_, picture in made.items() if picture is not None}
        for id_, picture in drawn.items():
            cv2.imwrite(str(folder / f"{id_}.png"), picture)
        records = classify(folder, args.model)
        return {id_: records[id_] for id_ in drawn}

    before = ask("original", dict(pictures))
    boxes = {id_: camera_boxes(before[id_], (p.shape[1], p.shape[0])) for id_, p in pictures.items()}
    changed = {
        "covered": {id_: cover(p, marks[id_]) for id_, p in pictures.items() if id_ in marks},
        "added": {id_: add(p, boxes[id_][0], np.random.default_rng([args.seed, i])) for i, (id_, p) in enumerate(pictures.items())},
        "beside": {id_: beside(p, boxes[id_]) for id_, p in pictures.items() if before[id_].get("cameras")},
    }
    found = {name: compare(before, ask(name, made)) for name, made in changed.items()}
    model = next(iter(before.values()))["model"]
    result = {"model": model, "split": args.split, "seed": args.seed, "pictures": len(chosen), **found}
    args.out.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
