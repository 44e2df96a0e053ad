"""Trains the mark finder from nothing. Resumes from OUT/last.pt. Uses a GPU when there is one.

    python train_finder.py --data DATA --fonts FONTS --out OUT --count 80000
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

import data as d
import finder_data
import finder_net
import marks
import runs
import train_reader


def parse() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--notes", type=Path, default=Path(__file__).parent.parent)
    parser.add_argument("--fonts", type=Path, nargs="+", required=True)
    parser.add_argument("--start", type=Path, help="last.pt of an earlier run: go on from its averaged weights, with a new cycle")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=80000)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    return parser.parse_args()


def load_sources(args: argparse.Namespace) -> finder_data.Sources:
    """The train split's marked and bare housings, grounds, fonts."""
    rows = d.load_manifest(args.data, args.notes)
    quads = finder_data.quads_by_file(args.notes / "lines.jsonl", args.notes / "marks.jsonl")
    marked = finder_data.load_marked(args.data, rows, "train", quads)
    groups = {name: [m for m in marked if m.brand == name] for name in ("hikvision", "dahua")}
    groups["other"] = [m for m in marked if m.brand not in groups]
    bare_rows = [r for r in rows if r["brand"] == "generic" and r["wordmarkLegible"] is False]
    bare = [c.rgba for c in d.load_cutouts(args.data, bare_rows, "train", 768)]
    here = [r for r in rows if r["split"] == "train" and r["brand"] == "none" and r["scene"] == "in-situ"]
    grounds = d.load_pictures(args.data, here, 800)
    words = marks.Words(json.loads((args.notes / "configs" / "lexicon.json").read_text()), [])
    real = marks.load_real(args.data, args.notes / "lines.jsonl", args.notes / "marks.jsonl", words.spellings)
    templates = [t for t in map(marks.to_template, real) if t]
    return finder_data.Sources(groups, bare, grounds, words, marks.Faces(args.fonts), templates,
                               train_reader.load_bodies(args.data, rows, "train"))


@torch.no_grad()
def validate(net: torch.nn.Module, batch: tuple[torch.Tensor, torch.Tensor], device: str) -> dict[str, float]:
    """Loss, and cells over 0.3: share of the painted ones found, share of the found ones painted."""
    net.eval()
    logits = torch.cat([net(part.float().to(device)).cpu().float()[:, 0] for part in batch[0].split(32)])
    net.train()
    found, painted = logits.sigmoid() > 0.3, batch[1] > 0.3
    both = (found & painted).sum()
    return {"loss": round(float(finder_net.loss(logits, batch[1])), 4), "recall": round(float(both / painted.sum()), 4),
            "precision": round(float(both / found.sum().clamp(min=1)), 4)}


def main() -> None:
    """Trains with a one-cycle rate, keeps an average of the weights, validates on fresh draws."""
    args = parse()
    torch.set_num_threads(args.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    sources = load_sources(args)
    print({name: len(group) for name, group in sources.marked.items()}, len(sources.bare), "bare", flush=True)
    check = finder_data.Crops(sources, 256, 3)
    drawn = [check[i] for i in range(len(check))]
    checked = torch.stack([item[0] for item in drawn]), torch.stack([item[1] for item in drawn])
    net = finder_net.Finder().to(device, memory_format=torch.channels_last).train()
    if args.start:
        net.load_state_dict(runs.averaged(args.start))
    optimiser = torch.optim.AdamW(net.parameters(), args.rate, weight_decay=0.01)
    run = runs.Run(net, optimiser, args.rate, args.out, args.count // args.batch, warm=0.08, use_buffers=True, clip=5.0)
    crops = finder_data.Crops(sources, (run.steps - run.step) * args.batch, 4000 + run.step)
    loader = torch.utils.data.DataLoader(crops, args.batch, num_workers=args.workers, prefetch_factor=4)
    for pictures, targets in loader:
        inputs = pictures.float().to(device, memory_format=torch.channels_last)
        with torch.autocast(device, torch.bfloat16):
            logits = net(inputs)
        run.advance(finder_net.loss(logits.float()[:, 0], targets.to(device)))
        run.report(args.batch, 50, 250, lambda net: validate(net, checked, device))


if __name__ == "__main__":
    main()
