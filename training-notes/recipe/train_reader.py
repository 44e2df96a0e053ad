"""Trains the wordmark reader from nothing. Resumes from OUT/last.pt. Uses a GPU when there is one.

    python train_reader.py --data DATA --fonts FONTS --out OUT --count 600000
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import data as d
import marks
import marks_data
import reader_net
import runs


def parse() -> argparse.Namespace:
    """Command line."""
    notes = Path(__file__).parent.parent
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--notes", type=Path, default=notes)
    parser.add_argument("--fonts", type=Path, nargs="+", required=True)
    parser.add_argument("--start", type=Path, help="last.pt of an earlier run: go on from its averaged weights, with a new cycle")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=600000)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=1.2e-3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    return parser.parse_args()


def load_bodies(data: Path, rows: list[dict], split: str) -> list[np.ndarray]:
    """Surfaces without a maker's mark: unmarked housings, look-alikes, places."""
    here = [r for r in rows if r["split"] == split]
    bare = [r for r in here if r["brand"] == "generic" and r["form"] in d.CAMERA_FORMS and r["wordmarkLegible"] is False]
    bodies = [marks.read_picture(data / r["cutout"]) for r in bare if r["cutout"]]
    places = [r for r in here if r["brand"] == "none" and r["scene"] == "in-situ"]
    return bodies * 2 + [picture.bgr for picture in d.load_pictures(data, places[:250], 700)]


def load_sources(args: argparse.Namespace) -> marks_data.Sources:
    """The train split's marks and surfaces."""
    lexicon = json.loads((args.notes / "configs" / "lexicon.json").read_text())
    names = json.loads((args.notes / "configs" / "reader-names.json").read_text())
    words = marks.Words(lexicon, names)
    real = marks.load_real(args.data, args.notes / "lines.jsonl", args.notes / "marks.jsonl", words.spellings)
    templates = [template for template in map(marks.to_template, real) if template]
    bodies = load_bodies(args.data, d.load_manifest(args.data, args.notes), "train")
    negatives = marks.load_negatives(args.data, args.notes / "mark-negatives.jsonl")
    return marks_data.Sources(real, templates, words, marks.Faces(args.fonts), bodies, negatives, names)


def loss(letters: torch.Tensor, classes: torch.Tensor, texts: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """CTC over the letters (Graves et al. 2006) and half of the class's cross-entropy."""
    log = torch.log_softmax(letters.float(), -1).transpose(0, 1)
    lengths = (texts > 0).sum(1)
    steps = torch.full_like(lengths, log.shape[0])
    ctc = F.ctc_loss(log, texts, steps, lengths, zero_infinity=True)
    return ctc + 0.5 * F.cross_entropy(classes.float(), labels, label_smoothing=0.02)


def greedy(letters: torch.Tensor) -> list[str]:
    """Likeliest letters, repeats and blanks taken out."""
    texts = []
    for row in letters.argmax(-1).tolist():
        kept = [code for i, code in enumerate(row) if code and (i == 0 or row[i - 1] != code)]
        texts.append("".join(marks_data.ALPHABET[code - 1] for code in kept))
    return texts


@torch.no_grad()
def validate(net: torch.nn.Module, batch: tuple[torch.Tensor, ...], device: str) -> dict[str, float]:
    """On held-out draws: whole texts right, classes right, and of the two brands claimed at 0.9: precision and recall."""
    net.eval()
    outputs = [net(part.float().to(device)) for part in batch[0].split(128)]
    letters, classes = (torch.cat([o[i].cpu().float() for o in outputs]) for i in (0, 1))
    truth = ["".join(marks_data.ALPHABET[c - 1] for c in row if c) for row in batch[1].tolist()]
    best = classes.softmax(1).max(1)
    brand = (batch[2] == 2) | (batch[2] == 3)
    claim = ((best.indices == 2) | (best.indices == 3)) & (best.values > 0.9)
    right = best.indices == batch[2]
    net.train()
    return {
        "loss": round(float(loss(letters, classes, batch[1], batch[2])), 4),
        "texts": round(float(np.mean([a == b for a, b in zip(greedy(letters), truth)])), 4),
        "classes": round(float(right.float().mean()), 4),
        "claimPrecision": round(float(right[claim].float().mean()), 4) if claim.any() else 0.0,
        "claimRecall": round(float((claim & right & brand).sum() / brand.sum()), 4),
        "n": len(truth),
    }


def main() -> None:
    """Trains with a one-cycle rate, keeps an average of the weights, validates on fresh draws of the same marks."""
    args = parse()
    torch.set_num_threads(args.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    sources = load_sources(args)
    print(len(sources.real), "real", len(sources.templates), "templates", len(sources.bodies), "bodies",
          len(sources.faces.files), "faces", flush=True)
    check = marks_data.Lines(sources, 1500, 3)
    drawn = [check[i] for i in range(len(check))]
    checked = tuple(torch.stack([torch.as_tensor(item[i]) for item in drawn]) for i in range(3))
    net = reader_net.Reader(2 + len(sources.names)).to(device, memory_format=torch.channels_last).train()
    if args.start:
        net.load_state_dict(runs.averaged(args.start))
    optimiser = torch.optim.AdamW(net.parameters(), args.rate, weight_decay=0.02)
    run = runs.Run(net, optimiser, args.rate, args.out, args.count // args.batch, warm=0.08, use_buffers=True, clip=5.0)
    lines = marks_data.Lines(sources, (run.steps - run.step) * args.batch, 9000 + run.step)
    loader = torch.utils.data.DataLoader(lines, args.batch, num_workers=args.workers, prefetch_factor=4)
    for pictures, texts, labels in loader:
        inputs = pictures.float().to(device, memory_format=torch.channels_last)
        with torch.autocast(device, torch.bfloat16):
            letters, classes = net(inputs)
        run.advance(loss(letters, classes, texts.to(device), labels.to(device)))
        run.report(args.batch, 100, 500, lambda net: validate(net, checked, device), names=sources.names)


if __name__ == "__main__":
    main()
