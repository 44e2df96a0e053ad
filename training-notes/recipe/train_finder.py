"""Trains the mark finder from nothing. Resumes from OUT/last.pt. Uses a GPU when there is one.

    python train_finder.py --data DATA --fonts FONTS --out OUT --count 80000
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch

import data as d
import finder_data
import finder_net
import marks
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
    args.out.mkdir(parents=True, exist_ok=True)
    sources = load_sources(args)
    print({name: len(group) for name, group in sources.marked.items()}, len(sources.bare), "bare", flush=True)
    check = finder_data.Crops(sources, 256, 3)
    drawn = [check[i] for i in range(len(check))]
    checked = torch.stack([item[0] for item in drawn]), torch.stack([item[1] for item in drawn])
    net = finder_net.Finder().to(device, memory_format=torch.channels_last).train()
    if args.start:
        kept = torch.load(args.start, map_location=device)["average"]
        net.load_state_dict({name.removeprefix("module."): value for name, value in kept.items() if name != "n_averaged"})
    average = torch.optim.swa_utils.AveragedModel(
        net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.998), use_buffers=True)
    optimiser = torch.optim.AdamW(net.parameters(), args.rate, weight_decay=0.01)
    total, step, last = args.count // args.batch, 0, args.out / "last.pt"
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, args.rate, total_steps=total + 1, pct_start=0.08)
    if last.exists():
        state = torch.load(last, map_location=device)
        for name, part in (("net", net), ("average", average), ("optimiser", optimiser)):
            part.load_state_dict(state[name])
        step = state["step"]
    for _ in range(step):
        schedule.step()
    crops = finder_data.Crops(sources, (total - step) * args.batch, 4000 + step)
    loader = torch.utils.data.DataLoader(crops, args.batch, num_workers=args.workers, prefetch_factor=4)
    began, seen = time.time(), []
    for pictures, targets in loader:
        inputs = pictures.float().to(device, memory_format=torch.channels_last)
        with torch.autocast(device, torch.bfloat16):
            logits = net(inputs)
        cost = finder_net.loss(logits.float()[:, 0], targets.to(device))
        optimiser.zero_grad(set_to_none=True)
        cost.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step(), schedule.step(), average.update_parameters(net)
        step += 1
        seen.append(float(cost.detach()))
        if step % 50 == 0:
            rate = len(seen) * args.batch / (time.time() - began)
            print(step, total, round(float(np.mean(seen[-50:])), 3), f"{rate:.1f} crops/s", flush=True)
        if step % 250 == 0 or step == total:
            torch.save({"net": net.state_dict(), "average": average.state_dict(), "optimiser": optimiser.state_dict(),
                        "step": step}, last)
            print(step, validate(average.module, checked, device), flush=True)


if __name__ == "__main__":
    main()
