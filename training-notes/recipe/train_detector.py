"""Trains the camera detector. Resumes from OUT/last.pt. Uses a GPU when there is one.

    python train_detector.py --data DATA --base yolox_nano.onnx --out OUT --pictures 40000
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

import detector_data
import detector_net
import runs


def parse() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--notes", type=Path, default=Path(__file__).parent.parent)
    parser.add_argument("--base", type=Path, required=True, help="YOLOX-Nano, COCO, ONNX")
    parser.add_argument("--start", type=Path, help="last.pt of an earlier run: go on from its averaged weights, with a new cycle")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pictures", type=int, default=40000)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--side", type=int, default=416)
    parser.add_argument("--rate", type=float, default=8e-4)
    parser.add_argument("--without-synthesis", action="store_true", help="real pictures only: for the ablation")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--workers", type=int, default=1)
    return parser.parse_args()


@torch.no_grad()
def validate(net: torch.nn.Module, scenes: detector_data.Scenes, device: str) -> dict[str, float]:
    """On fixed composed and real pictures: recall at IoU 0.5 of boxes scored 0.3 or more, and false boxes a picture."""
    net.eval()
    found = truths = false = 0
    for index in range(len(scenes)):
        picture, truth = scenes[index]
        raw, anchors = net(picture[None].float().to(device))
        boxes, scores = detector_net.decode(raw, anchors)[0].cpu(), raw[0, :, 4].sigmoid().cpu()
        kept = scores > 0.3
        order = scores[kept].argsort(descending=True)
        boxes = boxes[kept][order]
        chosen: list[torch.Tensor] = []
        for box in boxes:
            if not chosen or detector_net.pairwise_iou(box[None], torch.stack(chosen)).max() < 0.5:
                chosen.append(box)
        truths += len(truth)
        if chosen and len(truth):
            overlap = detector_net.pairwise_iou(truth, torch.stack(chosen))
            found += int((overlap.max(1).values > 0.5).sum())
            false += int((overlap.max(0).values < 0.3).sum())
        else:
            false += len(chosen)
    net.train()
    return {"recall": found / max(truths, 1), "falsePerPicture": false / len(scenes), "truths": truths}


def main() -> None:
    """Trains, validates every 2,000 pictures, keeps an average of the weights."""
    args = parse()
    torch.set_num_threads(args.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    sources = detector_data.load_sources(args.data, args.notes, "train")
    print({name: len(getattr(sources, name)) for name in vars(sources)}, flush=True)
    check = detector_data.Scenes(detector_data.load_sources(args.data, args.notes, "validation"), args.side, 200, 7)
    net = detector_net.Detector(args.base).to(device, memory_format=torch.channels_last).train()
    if args.start:
        net.load_state_dict(runs.averaged(args.start))
    optimiser = torch.optim.AdamW(net.parameters(), lr=args.rate, weight_decay=5e-4)
    run = runs.Run(net, optimiser, args.rate, args.out, args.pictures // args.batch, warm=0.05, use_buffers=False, clip=10.0)
    count = (run.steps - run.step) * args.batch
    scenes = detector_data.Scenes(sources, args.side, count, 1000 + run.step, not args.without_synthesis)
    loader = torch.utils.data.DataLoader(scenes, args.batch, num_workers=args.workers, collate_fn=detector_data.collate)
    for pictures, truths in loader:
        inputs = pictures.float().to(device, memory_format=torch.channels_last)
        with torch.autocast(device, torch.bfloat16):
            raw, anchors = net(inputs)
        box_loss, score_loss = detector_net.loss(raw.float(), anchors, [truth.to(device) for truth in truths])
        run.advance(box_loss + score_loss, (box_loss, score_loss))
        run.report(args.batch, 25, 500, lambda net: validate(net, check, device))


if __name__ == "__main__":
    main()
